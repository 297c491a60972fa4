"""Time limits to suggest (建议时限): texts that would be right for an obligation, the nearest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.judging.checks.ledger_case import EntryRow, LedgerCase
from pipeline.judging.checks.reasons import days_text
from pipeline.judging.checks.wording import EVERY, day, limit_of
from pipeline.judging.time_limits.judge import Offer, judge_obligation
from pipeline.judging.time_limits.limits import TimeLimit, read_time_limit
from pipeline.judging.time_limits.shortfalls import Shortfall, ShortfallKind
from pipeline.model import Clause, ClauseKind, Obligation, Standpoint

_IN_THE_PLANS_WORDS = (ShortfallKind.INDEFINITE, ShortfallKind.NO_TIME, ShortfallKind.ONE_OFF)
"""Where nothing usable was written, the plan's own words come first; else the value that is wrong."""
_OF_SOMETHING = (ClauseKind.RELATIVE, ClauseKind.MINIMUM_DURATION)
"""Kinds of clauses whose number of days says nothing without what it is counted from, or what lasts as long."""


def is_fit(text: str, required: Sequence[Clause], here: Standpoint) -> bool:
    """Say whether a ledger with this time limit alone would get no deviation for it."""
    offer = Offer(read_time_limit(text, here), TimeLimit(""), blank=False)
    return offer.limit.speaks_of_time and not judge_obligation(required, [offer], here)


def suggestion(obligation: Obligation, required: Sequence[Clause], shortfall: Shortfall, here: Standpoint) -> str:
    """Give a text that would be right in the cell; "" where none of those that are known is.

    ``required`` are the clauses that are asked of the unit, with its extensions put in.
    """
    own = limit_of(obligation)
    wrong = [shortfall.required] if shortfall.required is not None else []
    exact = [text for clause in (*wrong, *required) for text in said(clause)]
    texts = [own, *exact] if _need_the_plans_words(obligation, required, shortfall) else [*exact, own]
    everything = "；".join(dict.fromkeys(text for clause in required for text in said(clause)))
    return next(fitting((*texts, everything, f"{here.year}年12月31日前"), required, here), "")


def _need_the_plans_words(obligation: Obligation, required: Sequence[Clause], shortfall: Shortfall) -> bool:
    """Say whether the value that is wrong, alone in the cell, would leave out what the row needs as well."""
    if shortfall.kind in _IN_THE_PLANS_WORDS:
        return True
    # An extension that was granted stands in the clauses alone.
    if tuple(required) != tuple(obligation.clauses):
        return False
    wrong = shortfall.required
    return len(required) > 1 or (wrong is not None and wrong.kind in _OF_SOMETHING)


def for_all(texts: Sequence[str], required: Sequence[Sequence[Clause]], here: Standpoint) -> str:
    """Give the first of the texts, or all together, that is right for every obligation of one cell; "" for none.

    ``required`` are the clauses of each obligation.
    """
    wanted = [text for text in dict.fromkeys(texts) if text]
    together = ["；".join(wanted)] if len(wanted) > 1 else []
    return next((t for t in (*wanted, *together) if all(is_fit(t, clauses, here) for clauses in required)), "")


def limit_for(case: LedgerCase, row: EntryRow) -> str:
    """Give the plan's own words for a cell that says no time: of several obligations those that satisfy them all.

    A merged cell speaks for the obligations of all its rows.
    """
    sharing = case.limits_at.get((row.entry.sheet, row.entry.time_limit.cell), (row,))
    ids = dict.fromkeys(m.obligation for r in sharing for m in r.match.certain)
    met = [case.plan.by_id[o] for o in ids if o in case.plan.by_id]
    limits = [limit_of(o) for o in met]
    if len(set(limits)) < 2:
        return "".join(limits[:1])
    return for_all(limits, [case.required(o) for o in met], case.here)


def fitting(texts: Iterable[str], required: Sequence[Clause], here: Standpoint) -> Iterator[str]:
    """Give those of the texts that would be right, each once."""
    return (text for text in dict.fromkeys(texts) if text and is_fit(text, required, here))


def said(clause: Clause) -> Iterator[str]:
    """Say a required clause in the words that a ledger would use."""
    if clause.kind is ClauseKind.FIXED and clause.due:
        yield f"{day(clause.due)}前"
    elif clause.kind is ClauseKind.RECURRING and clause.every:
        often = EVERY[clause.every]
        if clause.days:
            yield f"{often}结束后{days_text(clause)}内"
        if clause.month_day and clause.every == "year":
            month, day_of_month = clause.month_day.split("-")
            yield f"{often}{int(month)}月{int(day_of_month)}日前"
        yield often
    elif clause.kind is ClauseKind.RELATIVE and clause.days is not None:
        if clause.days < 0:
            yield f"提前{days_text(clause)}"
        elif clause.days:
            yield f"{days_text(clause)}内"
        else:
            yield "当日"
    elif clause.kind is ClauseKind.MINIMUM_DURATION and clause.days:
        yield f"不少于{days_text(clause)}"

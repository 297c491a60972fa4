"""What satisfies each kind of required clause (比对规则): one function for each line of the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from pipeline.judging.time_limits.calendar import PERIOD_DAYS
from pipeline.judging.time_limits.characters import plain_text
from pipeline.judging.time_limits.due_dates import first_due
from pipeline.judging.time_limits.numerals import NUMERAL, number
from pipeline.judging.time_limits.periods import own_day, periods, unmet
from pipeline.judging.time_limits.shortfalls import Offered, Shortfall, ShortfallKind
from pipeline.judging.time_limits.subjects import DEFINITE, best_subject
from pipeline.judging.time_limits.triggers import CONSULTATION, EXTENSION
from pipeline.judging.time_limits.working_days import WORKING_TO_CALENDAR, add_working_days
from pipeline.model.clauses import Clause, ClauseKind, DayType, Standpoint

Outcome = Shortfall | Literal[True] | None
"""What becomes of a required clause: True is met, None is not spoken of."""
_MONTH: Final = PERIOD_DAYS["month"]
_SUM: Final = re.compile(r"(\d+)\+\d+")
_RANGE: Final = re.compile(rf"({NUMERAL})[-至到]({NUMERAL})")
_WITH_EXTENSION: Final = re.compile(r"(?:含|包括)[^,;。\d]{0,4}延|延[长期]后")
_PRELIMINARY: Final = re.compile(
    "[内天日](?:予以|完成|进行)?(?:登记|签收|接收|转办|分办|交办|批转|移交|一次性告知|告知补正|补正|初审)"
)
"""What is done before the deed: 3日内登记，20个工作日内答复."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the entries say: clauses of their 时限要求 cells, and of their measures.

    ``asked`` are the kinds that the obligation asks for: what an entry says of one of them answers that one, and is
    not held against another (每月公开进度 says nothing about 竣工后20个工作日内).
    """

    cells: tuple[Offered, ...]
    measures: tuple[Offered, ...]
    here: Standpoint
    asked: frozenset[ClauseKind]

    def definite(self, *kinds: ClauseKind) -> list[Offered]:
        """Give what is said in these kinds: in the cells, or where they say nothing of it, in the measures."""
        return [o for o in self.cells if o.clause.kind in kinds] or [
            o for o in self.measures if o.clause.kind in kinds
        ]


def calendar_days(clause: Clause) -> float:
    """Give a length in calendar days; a working day is worth 7/5 of one, and a span has its first and last day."""
    if clause.since is not None and clause.due is not None:
        return (clause.due - clause.since).days + 1
    assert clause.days is not None
    return clause.days * (WORKING_TO_CALENDAR if clause.day_type is DayType.WORKING else 1)


def shortfalls(required: Sequence[Clause], evidence: Evidence) -> tuple[Shortfall, ...]:
    """Say what of the required clauses is not met.

    A clause that the entries do not speak of is let pass where another one is met; where none is, nothing definite
    was said.
    """
    outcomes: list[Outcome] = []
    for kind in dict.fromkeys(c.kind for c in required):
        outcomes += _RULES[kind]([c for c in required if c.kind is kind], evidence)
    found = [o for o in outcomes if isinstance(o, Shortfall)]
    if True in outcomes:
        # A date where days are asked says nothing of them; that is let pass where another clause is met.
        found = [s for s in found if s.kind is not ShortfallKind.WIDER or s.offered is None or s.offered.clause.days]
    if not found and True not in outcomes:
        found = [Shortfall(ShortfallKind.INDEFINITE, required[0], next(iter(evidence.cells), None))]
    return tuple(dict.fromkeys(found))


def _fixed(required: list[Clause], evidence: Evidence) -> list[Outcome]:
    # Several dates (the city portal's and the other sites') are held against as many dates of the entries, the
    # earliest against the earliest. A part of the whole (年底前完成80%) is no date of the deed.
    wanted = sorted(((c.due, c) for c in required if c.due), key=lambda pair: pair[0])
    said = evidence.definite(ClauseKind.FIXED, ClauseKind.RECURRING)
    if len(wanted) == 1:
        whole = {o.entry for o in said if not o.clause.part}
        said = [o for o in said if not o.clause.part or o.entry not in whole]
    dated = [(due, o) for o in said if (due := first_due(o.clause, evidence.here.year))]
    dated = sorted(dated or _from_now(evidence), key=lambda found: found[0])
    if not dated:
        return [None] * len(wanted)
    pairs = list(zip(wanted, dated, strict=False))
    if len(wanted) == 1 or len(dated) < len(wanted):
        pairs = [(wanted[-1], dated[0])] * len(wanted)
    return [
        True if offer <= want else Shortfall(ShortfallKind.LATER, c, o, due=offer) for (want, c), (offer, o) in pairs
    ]


def _from_now(evidence: Evidence) -> list[tuple[date, Offered]]:
    """一个月内 without an event counts from the day of the ledger."""
    day = evidence.here.day
    return [
        (add_working_days(day, days) if o.clause.day_type is DayType.WORKING else day + timedelta(days=days), o)
        for o in evidence.cells
        if o.clause.kind is ClauseKind.RELATIVE and o.clause.trigger is None and o.clause.at_most
        if (days := o.clause.days or 0) > 0
    ]


def _short(kind: ShortfallKind, required: Clause, offered: Offered) -> Shortfall:
    return Shortfall(kind, required, offered)


def _recurring(required: list[Clause], evidence: Evidence) -> list[Outcome]:
    return [_frequency(c, evidence) for c in required]


def _frequency(wanted: Clause, evidence: Evidence) -> Outcome:
    if wanted.every not in PERIOD_DAYS:
        return _standing([wanted], evidence)[0]
    offered = evidence.definite(ClauseKind.RECURRING, ClauseKind.FIXED, ClauseKind.RELATIVE)
    often = sorted((o for o in offered if o.clause.every in PERIOD_DAYS), key=lambda o: _interval(o.clause))
    by = own_day(wanted, evidence.here.year)
    if any(
        _interval(o.clause) <= _interval(wanted) + 1 and not _after(o.clause, by, evidence.here.year) for o in often
    ):
        return True
    # 每两年一次 is that, whatever date stands beside it.
    seldom = {o.entry for o in often if own_day(o.clause, evidence.here.year) is None}
    dates = [
        day
        for o in offered
        if o.entry not in seldom and (day := o.clause.due or own_day(o.clause, evidence.here.year))
    ]
    counted = periods(wanted, evidence.here)
    left = unmet(counted, dates)
    if counted and not left:
        return True
    # A date or a number of days after an event is one-off; 发文时 names nothing definite.
    one_off = [o for o in offered if o.clause.kind not in evidence.asked and (o.clause.due or o.clause.day_type)]
    nearest = next(iter((*often, *one_off)), None)
    if nearest is None:
        return None
    return Shortfall(ShortfallKind.LESS_OFTEN, wanted, nearest, periods=counted, unmet=left if dates else ())


def _interval(clause: Clause) -> int:
    return PERIOD_DAYS[clause.every or ""]


def _after(clause: Clause, by: date | None, year: int) -> bool:
    """Say whether a yearly clause falls due after the day that is asked: 每年12月底 for 每年9月底前."""
    own = own_day(clause, year)
    return own is not None and by is not None and own > by


def _relative(required: list[Clause], evidence: Evidence) -> list[Outcome]:
    # What arises in a period is published after it: a monthly frequency is quick enough for any number of days. That
    # of a measure (每周导出比对) says nothing against the days that the cell itself gives.
    in_days = any(o.clause.kind is ClauseKind.RELATIVE and o.clause.days is not None for o in evidence.cells)
    said = evidence.cells if in_days else evidence.definite(ClauseKind.RECURRING)
    frequent = [o for o in said if o.clause.kind is ClauseKind.RECURRING and o.clause.every in PERIOD_DAYS]
    monthly = any(_interval(o.clause) <= _MONTH for o in frequent) and ClauseKind.RECURRING not in evidence.asked
    offered = [o for o in evidence.definite(ClauseKind.RELATIVE) if o.clause.days is not None]
    if not offered:
        offered = [o for o in evidence.measures if o.clause.kind is ClauseKind.RELATIVE and o.clause.days is not None]
    if monthly:
        return [True] * len(required)
    if not offered:
        return [_without_days(c, evidence) for c in required]
    shares = _shares(required, [o for o in offered if not _PRELIMINARY.search(o.clause.text)] or offered)
    return [_within(c, share) for c, share in zip(required, shares, strict=True)]


def _within(wanted: Clause, offered: list[Offered]) -> Outcome:
    if not offered:
        return None
    nearest = min(offered, key=lambda o: calendar_days(o.clause))
    if calendar_days(nearest.clause) <= calendar_days(wanted):
        return True
    return _short(ShortfallKind.WIDER, wanted, nearest)


def _without_days(wanted: Clause, evidence: Evidence) -> Outcome:
    # No number of days: a frequency that is coarser than a month, or a date, is wider.
    wider = [
        o
        for o in evidence.cells
        if o.clause.kind in DEFINITE - evidence.asked and (o.clause.every in PERIOD_DAYS or o.clause.due)
    ]
    return _short(ShortfallKind.WIDER, wanted, wider[0]) if wider else None


def _shares(required: list[Clause], offered: list[Offered]) -> list[list[Offered]]:
    """Hand each offered length to the required clause that speaks of the same matter."""
    shares: list[list[Offered]] = [[] for _ in required]
    ordinary = [n for n, c in enumerate(required) if c.trigger != EXTENSION] or [0]
    extension = [n for n, c in enumerate(required) if c.trigger == EXTENSION]
    if extension and len(offered) == 1:
        offered = _answer_and_extension(offered[0], required[ordinary[0]])
    for offer in offered:
        if offer.clause.trigger == EXTENSION:
            if extension:
                shares[extension[0]].append(offer)
            continue
        # A length that fits none of several may belong to any; it counts for the first, the general one.
        shares[ordinary[best_subject(offer.clause.text, [required[n].text for n in ordinary]) or 0]].append(offer)
    return shares


def _answer_and_extension(offer: Offered, answer: Clause) -> list[Offered]:
    """Split 15+15个工作日 and 40个工作日（含延期） into the answer's days and the extension's."""
    days, said = offer.clause.days or 0, plain_text(offer.clause.text).plain
    figures = _SUM.search(said)
    first = int(figures[1]) if figures else answer.days if _WITH_EXTENSION.search(said) else None
    if not first or first >= days or offer.clause.day_type is not answer.day_type:
        return [offer]
    clauses = (
        replace(offer.clause, days=first, trigger=None),
        replace(offer.clause, days=days - first, trigger=EXTENSION),
    )
    return [replace(offer, clause=clause) for clause in clauses]


def _minimum(required: list[Clause], evidence: Evidence) -> list[Outcome]:
    said = [o for o in (*evidence.cells, *evidence.measures) if is_duration(o.clause)]
    entries = [_shortest([o for o in said if o.entry == entry]) for entry in dict.fromkeys(o.entry for o in said)]
    return [_lasting(wanted, entries) for wanted in required]


def _shortest(said: list[Offered]) -> Offered:
    """Of what one entry says, give the shortest that applies; how long it may last at most only where it is all."""
    lower = [o for o in said if not o.clause.at_most] or said
    of_consultation = [o for o in lower if o.clause.trigger in (None, CONSULTATION)] or lower
    return min(of_consultation, key=lambda o: _at_least(o.clause))


def _at_least(clause: Clause) -> float:
    """Give how many calendar days something lasts at least: 15至30日 may be 15."""
    span = None if clause.since is not None else _RANGE.search(plain_text(clause.text).plain)
    return calendar_days(clause) * (number(span[1]) / number(span[2]) if span and number(span[2]) else 1)


def _lasting(wanted: Clause, offered: list[Offered]) -> Outcome:
    if not offered:
        return None
    nearest = max(offered, key=lambda o: (not o.clause.at_most, _at_least(o.clause)))
    if not nearest.clause.at_most and _at_least(nearest.clause) >= calendar_days(wanted):
        return True
    return _short(ShortfallKind.SHORTER, wanted, nearest)


def is_duration(clause: Clause) -> bool:
    """Say whether a clause tells how long something lasts.

    20日 or 不超过30日 for a consultation says how long it is open, and so does 6月1日至30日; 结束后15日内 says when
    its result is published.
    """
    if clause.kind is ClauseKind.FIXED:
        return clause.since is not None
    if clause.kind is ClauseKind.MINIMUM_DURATION:
        return clause.days is not None
    return (
        clause.kind is ClauseKind.RELATIVE
        and clause.days is not None
        and clause.days > 0
        and clause.trigger in (None, CONSULTATION)
    )


def _standing(required: list[Clause], evidence: Evidence) -> list[Outcome]:
    if any(o.clause.kind is not ClauseKind.FIXED for o in evidence.cells):
        return [True] * len(required)
    return [_short(ShortfallKind.ONE_OFF, c, evidence.cells[0]) for c in required]


_RULES: Final[dict[ClauseKind, Callable[[list[Clause], Evidence], Iterable[Outcome]]]] = {
    ClauseKind.FIXED: _fixed,
    ClauseKind.RECURRING: _recurring,
    ClauseKind.RELATIVE: _relative,
    ClauseKind.MINIMUM_DURATION: _minimum,
    ClauseKind.STANDING: _standing,
    ClauseKind.PERIOD: _standing,
    ClauseKind.DYNAMIC: _standing,
    ClauseKind.VAGUE: _standing,
}

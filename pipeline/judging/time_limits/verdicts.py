"""What satisfies each kind of required clause (比对规则): one function for each line of the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.judging.time_limits.calendar import PERIOD_DAYS
from pipeline.judging.time_limits.due_dates import first_due
from pipeline.judging.time_limits.stages import without_replaced
from pipeline.judging.time_limits.subjects import DEFINITE, best_subject
from pipeline.judging.time_limits.triggers import CONSULTATION, EXTENSION
from pipeline.judging.time_limits.working_days import WORKING_TO_CALENDAR
from pipeline.model.clauses import Clause, ClauseKind, DayType

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

    cells: tuple[Clause, ...]
    measures: tuple[Clause, ...]
    year: int
    asked: frozenset[ClauseKind]

    def definite(self, kinds: frozenset[ClauseKind]) -> list[Clause]:
        """Give the definite clauses of these kinds: of the cells, or where they have none, of the measures."""
        said = [c for c in self.cells if c.kind in kinds and (c.deadline or c.kind is not ClauseKind.PERIOD)]
        return said or [c for c in self.measures if c.kind in kinds]


def calendar_days(clause: Clause) -> float:
    """Give a length in calendar days; a working day is worth 7/5 of one, and a span has its first and last day."""
    if clause.since is not None and clause.due is not None:
        return (clause.due - clause.since).days + 1
    assert clause.days is not None
    return clause.days * (WORKING_TO_CALENDAR if clause.day_type is DayType.WORKING else 1)


def unmet(required: Sequence[Clause], evidence: Evidence) -> tuple[str, ...]:
    """Give the codes for the required clauses that are not satisfied.

    A clause that the entries do not speak of (None) is let pass where another one is satisfied.
    """
    verdicts: list[str | None] = []
    for kind in dict.fromkeys(c.kind for c in required):
        verdicts += _RULES[kind]([c for c in required if c.kind is kind], evidence)
    codes = {v for v in verdicts if v}
    if not codes and "" not in verdicts:
        codes = {"T05"}
    return tuple(sorted(codes))


_DATED: Final = frozenset((ClauseKind.FIXED, ClauseKind.RECURRING, ClauseKind.PERIOD))


def _fixed(required: list[Clause], evidence: Evidence) -> list[str | None]:
    # Several dates (the city portal's and the other sites') are held against as many dates of the entries, the
    # earliest against the earliest.
    wanted = sorted(c.due for c in required if c.due)
    dated = without_replaced(evidence.definite(_DATED))
    offered = sorted({d for c in dated if (d := first_due(c, evidence.year))})
    if not offered:
        return [None] * len(wanted)
    if len(wanted) == 1 or len(offered) < len(wanted):
        return ["" if offered[0] <= wanted[-1] else "T01"]
    return ["" if offer <= want else "T01" for offer, want in zip(offered, wanted, strict=False)]


def _recurring(required: list[Clause], evidence: Evidence) -> list[str | None]:
    return [_frequency(c, evidence) for c in required]


def _frequency(wanted: Clause, evidence: Evidence) -> str | None:
    if wanted.every not in PERIOD_DAYS:
        return _standing([wanted], evidence)[0]
    offered = evidence.definite(frozenset((ClauseKind.RECURRING, ClauseKind.FIXED, ClauseKind.RELATIVE)))
    lengths = [PERIOD_DAYS[c.every] for c in offered if c.every in PERIOD_DAYS]
    dates = {c.due for c in offered if c.due and c.due.year == evidence.year}
    if len(dates) > 1:
        lengths.append(-(-365 // len(dates)))
    if any(length <= PERIOD_DAYS[wanted.every] + 1 for length in lengths):
        return ""
    # A date or a number of days after an event is one-off; 发文时 names nothing definite.
    one_off = [c for c in offered if c.kind not in evidence.asked and (c.due or c.day_type)]
    return "T02" if lengths or one_off else None


def _relative(required: list[Clause], evidence: Evidence) -> list[str | None]:
    offered = [c for c in evidence.definite(frozenset((ClauseKind.RELATIVE,))) if c.days is not None]
    if not offered:
        offered = [c for c in evidence.measures if c.kind is ClauseKind.RELATIVE and c.days is not None]
    if not offered:
        return [_without_days(c, evidence) for c in required]
    shares = _shares(required, [c for c in offered if not _PRELIMINARY.search(c.text)] or offered)
    return [_within(c, share) if share else None for c, share in zip(required, shares, strict=True)]


def _within(wanted: Clause, offered: list[Clause]) -> str:
    return "" if any(calendar_days(c) <= calendar_days(wanted) for c in offered) else "T03"


def _without_days(wanted: Clause, evidence: Evidence) -> str | None:
    # No number of days: a frequency that is at least as quick serves; a slower one, or a date, is wider.
    offered = evidence.definite(frozenset((ClauseKind.RECURRING, ClauseKind.FIXED)))
    lengths = [PERIOD_DAYS[c.every] for c in offered if c.every in PERIOD_DAYS]
    if any(length <= calendar_days(wanted) for length in lengths):
        return ""
    wider = [c for c in evidence.cells if c.kind in DEFINITE - evidence.asked and (c.every in PERIOD_DAYS or c.due)]
    return "T03" if wider else None


def _shares(required: list[Clause], offered: list[Clause]) -> list[list[Clause]]:
    """Hand each offered length to the required clause that speaks of the same matter."""
    shares: list[list[Clause]] = [[] for _ in required]
    ordinary = [n for n, c in enumerate(required) if c.trigger != EXTENSION] or [0]
    extension = [n for n, c in enumerate(required) if c.trigger == EXTENSION]
    for clause in offered:
        if clause.trigger == EXTENSION and extension:
            shares[extension[0]].append(clause)
            continue
        if clause.trigger == EXTENSION:
            continue
        # A length that fits none of several may belong to any; it counts for the first, the general one.
        shares[ordinary[best_subject(clause.text, [required[n].text for n in ordinary]) or 0]].append(clause)
    return shares


def _minimum(required: list[Clause], evidence: Evidence) -> list[str | None]:
    lengths = [calendar_days(c) for c in (*evidence.cells, *evidence.measures) if is_duration(c)]
    verdicts: list[str | None] = []
    for wanted in required:
        if not lengths:
            verdicts.append(None)
        else:
            verdicts.append("" if max(lengths) >= calendar_days(wanted) else "T04")
    return verdicts


def is_duration(clause: Clause) -> bool:
    """Say whether a clause tells how long something lasts.

    20日 or 30日内 for a consultation says how long it is open, and so does 6月1日至30日; 结束后15日内 says when its
    result is published.
    """
    if clause.kind is ClauseKind.FIXED:
        return clause.since is not None
    if clause.kind is ClauseKind.MINIMUM_DURATION:
        return clause.days is not None
    return clause.kind is ClauseKind.RELATIVE and bool(clause.days) and clause.trigger in (None, CONSULTATION)


def _standing(required: list[Clause], evidence: Evidence) -> list[str | None]:
    one_off = all(c.kind is ClauseKind.FIXED for c in evidence.cells)
    return ["T08" if one_off else ""] * len(required)


_RULES: Final[dict[ClauseKind, Callable[[list[Clause], Evidence], list[str | None]]]] = {
    ClauseKind.FIXED: _fixed,
    ClauseKind.RECURRING: _recurring,
    ClauseKind.RELATIVE: _relative,
    ClauseKind.MINIMUM_DURATION: _minimum,
    ClauseKind.STANDING: _standing,
    ClauseKind.PERIOD: _standing,
    ClauseKind.DYNAMIC: _standing,
    ClauseKind.VAGUE: _standing,
}

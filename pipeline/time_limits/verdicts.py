"""What satisfies each kind of required clause (比对规则): one function for each line of the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeline.model.clauses import Clause, ClauseKind, DayType
from pipeline.time_limits.calendar import PERIOD_DAYS
from pipeline.time_limits.due_dates import first_due
from pipeline.time_limits.triggers import CONSULTATION, EXTENSION
from pipeline.time_limits.working_days import WORKING_TO_CALENDAR

DEFINITE: Final = frozenset(
    (ClauseKind.FIXED, ClauseKind.RECURRING, ClauseKind.RELATIVE, ClauseKind.MINIMUM_DURATION)
)
"""Kinds that ask for something definite: a date, a frequency, a number of days."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the entries say: clauses of their 时限要求 cells, and of their measures."""

    cells: tuple[Clause, ...]
    measures: tuple[Clause, ...]
    year: int

    def definite(self, kinds: frozenset[ClauseKind]) -> list[Clause]:
        """Give the definite clauses of these kinds: of the cells, or where they have none, of the measures."""
        return [c for c in self.cells if c.kind in kinds] or [c for c in self.measures if c.kind in kinds]


def calendar_days(clause: Clause) -> float:
    """Give a length in calendar days; a working day is worth 7/5 of one."""
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


def _fixed(required: list[Clause], evidence: Evidence) -> list[str | None]:
    # Several dates (the city portal's and the other sites') are held against as many dates of the entries, the
    # earliest against the earliest.
    wanted = sorted(c.due for c in required if c.due)
    offered = sorted(
        {
            d
            for c in evidence.definite(frozenset((ClauseKind.FIXED, ClauseKind.RECURRING)))
            if (d := _date_of(c, evidence.year))
        }
    )
    if not offered:
        return [None] * len(wanted)
    if len(wanted) == 1 or len(offered) < len(wanted):
        return ["" if offered[0] <= wanted[-1] else "T01"]
    return ["" if offer <= want else "T01" for offer, want in zip(offered, wanted, strict=False)]


def _date_of(clause: Clause, year: int) -> date | None:
    return clause.due if clause.kind is ClauseKind.FIXED else first_due(clause, year)


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
    if lengths or any(c.due for c in offered):
        return "T02"
    # A number of days after an event says no frequency; alone it is one-off or event-bound.
    return "T02" if any(c.kind is ClauseKind.RELATIVE and c.days is not None for c in offered) else None


def _relative(required: list[Clause], evidence: Evidence) -> list[str | None]:
    offered = [c for c in evidence.definite(frozenset((ClauseKind.RELATIVE,))) if c.days is not None]
    if not offered:
        offered = [c for c in evidence.measures if c.kind is ClauseKind.RELATIVE and c.days is not None]
    if not offered:
        return [_without_days(c, evidence) for c in required]
    shares = _shares(required, offered)
    return [_within(c, share) if share else None for c, share in zip(required, shares, strict=True)]


def _within(wanted: Clause, offered: list[Clause]) -> str:
    return "" if any(calendar_days(c) <= calendar_days(wanted) for c in offered) else "T03"


def _without_days(wanted: Clause, evidence: Evidence) -> str | None:
    # No number of days: a frequency that is at least as quick serves; a slower one, or a date, is wider.
    offered = evidence.definite(frozenset((ClauseKind.RECURRING, ClauseKind.FIXED)))
    lengths = [PERIOD_DAYS[c.every] for c in offered if c.every in PERIOD_DAYS]
    if any(length <= calendar_days(wanted) for length in lengths):
        return ""
    in_cells = any(c.every in PERIOD_DAYS or c.due for c in evidence.cells if c.kind in DEFINITE)
    return "T03" if in_cells else None


def _shares(required: list[Clause], offered: list[Clause]) -> list[list[Clause]]:
    """Hand each offered length to the required clause that speaks of the same event."""
    shares: list[list[Clause]] = [[] for _ in required]
    ordinary = [n for n, c in enumerate(required) if c.trigger != EXTENSION] or [0]
    extension = [n for n, c in enumerate(required) if c.trigger == EXTENSION]
    for clause in offered:
        if clause.trigger == EXTENSION and extension:
            shares[extension[0]].append(clause)
            continue
        if clause.trigger == EXTENSION:
            continue
        likeness = {n: _likeness(required[n].trigger, clause.trigger) for n in ordinary}
        best = max(likeness.values())
        # A length whose event fits none of several may belong to any; it counts for the first, the general one.
        shares[max(ordinary, key=lambda n: (likeness[n], -n)) if best else ordinary[0]].append(clause)
    return shares


def _likeness(wanted: str | None, offered: str | None) -> int:
    pairs = {a + b for a, b in zip(wanted or "", (wanted or "")[1:], strict=False)}
    return sum(a + b in pairs for a, b in zip(offered or "", (offered or "")[1:], strict=False))


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

    20日 or 30日内 for a consultation says how long it is open; 结束后15日内 says when its result is published.
    """
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

"""What falls due next: the plan's dates on or after a day."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.model import Clause, ClauseKind, Obligation

_MONTHS = {"month": 1, "two_months": 2, "quarter": 3, "half_year": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class DueObligation:
    """An obligation that falls due on a day. ``waiting`` counts the units that bear it and do not cover it yet."""

    due: date
    obligation: str
    label: str
    bearers: int
    waiting: int


def next_due(clauses: Iterable[Clause], on: date) -> date | None:
    """Give the first day on or after ``on`` for which the clauses of a time limit set a date or end a period."""
    days = [d for c in clauses if (d := _next(c, on)) is not None]
    return min(days, default=None)


def _next(clause: Clause, on: date) -> date | None:
    if clause.kind is ClauseKind.FIXED and clause.due is not None:
        return clause.due if clause.due >= on else None
    if clause.kind is not ClauseKind.RECURRING:
        return None
    if clause.month_day:
        month, day = (int(part) for part in clause.month_day.split("-"))
        this_year = _day(on.year, month, day)
        return this_year if this_year >= on else _day(on.year + 1, month, day)
    months = _MONTHS.get(clause.every or "")
    if months is None:
        return None
    end = (on.month - 1) // months * months + months
    return _day(on.year, end, 31)


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def in_order(obligations: Iterable[tuple[Obligation, int, int]], on: date) -> tuple[DueObligation, ...]:
    """List what falls due from a day on, soonest first. Each obligation comes with its bearers and those waiting."""
    found = [
        DueObligation(due, o.id, o.label, bearers, waiting)
        for o, bearers, waiting in obligations
        if (due := next_due(o.clauses, on)) is not None
    ]
    return tuple(sorted(found, key=lambda d: (d.due, d.obligation)))

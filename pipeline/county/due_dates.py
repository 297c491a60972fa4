"""What falls due next: the plan's dates on or after a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.judging.time_limits.due_dates import due_dates
from pipeline.model import Clause, Obligation


@dataclass(frozen=True, slots=True)
class DueObligation:
    """An obligation that falls due on a day. ``waiting`` counts the units that bear it and do not cover it yet."""

    due: date
    obligation: str
    label: str
    requirement: str
    bearers: int
    waiting: int


def next_due(clauses: Iterable[Clause], year: int, on: date) -> date | None:
    """Give the first day on or after ``on`` on which a clause of a time limit falls due; None where none does."""
    return min((d for clause in clauses for d in due_dates(clause, year) if d >= on), default=None)


def in_order(obligations: Iterable[tuple[Obligation, int, int]], year: int, on: date) -> tuple[DueObligation, ...]:
    """List what falls due from a day on, soonest first. Each obligation comes with its bearers and those waiting."""
    found = [
        DueObligation(due, o.id, o.label, o.requirement, bearers, waiting)
        for o, bearers, waiting in obligations
        if (due := next_due(o.clauses, year, on)) is not None
    ]
    return tuple(sorted(found, key=lambda d: (d.due, d.obligation)))

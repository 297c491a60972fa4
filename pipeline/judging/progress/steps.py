"""What there is to be done by when: a measure's dates, one step for each period of what recurs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pipeline.judging.time_limits.calendar import PERIOD_MONTHS, month_end
from pipeline.judging.time_limits.due_dates import due_dates
from pipeline.model import Clause, ClauseKind

_NUMERALS: Final = "一二三四"
_LONGEST: Final = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends included."""

    first: date
    last: date

    def holds(self, other: Span) -> bool:
        """Say whether another lies within."""
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be done: which period it is of ("" and None for what is done once), by when (None: no day set)."""

    label: str = ""
    due: date | None = None
    period: Span | None = None
    said: str = ""
    """The words of the limit that set it."""


def steps_of(clauses: Iterable[Clause], year: int, issued: date, moved: date | None = None) -> tuple[Step, ...]:
    """List the steps of a time limit, soonest first; one without a day where it sets none.

    What was due before the plan was issued, or before the limit itself begins (7月起每月), is nobody's duty: a period
    of that kind is no step, and a single date sets no day. ``moved`` is the day to which an officer has extended
    earlier dates.
    """
    clauses = tuple(clauses)
    found: dict[tuple[str, date | None], Step] = {}
    fixed = [c for c in clauses if c.deadline is not None and c.deadline.year >= year]
    for clause in clauses:
        for step in _steps(clause, year, issued, named=len({c.deadline for c in fixed}) > 1):
            due = max(step.due, moved) if moved and step.due and not step.period else step.due
            found.setdefault((step.label, due), replace(step, due=due))
    steps = sorted(found.values(), key=lambda s: (s.due or date.max, s.label))
    return tuple(s for s in steps if s.due is None or s.due >= issued) or (Step(),)


def _steps(clause: Clause, year: int, issued: date, *, named: bool) -> Iterator[Step]:
    if clause.deadline is not None:
        # A date before the plan's year is a slip of the pen (T07).
        if clause.deadline.year >= year:
            yield Step(clause.text.strip() if named else "", clause.deadline, said=clause.text)
        return
    begin = max(issued, clause.since or issued)
    months = PERIOD_MONTHS.get(clause.every or "", 0)
    if clause.kind is not ClauseKind.RECURRING or not 0 < months <= _LONGEST:
        return
    for first, due in zip(range(1, 13, months), due_dates(clause, year), strict=True):
        span = Span(date(year, first, 1), month_end(year, first + months - 1))
        if min(span.last, due) >= begin:
            label = period_label(first, months)
            yield Step(label, due, span, said=f"{clause.text}|{label}")


def period_label(first: int, months: int) -> str:
    """Name the period of some months that begins with a month."""
    if months == 12:
        return "全年"
    if months == 6:
        return "上半年" if first == 1 else "下半年"
    if months == 3:
        return f"{_NUMERALS[first // 3]}季度"
    return f"{first}月" if months == 1 else f"{first}—{first + months - 1}月"

"""Which reminders are due on a day: a pure function of the county, the rules and what was reminded of before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pipeline.judging.checks.traits import Trait, has
from pipeline.judging.time_limits.working_days import is_working_day
from pipeline.model import ABSENT, County, DeviationState, Severity, TrackedDeviation, UnitReport, UnitStatus

_OPEN = frozenset({DeviationState.NEW, DeviationState.OPEN, DeviationState.REOPENED})


class MatterKind(StrEnum):
    """What a unit is reminded of."""

    BEFORE_DUE = "before_due"
    ON_DUE_DAY = "on_due_day"
    OVERDUE = "overdue"
    UNREADABLE = "unreadable"
    ERRORS = "errors"
    DUE_SOON = "due_soon"


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """When units are reminded; all numbers are calendar days.

    A reminder that falls on a day off comes on the last working day before it while the matter is still to come, and
    on the first one after it where it is past. ``errors_after``: how long error deviations stand open before the
    first reminder.
    """

    enabled: bool = True
    before_due: tuple[int, ...] = (7, 3, 1)
    overdue_every: int = 3
    errors_after: int = 3
    errors_every: int = 7
    due_soon: tuple[int, ...] = (14, 7, 1)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to remind a unit of. ``key`` stays the same over the days; ``lines`` are what is to be said."""

    unit: str
    kind: MatterKind
    key: str
    days: int
    """Days until the date (0 on it), or since it, or since the oldest error was found."""
    tracked: tuple[TrackedDeviation, ...] = ()


def matters_due(
    county: County, rules: ReminderRules, today: date, last_reminded: Mapping[str, date]
) -> tuple[Matter, ...]:
    """List what units are to be reminded of today; nothing on a day off, nor when the plan's year is over.

    A reminder whose day was missed (the program did not run) is made up for, once. ``last_reminded`` gives the last
    day of each matter's key; a matter comes at most once a day.
    """
    if not rules.enabled or not is_working_day(today) or today.year > county.plan.year:
        return ()
    return tuple(
        matter
        for report in county.reports
        for matter, latest in _matters(county, report, rules, today)
        if last_reminded.get(matter.key, date.min) < latest
    )


def _matters(county: County, report: UnitReport, rules: ReminderRules, today: date) -> Iterator[tuple[Matter, date]]:
    """Yield each matter of a unit with the last day, today at most, on which it was to be reminded of."""
    unit = county.plan.unit_by_name.get(report.unit)
    mine = [t for t in county.tracked if t.unit == report.unit and t.state in _OPEN]
    if unit is not None and unit.expected and report.status in (*ABSENT, UnitStatus.UNREADABLE):
        yield from _unreported(county, report, rules, today)
    if report.submission is not None:
        errors = tuple(
            t
            for t in mine
            if t.deviation.severity is Severity.ERROR and not has(t.deviation.code, Trait.NOT_SUBMITTED)
        )
        yield from _errors(report.unit, errors, rules, today)
    for tracked in mine:
        if has(tracked.deviation.code, Trait.DUE_SOON):
            yield from _due_soon(tracked, rules, today)


def _unreported(
    county: County, report: UnitReport, rules: ReminderRules, today: date
) -> Iterator[tuple[Matter, date]]:
    due = county.plan.ledgers_due
    planned = [_working_day_before(due - timedelta(days=days)) for days in (*rules.before_due, 0)]
    late = (today - due).days
    planned += [_working_day_after(due + timedelta(days=n)) for n in _multiples(rules.overdue_every, late)]
    if late > 0:
        # The first working day after the due date always says that it has passed.
        planned.append(_working_day_after(due + timedelta(days=1)))
    latest = _latest(planned, today)
    if latest is None:
        return
    kind = MatterKind.OVERDUE if late > 0 else MatterKind.ON_DUE_DAY if late == 0 else MatterKind.BEFORE_DUE
    if report.status is UnitStatus.UNREADABLE:
        kind = MatterKind.UNREADABLE
    yield Matter(report.unit, kind, f"report|{county.plan.id}|{report.unit}", abs(late)), latest


def _errors(
    unit: str, errors: tuple[TrackedDeviation, ...], rules: ReminderRules, today: date
) -> Iterator[tuple[Matter, date]]:
    if not errors:
        return
    since = min(t.first_found for t in errors)
    age = (today - since).days
    steps = [rules.errors_after + n for n in (0, *_multiples(rules.errors_every, age - rules.errors_after))]
    latest = _latest([_working_day_after(since + timedelta(days=n)) for n in steps], today)
    if latest is not None:
        yield Matter(unit, MatterKind.ERRORS, f"errors|{unit}", age, errors), latest


def _due_soon(tracked: TrackedDeviation, rules: ReminderRules, today: date) -> Iterator[tuple[Matter, date]]:
    due = _due_date(tracked)
    if due is None or due < today:
        return
    planned = [_working_day_before(due - timedelta(days=days)) for days in (*rules.due_soon, 0)]
    latest = _latest(planned, today)
    if latest is not None:
        yield Matter(tracked.unit, MatterKind.DUE_SOON, f"due|{tracked.key}", (due - today).days, (tracked,)), latest


def _due_date(tracked: TrackedDeviation) -> date | None:
    """Read the date off the deviation's subject, at whose end its check puts it."""
    try:
        return date.fromisoformat(tracked.deviation.subject.rpartition("|")[2])
    except ValueError:
        return None


def _multiples(step: int, upto: int) -> range:
    return range(step, max(upto, 0) + 1, step) if step > 0 else range(0)


def _latest(planned: list[date], today: date) -> date | None:
    return max((day for day in planned if day <= today), default=None)


def _working_day_before(day: date) -> date:
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def _working_day_after(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day

"""When a clause falls due (到期日) within the plan year."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.judging.time_limits.calendar import PERIOD_DAYS, PERIOD_MONTHS, day_of_month, month_end
from pipeline.judging.time_limits.working_days import add_working_days
from pipeline.model.clauses import Clause, ClauseKind, DayType


def due_dates(clause: Clause, year: int) -> tuple[date, ...]:
    """Give the dates on which a clause falls due for the periods of the plan year, in order.

    A fixed clause has its one date, whatever its year, a span (5月至12月) its end. A recurring one has a date for
    each of its periods that lies in the year (monthly or longer): the period's end, or its ``month_day`` (the month
    counted within the period), plus its ``days``; so the last may lie in the January after. What falls due every few
    days, and all other kinds, give none.
    """
    if clause.deadline:
        return (clause.deadline,)
    months = PERIOD_MONTHS.get(clause.every or "")
    if clause.kind is not ClauseKind.RECURRING or months is None or months > 12:
        return ()
    return tuple(_due(clause, year, first, months) for first in range(1, 13, months))


def first_due(clause: Clause, year: int) -> date | None:
    """Give the first date in the plan year by which a clause has to be done; None where it names none."""
    dates = due_dates(clause, year)
    if dates:
        return min(dates)
    if clause.kind is ClauseKind.RECURRING and clause.every in PERIOD_DAYS:
        # Less often than yearly may fall due in any year; more often than monthly, within days.
        length = PERIOD_DAYS[clause.every]
        return date(year, 1, 1) + timedelta(days=length - 1) if length < 30 else None
    return None


def _due(clause: Clause, year: int, first: int, months: int) -> date:
    day = month_end(year, first + months - 1)
    if clause.month_day:
        month_in_period, day_in_month = (int(part) for part in clause.month_day.split("-"))
        day = day_of_month(year, first + min(month_in_period, months) - 1, day_in_month)
    if clause.days and clause.day_type is DayType.WORKING:
        return add_working_days(day, clause.days)
    return day + timedelta(days=clause.days or 0)

"""The periods of a frequency (周期) that count in the plan year, and when a date meets one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from pipeline.judging.time_limits.calendar import PERIOD_MONTHS, day_of_month, month_end
from pipeline.judging.time_limits.shortfalls import Period
from pipeline.judging.time_limits.working_days import add_working_days
from pipeline.model.clauses import Clause, DayType, Standpoint

_FOLLOW_UP: Final = 31
"""How many days after a period its follow-up may take where the plan gives none (time-limits.md)."""


def periods(clause: Clause, here: Standpoint) -> tuple[Period, ...]:
    """Give the periods of a recurring clause in the plan year that end after the plan's date; all where none does.

    A yearly clause with a day of its own (每年9月底前) is met up to that day. What recurs within a month, or less
    often than yearly, has no periods that dates could meet.
    """
    months = PERIOD_MONTHS.get(clause.every or "")
    if months is None or months > 12:
        return ()
    every = [_period(clause, here.year, first, months) for first in range(1, 13, months)]
    return tuple(p for p in every if p.last > here.issued) or tuple(every)


def unmet(of: tuple[Period, ...], dates: Collection[date]) -> tuple[Period, ...]:
    """Give the periods that have no date of their own: one in them or in their follow-up, which serves no other."""
    left = sorted(set(dates))
    bare = []
    for period in of:
        mine = next((day for day in left if period.first <= day <= period.until), None)
        if mine is None:
            bare.append(period)
        else:
            left.remove(mine)
    return tuple(bare)


def own_day(clause: Clause, year: int) -> date | None:
    """Give the day of the year by which a yearly clause falls due, None where it names none."""
    if clause.every != "year" or clause.month_day is None:
        return None
    month, day = (int(part) for part in clause.month_day.split("-"))
    return day_of_month(year, month, day)


def _period(clause: Clause, year: int, first: int, months: int) -> Period:
    begin, last = date(year, first, 1), month_end(year, first + months - 1)
    until = own_day(clause, year)
    if until is None and clause.days and clause.day_type is DayType.WORKING:
        until = add_working_days(last, clause.days)
    return Period(begin, last, until or last + timedelta(days=clause.days or _FOLLOW_UP))

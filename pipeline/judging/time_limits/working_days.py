"""Working days (工作日) by the State Council's calendar, make-up days (调休) included."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

WORKING_TO_CALENDAR = 7 / 5
"""How many calendar days a working day is worth where two lengths are compared (time-limits.md)."""


@lru_cache(maxsize=1)
def calendar_years() -> range:
    """The years for which the State Council's calendar is known to the library."""
    from chinese_calendar import constants

    return range(min(constants.holidays).year, max(constants.holidays).year + 1)


def is_working_day(day: date) -> bool:
    """Say whether a day is a working day.

    Outside ``calendar_years()`` no official calendar is known; Monday to Friday count then.
    """
    if day.year not in calendar_years():
        return day.weekday() < 5
    from chinese_calendar import is_workday

    return bool(is_workday(day))


def add_working_days(day: date, count: int) -> date:
    """Give the date ``count`` working days after ``day``, the day itself not counted.

    A count of 0 gives the day itself; a negative count goes back. Years outside ``calendar_years()`` fall back
    to Monday to Friday.

    Raises:
        OverflowError: the result lies outside the years that a date can hold.
    """
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day

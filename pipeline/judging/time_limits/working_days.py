"""Working days (工作日) by the State Council's calendar, make-up days (调休) included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

WORKING_TO_CALENDAR = 7 / 5
"""How many calendar days a working day is worth where two lengths are compared (time-limits.md)."""

NATIONAL_DAY: Final = (10, 1)
"""The last holiday of a year's notice: a year is known from the notices where they name it."""

_notices: dict[date, bool] = {}


def keep_to_notices(days: Mapping[date, bool]) -> bool:
    """Take these days as worked or not, before what the library says, in this process; say whether that is new."""
    if days == _notices:
        return False
    _notices.clear()
    _notices.update(days)
    return True


@lru_cache(maxsize=1)
def calendar_years() -> range:
    """The years for which the State Council's calendar is known to the library."""
    from chinese_calendar import constants

    return range(min(constants.holidays).year, max(constants.holidays).year + 1)


def calendar_is_known(year: int) -> bool:
    """Say whether the holidays of a year are known, from the library or from the notices."""
    return year in calendar_years() or date(year, *NATIONAL_DAY) in _notices


def is_working_day(day: date) -> bool:
    """Say whether a day is a working day.

    What a notice says of it counts first. In years for which no calendar is known, Monday to Friday count.
    """
    if (noticed := _notices.get(day)) is not None:
        return noticed
    if day.year not in calendar_years() or date(day.year, *NATIONAL_DAY) in _notices:
        return day.weekday() < 5
    from chinese_calendar import is_workday

    return bool(is_workday(day))


def add_working_days(day: date, count: int) -> date:
    """Give the date ``count`` working days after ``day``, the day itself not counted.

    A count of 0 gives the day itself; a negative count goes back. Years of which no calendar is known fall back
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

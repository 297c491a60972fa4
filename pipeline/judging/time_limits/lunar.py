"""The Chinese calendar (农历): lunar days as solar dates."""

from __future__ import annotations

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=512)
def solar_date(year: int, month: int, day: int, *, leap: bool = False) -> date:
    """Give the solar date of a lunar day; the 30th of a month of 29 days is its last day.

    Args:
        year: the lunar year, named after the solar year in which it begins.
        month: 1 (正月) to 12 (腊月).
        day: 1 to 30.
        leap: the leap month that follows the month (闰二月).

    Raises:
        ValueError: there is no such lunar day, or it lies outside 1900 to 2100.
    """
    from borax.calendars.lunardate import LCalendars, LunarDate

    if not 1 <= day <= 30:
        raise ValueError(f"no such lunar day: {month}-{day}")
    length = LCalendars.ndays(year, month, int(leap))
    found: date = LunarDate(year, month, min(day, length), int(leap)).to_solar_date()
    return found

"""Days that have a name or count from now (有名之日、相对之日): 春节, 农历六月十五, 下季度末, 本周五."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from pipeline.judging.time_limits.calendar import FESTIVALS, SOLAR_TERMS, festival, month_end, next_on
from pipeline.judging.time_limits.lunar import solar_date
from pipeline.judging.time_limits.numerals import number
from pipeline.judging.time_limits.parts import Kinds, part_of, weekday_of
from pipeline.model.clauses import Standpoint

_LUNAR_MONTHS: Final = {"正": 1, "冬": 11, "腊": 12}
_LUNAR: Final = re.compile(
    r"(?:农历|阴历|旧历|夏历)?(?:(?P<year>\d{4}|二[〇零][〇零一二三四五六七八九]{2})年)?的?(?:(?P<leap>闰)?(?P<month>[正冬腊]|[\d一二三四五六七八九十]+)月份?(?P<day>.*))?"
)
_NOW_PERIODS: Final = {"NOW_MONTH": 1, "NOW_NEXT_MONTH": 1, "NOW_QUARTER": 3, "NOW_NEXT_QUARTER": 3, "NOW_HALF": 6}
"""What counts from the present period, and how many months that has."""
_NOW: Final = frozenset((*_NOW_PERIODS, "NOW_WEEK", "NOW_NEXT_WEEK", "NOW_DAY"))


def counts_from_now(kinds: Kinds) -> bool:
    """Say whether a phrase counts from the day of the ledger."""
    return bool(_NOW & kinds.keys())


def from_now(kinds: Kinds, days: Sequence[int], day: date, *, before: bool) -> date:
    """Give the date of 本月底, 下个月10日, 本季度末, 下周五, seen on a day."""
    if "NOW_DAY" in kinds:
        return day + timedelta(days={"今": 0, "明": 1, "后": 2}[kinds["NOW_DAY"].text[0]])
    # 下月 is one on, 下下月 and 再下月 are two.
    ahead = next(
        (len(kinds[k].text) - len(kinds[k].text.lstrip("再下")) for k in kinds if k.startswith("NOW_NEXT")), 0
    )
    if kinds.keys() & {"NOW_WEEK", "NOW_NEXT_WEEK"}:
        monday = day - timedelta(days=day.weekday() - 7 * ahead)
        text = kinds["NOW_NEXT_WEEK" if ahead else "NOW_WEEK"].text
        weekday = weekday_of(text)
        return monday + timedelta(days=6 if weekday is None else weekday)
    months = next(_NOW_PERIODS[k] for k in kinds if k in _NOW_PERIODS)
    begin = day.month - (day.month - 1) % months + months * ahead
    first = month_end(day.year, begin).replace(day=1)
    return part_of(first, month_end(day.year, begin + months - 1), kinds, days, before=before and ahead > 0)


def festival_day(kinds: Kinds, year: int | None, here: Standpoint, *, before: bool) -> date:
    """Give the day of a festival; 前 includes it, but for 元旦前, which is the last day of the year.

    Raises:
        ValueError: it is not known when the festival falls in that year.
    """
    name = next(f for f in (*FESTIVALS, *SOLAR_TERMS) if f in kinds["FESTIVAL"].text)
    if year is None:
        day = next_on(here.issued, lambda y: festival(name, y))
    else:
        found = festival(name, year)
        if found is None:
            raise ValueError(f"date not known: {name} {year}")
        day = found
    return day - timedelta(days=1) if before and (day.month, day.day) == (1, 1) else day


def lunar_day(kinds: Kinds, year: int | None, here: Standpoint, *, before: bool) -> date:
    """Give the solar date of 农历六月十五, 腊月底, 农历年底; 前 includes a day, but not a whole month.

    Raises:
        ValueError: there is no such lunar day.
    """
    found = _LUNAR.match(kinds["LUNAR"].text)
    assert found is not None
    if found["month"] is None:
        # 农历年底, 年三十: the last day of the year; 农历年前, 年前 reach to the first of the next.
        month, day, leap = (1, 1, False) if "年前" in kinds["LUNAR"].text else (12, 30, False)
    else:
        month, leap = _LUNAR_MONTHS.get(found["month"]) or number(found["month"]), bool(found["leap"])
        day = _day_of_lunar_month(re.sub("[初日号]", "", found["day"]), kinds)
    whole_month = before and found["month"] is not None and not found["day"] and not _names_part(kinds)

    def in_year(lunar_year: int) -> date:
        first = solar_date(lunar_year, month, 1, leap=leap)
        return first - timedelta(days=1) if whole_month else solar_date(lunar_year, month, day, leap=leap)

    def where_there_is_one(lunar_year: int) -> date | None:
        try:
            return in_year(lunar_year)
        except ValueError:
            # Few years have a leap month.
            return None

    said = number(found["year"]) if found["year"] else year
    return in_year(said) if said is not None else next_on(here.issued, where_there_is_one)


def _names_part(kinds: Kinds) -> bool:
    return bool(kinds.keys() & {"END", "MONTH_END", "START", "MIDDLE", "TEN_DAYS"})


def _day_of_lunar_month(text: str, kinds: Kinds) -> int:
    if text:
        return number(text)
    if not _names_part(kinds):
        return 30
    return min(part_of(date(2000, 1, 1), date(2000, 1, 31), kinds).day, 30)

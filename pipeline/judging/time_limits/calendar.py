"""Dates that words stand for (日期): ends of periods, parts of months, festivals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from pipeline.judging.time_limits.lunar import solar_date

PERIOD_MONTHS: Final = {
    "month": 1,
    "two_months": 2,
    "quarter": 3,
    "four_months": 4,
    "half_year": 6,
    "year": 12,
    "two_years": 24,
    "three_years": 36,
    "four_years": 48,
    "five_years": 60,
}
"""Frequencies that are counted in months."""

PERIOD_DAYS: Final = {"day": 1, "week": 7, "ten_days": 10, "two_weeks": 14, "half_month": 15, "three_weeks": 21} | {
    name: round(months * 365 / 12) for name, months in PERIOD_MONTHS.items()
}
"""How long each frequency lets pass, in calendar days; what is longer is less frequent."""

_FIXED_FESTIVALS: Final = {
    "元旦": (1, 1),
    "妇女节": (3, 8),
    "三八": (3, 8),
    "消费者权益日": (3, 15),
    "植树节": (3, 12),
    "五一": (5, 1),
    "劳动节": (5, 1),
    "青年节": (5, 4),
    "五四": (5, 4),
    "六一": (6, 1),
    "儿童节": (6, 1),
    "七一": (7, 1),
    "建党节": (7, 1),
    "八一": (8, 1),
    "建军节": (8, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "十一": (10, 1),
    "圣诞": (12, 25),
}
_OBSERVANCES: Final = {
    "世界水日": (3, 22),
    "气象日": (3, 23),
    "国家安全教育日": (4, 15),
    "地球日": (4, 22),
    "读书日": (4, 23),
    "知识产权日": (4, 26),
    "护士节": (5, 12),
    "减灾日": (5, 12),
    "博物馆日": (5, 18),
    "旅游日": (5, 19),
    "无烟日": (5, 31),
    "环境日": (6, 5),
    "食品安全日": (6, 7),
    "档案日": (6, 9),
    "献血日": (6, 14),
    "土地日": (6, 25),
    "禁毒日": (6, 26),
    "医师节": (8, 19),
    "统计开放日": (9, 20),
    "烈士纪念日": (9, 30),
    "扶贫日": (10, 17),
    "记者节": (11, 8),
    "消防日": (11, 9),
    "残疾人日": (12, 3),
    "宪法日": (12, 4),
    "志愿者日": (12, 5),
    "公祭日": (12, 13),
}
"""Days on which departments hold their open days and campaigns."""
_LUNAR_FESTIVALS: Final = {
    "春节": (1, 1),
    "元宵": (1, 15),
    "龙抬头": (2, 2),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中元": (7, 15),
    "中秋": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
    "小年": (12, 23),
    "除夕": (12, 30),
}
"""Festivals by their lunar month and day."""
SOLAR_TERMS: Final = frozenset(
    {"清明", "立春", "惊蛰", "春分", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑", "立秋", "处暑", "白露"}
    | {"秋分", "寒露", "霜降", "立冬", "冬至", "小寒", "大寒", "入伏", "出伏"}
)
"""Solar terms, but for those that are weather as well (雨水, 小雪, 大雪); and 入伏 and 出伏, reckoned from them."""
_FIXED_DAYS: Final = _FIXED_FESTIVALS | _OBSERVANCES


def month_end(year: int, month: int) -> date:
    """Give the last day of a month; months beyond 12 run on into the next years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def day_of_month(year: int, month: int, day: int) -> date:
    """Give a date; the 31st of a month of 30 days (6月31日) and 2月30日 can only mean the month's last day.

    Raises:
        ValueError: there is no such month, or no month has such a day.
    """
    if not (1 <= month <= 12 and 1 <= day <= 31):
        raise ValueError(f"no such date: {month}-{day}")
    return min(date(year, month, 1) + timedelta(days=day - 1), month_end(year, month))


@lru_cache(maxsize=256)
def festival(name: str, year: int) -> date | None:
    """Give the day of a festival or solar term in a year, the last where it comes twice; None if not known."""
    if name in _FIXED_DAYS:
        return date(year, *_FIXED_DAYS[name])
    if name == "入伏":
        return _geng_day(_solar_term("夏至", year), 3)
    if name == "出伏":
        # The last ten of the dog days begin with the first 庚 day from 立秋 on.
        last = _geng_day(_solar_term("立秋", year), 1)
        return last + timedelta(days=10) if last else None
    if name in SOLAR_TERMS:
        return _solar_term(name, year)
    # What the lunar year before ends with (除夕) comes early in this one.
    days = [solar_date(lunar_year, *_LUNAR_FESTIVALS[name]) for lunar_year in (year - 1, year)]
    return max((day for day in days if day.year == year), default=None)


def next_on(day: date, in_year: Callable[[int], date | None]) -> date:
    """Give the first date on or after a day of what falls on one date in each year.

    Raises:
        ValueError: no such date is known.
    """
    for year in range(day.year - 1, day.year + 3):
        found = in_year(year)
        if found is not None and found >= day:
            return found
    raise ValueError(f"no such date on or after {day}")


def _solar_term(name: str, year: int) -> date | None:
    from chinese_calendar import get_solar_terms

    found = (day for day, term in get_solar_terms(date(year, 1, 1), date(year, 12, 31)) if term == name)
    return next(found, None)


def _geng_day(term: date | None, count: int) -> date | None:
    """Give a 庚 day, counted from a solar term on: the third from 夏至 begins the dog days."""
    if term is None:
        return None
    # Days go round by tens; 1 January 1900 was a 甲 day, and 庚 is the seventh.
    return term + timedelta(days=(6 - (term - date(1900, 1, 1)).days) % 10 + 10 * (count - 1))


FESTIVALS: Final = tuple(sorted((*_FIXED_DAYS, *_LUNAR_FESTIVALS, "清明"), key=len, reverse=True))
"""All festivals and observances by name, longest first."""

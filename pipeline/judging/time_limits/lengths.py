"""Lengths of time and frequencies (时长、频次): from words to days and to the names of frequencies."""

from __future__ import annotations

import re
from datetime import date, timedelta
from math import ceil
from typing import Final

from pipeline.judging.time_limits.calendar import PERIOD_DAYS, PERIOD_MONTHS, day_of_month, month_end
from pipeline.judging.time_limits.grammar import Word
from pipeline.judging.time_limits.numerals import NUMERAL, number
from pipeline.judging.time_limits.working_days import add_working_days
from pipeline.model.clauses import DayType

_NUMBER: Final = re.compile(NUMERAL)
_DAYS_OF: Final = {
    "WORKING_DAYS": 1,
    "DAYS": 1,
    "DAY_NUMBER": 1,
    "WEEKS": 7,
    "TEN_DAY_SPANS": 10,
    "MONTHS": 30,
    "QUARTERS": 90,
    "YEARS": 365,
}
_FREQUENCY: Final = {
    "EVERY_TWO_YEARS": "two_years",
    "EVERY_YEAR": "year",
    "EVERY_HALF": "half_year",
    "EVERY_TERM": "half_year",
    "EVERY_TERM_YEAR": "year",
    "EVERY_QUARTER": "quarter",
    "EVERY_TWO_MONTHS": "two_months",
    "EVERY_HALF_MONTH": "half_month",
    "EVERY_TWO_WEEKS": "two_weeks",
    "EVERY_MONTH": "month",
    "EVERY_TEN_DAYS": "ten_days",
    "EVERY_WEEK": "week",
    "EVERY_DAY": "day",
    "QUARTERLY_WORD": "quarter",
    "QUARTER_END": "quarter",
    "MONTHLY_WORD": "month",
    "MONTH_END": "month",
    "YEARLY_WORD": "year",
    "YEAR_END": "year",
    "WHOLE_YEAR": "year",
    "WITHIN_YEAR": "year",
    "YEAR": "year",
    "THIS_YEAR": "year",
    "NEXT_YEAR": "year",
    "HALF_YEAR": "half_year",
    "HALF_MONTH": "half_month",
}
_NAMED_PERIODS: Final = frozenset(
    ("NEXT_PERIOD", "THIS_MONTH", "NOW_MONTH", "NOW_NEXT_MONTH", "NOW_QUARTER", "NOW_NEXT_QUARTER")
)
_MONTHS_OF: Final = {"MONTHS": 1, "QUARTERS": 3, "YEARS": 12}
_COMPOSED: Final = re.compile(r"\d+\.\d+|\d+(?:\+\d+)+")
_COUNTED: Final = frozenset(("MONTHS", "YEARS", "QUARTERS", "WEEKS", "DAYS", "DAY_NUMBER", "EVERY_N", "PER"))
_MONTHS_NAMED: Final = {months: name for name, months in PERIOD_MONTHS.items()}
_UNIT_MONTHS: Final = {"年": 12, "年度": 12, "半年": 6, "学期": 6, "季度": 3, "季": 3, "月": 1}
_UNIT_DAYS: Final = {"工作日": 1, "日": 1, "天": 1, "周": 7, "星期": 7, "礼拜": 7}
LENGTH_KINDS: Final = frozenset(
    (*_DAYS_OF, "DAYS_RANGE", "HALF_MONTH", "HALF_YEAR", "HOURS", "MINUTES", "HALF_DAY", "T_PLUS", "SAME_DAY")
)


def length_in_days(word: Word) -> tuple[int, DayType]:
    """Say how many days a word of length means, and of which type. Hours short of a day are the day itself."""
    figures = _figures(word.text) or [1]
    working = (
        "工" in word.text
        or word.kind == "WORKING_DAYS"
        or (word.kind == "T_PLUS" and not re.search(r"自然|[日天]$", word.text))
    )
    day_type = DayType.WORKING if working else DayType.CALENDAR
    if word.kind == "DAYS_RANGE":
        unit = 30 if "月" in word.text else 7 if "周" in word.text else 1
        return ceil(max(figures) * unit), day_type
    if word.kind in ("HALF_MONTH", "HALF_YEAR"):
        return (15 if word.kind == "HALF_MONTH" else 182), day_type
    if word.kind == "SAME_DAY":
        return (1 if word.text[0] in "隔次翌下第" else 0), day_type
    if word.kind == "HALF_DAY":
        return (2 if "两" in word.text else 1), day_type
    if word.kind in ("MONTHS", "YEARS") and "半" in word.text:
        return ceil(figures[0] * _DAYS_OF[word.kind] * (1 + 1 / (2 * figures[0]))), day_type
    if word.kind in ("HOURS", "MINUTES"):
        # What is done within hours is done on the day.
        days = figures[0] / (24 if word.kind == "HOURS" else 1440)
        return (0 if days < 1 else ceil(days)), day_type
    return ceil(figures[0] * _DAYS_OF.get(word.kind, 1)), day_type


def _figures(text: str) -> list[float]:
    """Give the numbers in a word; a decimal or a sum (1.5个工作日, 3+2个工作日) is one."""
    composed = _COMPOSED.match(text)
    if composed:
        return [sum(float(n) for n in composed.group().split("+"))]
    return [number(n) for n in _NUMBER.findall(text)]


def length_in_months(word: Word) -> int | None:
    """Give a length that is counted in whole months; None where it is not."""
    if word.kind == "HALF_YEAR":
        return 6
    figures = _figures(word.text)
    if word.kind not in _MONTHS_OF or len(figures) != 1 or "半" in word.text or figures[0] % 1:
        return None
    return int(figures[0]) * _MONTHS_OF[word.kind]


def later_by(day: date, length: Word, way: int = 1) -> date:
    """Give the date that a length lies after a date, or before it where ``way`` is -1."""
    days, day_type = length_in_days(length)
    if day_type is DayType.WORKING:
        return add_working_days(day, way * days)
    months = length_in_months(length)
    if months is None or way < 0:
        return day + timedelta(days=way * days)
    end = month_end(day.year, day.month + months)
    # A month after the end of a period ends with the month that follows it.
    return end if (day + timedelta(days=1)).day == 1 else day_of_month(end.year, end.month, day.day)


def names_frequency(word: Word) -> bool:
    """Say whether a word names how often something is done."""
    return word.kind in _FREQUENCY or word.kind in _COUNTED


def frequency(word: Word) -> str:
    """Give the name of the frequency that one word means: ``每季度``, ``每两周``, ``半年``, ``三年``."""
    if word.kind in _FREQUENCY:
        return _FREQUENCY[word.kind]
    if word.kind in _NAMED_PERIODS:
        return "quarter" if "季" in word.text else "month"
    found = _NUMBER.search(word.text)
    count = number(found.group()) if found else 1
    unit = re.sub(r"^个", "", word.text[found.end() :] if found else word.text)
    unit = unit.lstrip("/每个")
    if word.kind in ("MONTHS", "YEARS", "QUARTERS") or unit in _UNIT_MONTHS:
        months = count * (_UNIT_MONTHS.get(unit) or {"YEARS": 12, "QUARTERS": 3}.get(word.kind, 1))
        return _MONTHS_NAMED.get(months) or _not_more_often(months * 365 / 12)
    return _not_more_often(count * _UNIT_DAYS.get(unit, 1))


def _not_more_often(days: float) -> str:
    longer = [(length, name) for name, length in PERIOD_DAYS.items() if length >= round(days)]
    return min(longer)[1] if longer else max((length, name) for name, length in PERIOD_DAYS.items())[1]


def repeated(every: str, times: int) -> str:
    """Give the frequency of something done ``times`` times in each period: twice a year is each half-year."""
    if times <= 1 or every not in PERIOD_DAYS:
        return every
    # The slack lets twice a month be half-monthly, and not ten-daily, although a month has more than 30 days.
    return _not_more_often(PERIOD_DAYS[every] / times - 1)


def times_said(words: list[Word]) -> int:
    """Say how many times the words name (``2次``, ``一检``); 1 where they name none. Of ``1-2次`` the fewer."""
    for word in words:
        if word.kind == "TIMES" and word.text != "/次":
            figures = _NUMBER.findall(word.text)
            return max(1, min(number(f) for f in figures))
    return 1

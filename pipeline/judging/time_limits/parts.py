"""Parts of a period (时段中的时点): 三季度第二个月底, 8月最后一个工作日, 6月第二个星期五, 上旬."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from pipeline.judging.time_limits.calendar import day_of_month, month_end
from pipeline.judging.time_limits.grammar import Word
from pipeline.judging.time_limits.numerals import NUMERAL, number
from pipeline.judging.time_limits.working_days import is_working_day

_NUMBER: Final = re.compile(NUMERAL)
_TEN_DAYS: Final = {"上": 10, "中": 20, "下": 31}
_WEEKDAYS: Final = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6, "末": 6}
_SUNDAY: Final = 6
_NTH: Final = ("NTH_WEEKDAY", "NTH_WORKING_DAY", "NTH_DAY", "NTH_WEEK")
_MONTHS: Final = {"FIRST_MONTH": 0, "SECOND_MONTH": 1}
Kinds = Mapping[str, Word]
"""The words of a phrase by their kind."""


def part_of(first: date, last: date, kinds: Kinds, days: Sequence[int] = (), *, before: bool = False) -> date:
    """Give the date that a phrase names within a period of whole months; its last day where it names no part.

    ``before`` says that the period itself is not meant any more: 7月前 is the day before July.

    Raises:
        ValueError: the period has no such day.
    """
    first, last = _month_of(first, last, kinds)
    for kind in _NTH:
        if kind in kinds:
            return _nth(kinds[kind], first, last)
    if "FIRST_DAYS" in kinds:
        return first + timedelta(days=number(_NUMBER.findall(kinds["FIRST_DAYS"].text)[0]) - 1)
    if days:
        return day_of_month(first.year, first.month, days[0])
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if "TEN_DAYS" in kinds:
        # 三季度中旬 is in its middle month.
        day = ten_days(kinds["TEN_DAYS"])
        return day_of_month(first.year, first.month + {10: 0, 15: 0, 20: (months - 1) // 2}.get(day, months - 1), day)
    if "START" in kinds:
        return first.replace(day=10)
    if "MIDDLE" in kinds:
        return month_end(first.year, first.month + (months - 1) // 2).replace(day=20)
    if before and not kinds.keys() & {"END", "MONTH_END"}:
        return first - timedelta(days=1)
    return last


def ten_days(word: Word) -> int:
    """Give the last day of 上旬, 中旬, 下旬, 中下旬, 上半月."""
    if word.text == "上半月":
        return 15
    return max(_TEN_DAYS[c] for c in word.text if c in _TEN_DAYS)


def weekday_of(text: str) -> int | None:
    """Give the weekday that a text ends with (周五: 4; Monday is 0), None where it ends with none."""
    return _WEEKDAYS.get(text[-1])


def _month_of(first: date, last: date, kinds: Kinds) -> tuple[date, date]:
    """Narrow a period to the month of it that is named: 三季度第二个月, 下半年末月."""
    if "LAST_MONTH" in kinds:
        return last.replace(day=1), last
    if "FIRST_MONTHS" in kinds:
        end = month_end(first.year, first.month + number(_NUMBER.findall(kinds["FIRST_MONTHS"].text)[0]) - 1)
        return first, min(end, last)
    place = next((n for kind, n in _MONTHS.items() if kind in kinds), None)
    if place is None and "NTH_MONTH" in kinds:
        place = number(_NUMBER.findall(kinds["NTH_MONTH"].text)[0]) - 1
    if place is None:
        return first, last
    end = month_end(first.year, first.month + place)
    if end > last:
        raise ValueError("no such month in the period")
    return end.replace(day=1), end


def _nth(word: Word, first: date, last: date) -> date:
    text = re.split("个|工作|周|星期|礼拜|[天日]", word.text, maxsplit=1)[0]
    figures = _NUMBER.findall(text)
    count = number(figures[0]) if figures else 1
    from_end = text.startswith(("最后", "倒数"))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if word.kind == "NTH_WEEK":
        # Weeks end on Sundays; the first and the last may be short.
        days = [d for d in days if d.weekday() == _SUNDAY or d == last]
    elif word.kind == "NTH_WEEKDAY":
        days = [d for d in days if d.weekday() == weekday_of(word.text)]
    elif word.kind == "NTH_WORKING_DAY":
        days = [d for d in days if is_working_day(d)]
    if not 1 <= count <= len(days):
        raise ValueError(f"no such day in the period: {word.text}")
    return days[-count] if from_end else days[count - 1]

"""Dates that no calendar has (6月31日): they are read as the last day of their month, and the sender is told."""

from __future__ import annotations

import re
from typing import Final

from pipeline.judging.time_limits.calendar import month_end
from pipeline.judging.time_limits.characters import plain_text
from pipeline.judging.time_limits.numerals import number
from pipeline.model.clauses import Clause

_FIGURE: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DAY: Final = re.compile(
    rf"(?<![\d一二三四五六七八九十])({_FIGURE})(?:月|[./-])({_FIGURE})(?![\d一二三四五六七八九十]|[年月个])"
)

_MONTH: Final = re.compile(r"(?<![\d.])(\d{1,2})月(?:份|\d|[初末底上中下前])")
_MONTHS: Final = 12
_DAYS: Final = 31


def no_such_date(text: str) -> str:
    """Say what of a text that cannot be read as a time no calendar has (13月, 8月32日); "" where that is not why."""
    plain = plain_text(text).plain
    months = [m for found in _MONTH.finditer(plain) if (m := number(found[1])) is not None]
    if month := next((m for m in months if not 1 <= m <= _MONTHS), None):
        return f"没有{month}月"
    days = (
        (month, day)
        for found in _DAY.finditer(plain)
        if (month := number(found[1])) is not None and (day := number(found[2])) is not None
    )
    return next((f"{m}月没有{d}日" for m, d in days if 1 <= m <= _MONTHS and d > _DAYS), "")


def no_such_day(clause: Clause) -> tuple[int, int] | None:
    """Give the month and the day of a date clause that names a day beyond the month's end; None for all others."""
    if clause.due is None:
        return None
    end = month_end(clause.due.year, clause.due.month)
    if clause.due != end:
        return None
    for found in _DAY.finditer(plain_text(clause.text).plain):
        month, day = number(found[1]), number(found[2])
        if month == end.month and end.day < day <= 31:
            return month, day
    return None

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

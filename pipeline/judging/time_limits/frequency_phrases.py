"""Phrases of frequency (频次): from words of frequency to recurring clauses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from pipeline.judging.time_limits.calendar import PERIOD_MONTHS
from pipeline.judging.time_limits.date_phrases import fixed, fixed_list, listed_points
from pipeline.judging.time_limits.drafts import Draft, Reading, Strength, new_draft, unreadable
from pipeline.judging.time_limits.grammar import Word
from pipeline.judging.time_limits.length_phrases import length_of, with_length
from pipeline.judging.time_limits.lengths import frequency, names_frequency, repeated, times_said
from pipeline.judging.time_limits.numerals import NUMERAL, number
from pipeline.judging.time_limits.points import ten_days
from pipeline.model.clauses import ClauseKind, DayType

_NUMBER: Final = re.compile(NUMERAL)
_EACH: Final = re.compile("各|分别")


def yearly(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the yearly clause of one or several dates: 每年年底前, 每年3月、9月."""
    draft = replace(new_draft(ClauseKind.RECURRING, words), every="year")
    ranges = [n for n, w in enumerate(words) if w.kind == "RANGE"]
    if ranges:
        # 每年9月至11月 falls due at its end.
        words = [words[0], *words[ranges[-1] + 1 :]]
    try:
        days = sorted({d.replace(year=reading.year) for d in listed_points(words[1:], reading.year)})
    except ValueError:
        return unreadable(words)
    if len(days) == 1:
        draft.month_day = f"{days[0]:%m-%d}"
    else:
        draft.every = repeated("year", len(days))
        draft.month_day = _common_month_day(days, draft.every)
    return [draft]


def each_of(words: list[Word], reading: Reading) -> list[Draft]:
    """6月、12月各1次 is a frequency; 6月、12月召开2次会议 names its dates only."""
    listed = [w for w in words if w.kind not in ("GAP", "TIMES", "TIMES_WORD")]
    if not _EACH.search(reading.text.plain, listed[-1].end, words[-1].end):
        return fixed(listed, reading) if len(listed) == 1 else fixed_list(listed, reading)
    try:
        days = sorted(set(listed_points(listed, reading.year)))
    except ValueError:
        return unreadable(words)
    if any(d.year != reading.year for d in days):
        return fixed_list(listed, reading)
    every = repeated("year", len(days))
    month_day = _common_month_day(days, every)
    return [replace(new_draft(ClauseKind.RECURRING, words), every=every, month_day=month_day)]


def _common_month_day(days: list[date], every: str) -> str | None:
    months = PERIOD_MONTHS.get(every, 12)
    places = {((d.month - 1) % months + 1, 31 if (d + timedelta(days=1)).day == 1 else d.day) for d in days}
    if len(places) != 1:
        return None
    month, day = places.pop()
    return _month_day(month, day, months)


def _month_day(month: int, day: int, months: int) -> str | None:
    # The end of the period is what a frequency means anyway.
    return None if (month, day) == (months, 31) else f"{month:02d}-{day:02d}"


def offset(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of days after each period: 每月后10个工作日内."""
    length = length_of(words)
    draft = replace(new_draft(ClauseKind.RECURRING, words), every=frequency(words[0]))
    draft.trigger = reading.text.as_written(
        words[0].start,
        next(w.end for w in reversed(words[: words.index(length)]) if w.kind not in ("COMMA", "LINK", "NO_MORE")),
    )
    return [with_length(draft, words)]


def month_after(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of a day in the month after each period: 每季度次月10日前."""
    draft = replace(new_draft(ClauseKind.RECURRING, words), every=frequency(words[0]), day_type=DayType.CALENDAR)
    draft.days = _day_of(words)
    draft.trigger = reading.text.as_written(words[0].start, words[0].end)
    return [draft] if draft.days else unreadable(words)


def day_in_period(words: list[Word], _: Reading) -> list[Draft]:
    """Make the clause of a day in each month, quarter or half-year: 每季度首月15日前."""
    every = frequency(words[0])
    months = PERIOD_MONTHS[every]
    kinds = {w.kind for w in words}
    first = kinds & {"FIRST_MONTH", "START"} or months == 1 or "单" in words[0].text
    month = 1 if first else 2 if "SECOND_MONTH" in kinds else months
    day = _day_of(words)
    if day is None:
        return unreadable(words)
    return [replace(new_draft(ClauseKind.RECURRING, words), every=every, month_day=_month_day(month, day, months))]


def _day_of(words: list[Word]) -> int | None:
    if any(w.kind == "RANGE" for w in words):
        words = words[::-1]
    for word in words:
        if word.kind in ("DAY_NUMBER", "DATE_NUMBER"):
            day = number(_NUMBER.findall(word.text)[0])
            return day if 1 <= day <= 31 else None
        if word.kind == "TEN_DAYS":
            return ten_days(word)
        if word.kind == "START" or word.text == "月初":
            return 10
        if word.kind == "MIDDLE" or word.text == "月中":
            return 20
        if word.kind in ("END", "MONTH_END"):
            return 31
    return 31


def following(words: list[Word], _: Reading) -> list[Draft]:
    """Make the clause of a day in this or the next period: 次月10日前, 当月底."""
    this = next(w for w in words if w.kind in ("NEXT_PERIOD", "THIS_MONTH", "THIS_QUARTER"))
    every = "quarter" if "季" in this.text else "month"
    kinds = {w.kind for w in words}
    # 下季度10日前 is at its beginning.
    early = "NEXT_PERIOD" in kinds and bool(kinds & {"DAY_NUMBER", "DATE_NUMBER"}) and "LAST_MONTH" not in kinds
    first = every == "month" or "FIRST_MONTH" in kinds or early
    day = _day_of(words)
    if day is None:
        return unreadable(words)
    draft = replace(new_draft(ClauseKind.RECURRING, words), every=every, trigger=this.text)
    draft.month_day = _month_day(1 if first else 3, day, PERIOD_MONTHS[every])
    return [draft]


def counted(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of a number of times in each period: 半年1次, 全年不少于2次, 三年一轮."""
    years = [w for w in words if w.kind in ("WITHIN_YEAR", "YEAR", "THIS_YEAR", "NEXT_YEAR", "WITHIN")]
    if years and times_said(words) == 1 and not any(w.kind == "WHOLE_YEAR" for w in words):
        # 年内1次 is done once by the end of the year; 年内2次 is a frequency.
        return fixed(years, reading)
    period = _first_period(words)
    # 四个季度各一次 is once in each of them.
    each = period.kind == "QUARTERS" and "各" in reading.text.plain[period.end : words[-1].end]
    every = "quarter" if each else repeated(frequency(period), times_said(words[1:]))
    return [replace(new_draft(ClauseKind.RECURRING, words), every=every)]


def _first_period(words: list[Word]) -> Word:
    return next((w for w in words if names_frequency(w)), words[0])


def per(words: list[Word], _: Reading) -> list[Draft]:
    """Make the clause of 2次/年."""
    return [replace(new_draft(ClauseKind.RECURRING, words), every=repeated(frequency(words[-1]), times_said(words)))]


def recurring(words: list[Word], _: Reading) -> list[Draft]:
    """Make the clause of a bare frequency: 每季度."""
    return [replace(new_draft(ClauseKind.RECURRING, words), every=frequency(words[0]))]


def regular(words: list[Word], _: Reading) -> list[Draft]:
    """Make the clause of 定期, which names no frequency."""
    return [replace(new_draft(ClauseKind.RECURRING, words), every="unspecified")]


def period_word(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of 月度, 年度, 季末, which yield to anything clearer."""
    return [] if reading.prose else [replace(d, strength=Strength.WEAK_IN_TEXT) for d in recurring(words, reading)]

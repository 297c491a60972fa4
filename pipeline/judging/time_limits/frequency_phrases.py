"""Phrases of frequency (频次): from words of frequency to recurring clauses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from pipeline.judging.time_limits.calendar import PERIOD_DAYS, PERIOD_MONTHS
from pipeline.judging.time_limits.date_phrases import fixed, fixed_list, listed_points
from pipeline.judging.time_limits.drafts import Draft, Reading, Strength, new_draft, unreadable
from pipeline.judging.time_limits.grammar import Word
from pipeline.judging.time_limits.length_phrases import length_of, with_length
from pipeline.judging.time_limits.lengths import frequency, names_frequency, repeated, times_said
from pipeline.judging.time_limits.numerals import NUMERAL, number
from pipeline.judging.time_limits.parts import ten_days
from pipeline.model.clauses import ClauseKind, DayType

_NUMBER: Final = re.compile(NUMERAL)
_EACH: Final = re.compile("各|分别")
_NEXT: Final = frozenset(("NEXT_PERIOD", "NOW_NEXT_MONTH", "NOW_NEXT_QUARTER"))
_THIS: Final = frozenset((*_NEXT, "THIS_MONTH", "THIS_QUARTER", "NOW_MONTH", "NOW_QUARTER"))
_IN_TURN: Final = re.compile("每|[按逐各]个?[月季]|上一?个?[月季]|[月季]度?结束|定期|滚动")
"""What tells that 下月, 本季度 are meant in turn, and not from now."""


def yearly(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the yearly clause of one or several dates: 每年年底前, 每年3月、9月."""
    draft = replace(new_draft(ClauseKind.RECURRING, words), every="year")
    ranges = [n for n, w in enumerate(words) if w.kind == "RANGE"]
    if ranges:
        # 每年9月至11月 falls due at its end.
        words = [words[0], *words[ranges[-1] + 1 :]]
    try:
        days = sorted({d.replace(year=reading.here.year) for d in listed_points(words[1:], reading.here)})
    except ValueError:
        return unreadable(words)
    every = repeated("year", len(days))
    if len(days) > 1 and _one_in_each(days, every):
        draft.every, draft.month_day = every, _common_month_day(days, every)
        return [draft]
    # 每年6月、9月、12月 are three yearly days.
    return [replace(draft, month_day=f"{day:%m-%d}") for day in days]


def each_of(words: list[Word], reading: Reading) -> list[Draft]:
    """6月、12月各1次 is a frequency; 6月、12月召开2次会议 and 二、三、四季度末各一次 name their dates only."""
    listed = [w for w in words if w.kind not in ("GAP", "TIMES", "TIMES_WORD")]
    if not _EACH.search(reading.text.plain, listed[-1].end, words[-1].end):
        return fixed(listed, reading) if len(listed) == 1 else fixed_list(listed, reading)
    try:
        days = sorted(set(listed_points(listed, reading.here)))
    except ValueError:
        return unreadable(words)
    every = repeated("year", len(days))
    if any(d.year != reading.here.year for d in days) or not _one_in_each(days, every):
        return fixed_list(listed, replace(reading, prose=False))
    month_day = _common_month_day(days, every)
    return [replace(new_draft(ClauseKind.RECURRING, words), every=every, month_day=month_day)]


def _one_in_each(days: list[date], every: str) -> bool:
    """Say whether each period of the year has its day (3月、6月、9月、12月); two days are half-yearly anyway."""
    months = PERIOD_MONTHS.get(every, 1)
    return len(days) == 2 or len({(d.month - 1) // months for d in days}) == 12 // months


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


def following(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of a day in this or the next period: 次月10日前, 当月底.

    下月10日前, 本季度末 count from the day of the ledger, but not where it is in turn: 下月10日前公布上月名单.
    """
    event = reading.before(words[0].start)
    if event.endswith("后") and not _IN_TURN.search(reading.text.plain):
        return _after_event(event[:-1], words)
    if words[0].kind.startswith("NOW") and not _IN_TURN.search(reading.text.plain):
        ranges = [n for n, w in enumerate(words) if w.kind == "RANGE"]
        return fixed(words[ranges[-1] + 1 :] if ranges else words, reading)
    this = next(w for w in words if w.kind in _THIS)
    every = "quarter" if "季" in this.text else "month"
    kinds = {w.kind for w in words}
    # 下季度10日前 is at its beginning.
    early = bool(kinds & _NEXT) and bool(kinds & {"DAY_NUMBER", "DATE_NUMBER"}) and "LAST_MONTH" not in kinds
    first = every == "month" or "FIRST_MONTH" in kinds or early
    day = _day_of(words)
    if day is None:
        return unreadable(words)
    draft = replace(new_draft(ClauseKind.RECURRING, words), every=every, trigger=this.text)
    draft.month_day = _month_day(1 if first else 3, day, PERIOD_MONTHS[every])
    return [draft]


def _after_event(event: str, words: list[Word]) -> list[Draft]:
    """发文后下月底前 is so many days after the event at most."""
    this = next(w for w in words if w.kind in _THIS)
    length = PERIOD_DAYS["quarter" if "季" in this.text else "month"]
    days = length + min(_day_of(words) or length, length) * (this.kind in _NEXT)
    draft = replace(
        new_draft(ClauseKind.RELATIVE, words), days=days, day_type=DayType.CALENDAR, trigger=event or None
    )
    return [replace(draft, at_most=True)]


def counted(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of a number of times in each period: 半年1次, 全年不少于2次, 三年一轮."""
    years = [w for w in words if w.kind in ("WITHIN_YEAR", "YEAR", "THIS_YEAR", "NEXT_YEAR", "WITHIN")]
    if years and times_said(words) == 1 and not any(w.kind in ("WHOLE_YEAR", "AT_LEAST") for w in words):
        # 年内1次 is done once by the end of the year; 年内2次, 年内至少1次 are frequencies.
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

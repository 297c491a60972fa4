"""Points in time (时点): the dates that a phrase of date words names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from pipeline.judging.time_limits.calendar import day_of_month, month_end
from pipeline.judging.time_limits.grammar import Word
from pipeline.judging.time_limits.named_days import counts_from_now, festival_day, from_now, lunar_day
from pipeline.judging.time_limits.numerals import NUMERAL, number
from pipeline.judging.time_limits.parts import part_of
from pipeline.model.clauses import Standpoint

_NUMBER: Final = re.compile(NUMERAL)
_MIDNIGHT: Final = re.compile(r"(?:凌晨)?(?:零|00?)[:点时](?:00?分?)?$|凌晨$")
_SEASONS: Final = {"春": 5, "夏": 8, "秋": 11, "冬": 12}
"""The last month of each season."""
_ENGLISH_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_YEARS_NAMED: Final = {"LAST_YEAR": -1, "THIS_YEAR": 0, "NEXT_YEAR": 1, "YEAR_AFTER_NEXT": 2}
_YEARS: Final = ("YEAR", *_YEARS_NAMED, "MANGLED_YEAR")
_LATER: Final = frozenset(("YEAR", "NEXT_YEAR", "YEAR_AFTER_NEXT", "YEAR_MONTH"))


@dataclass(frozen=True, slots=True)
class Points:
    """The dates that a phrase names, in its order. ``year_written`` says whether the year stands in the text."""

    dates: tuple[date, ...]
    year_written: bool


def read_points(words: list[Word], here: Standpoint) -> Points:
    """Read a phrase of date words.

    Raises:
        ValueError: the phrase names a date that does not exist, or that can be read in several ways.
    """
    kinds = {w.kind: w for w in words}
    year = next((read_year(kinds[kind], here.year) for kind in _YEARS if kind in kinds), None)
    points = _points(words, kinds, year, here)
    if "CLOCK" in kinds and _MIDNIGHT.match(kinds["CLOCK"].text):
        # 9月1日零时 is the end of the day before.
        return replace(points, dates=tuple(day - timedelta(days=1) for day in points.dates))
    return points


def _points(words: list[Word], kinds: dict[str, Word], year: int | None, here: Standpoint) -> Points:
    # 12月止 is December itself.
    before = "BEFORE" in kinds and "前" in kinds["BEFORE"].text
    for kind, read in (
        ("DATE", _date),
        ("DATE_YEAR_LAST", _date_year_last),
        ("DATE_ENGLISH", _date_english),
        ("YEAR_MONTH", _month),
        ("MANGLED_MONTH", _mangled_month),
    ):
        if kind in kinds:
            figures = [number(n) for n in _NUMBER.findall(kinds[kind].text)]
            day = read(kinds[kind].text, figures, here.year)
            exact = kind in ("DATE", "DATE_YEAR_LAST", "DATE_ENGLISH")
            return Points((day if exact else _within_month(day.year, day.month, kinds, before),), True)
    days = [number(_NUMBER.findall(w.text)[0]) for w in words if w.kind in ("DAY_NUMBER", "DATE_NUMBER")]
    if counts_from_now(kinds):
        return Points((from_now(kinds, days, here.day, before=before),), True)
    if "FESTIVAL" in kinds and not kinds.keys() & {"MONTH", "MONTH_DAY"}:
        return Points((festival_day(kinds, year, here, before=before),), True)
    if "LUNAR" in kinds:
        return Points((lunar_day(kinds, year, here, before=before),), True)
    return Points(tuple(_undated(kinds, days, year or here.year, before)), year is not None)


def read_year(word: Word, plan_year: int) -> int:
    """Give the year that a word names: ``2022年``, ``22年``, ``二〇二二年``, ``次年``, ``今年``.

    Raises:
        ValueError: the word is a misprint that can be read in several ways (``20221年``).
    """
    if word.kind in _YEARS_NAMED:
        return plan_year + _YEARS_NAMED[word.kind]
    if word.kind == "MANGLED_YEAR":
        return _mangled_year(word.text)
    figure = int("".join(str(number(c)) for c in re.findall(r"[\d〇零O一二三四五六七八九]", word.text)))
    return figure + 2000 if figure < 100 else figure


def _mangled_year(text: str) -> int:
    # 20222年 has one figure too many; it is read only where leaving one out gives a single year.
    figures = re.sub(r"\D", "", text)
    years = {int(figures[:n] + figures[n + 1 :]) for n in range(len(figures))}
    (year,) = {y for y in years if 2000 <= y < 2100}
    return year


def _date(_: str, figures: list[int], __: int) -> date:
    if len(figures) == 1 and figures[0] < 1000000:
        figures = [figures[0] + 20000000]
    if len(figures) == 1:
        return date(figures[0] // 10000, figures[0] // 100 % 100, figures[0] % 100)
    year = figures[0] + 2000 if figures[0] < 100 else figures[0]
    return day_of_month(year, figures[1], figures[2])


def _date_year_last(text: str, figures: list[int], _: int) -> date:
    # 6/30/2022 has one reading, 6/5/2022 has two.
    first, second, year = figures
    if first <= 12 and second <= 12 and first != second:
        raise ValueError(f"not one reading: {text}")
    return date(year, min(first, second) if second > 12 else second, max(first, second) if second > 12 else first)


def _date_english(text: str, figures: list[int], year: int) -> date:
    # How a date cell shows itself under an English Excel: Jun-22, 30-Jun-22.
    month = _ENGLISH_MONTHS.index(re.sub(r"[^a-z]", "", text.lower())[:3]) + 1
    last = figures[-1] % 100 + 2000
    if len(figures) == 2:
        return day_of_month(last, month, figures[0])
    return month_end(last, month) if abs(last - year) <= 5 else day_of_month(year, month, figures[0])


def _month(_: str, figures: list[int], __: int) -> date:
    year, month = figures if len(figures) > 1 else divmod(figures[0], 100)
    return month_end(year, month)


def _mangled_month(text: str, _: list[int], __: int) -> date:
    # 20219月 has lost its 年: four figures of the year, the rest is the month.
    digits = re.sub(r"\D", "", text)
    return month_end(int(digits[:4]), number(_valid(digits[4:], 12)))


def _valid(figures: str, highest: int) -> str:
    if not 1 <= int(figures) <= highest or figures.startswith("0"):
        raise ValueError(f"out of range: {figures}")
    return figures


def _mangled_day(text: str, year: int) -> date:
    # 1031日 has lost its 月; it is read only where one place for it gives a date.
    digits = re.sub(r"\D", "", text)
    found = set()
    for cut in range(1, len(digits)):
        month, day = digits[:cut], digits[cut:]
        led = len(month) == 2 or not month.startswith("0")
        if led and int(month) and not day.startswith("0") and int(month) <= 12 and int(day) <= 31:
            candidate = day_of_month(year, int(month), int(day))
            if candidate.day == int(day):
                found.add(candidate)
    if len(found) != 1:
        raise ValueError(f"not one reading: {text}")
    return found.pop()


def _within_month(year: int, month: int, kinds: dict[str, Word], before: bool) -> date:
    # 7月前 is before July begins, 次年1月前 before that year does; 1月前 alone cannot mean so.
    begins = before and (month > 1 or bool(kinds.keys() & _LATER))
    return part_of(date(year, month, 1), month_end(year, month), kinds, before=begins)


def _undated(kinds: dict[str, Word], days: list[int], year: int, before: bool) -> list[date]:
    if "BAD_MONTH" in kinds:
        raise ValueError(f"no such month: {kinds['BAD_MONTH'].text}")
    if "MANGLED_DAY" in kinds:
        return [_mangled_day(kinds["MANGLED_DAY"].text, year)]
    if "MONTH_LIST" in kinds:
        return _listed_months(kinds, days, year, before)
    if "QUARTER_LIST" in kinds:
        return [month_end(year, number(n) * 3) for n in _NUMBER.findall(kinds["QUARTER_LIST"].text)]
    if "MONTH_DAYS" in kinds:
        pairs = (part.split(".") for part in kinds["MONTH_DAYS"].text.split("/"))
        return [day_of_month(year, int(month), int(day)) for month, day in pairs]
    if "MONTH_DAY" in kinds:
        text = re.sub(r"^(\d\d)(\d\d)$", r"\1.\2", kinds["MONTH_DAY"].text)
        month, day = (number(n) for n in _NUMBER.findall(text))
        return [day_of_month(year, month, day)]
    if "MONTH" in kinds:
        month = 1 if kinds["MONTH"].text[0] == "元" else number(_NUMBER.findall(kinds["MONTH"].text)[0])
        if days:
            return [day_of_month(year, month, d) for d in days]
        return [_within_month(year, month, kinds, before)]
    return [_part_of_year(kinds, days, year, before)]


def _listed_months(kinds: dict[str, Word], days: list[int], year: int, before: bool) -> list[date]:
    # 4月、7月、10月、次年1月: what stands behind 次年 lies in the next year; so does 1月 at the end of 7、10、1月.
    parts = re.split("次年|明年|来年", kinds["MONTH_LIST"].text)
    placed = [(year + n, number(month)) for n, part in enumerate(parts) for month in _NUMBER.findall(part)]
    if len(parts) == 1 and len(placed) > 1 and placed[-1][1] == 1:
        placed[-1] = (year + 1, 1)
    if days:
        return [day_of_month(y, m, d) for y, m in placed for d in days]
    return [_within_month(y, m, kinds, before and len(placed) == 1) for y, m in placed]


def _part_of_year(kinds: dict[str, Word], days: list[int], year: int, before: bool) -> date:
    if "QUARTER" in kinds:
        last_one = re.search("最后|末", kinds["QUARTER"].text)
        quarter = 4 if last_one else number(_NUMBER.findall(kinds["QUARTER"].text)[-1])
        # 三季度前 is before July begins; 一季度前 can only mean the quarter itself.
        first, last = date(year, quarter * 3 - 2, 1), month_end(year, quarter * 3)
        return part_of(first, last, kinds, days, before=before and quarter > 1)
    if "HALF" in kinds:
        half = 1 if kinds["HALF"].text[0] in "上前" or kinds["HALF"].text[-1] == "1" else 2
        return part_of(date(year, half * 6 - 5, 1), month_end(year, half * 6), kinds, days)
    if "SEASON_OF_YEAR" in kinds:
        # 2023年春 ends with May; winter, which the year cuts in two, with the year.
        last_month = next(_SEASONS[c] for c in kinds["SEASON_OF_YEAR"].text if c in _SEASONS)
        first = date(year, last_month - 2, 1)
        return first - timedelta(days=1) if before and last_month < 12 else month_end(year, last_month)
    if "YEAR_START" in kinds or "START" in kinds:
        return month_end(year, 1)
    if "YEAR_MIDDLE" in kinds or "MIDDLE" in kinds:
        return month_end(year, 6)
    return part_of(date(year, 1, 1), date(year, 12, 31), kinds, days)

"""Phrases of dates (日期): from date words to fixed clauses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from pipeline.judging.time_limits.calendar import day_of_month
from pipeline.judging.time_limits.drafts import Draft, Reading, Strength, new_draft, unreadable
from pipeline.judging.time_limits.grammar import Word
from pipeline.judging.time_limits.points import read_points, read_year
from pipeline.judging.time_limits.triggers import asks_for_opinions, minimum_subject
from pipeline.model.clauses import ClauseKind, DayType

_ENDS: Final = frozenset(("END", "MONTH_END", "YEAR_END", "WITHIN_YEAR", "BEFORE", "WITHIN"))
_DONE: Final = re.compile(r"(?:全面|全部|基本|顺利)?(?:完成|建成|上线|到位|办结|结束)")
"""What makes a bare date in a measure a limit: 上半年完成."""
_VERB: Final = re.compile(
    '[)”"]?(?:内|度)?(?:已|全部|全面|基本|继续|持续){0,2}'
    '(?:完成|[干做办]完|实施|推进|开展|进行|落实|建成|执行|见效|到位|办结|结束|有效|坚持|达标|公开|上线|启动|启用|巩固|提升|结束前|终了前)?[)”"]?'
)
_LEAD: Final = re.compile('(?:[(“"]|力争|争取|计划|预计|确保|拟|务必|原则上|在|于|到|至)*')
"""What may stand around a bare year that is a limit: 2022年完成; 2022年部门预算 is none."""
_LASTING: Final = timedelta(days=200)
"""A span well over half a year is no single occasion; it lasts."""


def fixed(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the fixed clauses of date words: 6月底前, 4月22日、25日."""
    try:
        points = read_points(words, reading.year)
    except ValueError:
        return unreadable(words)
    if reading.prose and (not _limits(words, reading) or min(points.dates).year < reading.year):
        # In a measure, 结合4月税收宣传月 or 2021年10月印发的通知 is no limit.
        return []
    return [replace(new_draft(ClauseKind.FIXED, words), due=day) for day in points.dates]


def fixed_range(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of a span: fixed at its end (6月1日至6月30日), a period where it lasts long (5月至12月)."""
    at = next(n for n, w in enumerate(words) if w.kind == "RANGE")
    start, end = words[:at], words[at + 1 :]
    if not any(w.kind == "MONTH" for w in end) and any(w.kind in ("DAY_NUMBER", "DATE_NUMBER") for w in end):
        end = [w for w in start if w.kind == "MONTH"] + end
    if not fixed(end, reading):
        return []
    try:
        until, begin = _span(start, end, reading.year)
    except ValueError:
        return unreadable(words)
    draft = replace(new_draft(ClauseKind.FIXED, words), due=until)
    if begin is None or until - begin >= _LASTING:
        draft.kind = ClauseKind.PERIOD
        draft.trigger = reading.text.as_written(words[0].start, words[-1].end)
        return [draft]
    # 6月1日至6月30日 tells how long as well, above all where opinions are asked for.
    draft.since = begin
    if asks_for_opinions(reading, words[0].start):
        lasting = replace(new_draft(ClauseKind.MINIMUM_DURATION, words), days=(until - begin).days + 1)
        trigger = minimum_subject(reading, words[0].start)
        return [draft, replace(lasting, day_type=DayType.CALENDAR, trigger=trigger)]
    return [draft]


def _limits(words: list[Word], reading: Reading) -> bool:
    after = reading.text.plain[words[-1].end : words[-1].end + 6]
    return any(w.kind in _ENDS for w in words) or bool(_DONE.match(after))


def _span(start: list[Word], end: list[Word], year: int) -> tuple[date, date | None]:
    """Give the last and the first day of a span; no first one where it runs from now to the end of a year."""
    if start[0].kind == "NOW":
        until = read_points(end, year).dates[-1]
        return until, None if until.month == 12 else until
    first = read_points(start, year)
    last = read_points(end, first.dates[0].year)
    until = last.dates[-1]
    if until < first.dates[0] and not last.year_written:
        # 11月至3月 ends in the year after.
        until = read_points(end, first.dates[0].year + 1).dates[-1]
    return until, _beginning(start, first.dates[0])


def _beginning(start: list[Word], day: date) -> date:
    """Give the first day of a point that stands for its last one: 5月, 二季度, 2022.5."""
    kinds = {w.kind for w in start}
    if kinds & {"DATE", "MONTH_DAY", "DAY_NUMBER", "DATE_NUMBER", "END", "MONTH_END", "YEAR_END"}:
        return day
    if kinds & {"QUARTER", "HALF"} and "MONTH" not in kinds:
        return day_of_month(day.year, day.month - (2 if "QUARTER" in kinds else 5), 1)
    return day.replace(day=1)


def started(words: list[Word], reading: Reading) -> list[Draft]:
    """Make what a beginning says: 6月起, 5月启动."""
    # 6月起 goes on from there; 5月启动 is only a beginning: both yield to what the text says besides.
    goes_on = words[-1].kind in ("SINCE", "ONGOING")
    drafts = fixed([w for w in words if w.kind not in ("SINCE", "ONGOING", "STARTING", "GAP", "LINK")], reading)
    if goes_on and all(d.kind for d in drafts):
        drafts = [new_draft(ClauseKind.STANDING, words)]
    return [replace(d, strength=Strength.WEAK_IN_TEXT) for d in drafts]


def misplaced_end(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the fixed clause of the misprint 2022年底11月前."""
    # 2022年底11月前: 底 has slipped from the month to the year.
    month = next(w for w in words if w.kind == "MONTH")
    year = next((w for w in words if w.kind in ("YEAR", "THIS_YEAR", "NEXT_YEAR")), None)
    drafts = fixed([year, month] if year else [month], reading)
    return [replace(d, start=words[0].start, end=words[-1].end) for d in drafts]


def years(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the period of a span of years: 2022—2025年."""
    segment = reading.segments[reading.segment_at(words[0].start)]
    if reading.prose or words[0].start > segment.start:
        return []
    trigger = reading.text.as_written(words[0].start, words[-1].end)
    return [replace(new_draft(ClauseKind.PERIOD, words), trigger=trigger)]


def year_alone(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the fixed clause of a bare year: 2022年, 今年完成."""
    segment = reading.segments[reading.segment_at(words[0].start)]
    # 2022年, 今年完成: what follows is at most a verb; 2022年部门预算 is no limit.
    rest = reading.text.plain[words[-1].end : segment.end]
    whole = bool(_LEAD.fullmatch(reading.before(words[0].start)) and _VERB.fullmatch(rest))
    within = words[-1].kind == "WITHIN"
    if not within and (reading.prose or not whole):
        return []
    day = date(read_year(words[0], reading.year), 12, 31)
    return [replace(new_draft(ClauseKind.FIXED, words), due=day)]


def year_before(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the fixed clause of 2023年前, which ends with the year before."""
    day = date(read_year(words[0], reading.year) - 1, 12, 31)
    return [replace(new_draft(ClauseKind.FIXED, words), due=day)]


def fixed_list(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the fixed clauses of several dates: 6月底、12月底前."""
    return [draft for part in _parts(words) for draft in fixed(part, reading)]


def _parts(words: list[Word]) -> list[list[Word]]:
    parts: list[list[Word]] = [[]]
    for word in words:
        if word.kind in ("PAUSE", "COMMA"):
            parts.append([])
        else:
            parts[-1].append(word)
    return [p for p in parts if p]


def listed_points(words: list[Word], year: int) -> list[date]:
    """Read several dates, in their order; raises ValueError as ``read_points`` does."""
    return [day for part in _parts(words) for day in read_points(part, year).dates]

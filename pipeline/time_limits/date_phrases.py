"""Phrases of dates (日期): from date words to fixed clauses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from pipeline.model.clauses import ClauseKind
from pipeline.time_limits.drafts import Draft, Reading, Strength, new_draft, unreadable
from pipeline.time_limits.grammar import Word
from pipeline.time_limits.points import read_points, read_year

_ENDS: Final = frozenset(("END", "MONTH_END", "YEAR_END", "WITHIN_YEAR", "BEFORE", "WITHIN"))


def fixed(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the fixed clauses of date words: 6月底前, 4月22日、25日."""
    try:
        points = read_points(words, reading.year)
    except ValueError:
        return unreadable(words)
    if reading.prose and (not any(w.kind in _ENDS for w in words) or min(points.dates).year < reading.year):
        # In a measure, 结合4月税收宣传月 or 2021年10月印发的通知 is no limit.
        return []
    return [replace(new_draft(ClauseKind.FIXED, words), due=day) for day in points.dates]


def fixed_range(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the fixed clause of a span, due at its end: 6月1日至9月30日."""
    at = next(n for n, w in enumerate(words) if w.kind == "RANGE")
    start, end = words[:at], words[at + 1 :]
    if not any(w.kind == "MONTH" for w in end) and any(w.kind in ("DAY_NUMBER", "DATE_NUMBER") for w in end):
        end = [w for w in start if w.kind in ("YEAR", "MONTH")] + end
    drafts = fixed(end, reading)
    for draft in drafts:
        draft.start, draft.end = words[0].start, words[-1].end
    return drafts


def started(words: list[Word], reading: Reading) -> list[Draft]:
    """Make what a beginning says: 6月起, 5月启动."""
    # 6月起 goes on from there; 5月启动 is only a beginning: both yield to what the text says besides.
    goes_on = words[-1].kind == "SINCE"
    drafts = fixed([w for w in words if w.kind not in ("SINCE", "STARTING", "GAP", "LINK")], reading)
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
    whole = segment.start == words[0].start and segment.end - words[-1].end <= 4
    if reading.prose or not (whole or words[-1].kind == "WITHIN"):
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

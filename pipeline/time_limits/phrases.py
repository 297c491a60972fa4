"""From phrases to drafts of clauses (条款): one function for each phrase of the grammar."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from pipeline.model.clauses import ClauseKind
from pipeline.time_limits.calendar import PERIOD_MONTHS
from pipeline.time_limits.drafts import Draft, Reading, Strength
from pipeline.time_limits.grammar import Word
from pipeline.time_limits.lengths import LENGTH_KINDS, frequency, length_in_days, repeated, times_said
from pipeline.time_limits.numerals import NUMERAL, number
from pipeline.time_limits.points import read_points, read_year
from pipeline.time_limits.triggers import asks_for_opinions, event_before, event_of, minimum_subject

Maker = Callable[[list[Word], Reading], list[Draft]]
_NUMBER: Final = re.compile(NUMERAL)
_ENDS: Final = frozenset(("END", "MONTH_END", "YEAR_END", "WITHIN_YEAR", "BEFORE", "WITHIN"))


def _draft(kind: ClauseKind | None, words: list[Word]) -> Draft:
    return Draft(kind, words[0].start, words[-1].end)


def _length(words: list[Word]) -> Word:
    return next(w for w in reversed(words) if w.kind in LENGTH_KINDS)


def _with_length(draft: Draft, words: list[Word]) -> Draft:
    draft.days, draft.day_type = length_in_days(_length(words))
    return draft


def _unreadable(words: list[Word]) -> list[Draft]:
    return [_draft(None, words)]


def _fixed(words: list[Word], reading: Reading) -> list[Draft]:
    try:
        points = read_points(words, reading.year)
    except ValueError:
        return _unreadable(words)
    if reading.prose and (not any(w.kind in _ENDS for w in words) or min(points.dates).year < reading.year):
        # In a measure, 结合4月税收宣传月 or 2021年10月印发的通知 is no limit.
        return []
    return [replace(_draft(ClauseKind.FIXED, words), due=day) for day in points.dates]


def _fixed_range(words: list[Word], reading: Reading) -> list[Draft]:
    at = next(n for n, w in enumerate(words) if w.kind == "RANGE")
    start, end = words[:at], words[at + 1 :]
    if not any(w.kind == "MONTH" for w in end) and any(w.kind in ("DAY_NUMBER", "DATE_NUMBER") for w in end):
        end = [w for w in start if w.kind in ("YEAR", "MONTH")] + end
    drafts = _fixed(end, reading)
    for draft in drafts:
        draft.start, draft.end = words[0].start, words[-1].end
    return drafts


def _misplaced_end(words: list[Word], reading: Reading) -> list[Draft]:
    # 2022年底11月前: 底 has slipped from the month to the year.
    month = next(w for w in words if w.kind == "MONTH")
    year = next((w for w in words if w.kind in ("YEAR", "THIS_YEAR", "NEXT_YEAR")), None)
    drafts = _fixed([year, month] if year else [month], reading)
    return [replace(d, start=words[0].start, end=words[-1].end) for d in drafts]


def _yearly(words: list[Word], reading: Reading) -> list[Draft]:
    draft = replace(_draft(ClauseKind.RECURRING, words), every="year")
    days: list[date] = []
    part: list[Word] = []
    for word in [*words[1:], None]:
        if word is not None and word.kind not in ("PAUSE", "COMMA"):
            part.append(word)
            continue
        if part:
            try:
                days += read_points(part, reading.year).dates
            except ValueError:
                return _unreadable(words)
        part = []
    days = sorted({d.replace(year=reading.year) for d in days})
    if len(days) == 1:
        draft.month_day = f"{days[0]:%m-%d}"
    else:
        draft.every = repeated("year", len(days))
        draft.month_day = _common_month_day(days, draft.every)
    return [draft]


def _common_month_day(days: list[date], every: str) -> str | None:
    months = PERIOD_MONTHS.get(every, 12)
    places = {((d.month - 1) % months + 1, (d + timedelta(days=1)).day == 1 or d.day) for d in days}
    if len(places) != 1:
        return None
    month, _ = places.pop()
    return f"{month:02d}-{max(d.day for d in days):02d}"


def _offset(words: list[Word], reading: Reading) -> list[Draft]:
    length = _length(words)
    draft = replace(_draft(ClauseKind.RECURRING, words), every=frequency(words[0]))
    draft.trigger = reading.text.as_written(
        words[0].start,
        next(w.end for w in reversed(words[: words.index(length)]) if w.kind not in ("COMMA", "LINK", "NO_MORE")),
    )
    return [_with_length(draft, words)]


def _day_in_period(words: list[Word], reading: Reading) -> list[Draft]:
    every = frequency(words[0])
    months = PERIOD_MONTHS[every]
    kinds = {w.kind for w in words}
    month = 1 if "FIRST_MONTH" in kinds or months == 1 else 2 if "SECOND_MONTH" in kinds else months
    day = _day_of(words)
    if day is None:
        return _unreadable(words)
    return [replace(_draft(ClauseKind.RECURRING, words), every=every, month_day=f"{month:02d}-{day:02d}")]


def _day_of(words: list[Word]) -> int | None:
    for word in words:
        if word.kind in ("DAY_NUMBER", "DATE_NUMBER"):
            day = number(_NUMBER.findall(word.text)[0])
            return day if 1 <= day <= 31 else None
        if word.kind == "TEN_DAYS":
            return {"上": 10, "中": 20}.get(word.text[0], 31)
        if word.kind == "START":
            return 10
        if word.kind == "MIDDLE":
            return 20
    return 31


def _following(words: list[Word], reading: Reading) -> list[Draft]:
    this = next(w for w in words if w.kind in ("NEXT_PERIOD", "THIS_MONTH", "THIS_QUARTER"))
    every = "quarter" if "季" in this.text else "month"
    first = every == "month" or any(w.kind == "FIRST_MONTH" for w in words)
    day = _day_of(words)
    if day is None:
        return _unreadable(words)
    draft = replace(_draft(ClauseKind.RECURRING, words), every=every, trigger=this.text)
    draft.month_day = f"{1 if first else 3:02d}-{day:02d}"
    return [draft]


def _counted(words: list[Word], reading: Reading) -> list[Draft]:
    every = repeated(frequency(_first_period(words)), times_said(words[1:]))
    return [replace(_draft(ClauseKind.RECURRING, words), every=every)]


def _first_period(words: list[Word]) -> Word:
    return next(w for w in words if w.kind not in ("YEAR", "GAP", "LINK"))


def _recurring(words: list[Word], reading: Reading) -> list[Draft]:
    return [replace(_draft(ClauseKind.RECURRING, words), every=frequency(words[0]))]


def _regular(words: list[Word], reading: Reading) -> list[Draft]:
    return [replace(_draft(ClauseKind.RECURRING, words), every="unspecified")]


def _relative(words: list[Word], reading: Reading) -> list[Draft]:
    draft = _with_length(_draft(ClauseKind.RELATIVE, words), words)
    draft.trigger = event_before(reading, words)
    return [draft]


def _minimum(words: list[Word], reading: Reading) -> list[Draft]:
    draft = _with_length(_draft(ClauseKind.MINIMUM_DURATION, words), words)
    draft.trigger = minimum_subject(reading, words[0].start)
    return [draft]


def _ahead(words: list[Word], reading: Reading) -> list[Draft]:
    draft = _with_length(_draft(ClauseKind.RELATIVE, words), words)
    before = reading.before(words[0].start)
    draft.trigger = (before + words[0].text) if words[0].kind == "BEFORE" and before else before or words[0].text
    return [draft]


def _bare_length(words: list[Word], reading: Reading) -> list[Draft]:
    if asks_for_opinions(reading, words[0].start):
        return _minimum(words, reading)
    if reading.prose or words[0].kind in ("YEARS", "MINUTES"):
        return []
    return _relative(words, reading)


def _bad_date(words: list[Word], reading: Reading) -> list[Draft]:
    before = reading.before(words[0].start)
    if words[-1].kind == "BEFORE" and len(before) > 1:
        # 会议召开3日前 counts days before an event; 20日前 alone lacks its month.
        draft = replace(_draft(ClauseKind.RELATIVE, words), trigger=event_of(before) or before)
        return [_with_length(draft, words)] if words[0].kind == "DAY_NUMBER" else _unreadable(words)
    return [] if reading.prose else _unreadable(words)


def _whole_year(words: list[Word], reading: Reading) -> list[Draft]:
    draft = _draft(ClauseKind.STANDING, words)
    found = re.match(r"\d{4}", words[0].text)
    if found:
        draft.due = date(int(found.group()), 12, 31)
    return [draft]


def _year_alone(words: list[Word], reading: Reading) -> list[Draft]:
    segment = reading.segments[reading.segment_at(words[0].start)]
    whole = segment.end - segment.start == words[-1].end - words[0].start
    if reading.prose or not (whole or words[-1].kind == "WITHIN"):
        return []
    day = date(read_year(words[0], reading.year), 12, 31)
    return [replace(_draft(ClauseKind.FIXED, words), due=day)]


def _year_before(words: list[Word], reading: Reading) -> list[Draft]:
    day = date(read_year(words[0], reading.year) - 1, 12, 31)
    return [replace(_draft(ClauseKind.FIXED, words), due=day)]


def _period(words: list[Word], reading: Reading) -> list[Draft]:
    before = reading.before(words[0].start)
    start = words[0].start - len(before) if words[0].kind == "WHILE" else words[0].start
    draft = _draft(ClauseKind.PERIOD, words)
    draft.trigger = reading.text.as_written(start, words[-1].end)
    return [draft]


def _event(words: list[Word], reading: Reading) -> list[Draft]:
    before = reading.before(words[0].start)
    kind = words[-1].kind
    segment = reading.segments[reading.segment_at(words[0].start)]
    if reading.prose or kind == "BEFORE" and (not before or words[-1].end < segment.end):
        return []
    if kind in ("AFTER", "ENDED") and not before and words[-1].end == segment.end:
        return []
    days = None if kind in ("AFTER", "ENDED", "EACH_TIME") else 0
    trigger = reading.text.as_written(words[0].start - len(before), words[-1].end)
    draft = replace(_draft(ClauseKind.RELATIVE, words), trigger=trigger, days=days)
    return [replace(draft, strength=Strength.WEAK_IN_SEGMENT)]


def _plainly(kind: ClauseKind, strength: Strength = Strength.STRONG) -> Maker:
    def make(words: list[Word], reading: Reading) -> list[Draft]:
        if strength and reading.prose:
            return []
        return [replace(_draft(kind, words), strength=strength)]

    return make


def _period_word(words: list[Word], reading: Reading) -> list[Draft]:
    return [] if reading.prose else [replace(d, strength=Strength.WEAK_IN_TEXT) for d in _recurring(words, reading)]


MAKERS: Final[dict[str, Maker]] = {
    "yearly": _yearly,
    "offset": _offset,
    "monthly": _day_in_period,
    "quarterly": _day_in_period,
    "half_yearly": _day_in_period,
    "following": _following,
    "counted": _counted,
    "every_length": _counted,
    "counted_year": _counted,
    "recurring": _recurring,
    "regular": _regular,
    "worded": _counted,
    "minimum": _minimum,
    "ahead": _ahead,
    "relative": _relative,
    "t_plus": _relative,
    "same_day": _relative,
    "misplaced_end": _misplaced_end,
    "fixed_range": _fixed_range,
    "fixed": _fixed,
    "bare_length": _bare_length,
    "bad_date": _bad_date,
    "whole_year": _whole_year,
    "standing": _plainly(ClauseKind.STANDING),
    "dynamic": _plainly(ClauseKind.DYNAMIC),
    "vague": _plainly(ClauseKind.VAGUE),
    "season": _period,
    "period": _period,
    "year_alone": _year_alone,
    "year_before": _year_before,
    "each_time": _event,
    "around_event": _event,
    "weak_vague": _plainly(ClauseKind.VAGUE, Strength.WEAK_IN_TEXT),
    "weak_standing": _plainly(ClauseKind.STANDING, Strength.WEAK_IN_TEXT),
    "period_word": _period_word,
}

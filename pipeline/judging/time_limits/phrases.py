"""From phrases to drafts of clauses (条款): one maker for each phrase of the grammar."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from pipeline.judging.time_limits import date_phrases as dates
from pipeline.judging.time_limits import frequency_phrases as frequencies
from pipeline.judging.time_limits import length_phrases as lengths
from pipeline.judging.time_limits.drafts import Draft, Reading, Strength, new_draft, unreadable
from pipeline.judging.time_limits.grammar import Word
from pipeline.model.clauses import ClauseKind

_NO_EVENTS: Final = frozenset("目当面超空生以先见")
"""目前, 当前, 面前: what stands before 前 without being an event."""
_WITH_A_UNIT: Final = re.compile("(?:[局办委厅院县市省]|部门|中心)(?:里|那边)?(?:同步|同时|一并|一[起块])$")
"""与人社局同步 says no more than that somebody else sets the time."""
Maker = Callable[[list[Word], Reading], list[Draft]]


def _whole_year(words: list[Word], _: Reading) -> list[Draft]:
    draft = replace(new_draft(ClauseKind.STANDING, words), strength=Strength.WEAK_IN_SEGMENT)
    found = re.match(r"\d{4}", words[0].text)
    if found:
        draft.due = date(int(found.group()), 12, 31)
    return [draft]


def _period(words: list[Word], reading: Reading) -> list[Draft]:
    if reading.prose:
        return []
    before = reading.before(words[0].start)
    start = words[0].start - len(before) if words[0].kind == "WHILE" else words[0].start
    draft = new_draft(ClauseKind.PERIOD, words)
    draft.trigger = reading.text.as_written(start, words[-1].end)
    return [draft]


def _season(words: list[Word], reading: Reading) -> list[Draft]:
    # 6月“安全生产月”, 暑期（7-8月） and 25个工作日，汛期顺延 have what counts beside it.
    return [replace(d, strength=Strength.WEAK_IN_TEXT) for d in _period(words, reading)]


def _event(words: list[Word], reading: Reading) -> list[Draft]:
    """会后, 发布前, 报送时同步, 随文: before or with an event is at once (0 days); after it says no number."""
    before = reading.before(words[0].start)
    kinds = {w.kind for w in words}
    closes = words[-1].end == reading.segments[reading.segment_at(words[0].start)].end
    lonely = not before and len(words) == 1
    if reading.prose or ("BEFORE" in kinds and (lonely or (not closes and before[-1:] in _NO_EVENTS))):
        return []
    if kinds & {"AFTER", "SINCE"} and lonely and closes:
        return []
    days = 0 if kinds & {"BEFORE", "EVENT_TIME", "WITH_EVENT"} else None
    trigger = reading.text.as_written(words[0].start - len(before), words[-1].end)
    if "WITH_EVENT" in kinds and _WITH_A_UNIT.search(trigger):
        return [replace(new_draft(ClauseKind.VAGUE, words), strength=Strength.WEAK_IN_TEXT)]
    draft = replace(new_draft(ClauseKind.RELATIVE, words), trigger=trigger, days=days)
    return [replace(draft, strength=Strength.WEAK_IN_TEXT)]


def _plainly(kind: ClauseKind, strength: Strength = Strength.STRONG) -> Maker:
    def make(words: list[Word], reading: Reading) -> list[Draft]:
        if strength is Strength.WEAK_IN_TEXT and reading.prose:
            return []
        return [replace(new_draft(kind, words), strength=strength)]

    return make


def _reference(words: list[Word], reading: Reading) -> list[Draft]:
    # 同第1条: which limit that is cannot be seen from here.
    return [] if reading.prose else unreadable(words)


MAKERS: Final[dict[str, Maker]] = {
    "yearly": frequencies.yearly,
    "each_of": frequencies.each_of,
    "offset": frequencies.offset,
    "monthly": frequencies.day_in_period,
    "month_after": frequencies.month_after,
    "quarterly": frequencies.day_in_period,
    "half_yearly": frequencies.day_in_period,
    "following": frequencies.following,
    "counted": frequencies.counted,
    "per": frequencies.per,
    "every_length": frequencies.counted,
    "counted_year": frequencies.counted,
    "recurring": frequencies.recurring,
    "loosely": frequencies.recurring,
    "opening": frequencies.recurring,
    "regular": frequencies.regular,
    "worded": frequencies.counted,
    "minimum": lengths.minimum,
    "ahead": lengths.ahead,
    "relative": lengths.relative,
    "t_plus": lengths.relative,
    "same_day": lengths.same_day,
    "misplaced_end": dates.misplaced_end,
    "reference": _reference,
    "turn_of_month": dates.turn_of_month,
    "open_ended": dates.open_ended,
    "now_point": frequencies.following,
    "before_point": dates.before_point,
    "after_point": dates.after_point,
    "fixed_range": dates.fixed_range,
    "fixed": dates.fixed,
    "in_same_month": dates.in_same_month,
    "later": lengths.later,
    "bare_length": lengths.bare_length,
    "bad_date": dates.lonely_day,
    "whole_year": _whole_year,
    "standing": _plainly(ClauseKind.STANDING),
    "dynamic": _plainly(ClauseKind.DYNAMIC),
    "vague": _plainly(ClauseKind.VAGUE, Strength.WEAK_IN_SEGMENT),
    "season": _season,
    "period": _period,
    "years": dates.years,
    "five_years": dates.five_years,
    "year_alone": dates.year_alone,
    "year_before": dates.year_before,
    "event": _event,
    "weekday": _plainly(ClauseKind.VAGUE, Strength.WEAK_IN_TEXT),
    "weak_vague": _plainly(ClauseKind.VAGUE, Strength.WEAK_IN_TEXT),
    "weak_standing": _plainly(ClauseKind.STANDING, Strength.WEAK_IN_TEXT),
    "period_word": frequencies.period_word,
}

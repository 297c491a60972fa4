"""Phrases of length (时长): from words of length to relative clauses and least durations."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipeline.judging.time_limits.drafts import Draft, Reading, Strength, new_draft, unreadable
from pipeline.judging.time_limits.grammar import Word
from pipeline.judging.time_limits.lengths import LENGTH_KINDS, length_in_days
from pipeline.judging.time_limits.triggers import (
    CONSULTATION,
    asks_for_opinions,
    event_before,
    event_of,
    is_extension,
    minimum_subject,
)
from pipeline.model.clauses import ClauseKind

_LONGEST: Final = 3660
_EXACT_DAYS: Final = frozenset(("DATE", "MONTH_DAY", "DAY_NUMBER", "DATE_NUMBER", "FESTIVAL", "DATE_YEAR_LAST"))
_OCCASION: Final = re.compile("[节日会周月动式]$")
"""What a day is called, which may stand between its date and 当天."""
_DECIDES: Final = re.compile("决策|决定|审议|出台|作出|定稿|印发")
_ASKING: Final = re.compile("(?:可|均可|可以)?(?:提出?|反馈|书面提)(?:修改|书面)?意见")
_ANSWERED: Final = re.compile("的?(?:答复|办结|办理|反馈|回复|公开|公布|上网|期限|时限)")


def length_of(words: list[Word]) -> Word:
    """Give the last word of length among the words."""
    return next(w for w in reversed(words) if w.kind in LENGTH_KINDS)


def with_length(draft: Draft, words: list[Word]) -> Draft:
    """Put the length that the words name into the draft.

    Raises:
        ValueError: a length beyond ten years, which is a misprint and no limit.
    """
    draft.days, draft.day_type = length_in_days(length_of(words))
    if draft.days > _LONGEST:
        raise ValueError(f"no such length: {length_of(words).text}")
    draft.at_most = any(w.kind in ("WITHIN", "NO_MORE", "OR_LESS") for w in words)
    return draft


def relative(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of days after an event: 收到申请之日起20个工作日内."""
    if _ASKING.match(reading.text.plain, words[-1].end):
        # 公告之日起30日内提意见 is how long opinions are asked for.
        return [replace(d, trigger=CONSULTATION) for d in minimum(words, reading)]
    draft = with_length(new_draft(ClauseKind.RELATIVE, words), words)
    draft.trigger = event_before(reading, words)
    return [draft]


def same_day(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of 当日, 次日, 半天. 9月23日丰收节当天 is that date and no length."""
    at = reading.words.index(words[0])
    before = [w for w in reading.words[max(at - 2, 0) : at] if not (w.kind == "GAP" and _OCCASION.search(w.text))]
    if words[0].text.startswith("当") and before and before[-1].kind in _EXACT_DAYS:
        return []
    return relative(words, reading)


def minimum(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of a least duration: 不少于30日, 超过3个工作日."""
    draft = replace(with_length(new_draft(ClauseKind.MINIMUM_DURATION, words), words), at_most=False)
    draft.trigger = minimum_subject(reading, words[0].start)
    return [draft]


def ahead(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of days before an event: 提前5天, 会前3天, 不少于活动开始前30日."""
    before = reading.before(words[0].start)
    if words[0].kind == "AT_LEAST":
        at = next(n for n, w in enumerate(words) if w.kind == "BEFORE")
        return _ahead_of("".join(w.text for w in words[1 : at + 1]), words)
    if words[0].kind == "BEFORE" and any(w.kind == "AT_LEAST" for w in words):
        # 会前3天公告 is a day before, and so is 招生前不少于3天; 决策前不少于30日 is how long.
        how_long = asks_for_opinions(reading, words[0].start) or _DECIDES.search(before)
        return minimum(words, reading) if how_long else _ahead_of(before + words[0].text, words)
    return _ahead_of((before + words[0].text) if words[0].kind == "BEFORE" else before or words[0].text, words)


def _ahead_of(trigger: str, words: list[Word]) -> list[Draft]:
    draft = with_length(new_draft(ClauseKind.RELATIVE, words), words)
    return [replace(draft, days=-(draft.days or 0), trigger=trigger, at_most=False)]


def bare_length(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of a length alone: 20个工作日; of a consultation, a least duration."""
    if not is_extension(reading, words[0].start) and asks_for_opinions(reading, words[0].start):
        return minimum(words, reading)
    if words[0].kind == "MINUTES" or (reading.prose and not _is_limit(words, reading)):
        return []
    return relative(words, reading)


def _is_limit(words: list[Word], reading: Reading) -> bool:
    """Say whether a bare length in a measure is a limit: 20个工作日, 3天答复; 3天培训 is none."""
    after = reading.text.plain[words[-1].end : words[-1].end + 6]
    return words[0].kind == "WORKING_DAYS" or bool(_ANSWERED.match(after))


def later(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of 半年后, 3日后: some time after, but not by when; 公示30日后 is how long."""
    if asks_for_opinions(reading, words[0].start):
        return minimum(words, reading)
    draft = replace(new_draft(ClauseKind.RELATIVE, words), strength=Strength.WEAK_IN_SEGMENT)
    draft.trigger = reading.text.as_written(words[0].start, words[-1].end)
    return [] if reading.prose else [draft]


def bad_date(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of 会议召开3日前, and say that 20日前, 13月 and X月X日 cannot be read."""
    before = reading.before(words[0].start)
    if words[0].kind in ("DAY_NUMBER", "DATE_NUMBER") and words[-1].kind == "BEFORE" and len(before) > 1:
        # 会议召开3日前 counts days before an event; 20日前 alone lacks its month.
        return _ahead_of(event_of(before) or before, words) if words[0].kind == "DAY_NUMBER" else unreadable(words)
    return [] if reading.prose else unreadable(words)

"""Phrases of dates (日期): from date words to fixed clauses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from pipeline.judging.time_limits.calendar import day_of_month, month_end
from pipeline.judging.time_limits.drafts import Draft, Reading, Strength, new_draft, unreadable
from pipeline.judging.time_limits.grammar import Word
from pipeline.judging.time_limits.length_phrases import bad_date, relative
from pipeline.judging.time_limits.lengths import LENGTH_KINDS, later_by
from pipeline.judging.time_limits.numerals import NUMERAL, number
from pipeline.judging.time_limits.parts import part_of
from pipeline.judging.time_limits.points import read_points, read_year
from pipeline.judging.time_limits.triggers import ANCHORS, asks_for_opinions, minimum_subject
from pipeline.judging.time_limits.words.spelling import YEAR4
from pipeline.model.clauses import ClauseKind, DayType, Standpoint

_ENDS: Final = frozenset(("END", "MONTH_END", "YEAR_END", "WITHIN_YEAR", "BEFORE", "WITHIN"))
_DONE: Final = re.compile(r"(?:全面|全部|基本|顺利)?(?:完成|建成|上线|到位|办结|结束)")
"""What makes a bare date in a measure a limit: 上半年完成."""
_VERB: Final = re.compile(
    '[)”"]?(?:内|度)?(?:已|全部|全面|基本|继续|持续){0,2}'
    "(?:完成|[干做办]完|实施|推进|开展|进行|落实|建成|执行|见效|到位|办结|结束|有效|坚持|达标|公开|上线|启动|启用|巩固|提升|结束前|终了前)?"
    '(?:剩余|其余|余下|另外?|剩下)?的?(?:部分|任务|\\d{1,2}%|[一二三四五六七八九]成)?[)”"]?'
)
_LEAD: Final = re.compile('(?:[(“"]|力争|争取|计划|预计|确保|拟|务必|原则上|在|于|到|至)*')
"""What may stand around a bare year that is a limit: 2022年完成; 2022年部门预算 is none."""
_DAYS: Final = frozenset(
    ("DATE", "MONTH_DAY", "DAY_NUMBER", "DATE_NUMBER", "END", "MONTH_END", "YEAR_END", "FESTIVAL", "NOW_DAY")
)
"""What names a day and no month: a span that begins with it begins on that day."""
_OPEN: Final = {
    "SINCE": ClauseKind.STANDING,
    "ONGOING": ClauseKind.VAGUE,
    "AFTER": ClauseKind.VAGUE,
    "ENDED": ClauseKind.VAGUE,
    "LATER_THAN": ClauseKind.VAGUE,
    "OVER": ClauseKind.VAGUE,
}
_DONE_WORDS: Final = ("完成", "完毕")
_BARE: Final = frozenset(("QUARTER", "HALF", "YEAR", "THIS_YEAR", "NEXT_YEAR", "LINK"))
_DATED: Final = frozenset(("YEAR", "THIS_YEAR", "NEXT_YEAR", "MONTH", "DATE", "MONTH_DAY", "NOW_NEXT_MONTH"))
_OBJECT: Final = re.compile(
    r"的?[^,;。、()前内底末补挂报做写办发交送理]{0,6}(?:情况|文件|数据|信息|任务|进展|成效|结果|内容|公文|材料|账目|明细)|的(?=$|[,;。、先公补])"
)
_OPENING: Final = frozenset((*_OPEN, "STARTING", "GAP", "LINK"))
_YEAR: Final = re.compile(YEAR4)
_NUMBER: Final = re.compile(NUMERAL)


def fixed(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the fixed clauses of date words: 6月底前, 4月22日、25日."""
    try:
        points = read_points(words, reading.here)
    except ValueError:
        return unreadable(words)
    if reading.prose and (not _limits(words, reading) or min(points.dates).year < reading.here.year):
        # In a measure, 结合4月税收宣传月 or 2021年10月印发的通知 is no limit.
        return []
    strength = Strength.WEAK_IN_SEGMENT if _is_object(words, reading) else Strength.STRONG
    return [replace(new_draft(ClauseKind.FIXED, words), due=day, strength=strength) for day in points.dates]


def _is_object(words: list[Word], reading: Reading) -> bool:
    """Say whether a bare part of the year is what is dealt with: 8月底公开上半年情况, 四季度明年1月中旬."""
    if not all(w.kind in _BARE for w in words) or not any(w.kind in ("QUARTER", "HALF") for w in words):
        return False
    following = next((w.kind for w in reading.words if w.start >= words[-1].end), "")
    return following in _DATED or bool(_OBJECT.match(reading.text.plain, words[-1].end))


def fixed_range(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of a span, which is due at its end: 6月1日至6月30日, 自5月始，至12月止."""
    at = next(n for n, w in enumerate(words) if w.kind == "RANGE")
    start, end = [w for w in words[:at] if w.kind not in ("SINCE", "COMMA")], words[at + 1 :]
    if not any(w.kind == "MONTH" for w in end) and any(w.kind in ("DAY_NUMBER", "DATE_NUMBER") for w in end):
        end = [w for w in start if w.kind == "MONTH"] + end
    if not fixed(end, reading):
        return []
    try:
        until, begin = _span(start, end, reading.here)
    except ValueError:
        return unreadable(words)
    draft = replace(new_draft(ClauseKind.FIXED, words), due=until, since=begin)
    # 6月1日至6月30日 tells how long as well, above all where opinions are asked for.
    if asks_for_opinions(reading, words[0].start):
        lasting = replace(new_draft(ClauseKind.MINIMUM_DURATION, words), days=(until - begin).days + 1)
        trigger = minimum_subject(reading, words[0].start)
        return [draft, replace(lasting, day_type=DayType.CALENDAR, trigger=trigger)]
    return [draft]


def turn_of_month(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of the span 6月底7月初, which is due at its end."""
    return [replace(d, start=words[0].start) for d in fixed(words[2:], reading)]


def _limits(words: list[Word], reading: Reading) -> bool:
    after = reading.text.plain[words[-1].end : words[-1].end + 6]
    return any(w.kind in _ENDS for w in words) or bool(_DONE.match(after))


def _span(start: list[Word], end: list[Word], here: Standpoint) -> tuple[date, date]:
    """Give the last and the first day of a span."""
    if start[0].kind == "NOW":
        return read_points(end, here).dates[-1], here.day
    first = read_points(start, here)
    last = read_points(end, replace(here, year=first.dates[0].year))
    until = last.dates[-1]
    if until < first.dates[0] and not last.year_written:
        # 11月至3月 ends in the year after.
        until = read_points(end, replace(here, year=first.dates[0].year + 1)).dates[-1]
    return until, _beginning(start, first.dates[0])


def _beginning(start: list[Word], day: date) -> date:
    """Give the first day of a point that stands for its last one: 5月, 二季度, 2022.5."""
    kinds = {w.kind for w in start}
    if kinds & _DAYS:
        return day
    if kinds & {"QUARTER", "HALF"} and "MONTH" not in kinds:
        return day_of_month(day.year, day.month - (2 if "QUARTER" in kinds else 5), 1)
    return day.replace(day=1)


def before_point(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the fixed clause of some time before a date: 国庆节前一周."""
    return _moved([w for w in words if w.kind not in ("BEFORE", "AHEAD", "LINK")], words, reading, -1)


def after_point(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the fixed clause of some time after a date: 上半年结束后一个月内, 6月30日后5个工作日内."""
    drafts = _moved([w for w in words if w.kind not in ANCHORS], words, reading, 1)
    if asks_for_opinions(reading, words[-1].end):
        # 6月1日起公示30日 says how long.
        return relative(words, reading)
    if words[-1].kind in LENGTH_KINDS and any(w.kind == "SINCE" for w in words):
        # 自6月1日起30日 is a span; 30日内 would say by when.
        begin = fixed([w for w in words[:-1] if w.kind not in ANCHORS], replace(reading, prose=False))
        return [replace(d, since=b.due) for d, b in zip(drafts, begin, strict=True)]
    return drafts


def _moved(named: list[Word], words: list[Word], reading: Reading, way: int) -> list[Draft]:
    at = max(n for n, w in enumerate(named) if w.kind in LENGTH_KINDS)
    points = fixed(named[:at], reading if way < 0 else replace(reading, prose=False))
    for draft in points:
        if draft.due is not None:
            draft.due = later_by(draft.due, named[at], way)
    return [replace(d, start=words[0].start, end=words[-1].end) for d in points]


def open_ended(words: list[Word], reading: Reading) -> list[Draft]:
    """Make what a beginning says: 6月起 goes on from there; 6月底后, 不早于6月30日 set no upper limit; 5月启动.

    All of it yields to what the text says besides.
    """
    drafts = fixed([w for w in words if w.kind not in _OPENING], reading)
    if words[-1].kind == "ENDED" and words[-1].text.startswith(_DONE_WORDS):
        # 6月底完成后公示 says by when it is done.
        return drafts
    if all(d.kind for d in drafts) and (kind := _OPEN.get(words[-1].kind) or _OPEN.get(_first_kind(words))):
        drafts = [] if reading.prose else [new_draft(kind, words)]
    return [replace(d, strength=Strength.WEAK_IN_TEXT) for d in drafts]


def _first_kind(words: list[Word]) -> str:
    return next(w.kind for w in words if w.kind != "LINK")


def in_same_month(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of a part or day of the month that was named before: 12月上旬审查，中旬报送."""
    month = reading.month_before(words[0].start)
    if month is None:
        # 下旬 alone lacks its month.
        return unreadable(words) if words[0].kind == "TEN_DAYS" and not reading.prose else []
    kinds = {w.kind: w for w in words}
    days = [number(n) for w in words if w.kind in ("DAY_NUMBER", "DATE_NUMBER") for n in _NUMBER.findall(w.text)]
    try:
        first = date(reading.here.year, month, 1)
        due = part_of(first, month_end(first.year, month), kinds, days)
    except ValueError:
        return unreadable(words)
    return [replace(new_draft(ClauseKind.FIXED, words), due=due)]


def lonely_day(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of a day without its month: of the month before it, or before an event (会议召开3日前)."""
    day = words[0].kind == "DATE_NUMBER" or (
        words[0].kind == "DAY_NUMBER" and len(reading.before(words[0].start)) < 2
    )
    inherited = in_same_month(words, reading) if day and words[-1].kind == "BEFORE" else []
    return inherited or bad_date(words, reading)


def misplaced_end(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the fixed clause of the misprint 2022年底11月前."""
    # 2022年底11月前: 底 has slipped from the month to the year.
    month = next(w for w in words if w.kind == "MONTH")
    year = next((w for w in words if w.kind in ("YEAR", "THIS_YEAR", "NEXT_YEAR")), None)
    drafts = fixed([year, month] if year else [month], reading)
    return [replace(d, start=words[0].start, end=words[-1].end) for d in drafts]


def years(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of a span of years, which is due at its end: 2022—2025年."""
    if reading.prose or not _stands_alone(words, reading):
        # 2012—2021年公文 are documents.
        return []
    first, last = (
        read_year(replace(words[0], text=year), reading.here.year) for year in _YEAR.findall(words[0].text)
    )
    return [replace(new_draft(ClauseKind.FIXED, words), due=date(last, 12, 31), since=date(first, 1, 1))]


def year_alone(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the fixed clause of a bare year: 2022年, 今年完成."""
    within = words[-1].kind == "WITHIN"
    if not within and (reading.prose or not _stands_alone(words, reading)):
        return []
    day = date(read_year(words[0], reading.here.year), 12, 31)
    return [replace(new_draft(ClauseKind.FIXED, words), due=day)]


def _stands_alone(words: list[Word], reading: Reading) -> bool:
    """Say whether at most a verb stands beside a year: 2022年, 今年完成; 2022年部门预算 is no limit."""
    segment = reading.segments[reading.segment_at(words[0].start)]
    rest = reading.text.plain[words[-1].end : segment.end]
    return bool(_LEAD.fullmatch(reading.before(words[0].start)) and _VERB.fullmatch(rest))


def year_before(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the fixed clause of 2023年前, which ends with the year before."""
    day = date(read_year(words[0], reading.here.year) - 1, 12, 31)
    # 2019年以前的公文 are documents.
    strength = Strength.STRONG if _stands_alone(words, reading) else Strength.WEAK_IN_TEXT
    return [replace(new_draft(ClauseKind.FIXED, words), due=day, strength=strength)]


def five_years(words: list[Word], reading: Reading) -> list[Draft]:
    """Make the clause of a five-year plan's time, which is due at its end: 十四五期间, 十五五末."""
    if reading.prose:
        return []
    last = 1955 + 5 * number(re.sub("[^一二三四五六七八九十]", "", words[0].text)[:-1])
    return [replace(new_draft(ClauseKind.FIXED, words), due=date(last, 12, 31), since=date(last - 4, 1, 1))]


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


def listed_points(words: list[Word], here: Standpoint) -> list[date]:
    """Read several dates, in their order; raises ValueError as ``read_points`` does."""
    return [day for part in _parts(words) for day in read_points(part, here).dates]

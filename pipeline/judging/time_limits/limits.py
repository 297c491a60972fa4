"""Reading a time limit (时限要求): a text gives a list of clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from pipeline.judging.time_limits.characters import PlainText, plain_text
from pipeline.judging.time_limits.drafts import Draft, Reading, Strength, segments_of
from pipeline.judging.time_limits.extents import extents
from pipeline.judging.time_limits.grammar import Word, grammar
from pipeline.judging.time_limits.phrases import MAKERS
from pipeline.judging.time_limits.starts import with_starts
from pipeline.judging.time_limits.turns import in_force
from pipeline.model.clauses import Clause, ClauseKind, Standpoint

_LONGEST: Final = 2000
_TELLING: Final = re.compile(
    r"[年月季周旬岁]|[日天号曰](?!常)|工.{0,3}作.{0,3}[日天曰内目]|小\s*时|[分时]钟|[礼星][拜期]|学期|[次回期]/|即日|当场|每|[早晚午]各"
    r"|[国元春中端清]..{0,4}前|[一二三四五六七八九十][”\"]?.{0,4}前|节|[Qq][1-4]|\d\s*[hHdD前底末]|[TtＴ]\s*[+＋]|\d[./／．。-]\d|ly",
    re.DOTALL,
)
"""What a measure must hold for a definite limit; most hold none, and are not worth the reading."""
_TO_MEASURE: Final = re.compile(
    r"(?:(?:详?见|按照?|如|同|依照?|以|参照|与|执行)?左[边侧面]?[列栏表]?|"
    r"(?:详?见|按照?|如|同|依照?|以|参照|与)(?:本行|前列|前栏)?(?:工作)?(?:举措|措施)[列栏]?)"
    r"(?:内容?|中)?(?:所[列述定写]|一致)?的?(?:执行|为准|办理|(?:办理)?(?:时限|时间|期限|天数|日期|要求)(?:执行|办理|为准)?)?"
)
_SERIAL: Final = re.compile(r"(\d{5})(?:\.\d+)?")
_SERIALS: Final = range(36526, 54789)  # 2000-01-01 to 2049-12-31
_EPOCH: Final = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A text and how it is read. ``unreadable`` are the parts that speak of time but have no single reading."""

    text: str
    clauses: tuple[Clause, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def speaks_of_time(self) -> bool:
        """Say whether there is anything about time in the text, readable or not."""
        return bool(self.clauses or self.unreadable)


ANYWHERE: Final = Standpoint(2000, date(2000, 1, 1), date(2000, 1, 1))
"""For whoever asks whether a text speaks of time, and not of which."""


@lru_cache(maxsize=8192)
def read_time_limit(text: str, here: Standpoint, *, above: str = "", prose: bool = False) -> TimeLimit:
    """Read a time limit; never raises on any text.

    Args:
        text: the cell as written.
        here: from where it is read; dates without a year lie in the plan year, 下月底 counts from the ledger's day.
        above: the limit of the entry above, which 同上 takes over (a caller resolves a chain of 同上 itself).
        prose: the text is a measure (工作举措) and not a limit; then a bare date or a bare length, the past and
            event-bound wording are no limits, and a text without anything definite gives no clauses at all.
    """
    if prose and not _TELLING.search(text):
        return TimeLimit(text)
    reading = _prepare(text[:_LONGEST], here, prose)
    serial = _SERIAL.fullmatch(reading.text.plain)
    if serial and not prose and int(serial.group(1)) in _SERIALS:
        # A date cell that was read as a number: days since the epoch of Excel.
        return TimeLimit(text, (Clause(ClauseKind.FIXED, text, due=_EPOCH + timedelta(days=int(serial.group(1)))),))
    drafts: list[Draft] = []
    taken: list[Clause] = []
    unread_reference: list[str] = []
    for name, words in grammar().phrases(reading.words):
        if name == "same_as_above":
            if above and not prose and above != text:
                taken += read_time_limit(above, here).clauses
            elif not prose:
                unread_reference.append(reading.text.as_written(words[0].start, words[-1].end))
            continue
        drafts += _make(name, words, reading)
    drafts = _drop_weak(in_force(drafts, reading), reading, bool(taken))
    clauses: list[Clause] = []
    unreadable = unread_reference
    for draft, extent in zip(drafts, extents(drafts, reading), strict=True):
        if draft.kind is None:
            unreadable.append(reading.text.as_written(draft.start, draft.end))
        else:
            clauses.append(_clause(draft, draft.kind, extent))
    begun = with_starts(reading.text.plain, clauses, here.year)
    return TimeLimit(text, tuple(dict.fromkeys((*taken, *begun))), tuple(dict.fromkeys(unreadable)))


def points_to_measure(text: str) -> bool:
    """Say whether a time limit says no more than that it stands in the measure (按左列天数, 见工作举措, 同左)."""
    return bool(_TO_MEASURE.fullmatch(plain_text(text[:_LONGEST]).plain))


def _prepare(text: str, here: Standpoint, prose: bool) -> Reading:
    plain = plain_text(text)
    if re.fullmatch(r"20\d\d", plain.plain):
        # A cell that holds the bare number of a year.
        plain = PlainText(text, plain.plain + "年", (*plain.origins, plain.origins[-1]))
    words = grammar().words(plain.plain)
    return Reading(plain, words, segments_of(plain.plain, words), here, prose)


def _make(name: str, words: list[Word], reading: Reading) -> list[Draft]:
    try:
        return MAKERS[name](words, reading)
    except (ValueError, OverflowError):
        # A figure beyond what dates can hold: it speaks of time, but there is no such time.
        return [Draft(None, words[0].start, words[-1].end)]


def _drop_weak(drafts: list[Draft], reading: Reading, others: bool) -> list[Draft]:
    strong = {reading.segment_at(d.start) for d in drafts if d.strength is Strength.STRONG}
    others = others or any(d.strength is not Strength.WEAK_IN_TEXT for d in drafts)
    kept = []
    for draft in drafts:
        if draft.strength is Strength.WEAK_IN_TEXT and others:
            continue
        if draft.strength is Strength.WEAK_IN_SEGMENT and reading.segment_at(draft.start) in strong:
            continue
        kept.append(draft)
    return kept


def _clause(draft: Draft, kind: ClauseKind, text: str) -> Clause:
    return Clause(
        kind,
        text,
        due=draft.due,
        every=draft.every,
        month_day=draft.month_day,
        days=draft.days,
        day_type=draft.day_type,
        trigger=draft.trigger,
        since=draft.since,
        part=draft.part,
        at_most=draft.at_most,
    )

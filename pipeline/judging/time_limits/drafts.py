"""What the making of clauses works on: a text with its words, and drafts of clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

from pipeline.judging.time_limits.characters import PlainText
from pipeline.judging.time_limits.grammar import Word
from pipeline.judging.time_limits.numerals import NUMERAL, number
from pipeline.model.clauses import ClauseKind, DayType, Standpoint

_FIGURES: Final = re.compile(NUMERAL)


class Strength(IntEnum):
    """How far a draft yields to others: weak words count only where the text says nothing clearer."""

    STRONG = 0
    WEAK_IN_SEGMENT = 1
    WEAK_IN_TEXT = 2


@dataclass(slots=True)
class Draft:
    """A clause in the making; ``start`` and ``end`` are the phrase's place in the plain text.

    ``kind`` None says that the phrase speaks of time but cannot be read.
    """

    kind: ClauseKind | None
    start: int
    end: int
    due: date | None = None
    every: str | None = None
    month_day: str | None = None
    days: int | None = None
    day_type: DayType | None = None
    trigger: str | None = None
    since: date | None = None
    part: bool = False
    at_most: bool = False
    strength: Strength = Strength.STRONG


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text between commas or stops; ``linked`` says that only a comma stands before it."""

    start: int
    end: int
    linked: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One text being read from somewhere. ``prose``: a measure, where a bare date or length is no limit."""

    text: PlainText
    words: list[Word]
    segments: list[Segment]
    here: Standpoint
    prose: bool

    def segment_at(self, position: int) -> int:
        """Give the index of the segment that holds a position of the plain text."""
        for index, segment in enumerate(self.segments):
            if segment.start <= position < segment.end:
                return index
        return len(self.segments) - 1

    def month_before(self, position: int) -> int | None:
        """Give the last month that the text names before a position: 12月上旬审查，中旬报送."""
        months = [w for w in self.words if w.kind == "MONTH" and w.end <= position]
        return number(_FIGURES.findall(months[-1].text)[0]) if months and months[-1].text[0] != "元" else None

    def before(self, position: int) -> str:
        """Give what stands before a position in its segment."""
        return self.text.plain[self.segments[self.segment_at(position)].start : position]


def segments_of(plain: str, words: list[Word]) -> list[Segment]:
    """Cut a text at its commas and stops."""
    segments: list[Segment] = []
    start, linked = 0, False
    for word in words:
        if word.kind in ("COMMA", "STOP"):
            if word.start > start:
                segments.append(Segment(start, word.start, linked))
                linked = True
            # A comma links what stands on its two sides; a stop does not.
            linked = linked and word.kind == "COMMA"
            start = word.end
    if start < len(plain) or not segments:
        segments.append(Segment(start, len(plain), linked))
    return segments


def new_draft(kind: ClauseKind | None, words: list[Word]) -> Draft:
    """Give a draft that stands where the words stand."""
    return Draft(kind, words[0].start, words[-1].end)


def unreadable(words: list[Word]) -> list[Draft]:
    """Say that the words speak of time but have no single reading."""
    return [new_draft(None, words)]

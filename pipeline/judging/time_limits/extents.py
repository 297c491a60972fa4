"""How much of the text belongs to a clause (条款原文)."""

from __future__ import annotations

import re
from typing import Final

from pipeline.judging.time_limits.drafts import Draft, Reading
from pipeline.model.clauses import ClauseKind

_BARE_AT_START: Final = frozenset((ClauseKind.FIXED, ClauseKind.STANDING))
_TAKES_SUBJECT: Final = frozenset((ClauseKind.STANDING, ClauseKind.DYNAMIC, ClauseKind.VAGUE))
_LEADING: Final = re.compile(r"^(?:[、/&]|以?及|和|与|应当?(?=自)|并(?!且)|且)+")


def extents(drafts: list[Draft], reading: Reading) -> list[str]:
    """Give each draft's text as written: its segment, or its share of one that holds several.

    A date or a standing word that opens its segment stands for itself (2022年8月底前｜县水利局要明确…); a bare word
    takes in the segment before it, which is its subject (…一次性发布，动态调整).
    """
    by_segment: dict[int, list[int]] = {}
    for index, draft in enumerate(drafts):
        by_segment.setdefault(reading.segment_at(draft.start), []).append(index)
    return [_extent(index, drafts, by_segment, reading) for index in range(len(drafts))]


def _extent(index: int, drafts: list[Draft], by_segment: dict[int, list[int]], reading: Reading) -> str:
    draft = drafts[index]
    place = reading.segment_at(draft.start)
    segment = reading.segments[place]
    others = by_segment[place]
    rank = others.index(index)
    start = segment.start
    end = max(segment.end, draft.end)
    # Phrases that are one (several dates out of 6、12月) share their text.
    before = [drafts[o] for o in others[:rank] if drafts[o].end <= draft.start]
    after = [drafts[o] for o in others[rank + 1 :] if drafts[o].start >= draft.end]
    if before:
        start = before[-1].end
    if after:
        end = draft.end
    lead = _LEADING.match(reading.text.plain[start : draft.start])
    if lead:
        start += lead.end()
    if draft.kind in _BARE_AT_START and start == draft.start:
        end = draft.end
    bare = draft.start == segment.start and draft.end == segment.end
    if bare and draft.kind in _TAKES_SUBJECT and segment.linked and place - 1 not in by_segment:
        start = reading.segments[place - 1].start
    return reading.text.as_written(start, end)

"""Triggers (起算事由): from which event a relative limit counts, and what a minimum duration is about."""

from __future__ import annotations

import re
from typing import Final

from pipeline.judging.time_limits.drafts import Reading
from pipeline.judging.time_limits.grammar import Word
from pipeline.judging.time_limits.lengths import LENGTH_KINDS

EXTENSION: Final = "延长答复期限"
CONSULTATION: Final = "向社会公开征求意见"
_EXTENSION_WORDS: Final = re.compile(r"延长|延期|再[多另]?加|多加|再延|顺延|展期|宽限|延(?=\d|$)")
_OPINIONS: Final = re.compile(
    r"征求|征集|征意见|听取.{0,4}意见|求意见|挂网|留足|留够|留出|意见期|反馈期|挂[满够足]|晒"
)
_DURATION_OF: Final = re.compile(
    r"(?:为期|持续|(?:公示|公告|公布|展示|展出)(?:期限?|时间|时长|天数)?)(?:为|是|:|保证|保持|应|要|须|满|足|够)*$"
)
_CONSULTATION_END: Final = re.compile(r"结束|截止|期满|汇总|采纳|反馈(?!期)")
_MARKER: Final = re.compile(r"^.*(?:应当?自|自|应于|应在|须于|须在|(?<![关由对终属])于|(?<![存现内])在|从(?!事))")
_LEADING: Final = re.compile(r"^(?:应当?|要|须|并|且|则|力争|确保|争取|原则上|[:\-(（])+")
_EVENT: Final = re.compile(
    r"(?:收到|接到|受理|印发|公布|公开|发布|形成|变更|变动|完成|结束|批复|批准|出台|下达|作出|做出|定稿|签发|审定|确定|竣工|办结|申请|[^,;。]完|完毕|[变了]了|通过|召开|印制|上网|发出|下发|施行|实施|调整|成交|到期)$"
)
_AT_ONCE: Final = frozenset(("即刻", "即日", "现在", "今日", "今天", "立即", "马上", "从现在", "从即日"))
"""即刻开始，一个月之内 counts from now."""
ANCHORS: Final = frozenset(("SINCE", "AFTER", "ENDED", "ONGOING"))
"""Words behind an event from which a length counts."""


def event_of(text: str) -> str:
    """Give the event that a stretch of text before a length names, without 自, 于, 应 and the like."""
    return _LEADING.sub("", _MARKER.sub("", text))


def event_before(reading: Reading, words: list[Word]) -> str | None:
    """Give the event from which a relative limit counts: ``信息形成或者变更``, ``收到申请``; None if not said."""
    length = next((w for w in reversed(words) if w.kind in LENGTH_KINDS), words[0])
    if is_extension(reading, length.start):
        return EXTENSION
    anchor = next((w for w in words if w.kind in ANCHORS), None)
    event = event_of(reading.before((anchor or words[0]).start))
    if event in _AT_ONCE:
        return None
    if anchor is None:
        return event if _EVENT.search(event) else None
    if anchor.kind == "ENDED":
        # 会议结束后: the end is the event.
        event += anchor.text.rstrip("之以后日起")
    if len(event) == 1:
        # 会后 is a word of its own.
        event += anchor.text
    return event or None


def is_extension(reading: Reading, position: int) -> bool:
    """Say whether a length is that of an extension (延长) and not of the answer itself.

    The word stands before the length in its own segment, or in the segments that commas link to it.
    """
    before = reading.before(position)
    if before.endswith(("至", "到")):
        # 延长至40日 names the whole, not the extension.
        return False
    if _EXTENSION_WORDS.search(before):
        return True
    index = reading.segment_at(position)
    segments = reading.segments
    while segments[index].linked and index > 0:
        index -= 1
        if _EXTENSION_WORDS.search(reading.text.plain[segments[index].start : segments[index].end]):
            return True
    return False


def asks_for_opinions(reading: Reading, position: int) -> bool:
    """Say whether a bare length is how long something stays open: ``公开征求意见15天``, ``公示期5个工作日``."""
    before = reading.before(position)
    if _CONSULTATION_END.search(before):
        return False
    return bool(_OPINIONS.search(before) or _DURATION_OF.search(before))


def minimum_subject(reading: Reading, position: int) -> str | None:
    """Say what a minimum duration is about: consultation of the public, a public notice, or nothing said."""
    segment = reading.segments[reading.segment_at(position)]
    # 征求意见不少于30日，公示不少于7日: each has its own part of the text; a part that names neither continues.
    for text in (reading.text.plain[segment.start : segment.end], reading.text.plain[: segment.end]):
        if _OPINIONS.search(text):
            return CONSULTATION
        if "公示" in text:
            return "公示"
    return None

"""Time limits that stand beside their column: in 备注, in the section's heading, in the line above the table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pipeline.judging.matching.text import normalise
from pipeline.judging.time_limits.limits import ANYWHERE, read_time_limit
from pipeline.model import ClauseKind

_DEFINITE: Final = frozenset({ClauseKind.FIXED, ClauseKind.RECURRING, ClauseKind.RELATIVE, ClauseKind.STANDING})
_REMARKS: Final = re.compile(r"备注|说明|其他|其它")
_LIMIT_ONLY: Final = re.compile(
    r"(?=.*(?:[月日天旬末前底内]|每|按[年季月]|长期|常态|持续|\d[./-]\d))"
    r"[\d一二三四五六七八九十零〇两./\-年月日号天周旬季度底末前上中下半每按次个工作内之以长期坚持常态化持续完成落实办结公开"
    r"于在要求并,;。:、\s]+"
)
"""Nothing but the words of a time limit, and one at least that makes it one."""
_NUMBERING: Final = re.compile(
    r"^(?:[(\[][一二三四五六七八九十\d]{1,3}[)\]]|[一二三四五六七八九十\d]{1,3}[、.])[、.]?\s*"
)
_CLOSING: Final = re.compile(
    r"(?:需|须|应|要)?(?:完成|办结|落实|公开|推进)?的?(?:重点|各项)?"
    r"(?:工作任务|任务|工作|事项|项目|举措|专项)(?:清单|部分)?[。:]?$"
)
_TELLS_WHEN: Final = re.compile(r"[前底末内旬]|每|按[年季月]|长期|常态|持续")
_BINDS_ALL: Final = re.compile(r"(?:任务|举措|事项|工作|各项|本表|台账).{0,30}?(?:完成|办结|落实到位|公开到位)")
_DAY: Final = re.compile(r"(?:\d{4}年)?(?:\d{1,2}月(?:\d{1,2}日|[上中下]旬)?|年)[底末]?(?:以前|之前|前)")


def limit_in_remark(extra: Mapping[str, str]) -> tuple[str, str]:
    """Give the heading of the first remark that is a time limit and nothing else, and its text; "" where none is."""
    for heading, text in extra.items():
        if _REMARKS.search(heading) and _LIMIT_ONLY.fullmatch(normalise(text)) and _is_definite(text):
            return heading, text.strip()
    return "", ""


def limit_in_heading(heading: str) -> str:
    """Give the time limit that a section's heading is made of (一、年底前完成的任务: 年底前); "" where it is not."""
    words = _CLOSING.sub("", _NUMBERING.sub("", normalise(heading)))
    says_when = _LIMIT_ONLY.fullmatch(words) and _TELLS_WHEN.search(words)
    return words if says_when and _is_definite(words) else ""


def limit_in_notice(text: str) -> str:
    """Give the day that a line above the table sets for all of it (以下任务均于12月底前完成); "" for none."""
    level = normalise(text)
    days = [found[0] for found in _DAY.finditer(level)]
    return days[0] if len(days) == 1 and _BINDS_ALL.search(level) and _is_definite(days[0]) else ""


def speaks_of_time(text: str) -> bool:
    """Say whether anything of time stands in a text."""
    return bool(read_time_limit(text, ANYWHERE).clauses)


def _is_definite(text: str) -> bool:
    clauses = read_time_limit(text, ANYWHERE).clauses
    return bool(clauses) and all(c.kind in _DEFINITE for c in clauses)

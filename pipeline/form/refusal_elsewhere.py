"""A refusal that stands beside the column of measures, whose own cell is blank: 备注：本单位不涉及."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pipeline.judging.matching.text import normalise

_BODY: Final = r"(?:我|本|该)(?:单位|局|办|镇|街道|委|中心|院|馆|部门|乡|县)"
_REFUSES: Final = re.compile(
    r"不(?:再)?(?:涉及|适用|属于?|承担|归|具备)|未涉及|无关"
    r"|(?:无|没有|不存在|未开展|不开展)(?:此|该|这|相关|有关|对应)"
    rf"|非{_BODY}|{_BODY}(?:\w{{0,4}})(?:无|没有|不)|(?:免|不)填报?|免报|申请(?:不适用|核减|剔除|调出)"
    r"|(?:划转|移交|划归|归口|上收)(?:至|到|给|由|于)?"
)
_LONGEST: Final = 80


def refusal_among(texts: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Give the first of texts (each with its cell) that says that a task is not the unit's; ("", "") for none."""
    return next(((cell, text.strip()) for cell, text in texts if _refuses(text)), ("", ""))


def _refuses(text: str) -> bool:
    level = normalise(text)
    return 0 < len(level) <= _LONGEST and bool(_REFUSES.search(level))

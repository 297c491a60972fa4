"""The body text by its parts (一、… 二、…) and sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.plan.official.wording import NUMERALS, numeral, one_line

_PART: Final = re.compile(rf"([{NUMERALS}]{{1,3}})、(?:([^。，；：:]{{2,20}})(?:[。：:](.*))?|([^。；：:]{{2,40}}))")
"""A heading with text behind it is short and of one piece; one on a line of its own may have several."""
_SIGNED: Final = re.compile(
    r"附件[1-9１-９]?[:：.、]|附件[1-9１-９]?$|协同账号|联系(?:电话|人)[:：]|抄送[:：]|（此件"
)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the body: its number, its heading as printed, and its text in one line."""

    number: int
    heading: str
    text: str


def read_sections(paragraphs: Sequence[str]) -> tuple[Section, ...]:
    """Read the parts of the body; what stands below the signature or in the annexes belongs to none."""
    sections: list[Section] = []
    for paragraph in paragraphs:
        line = one_line(paragraph.split("\n"))
        part = _PART.fullmatch(line)
        if part and numeral(part[1]) == len(sections) + 1:
            sections.append(Section(numeral(part[1]), f"{part[1]}、{part[2] or part[4]}", part[3] or ""))
        elif sections and _SIGNED.match(line):
            break
        elif sections:
            last = sections[-1]
            sections[-1] = Section(last.number, last.heading, last.text + line)
    return tuple(sections)

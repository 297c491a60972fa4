"""Printed texts put back into one line: where a narrow column broke them, and blanks that only align."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
_BLANKS: Final = re.compile(r"\s+")
_BETWEEN_WORDS: Final = re.compile(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])")
_LETTERS: Final = re.compile(r"[A-Za-z]")
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LEVEL_NUMBERS: Final = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
NUMERALS: Final = "一二三四五六七八九十"


def one_line(lines: Iterable[str]) -> str:
    """Join the lines of a printed cell. A blank stays only between two Latin words; all else is as printed."""
    text = ""
    for line in lines:
        line = _BLANKS.sub(" ", _INVISIBLE.sub("", line)).strip()
        joint = " " if text and _LETTERS.match(text[-1]) and _LETTERS.match(line[:1]) else ""
        text += joint + line
    return _BETWEEN_WORDS.sub("", text)


def levelled(text: str) -> str:
    """Give a heading or number in which only the characters count: no blanks, no full-width letters or figures."""
    return _BLANKS.sub("", _INVISIBLE.sub("", text)).translate(_FULL_WIDTH)


def half_width_figures(text: str) -> str:
    """Give a text with plain figures; its marks stay as they are."""
    return text.translate(_LEVEL_NUMBERS)


def numeral(text: str) -> int:
    """Give the value of 一 to 九十九; 0 for anything else."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return NUMERALS.find(text) + 1 if len(text) == 1 and text else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (NUMERALS.find(tens) + 1 if tens else 1) * 10 + (NUMERALS.find(ones) + 1 if ones else 0)

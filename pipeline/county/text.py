"""Text on its way into a cell: what a workbook may hold, how wide it stands, how many lines it takes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# XML 1.0 forbids these; a lone surrogate cannot be written as UTF-8 at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_SLACK = 1.06
"""Lines break before their end (no 。 at a line's start, whole numbers): so much is lost on average."""


def clean(text: str) -> str:
    """Give the text as a cell can hold it: without forbidden characters."""
    if text.isprintable():
        return text
    return _FORBIDDEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def split(text: str, limit: int, mark: str) -> tuple[str, str]:
    """Cut a text that is longer than ``limit``: what stays, with a mark at its end, and the rest."""
    kept = limit - len(mark)
    return text[:kept] + mark, text[kept:]


@lru_cache(maxsize=8192)
def width(text: str) -> int:
    """Measure one line in columns: a Chinese character takes two, others one."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


@lru_cache(maxsize=16384)
def lines(text: str, columns: float) -> int:
    """Count the lines that a text takes when it is wrapped in a cell ``columns`` wide."""
    room = max(columns - 1, 1)
    if "\n" in text:
        return sum(lines(paragraph, columns) for paragraph in text.split("\n"))
    taken = width(text)
    return 1 if taken <= room else -int(-taken * _SLACK // room)

"""Addresses of cells, and text as the XML of a worksheet holds it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from pipeline.model.cells import column_number

_ADDRESS: Final = re.compile(r"^([A-Z]{1,3})([1-9][0-9]{0,6})$")
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
LONGEST_TEXT: Final = 32_767
"""Characters that a cell can hold."""
_SHORTEST_RUN: Final = 3
LAST_COLUMN: Final = 16_384
LAST_ROW: Final = 1_048_576


def position(cell: str) -> tuple[int, int] | None:
    """Give the 1-based row and column of an address such as D12; None where it is none."""
    found = _ADDRESS.match(cell)
    if found is None:
        return None
    row, column = int(found[2]), column_number(found[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def clean_text(text: str) -> str:
    """Give a text as a worksheet may hold it: no control characters, nothing that reads as an escape."""
    if not text.isprintable():
        text = _NOT_XML.sub("", text)
    return _ESCAPED.sub("_x005F_", text)[:LONGEST_TEXT] if "_x" in text else text[:LONGEST_TEXT]


def cell_xml_text(text: str) -> str:
    """Write a text for a worksheet as XML."""
    return escape(clean_text(text))


def display_width(text: str) -> int:
    """Give the width of a text in half characters: a Chinese character takes two."""
    return len(text.encode("gbk", "replace"))


def link_to(sheet: str, cell: str) -> str:
    """Give the place that an internal link names: 'Sheet'!D12."""
    return "'" + sheet.replace("'", "''") + "'!" + cell


def listed(cells: Sequence[tuple[str, str]], home: str, shown: int) -> str:
    """List cells (sheet and address): three or more below each other as C4至C27, and no more than ``shown`` items.

    The sheet is named where it is not ``home``.
    """
    items: list[str] = []
    start = 0
    for end in range(1, len(cells) + 1):
        if end < len(cells) and _is_below(cells[end], cells[end - 1]):
            continue
        sheet = "" if cells[start][0] == home else f"“{cells[start][0]}”"
        run = [cell for _, cell in cells[start:end]]
        items += [f"{sheet}{run[0]}至{run[-1]}"] if len(run) >= _SHORTEST_RUN else [sheet + cell for cell in run]
        start = end
    if len(items) <= shown:
        return "、".join(items)
    return "、".join(items[:shown]) + f"等{len(cells)}处"


def _is_below(one: tuple[str, str], other: tuple[str, str]) -> bool:
    below, above = position(one[1]), position(other[1])
    return one[0] == other[0] and above is not None and below == (above[0] + 1, above[1])

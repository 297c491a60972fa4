"""How the template looks: the fonts of official documents, the widths of the columns, the heights of the rows."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

TITLE_FONT = "方正小标宋简体"
HEADER_FONT = "黑体"
BODY_FONT = "仿宋_GB2312"

BODY_SIZE = 12
"""小四, in points."""

GREY = "#595959"
STILL_BLANK = "#FFF2CC"

# Where a font is not installed, the charset (GB2312) and family (roman or swiss) make Excel, WPS and LibreOffice
# fall back on a Chinese font of the same kind (宋体/仿宋, 黑体) and not on a Latin one.
_GB2312 = 134
_ROMAN, _SWISS = 1, 2


class Styles:
    """The cell formats of one workbook, each made when first asked for."""

    def __init__(self, book: Workbook) -> None:
        self._book = book

    def _make(self, *, font: str = BODY_FONT, size: float = BODY_SIZE, **properties: Any) -> Format:
        family = _SWISS if font == HEADER_FONT else _ROMAN
        base = {
            "font_name": font,
            "font_size": size,
            "font_charset": _GB2312,
            "font_family": family,
            "valign": "vcenter",
        }
        return self._book.add_format({**base, **properties})

    @cached_property
    def title(self) -> Format:
        """The title above a table: 二号."""
        return self._make(font=TITLE_FONT, size=22, align="center", text_wrap=True)

    @cached_property
    def line(self) -> Format:
        """A line of text above a table."""
        return self._make()

    @cached_property
    def line_right(self) -> Format:
        """A line above a table, on the right."""
        return self._make(align="right")

    @cached_property
    def header(self) -> Format:
        """A heading of a table."""
        return self._make(font=HEADER_FONT, align="center", text_wrap=True, border=1)

    @cached_property
    def number(self) -> Format:
        """The number of a line."""
        return self._make(align="center", border=1)

    @cached_property
    def text(self) -> Format:
        """Running text in a table. Text format, so that 6-30 stays as typed and does not turn into a date."""
        return self._make(align="left", text_wrap=True, border=1, num_format="@")

    @cached_property
    def centre(self) -> Format:
        """A name or a short word in a table."""
        return self._make(align="center", text_wrap=True, border=1, num_format="@")

    @cached_property
    def still_blank(self) -> Format:
        """What a cell shows while it must still be filled in."""
        return self._book.add_format({"bg_color": STILL_BLANK})

    @cached_property
    def grey(self) -> Format:
        """Text for reference only."""
        return self._make(size=11, align="left", text_wrap=True, border=1, font_color=GREY)

    @cached_property
    def grey_centre(self) -> Format:
        """A short word for reference only."""
        return self._make(size=11, align="center", text_wrap=True, border=1, font_color=GREY)

    @cached_property
    def section(self) -> Format:
        """A heading inside running text."""
        return self._make(font=HEADER_FONT)

    @cached_property
    def paragraph(self) -> Format:
        """A paragraph of running text."""
        return self._make(align="left", text_wrap=True)

    @cached_property
    def count(self) -> Format:
        """A count that matters to the reader."""
        return self._make(font=HEADER_FONT, align="center", border=1, num_format="0")


def row_height(text: str, width: float, *, size: float = BODY_SIZE, lines: int = 0) -> float:
    """Height in points of a row whose text wraps in a column ``width`` characters wide, at least ``lines`` lines.

    A Chinese character takes two characters' width at 11 points, and more in proportion to its size.
    """
    if width:
        room = max(1, int(width * 11 / size) - 1)
        needed = sum(2 if ord(c) > 0x2E7F or c in "“”—…·" else 1 for c in text)
        lines = max(lines, math.ceil(needed / (room - 1)))
    return lines * size * 1.4 + 8

"""Writes 封面: whose book it is, as of when, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.county.sheet_page import A4, Pages, set_page
from pipeline.county.sheet_table import Kit
from pipeline.county.styles import HEAD_FONT, TITLE_FONT

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

COVER = "封面"
_WIDTHS = (8.0, 18.0, 30.0, 64.0, 10.0)
_HEADINGS = ("序号", "表名", "内容", "要点", "纸张")


class Content(NamedTuple):
    """A line of the contents: the sheet, its title, what it comes to, on which paper it is printed."""

    sheet: str
    title: str
    words: str
    paper: str


def write_cover(sheet: Worksheet, title: str, contents: Sequence[Content], kit: Kit) -> None:
    """Write the cover: mark, title, contents, who issued it and as of when. Feet say which page is of which sheet."""
    writer, styles, last = kit.on(sheet), kit.styles, len(_WIDTHS) - 1
    sheet.hide_gridlines(2)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    head: dict[str, Any] = {"font_name": HEAD_FONT, "font_size": 14, "align": "left", "text_wrap": False}
    large: dict[str, Any] = {"font_name": TITLE_FONT, "align": "center", "valign": "vcenter"}
    lines = (
        (24.0, kit.presentation.mark, styles.text(**head)),
        (56.0, "", styles.text()),
        (44.0, kit.heading, styles.make(**large, font_size=30)),
        (44.0, title, styles.make(**large, font_size=30)),
        (44.0, "", styles.text()),
        (28.0, "目　　录", styles.text(align="center", font_name=HEAD_FONT, font_size=16)),
    )
    for row, (height, words, style) in enumerate(lines):
        sheet.set_row(row, height)
        writer.merged(row, 0, last, words, style)
    row = len(lines)
    sheet.set_row(row, 26)
    for at, heading in enumerate(_HEADINGS):
        writer.text(row, at, heading, styles.boxed(font_name=HEAD_FONT, font_size=12, align="center"))
    centred, left = styles.boxed(align="center", font_size=12), styles.boxed(align="left", font_size=12)
    for number, content in enumerate(contents, 1):
        sheet.set_row(row + number, 34)
        writer.number(row + number, 0, number, centred)
        for at, words in enumerate(content, 1):
            writer.text(row + number, at, words, centred if at in (1, last) else left)
    end = row + len(contents) + 2
    sheet.set_row(end - 1, 30)
    sheet.set_row(end, 26)
    writer.merged(end, 0, last, kit.source, styles.text(align="center", font_size=14))
    sheet.print_area(0, 0, end, last)
    set_page(sheet, Pages(A4), mark=kit.presentation.mark, source=kit.source, headings=None, down=1)

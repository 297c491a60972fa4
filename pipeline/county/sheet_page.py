"""What every page has in common: A4 landscape, page numbers, the mark 内部资料, repeated headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

A4 = 9
WIDEST_PAGE = 260.0
"""Columns (digits of the standard font) that stay legible when they are shrunk to the width of one page."""


def set_page(sheet: Worksheet, *, mark: str, source: str, width: float, headings: tuple[int, int] | None) -> None:
    """Set up printing. ``headings`` are the first and last 0-based row repeated on every page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(max(1, -int(-width // WIDEST_PAGE)), 0)
    if headings is not None:
        sheet.repeat_rows(*headings)
    font = '&"仿宋_GB2312,常规"&9'
    sheet.set_header(f"&R{font} {_plain(mark)}", {"margin": 0.3})
    sheet.set_footer(f"&L{font} {_plain(source)}&C{font}第 &P 页，共 &N 页&R{font}&A", {"margin": 0.3})


def _plain(text: str) -> str:
    # An ampersand starts a code of the header; the whole header may hold 255 characters.
    return text.replace("&", "&&")[:60]

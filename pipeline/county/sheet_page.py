"""What every page has in common: paper on which glyphs stay legible, page numbers, the mark, repeated headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pipeline.county.styles import BODY_FONT, BODY_SIZE

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LEAST_GLYPH = 8.0
"""Points below which nothing may be printed."""

_DIGIT, _PADDING = 6.35, 4.5
"""Points that a digit of the standard font and the padding of a column take where that font is not at hand and a
wide one (DejaVu) stands in for it. In Excel and WPS a digit takes 5.25: there the glyphs come out larger."""
_SIDES = 0.3
"""Inches left and right of what is printed."""
_HEADER_SIZE = 11
"""Of head and foot in points, which shrink with the page."""
_ROUNDING = 1.03
"""Programs give the scale in whole per cent, and columns in whole pixels."""


class Paper(NamedTuple):
    """A size of paper in Excel's numbering, and the points of its long side."""

    code: int
    length: float


A4, A3 = Paper(9, 841.9), Paper(8, 1190.6)


@dataclass(frozen=True, slots=True)
class Pages:
    """On which paper, lying, something is printed, and how many pages stand side by side."""

    paper: Paper
    across: int = 1


def pages_for(widths: Sequence[float], smallest: float = BODY_SIZE, repeated: int = 0) -> Pages:
    """Choose A4 where glyphs of the smallest size in points stay legible on it, else A3, else as many as it takes.

    ``widths`` are those of the printed columns, in digits; ``repeated`` counts the first of them, which stand on
    every page.
    """
    points = [_DIGIT * width + _PADDING for width in widths]
    shrunk = LEAST_GLYPH * _ROUNDING / smallest

    def fits(paper: Paper, needed: float) -> bool:
        return needed * shrunk <= paper.length - 2 * 72 * _SIDES

    for paper in (A4, A3):
        if fits(paper, sum(points)):
            return Pages(paper)
    again = sum(points[:repeated])
    across = 2
    # A page breaks between two columns, so that it may lack as much as the widest of them.
    while across < len(points) and not fits(A3, again + (sum(points) - again) / across + max(points[repeated:]) / 2):
        across += 1
    return Pages(A3, across)


def set_page(
    sheet: Worksheet, pages: Pages, *, mark: str, source: str, headings: tuple[int, int] | None, down: int = 0
) -> None:
    """Set up printing. ``headings`` are the first and last 0-based row repeated on every page.

    ``down`` is how many pages there may be one below the other, 0 for as many as it takes.
    """
    sheet.set_landscape()
    sheet.set_paper(pages.paper.code)
    sheet.set_margins(left=_SIDES, right=_SIDES, top=0.5, bottom=0.5)
    sheet.center_horizontally()
    sheet.fit_to_pages(pages.across, down)
    if headings is not None:
        sheet.repeat_rows(*headings)
    font = f'&"{BODY_FONT},常规"&{_HEADER_SIZE}'
    sheet.set_header(f"&R{font} {_plain(mark)}", {"margin": 0.3})
    sheet.set_footer(f"&L{font} {_plain(source)}&C{font}第 &P 页，共 &N 页&R{font}&A", {"margin": 0.3})


def _plain(text: str) -> str:
    # An ampersand starts a code of the header; the whole header may hold 255 characters.
    return text.replace("&", "&&")[:60]

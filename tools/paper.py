"""Prints the county's workbooks as LibreOffice does, and measures the pages: how many, how small, what is cut.

``make paper`` prints those of a county of 42 units and writes the table into docs/paper.md; ``python -m tools.paper
BOOK.xlsx …`` measures any workbook. Needs LibreOffice and poppler.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from pathlib import Path
from typing import Any

from pipeline.county.sheet_page import LEAST_GLYPH

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "paper.md"
_FOOT = re.compile(r"第 ?\d+ ?页[，,] ?共 ?\d+ ?页\s*(\S+)")
_A4_LENGTH = 900.0
MOST_PAGES = 20
"""Pages that the head of office is to be given, of 42 units."""
_TOUCH = 1.5
"""Points by which a glyph may reach over a line of the grid without being cut by it: descents do."""
_THIN, _LONG = 2.5, 12.0
"""Points: what is thinner and longer is a line."""

Line = tuple[float, float, float]
"""Where a line of the grid stands, and from where to where it goes, in points."""


@dataclass(frozen=True, slots=True)
class PageMeasure:
    """A printed page: its sheet by its foot, its paper, its smallest glyph in points, the glyphs cut by lines."""

    sheet: str
    paper: str
    smallest: float
    cut: int
    text: str


@dataclass(frozen=True, slots=True)
class SheetMeasure:
    """The pages of a sheet together."""

    sheet: str
    pages: tuple[PageMeasure, ...]

    @property
    def smallest(self) -> float:
        """The smallest glyph in points."""
        return min(p.smallest for p in self.pages)

    @property
    def cut(self) -> int:
        """Glyphs cut by a line."""
        return sum(p.cut for p in self.pages)

    def repeats(self, heading: str) -> bool:
        """Say whether a heading stands on each of its pages."""
        bare = re.sub(r"\s", "", heading)
        return all(bare in re.sub(r"\s", "", p.text) for p in self.pages)


def printed_all(books: Sequence[Path], place: Path) -> list[Path]:
    """Print workbooks into ``place``, with one start of LibreOffice; give the PDFs."""
    profile = f"-env:UserInstallation=file://{place}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(place), *map(str, books)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return [place / f"{book.stem}.pdf" for book in books]


def measured(pdf: Path) -> list[SheetMeasure]:
    """Measure the pages of a PDF, sheet by sheet in their order."""
    import pypdfium2

    sheets: dict[str, list[PageMeasure]] = defaultdict(list)
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        measure = _measured(page)
        sheets[measure.sheet].append(measure)
    document.close()
    return [SheetMeasure(name, tuple(pages)) for name, pages in sheets.items()]


def _measured(page: Any) -> PageMeasure:
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    text: str = text_page.get_text_range()
    sizes: list[float] = []
    lying, standing = _grid(page)
    cut = 0
    matrix = pdfium.FS_MATRIX()
    for at in range(text_page.count_chars()):
        if chr(pdfium.FPDFText_GetUnicode(text_page.raw, at)).isspace():
            continue
        pdfium.FPDFText_GetMatrix(text_page.raw, at, matrix)
        sizes.append(pdfium.FPDFText_GetFontSize(text_page.raw, at) * hypot(matrix.c, matrix.d))
        left, bottom, right, top = text_page.get_charbox(at)
        by_lying = _is_cut((bottom, top), (left + right) / 2, lying)
        cut += by_lying or _is_cut((left, right), (bottom + top) / 2, standing)
    paper = "A4" if max(page.get_size()) < _A4_LENGTH else "A3"
    foot = _FOOT.search(text)
    return PageMeasure(foot[1] if foot else "", paper, round(min(sizes, default=99.0), 1), cut, text)


def _grid(page: Any) -> tuple[list[Line], list[Line]]:
    """Give the lines of the grid that lie, and those that stand, in their order."""
    import pypdfium2.raw as pdfium

    lying, standing = [], []
    for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = thing.get_bounds()
        if top - bottom <= _THIN and right - left > _LONG:
            lying.append(((top + bottom) / 2, left, right))
        elif right - left <= _THIN and top - bottom > _LONG:
            standing.append(((left + right) / 2, bottom, top))
    return sorted(lying), sorted(standing)


def _is_cut(reach: tuple[float, float], across: float, lines: Sequence[Line]) -> bool:
    """Say whether a line goes through a glyph, which reaches so far one way and lies there the other way."""
    first, last = bisect_right(lines, (reach[0] + _TOUCH,)), bisect_left(lines, (reach[1] - _TOUCH,))
    return any(start < across < end for _, start, end in lines[first:last])


def table_of(sheets: Sequence[SheetMeasure]) -> str:
    """Say what was measured in a table of Markdown."""
    lines = ["| sheet | paper | pages | smallest glyph (pt) | glyphs cut |", "| --- | --- | --: | --: | --: |"]
    for sheet in sheets:
        papers = "、".join(sorted({p.paper for p in sheet.pages}))
        lines.append(f"| {sheet.sheet} | {papers} | {len(sheet.pages)} | {sheet.smallest:.1f} | {sheet.cut} |")
    lines.append(
        f"| **all** | | **{sum(len(s.pages) for s in sheets)}** | **{min(s.smallest for s in sheets):.1f}** "
        f"| **{sum(s.cut for s in sheets)}** |"
    )
    return "\n".join(lines)


def of_a_full_county(place: Path) -> list[Path]:
    """Write the workbooks of a county of 42 units into ``place``: the county workbook and the one on paper."""
    from pipeline.county.paper_book import paper_workbook
    from pipeline.county.workbook import county_workbook
    from tests.county.county_builder import sample_county

    county = sample_county(full=True)
    books = {place / "county.xlsx": county_workbook(county), place / "paper.xlsx": paper_workbook(county)}
    for path, data in books.items():
        path.write_bytes(data)
    return list(books)


def report(pdfs: Sequence[Path]) -> bool:
    """Print what was measured, and write it into the document; False where letters or pages are not as promised."""
    measures = [measured(pdf) for pdf in pdfs]
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, sheets in zip(("county", "paper"), measures, strict=True):
        print(f"{name}\n\n{table_of(sheets)}\n")
        marks = (f"<!-- {name}: measured by tools/paper.py -->\n", "<!-- /measured -->")
        before, rest = text.split(marks[0])
        text = f"{before}{marks[0]}{table_of(sheets)}\n{marks[1]}{rest.split(marks[1], 1)[1]}"
    DOCUMENT.write_text(text, encoding="utf-8")
    legible = all(s.smallest >= LEAST_GLYPH and not s.cut for sheets in measures for s in sheets)
    return legible and sum(len(s.pages) for s in measures[1]) <= MOST_PAGES


def main() -> int:
    """Measure the workbooks that are named; without any, those of a full county, for the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("books", type=Path, nargs="*")
    books = parser.parse_args().books
    with tempfile.TemporaryDirectory() as folder:
        if not books:
            return 0 if report(printed_all(of_a_full_county(Path(folder)), Path(folder))) else 1
        for pdf in printed_all(books, Path(folder)):
            print(f"{pdf.stem}\n\n{table_of(measured(pdf))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

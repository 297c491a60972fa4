"""A .pdf with text, as paragraphs and tables in their order; the lines that are drawn tell the cells."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from pipeline.office.failures import UnreadableError
from pipeline.plan.official.blocks import Block, Cell, Paragraph, Table

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table as DrawnTable

_MOST_PAGES: Final = 400
_SLACK: Final = 3.0
"""Points by which lines that are meant to meet may miss each other."""
_INDENT: Final = 0.8
"""From this share of a character on a line that begins further right begins a paragraph."""
_SHORT: Final = 2.0
"""A line that ends so many characters before the margin ends a paragraph."""


def blocks_of_pdf(data: bytes) -> tuple[Block, ...]:
    """Read the pages in their order.

    Raises UnreadableError: ``encrypted``, ``scan`` (no text), ``damaged``, ``bomb`` (too many pages),
    ``no_pdf_reader`` (it is an extra).
    """
    if find_spec("pdfplumber") is None:
        raise UnreadableError("no_pdf_reader")
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > _MOST_PAGES:
                raise UnreadableError("bomb")
            blocks: list[Block] = []
            for page in document.pages:
                blocks += _page(page)
                page.close()
    except PDFPasswordIncorrect as error:
        raise UnreadableError("encrypted") from error
    except PdfminerException as error:
        wrong = isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect)
        raise UnreadableError("encrypted" if wrong else "damaged") from error
    except (PDFException, ValueError, KeyError, TypeError, AssertionError, RecursionError) as error:
        raise UnreadableError("damaged") from error
    if not any(_has_text(block) for block in blocks):
        raise UnreadableError("scan")
    return tuple(_joined(blocks))


def _has_text(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return bool(block.text.strip())
    return any(cell.lines for row in block.rows for cell in row)


def _page(page: Page) -> list[Block]:
    drawn = page.find_tables()
    inside = [table.bbox for table in drawn]
    free = page.filter(lambda item: not any(_within(item, box) for box in inside))
    placed: list[tuple[float, Block]] = [(table.bbox[1], _table(table)) for table in drawn]
    placed += _paragraphs(free)
    return [block for _, block in sorted(placed, key=lambda p: p[0])]


def _within(item: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    if item.get("object_type") != "char":
        return False
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _paragraphs(page: Page) -> Iterator[tuple[float, Block]]:
    """Join lines into paragraphs: one begins further right than the margin, and the last line of one ends early."""
    lines = page.extract_text_lines(strip=True, return_chars=True)
    if not lines:
        return
    left = min(line["x0"] for line in lines)
    right = max(line["x1"] for line in lines)
    text, top = "", 0.0
    ended = True
    for line in lines:
        size = line["chars"][0]["size"]
        if ended or line["x0"] > left + _INDENT * size:
            if text:
                yield top, Paragraph(text)
            text, top = "", line["top"]
        text += line["text"]
        ended = line["x1"] < right - _SHORT * size
    if text:
        yield top, Paragraph(text)


def _joined(blocks: list[Block]) -> Iterator[Block]:
    """Join a paragraph that a page break tore in two: it ends without a stop, and the page goes on with text."""
    waiting: Paragraph | None = None
    for block in blocks:
        if isinstance(block, Paragraph) and waiting is not None and _goes_on(waiting.text, block.text):
            waiting = Paragraph(waiting.text + block.text)
            continue
        if waiting is not None:
            yield waiting
        waiting = block if isinstance(block, Paragraph) else None
        if waiting is None:
            yield block
    if waiting is not None:
        yield waiting


def _goes_on(before: str, after: str) -> bool:
    return len(before) > 30 and before[-1:] in "，、；的和与及" and not after[:1].isdigit()


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").split("\n") if line.strip())


def _table(table: DrawnTable) -> Table:
    texts = {
        cell: text
        for row, line in zip(table.rows, table.extract(), strict=True)
        for cell, text in zip(row.cells, line, strict=True)
        if cell is not None
    }
    rows: list[tuple[Cell, ...]] = []
    for row in table.rows:
        tops = [cell[1] for cell in row.cells if cell is not None]
        bottoms = [cell[3] for cell in row.cells if cell is not None]
        if not tops:
            continue
        top, bottom = min(tops), min(bottoms)
        here = sorted(c for c in texts if c[1] <= top + _SLACK and c[3] >= bottom - _SLACK)
        rows.append(
            tuple(
                Cell(
                    round(left),
                    round(right),
                    tuple(
                        line.strip() for line in (texts[(left, up, right, down)] or "").split("\n") if line.strip()
                    ),
                    merged=up < top - _SLACK,
                )
                for left, up, right, down in here
            )
        )
    return Table(tuple(rows))

"""A workbook that holds a plan, as paragraphs (what stands above the tables) and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.office.sheets import Sheet, Workbook
from pipeline.plan.official.blocks import Block, Cell, Paragraph, Table
from pipeline.plan.official.columns import read_heads

_ANNEX: Final = re.compile(r"附件\s*[1-9１-９一二三四五六七八九]?")
_WIDTH: Final = 1000
"""What a column counts: a sheet is told by its columns, not by how wide they are."""


def blocks_of_workbook(book: Workbook) -> tuple[Block, ...]:
    """Read all visible sheets in their order; a sheet that is called after an annex names it."""
    return tuple(block for sheet in book.sheets if not sheet.hidden for block in _blocks(sheet))


def _blocks(sheet: Sheet) -> Iterator[Block]:
    if annex := _ANNEX.match(sheet.name):
        yield Paragraph(annex[0])
    rows: list[tuple[Cell, ...]] = []
    for number in range(1, len(sheet.rows) + 1):
        if number in sheet.hidden_rows:
            continue
        cells = tuple(_cells(sheet, number))
        filled = [cell for cell in cells if cell.lines and not cell.merged]
        if rows or read_heads(cells):
            rows.append(cells)
        else:
            yield from (Paragraph("\n".join(cell.lines)) for cell in filled)
    if rows:
        yield Table(tuple(rows))


def _cells(sheet: Sheet, row: int) -> Iterator[Cell]:
    column = 1
    while column <= sheet.width:
        area = sheet.areas.get((row, column))
        top, left, right = (area.top, area.left, min(area.right, sheet.width)) if area else (row, column, column)
        lines = tuple(line.strip() for line in sheet.text(top, left).split("\n") if line.strip())
        yield Cell((column - 1) * _WIDTH, right * _WIDTH, lines, merged=top < row)
        column = right + 1

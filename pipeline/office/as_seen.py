"""The grid of texts as a person sees it: number formats, strikes, invisible text and cell pictures put in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.model import ReadingNote
from pipeline.model.cells import address
from pipeline.office.cell_text import CellValue
from pipeline.office.constants import computed
from pipeline.office.number_formats import shown
from pipeline.office.second_look import HIDDEN_BY_FORMAT, Looks
from pipeline.office.sheets import Cell, SheetFacts

_CELLS_SHOWN: Final = 8
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
PICTURE: Final = "（图片）"
"""What a person sees in a cell that WPS fills with a picture."""
_PICTURE_FORMULA: Final = re.compile(r"^=?(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)


def as_seen(
    rows: list[list[str]], values: list[list[CellValue]], looks: Looks, name: str, notes: list[ReadingNote]
) -> dict[Cell, tuple[str, str]]:
    """Put what a person sees into the grid; give the texts that are not seen or do not count, and why."""
    gone = dict(looks.gone)
    for (row, column), code in looks.formats.items():
        if row > len(values) or column > len(values[row - 1]):
            continue
        text = shown(values[row - 1][column - 1], code)
        if text == "" and rows[row - 1][column - 1]:
            gone[row, column] = (rows[row - 1][column - 1], HIDDEN_BY_FORMAT)
        if text is not None:
            rows[row - 1][column - 1] = text
    for (row, column), text in looks.left.items():
        put(rows, row, column, text)
    alike: dict[str, list[Cell]] = {}
    for cell, (_, reason) in gone.items():
        alike.setdefault(reason, []).append(cell)
    for reason, cells in alike.items():
        where, first = listed(_side_by_side(sorted(cells))), min(cells)
        text = f"单元格{where}中的文字{reason}（如“{gone[first][0][:20]}”），未予读取。"
        notes.append(ReadingNote("not_seen", text, name, address(*first)))
    return gone


def show_pictures(rows: list[list[str]], own: SheetFacts, name: str, notes: list[ReadingNote]) -> None:
    """Put a word in the place of the formula behind a cell that WPS fills with a picture.

    Programs that do not know the formula save it without a value: the picture is no fault of the cell.
    """
    cells = [
        c
        for c, formula in own.formulas.items()
        if _PICTURE_FORMULA.match(formula) or (c[0] <= len(rows) and _PICTURE_FORMULA.match(_text_at(rows, *c)))
    ]
    for row, column in cells:
        put(rows, row, column, PICTURE)
        if own.faults.pop((row, column), None) is not None:
            own.filled[row, column] = -1
    if cells:
        text = f"单元格{listed([address(*c) for c in sorted(cells)])}是图片，图片中的文字不能读取。"
        notes.append(ReadingNote("cell_pictures", text, name, address(*min(cells))))


def note_contradictions(rows: list[list[str]], own: SheetFacts, name: str, notes: list[ReadingNote]) -> None:
    """Read what a formula of constants gives, where the file has stored something else for it, and say so."""

    def constant(row: int, column: int) -> str | None:
        plain = (row, column) not in own.formulas and (row, column) not in own.faults
        # A blank cell is 0 in one formula and nothing in the next.
        return (_text_at(rows, row, column) if plain and 0 < row <= len(rows) else "") or None

    for (row, column), formula in own.formulas.items():
        stored = _text_at(rows, row, column) if row <= len(rows) else ""
        if not formula or not stored or _PICTURE_FORMULA.match(stored) or _DATE.match(stored):
            continue
        found = computed(formula, constant)
        if found is not None and found != stored:
            put(rows, row, column, found)
            text = (
                f"单元格{address(row, column)}的公式算得“{found[:20]}”，文件中保存的却是“{stored[:20]}”，"
                "已按公式算得的（即打开后重新计算所显示的）读取，请改填文字。"
            )
            notes.append(ReadingNote("formula_differs", text, name, address(row, column)))


def _text_at(rows: list[list[str]], row: int, column: int) -> str:
    return rows[row - 1][column - 1] if column <= len(rows[row - 1]) else ""


def note_doubles(rows: list[list[str]], doubles: list[Cell], name: str, notes: list[ReadingNote]) -> None:
    """Say which of two contents of one cell is read: the one that programs show."""
    for row, column in dict.fromkeys(doubles):
        kept = _text_at(rows, row, column)[:20]
        text = f"单元格{address(row, column)}在文件中有两个内容，读取的是打开时显示的“{kept}”，请核对后另存。"
        notes.append(ReadingNote("double_cell", text, name, address(row, column)))


def _side_by_side(cells: Sequence[Cell]) -> list[str]:
    """Write cells in reading order, those that stand side by side as one range."""
    ranges: list[list[Cell]] = []
    for row, column in cells:
        if ranges and ranges[-1][-1] == (row, column - 1):
            ranges[-1].append((row, column))
        else:
            ranges.append([(row, column)])
    return [":".join(dict.fromkeys((address(*r[0]), address(*r[-1])))) for r in ranges]


def listed(cells: list[str]) -> str:
    """List cells, the first few of many."""
    return "、".join(cells[:_CELLS_SHOWN]) + (f"等{len(cells)}处" if len(cells) > _CELLS_SHOWN else "")


def put(rows: list[list[str]], row: int, column: int, text: str) -> None:
    """Write a text into the grid, which may end before it."""
    while len(rows) < row:
        rows.append([])
    line = rows[row - 1]
    line.extend([""] * (column - len(line)))
    line[column - 1] = text

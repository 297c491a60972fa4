"""Where every filled cell of a sheet ended up: in an entry, in the form, or unread with the reason.

Nothing that a sender wrote is passed over in silence; what nobody claims is unread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.model import CellCount, Unread
from pipeline.model.cells import address
from pipeline.office.second_look import STRUCK
from pipeline.office.sheets import Cell, Sheet

UNCLAIMED: Final = "未识别为台账内容"
_COLUMN: Final = 3
"""How many separate blocks of one column are told as one."""
_LONGEST: Final = 200
"""Characters of an unread range that are quoted."""


@dataclass
class Account:
    """The filled cells of one sheet and what became of each. ``why`` is the reason for what nobody claims."""

    sheet: Sheet
    why: str = UNCLAIMED
    asks: bool = False
    read: set[Cell] = field(default_factory=set)
    form: set[Cell] = field(default_factory=set)
    left: dict[Cell, tuple[str, bool, str]] = field(default_factory=dict)

    def take(self, cells: Iterable[Cell]) -> None:
        """Count cells as parts of entries."""
        self.read.update(cells)

    def pass_by(self, cells: Iterable[Cell]) -> None:
        """Count cells as parts of the form: title, headings, section lines, signatures, totals."""
        self.form.update(cells)

    def leave(self, cells: Iterable[Cell], reason: str, *, asks: bool = True, remedy: str = "") -> None:
        """Leave cells unread; ``asks`` where they may be meant as entries, so that the sender is to be asked.

        ``remedy`` is what is to be done where it is not what is done with everything unread.
        """
        for cell in cells:
            self.form.discard(cell)
            self.left[cell] = (reason, asks, remedy)

    def cells(self, row: int) -> list[tuple[int, str]]:
        """List the filled cells of a row, column and text; what a merged area covers is no part of any row."""
        areas = self.sheet.areas
        cells: list[tuple[int, str]] = []
        for column, text in enumerate(self.sheet.rows[row - 1], 1):
            if not text or text.isspace():
                continue
            area = areas.get((row, column)) if areas else None
            if area is None or (area.top == row and area.left == column):
                cells.append((column, text.strip()))
            elif text != self.sheet.text(area.top, area.left):
                self.leave([(row, column)], "被合并单元格遮盖")
            else:
                self.pass_by([(row, column)])
        return cells

    def add(self, other: Account) -> None:
        """Add what became of the cells of a part of the same sheet."""
        self.take(other.read)
        self.pass_by(other.form)
        self.left.update(other.left)

    def count(self) -> CellCount:
        """Count the filled cells by what became of them."""
        filled = self._filled()
        read = sum(cell in self.read for cell in filled)
        form = sum(cell in self.form and cell not in self.read for cell in filled)
        return CellCount(len(filled), read, form, len(filled) - read - form)

    def area(self) -> str:
        """Give the range of all filled cells of the sheet, "" where there are none."""
        filled = self._filled()
        return _range(filled) if filled else ""

    def unread(self) -> tuple[Unread, ...]:
        """List what is unread, cells that touch one another together, row by row; then what stands in no cell."""
        found: dict[tuple[str, bool, str], list[Cell]] = {}
        for cell in self._filled():
            if cell not in self.read and cell not in self.form:
                found.setdefault(self._reason(cell), []).append(cell)
        blocks = [(block, why) for why, cells in found.items() for block in _by_column(_blocks(cells))]
        unread = [self._unread(block, *why) for block, why in sorted(blocks)]
        beside = [Unread(self.sheet.name, b.range, b.text[:_LONGEST], b.reason) for b in self.sheet.beside]
        return (*unread, *beside)

    def _filled(self) -> list[Cell]:
        return [
            (r, c)
            for r, row in enumerate(self.sheet.rows, 1)
            for c, text in enumerate(row, 1)
            if (text and not text.isspace()) or (self.sheet.gone and (r, c) in self.sheet.gone)
        ] + [cell for cell in self.sheet.faults if not self.sheet.text(*cell).strip()]

    def _reason(self, cell: Cell) -> tuple[str, bool, str]:
        gone = self.sheet.gone.get(cell)
        if gone is not None and not self.sheet.text(*cell).strip():
            return gone[1], gone[1] != STRUCK, ""
        return self.left.get(cell, (self.why, self.asks, ""))

    def _unread(self, block: list[Cell], reason: str, asks: bool, remedy: str) -> Unread:
        texts = (self.sheet.text(*cell).strip() or self.sheet.gone.get(cell, ("",))[0] for cell in sorted(block))
        said = " ".join(" ".join(t.split()) for t in texts)
        return Unread(self.sheet.name, _range(block), said[:_LONGEST], reason, asks=asks, remedy=remedy)


def _range(cells: Sequence[Cell]) -> str:
    top, left = min(r for r, _ in cells), min(c for _, c in cells)
    bottom, right = max(r for r, _ in cells), max(c for _, c in cells)
    first, last = address(top, left), address(bottom, right)
    return first if first == last else f"{first}:{last}"


def _by_column(blocks: list[list[Cell]]) -> list[list[Cell]]:
    """Put blocks of one column together, where there are several: a column without a heading, say."""
    columns: dict[int, list[list[Cell]]] = {}
    for block in blocks:
        if len({column for _, column in block}) == 1:
            columns.setdefault(block[0][1], []).append(block)
    together = [alike for alike in columns.values() if len(alike) >= _COLUMN]
    parts = {id(block) for alike in together for block in alike}
    joined = [[cell for block in alike for cell in block] for alike in together]
    return [block for block in blocks if id(block) not in parts] + joined


def _blocks(cells: list[Cell]) -> list[list[Cell]]:
    """Put cells together that touch one another, corners included; each block and their list in reading order."""
    waiting = set(cells)
    blocks: list[list[Cell]] = []
    for cell in cells:
        if cell not in waiting:
            continue
        waiting.discard(cell)
        block, edge = [cell], [cell]
        while edge:
            row, column = edge.pop()
            near = {(r, c) for r in (row - 1, row, row + 1) for c in (column - 1, column, column + 1)} & waiting
            waiting -= near
            block += near
            edge += near
        blocks.append(sorted(block))
    return sorted(blocks)

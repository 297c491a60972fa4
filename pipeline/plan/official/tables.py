"""The rows of the annexes, gathered from all tables that hold a part of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.plan.official.columns import Column, Layout, TableKind, read_header
from pipeline.plan.official.docx import Block, Cell, Paragraph, Table
from pipeline.plan.official.wording import levelled, one_line

_ANNEX_LINE: Final = re.compile(
    r"附件([1-9一二三四五六七八九])?(?:[:.、].{0,40}|.{2,40}(?:表|清单|台账)(?:\(示例\))?)?"
)
_ANNEXES: Final = {"1": TableKind.TASKS, "2": TableKind.ITEMS, "3": TableKind.FORM}
_PAGE_NUMBER: Final = re.compile(r"[-—–―·.]*[0-9]{1,4}[-—–―·.]*|第[0-9]+页(?:[,，]?共[0-9]+页)?")
_NO: Final = re.compile(r"[(]?([0-9]{1,3})[)]?[.、]?")
_WIDE: Final = 0.6
"""A single cell that reaches over so much of the table is a line across it and no row of it."""
_LONGEST_SECTION: Final = 40


@dataclass(frozen=True, slots=True)
class RawRow:
    """One printed row of an annex. ``inherited`` are the columns that the print leaves to the cell above."""

    no: int | None
    numbered: bool
    cells: dict[Column, tuple[str, ...]]
    category: str
    task: str
    inherited: frozenset[Column] = frozenset()
    number_merged: bool = False

    def line(self, column: Column) -> str:
        """Give a column's text in one line."""
        return one_line(self.cells.get(column, ()))


@dataclass
class Annexes:
    """What the tables of a document hold: the rows by annex, and what else was seen."""

    rows: dict[TableKind, list[RawRow]] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    """The first rows of tables that are none of the annexes, to tell what was seen."""
    notes: list[str] = field(default_factory=list)


def read_annexes(blocks: Iterable[Block]) -> Annexes:
    """Find the annexes among the tables of a document, wherever they stand."""
    annexes = Annexes()
    layout: Layout | None = None
    heading: TableKind | None = None
    state = _Above()
    for block in blocks:
        if isinstance(block, Paragraph):
            found = _annex_of(block.text)
            if found is not None:
                # Under a heading of its own a table has headings of its own.
                heading, layout = found, None
            continue
        seen = layout
        for row in block.rows:
            header = read_header(row, block.width, heading)
            if header is not None:
                if layout is None or header.kind is not layout.kind:
                    state = _Above()
                layout = header
                annexes.rows.setdefault(header.kind, [])
            elif layout is not None and layout.kind is not TableKind.FORM:
                _take(annexes, layout, row, layout.width / block.width if block.width else 1.0, state)
        if layout is None or (layout is seen and not _fits(block, layout)):
            annexes.headers.append("、".join(t for t in (one_line(c.lines) for c in _first(block)) if t)[:60])
    return annexes


def _first(table: Table) -> Sequence[Cell]:
    return next((row for row in table.rows if any(cell.lines for cell in row)), ())


def _fits(table: Table, layout: Layout) -> bool:
    return layout.kind is not TableKind.FORM and max(map(len, table.rows), default=0) >= len(layout.columns) - 1


def _annex_of(text: str) -> TableKind | None:
    """Name the annex whose heading a paragraph is (附件1, 附件2：…); the list of annexes in the letter is none."""
    level = levelled(text)
    found = _ANNEX_LINE.fullmatch(level)
    if found is None or not found[1]:
        return None
    number = found[1] if found[1].isascii() else str("一二三四五六七八九".index(found[1]) + 1)
    return _ANNEXES.get(number)


@dataclass
class _Above:
    """What the cells above left: what a blank cell takes over."""

    section: str = ""
    category: str = ""
    task: str = ""
    cells: dict[Column, tuple[str, ...]] = field(default_factory=dict)


def _take(annexes: Annexes, layout: Layout, row: Sequence[Cell], scale: float, above: _Above) -> None:
    filled = [cell for cell in row if cell.lines and not cell.merged]
    if len(filled) == 1 and (filled[0].right - filled[0].left) * scale >= _WIDE * layout.width:
        text = one_line(filled[0].lines)
        if _PAGE_NUMBER.fullmatch(levelled(text)):
            return
        if len(text) <= _LONGEST_SECTION:
            above.section = text
        else:
            annexes.notes.append(f"{layout.kind.value}表格中的说明文字“{text[:30]}……”未计入任务。")
        return
    by_column: dict[Column, list[Cell]] = {}
    for cell in row:
        by_column.setdefault(layout.place(cell, scale), []).append(cell)
    read = _row(by_column, above)
    if read is not None:
        annexes.rows[layout.kind].append(read)


def _row(by_column: dict[Column, list[Cell]], above: _Above) -> RawRow | None:
    number = next(iter(by_column.get(Column.NO, [])), None)
    told = levelled(number.text) if number else ""
    no = int(found[1]) if (found := _NO.fullmatch(told)) else None
    numbered = bool(number and number.numbered and not told and not number.merged)
    own = [c for column in (Column.REQUIREMENT, Column.CONTENT) for c in by_column.get(column, []) if not c.merged]
    others = [c for column in (Column.UNITS, Column.DEADLINE) for c in by_column.get(column, []) if not c.merged]
    merged_number = bool(number and number.merged)
    if not any(c.lines for c in own) and (no is None or merged_number) and not any(c.lines for c in others):
        return None
    cells: dict[Column, tuple[str, ...]] = {}
    inherited: set[Column] = set()
    for column in (Column.REQUIREMENT, Column.CONTENT, Column.UNITS, Column.PARTNERS, Column.DEADLINE):
        here = by_column.get(column, [])
        lines = tuple(line for cell in here for line in cell.lines)
        if here and all(cell.merged for cell in here):
            inherited.add(column)
        if not lines and column in above.cells and column in (Column.UNITS, Column.DEADLINE):
            # A page that begins inside a merged cell prints it blank.
            lines = above.cells[column]
            inherited.add(column)
        cells[column] = lines
    above.cells.update({c: lines for c, lines in cells.items() if lines})
    category, task = _tasks(by_column, above)
    return RawRow(no, numbered, cells, category, task, frozenset(inherited), merged_number)


def _tasks(by_column: dict[Column, list[Cell]], above: _Above) -> tuple[str, str]:
    """Read 大类 and 小类, which may share the heading 工作任务; a cell that spans both is a 大类 without 小类."""
    cells = [*by_column.get(Column.CATEGORY, []), *by_column.get(Column.SUBTASK, []), *by_column.get(Column.TASK, [])]
    if not cells:
        return above.section or above.category, ""
    first = one_line(cells[0].lines)
    if len(cells) == 1:
        if above.section:
            above.task = first or above.task
            return above.section, above.task
        if first and first != above.category:
            above.task = ""
        above.category = first or above.category
        return above.category, ""
    task = one_line(line for cell in cells[1:] for line in cell.lines)
    if first and first != above.category:
        above.category, above.task = first, task
    elif task:
        above.task = task
    return above.category, above.task

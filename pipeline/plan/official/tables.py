"""The rows of the annexes, gathered from all tables that hold a part of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.plan.official.annex_headings import LONGEST_SECTION, PAGE_NUMBER, Heading, Words
from pipeline.plan.official.blocks import Block, Cell, Paragraph, Table
from pipeline.plan.official.columns import (
    Column,
    Head,
    Layout,
    is_form,
    own_texts,
    quarters,
    read_heads,
    settle,
    with_second_row,
)
from pipeline.plan.official.wording import levelled, one_line

_NO: Final = re.compile(r"[(]?([0-9]{1,3})[)]?[.、]?")
_WIDE: Final = 0.6
"""A single cell that reaches over so much of the table is a line across it and no row of it."""
_AWAY: Final = 0.3
"""A cell that begins by so much of its width behind where the tasks begin is not their first column."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One printed row. ``inherited`` are the columns that the print leaves to the cell above.

    ``units`` holds the lines of each column of units beside its head, ``units_above`` the heads of those whose lines
    the print leaves to the cell above.
    """

    no: int | None
    numbered: bool
    cells: dict[Column, tuple[str, ...]]
    units: tuple[tuple[str, tuple[str, ...]], ...]
    category: str
    task: str
    inherited: frozenset[Column] = frozenset()
    units_above: frozenset[str] = frozenset()
    number_merged: bool = False
    alone: bool = False
    """Whether the requirement stands in it alone: all other cells are blank in the print."""

    def line(self, column: Column) -> str:
        """Give a column's text in one line."""
        return one_line(self.cells.get(column, ()))


@dataclass
class TaskTable:
    """A list of tasks as printed: what stands above it, its columns, its rows."""

    heading: Heading
    layout: Layout
    rows: list[RawRow] = field(default_factory=list)


@dataclass
class Annexes:
    """What the tables of a document hold, and what else was seen."""

    tables: list[TaskTable] = field(default_factory=list)
    form: Heading | None = None
    """What stands above the blank ledger, where the document has one."""
    headers: list[str] = field(default_factory=list)
    """The first rows of tables that hold no tasks, to tell what was seen."""
    notes: list[str] = field(default_factory=list)


@dataclass
class _Run:
    """Rows under the same heads, with the scale of the table in which each stands."""

    heading: Heading
    heads: tuple[Head, ...]
    rows: list[tuple[Sequence[Cell], float]] = field(default_factory=list)


def read_annexes(blocks: Iterable[Block]) -> Annexes:
    """Find the lists of tasks among the tables of a document, wherever they stand."""
    annexes = Annexes()
    runs: list[_Run] = []
    above = Words()
    for block in blocks:
        if isinstance(block, Paragraph):
            above.take(block.text)
        else:
            _gather(block, runs, above, annexes)
    for run in runs:
        texts = own_texts(run.heads, run.rows)
        if is_form(run.heads, texts) or "示例" in run.heading.title:
            annexes.form = annexes.form or run.heading
        elif (layout := settle(run.heads, texts)) is not None and any(texts):
            table = TaskTable(run.heading, layout)
            state = _Above()
            for row, scale in run.rows:
                _take(annexes, table, row, scale, state)
            if table.rows:
                annexes.tables.append(table)
    return annexes


def _gather(table: Table, runs: list[_Run], above: Words, annexes: Annexes) -> None:
    begins_anew = above.fresh or bool(above.lines)
    heading: Heading | None = None
    took = False
    place = 0
    rows = table.rows
    while place < len(rows):
        row = rows[place]
        place += 1
        heads = read_heads(row)
        if heads:
            if place < len(rows) and (both := with_second_row(heads, rows[place])):
                heads = both
                place += 1
            section = "" if took else above.section()
            heading = heading or above.above()
            last = runs[-1] if runs else None
            again = last is not None and [h.text for h in last.heads] == [h.text for h in heads]
            if last is None or not again or (begins_anew and heading != last.heading and heading.number):
                runs.append(_Run(heading, heads))
            if section:  # it counts as if it stood in the table, over its whole width
                runs[-1].rows.append(((Cell(heads[0].left, heads[-1].right, (section,)),), 1.0))
            begins_anew = False
            took = True
        elif runs and not begins_anew:
            width = max((h.right for h in runs[-1].heads), default=0)
            fits = took or max(map(len, rows), default=0) >= len(runs[-1].heads) - 1
            if fits:
                runs[-1].rows.append((row, width / table.width if table.width else 1.0))
                took = True
    if not took:
        first = next((r for r in rows if any(cell.lines for cell in r)), ())
        annexes.headers.append("、".join(t for t in (one_line(c.lines) for c in first) if t)[:60])
        above.lines = []


@dataclass
class _Above:
    """What the cells above left: what a blank cell takes over."""

    section: str = ""
    category: str = ""
    task: str = ""
    cells: dict[int, tuple[str, ...]] = field(default_factory=dict)


def _take(annexes: Annexes, table: TaskTable, row: Sequence[Cell], scale: float, above: _Above) -> None:
    filled = [cell for cell in row if cell.lines and not cell.merged]
    if len(filled) == 1 and (filled[0].right - filled[0].left) * scale >= _WIDE * table.layout.width:
        text = one_line(filled[0].lines)
        if PAGE_NUMBER.fullmatch(levelled(text)):
            return
        if len(text) <= LONGEST_SECTION:
            above.section = text
        else:
            annexes.notes.append(f"表格中的说明文字“{text[:30]}……”未计入任务。")
        return
    by_place: dict[int, list[Cell]] = {}
    for cell in row:
        place = table.layout.place(cell, scale)
        if cell.merged and levelled(cell.text) == table.layout.heads[place].text:
            # It was merged with the cell above the head that a page break put in between.
            cell = Cell(cell.left, cell.right, ())
        by_place.setdefault(place, []).append(cell)
    read = _row(table.layout, by_place, above, scale)
    if read is not None:
        table.rows.append(read)


def _row(layout: Layout, by_place: dict[int, list[Cell]], above: _Above, scale: float) -> RawRow | None:
    places: dict[Column, list[int]] = {}
    for i, column in enumerate(layout.columns):
        places.setdefault(column, []).append(i)
    number = next((c for i in places.get(Column.NO, []) for c in by_place.get(i, [])), None)
    told = levelled(number.text) if number else ""
    no = int(found[1]) if (found := _NO.fullmatch(told)) else None
    numbered = bool(number and number.numbered and not told and not number.merged)
    merged_number = bool(number and number.merged)

    def own(*columns: Column) -> bool:
        cells = (c for column in columns for i in places.get(column, []) for c in by_place.get(i, []))
        return any(c.lines and not c.merged for c in cells)

    has_number = no is not None and not merged_number
    if not own(Column.REQUIREMENT, Column.UNITS, Column.DEADLINE, Column.QUARTER) and not has_number:
        return None
    lines: dict[int, tuple[str, ...]] = {}
    from_above: set[int] = set()
    for i, column in enumerate(layout.columns):
        here = by_place.get(i, [])
        lines[i] = tuple(line for cell in here for line in cell.lines)
        if here and all(cell.merged for cell in here):
            from_above.add(i)
        first = column is Column.DEADLINE or (column is Column.UNITS and i == places[column][0])
        if not lines[i] and first and i in above.cells:
            # A page that begins inside a merged cell prints it blank.
            lines[i] = above.cells[i]
            from_above.add(i)
    above.cells.update({i: text for i, text in lines.items() if text})
    told_tasks = [c for i in places.get(Column.TASK, []) for c in by_place.get(i, [])]
    category, task = _tasks(told_tasks, above, layout, scale)
    cells: dict[Column, tuple[str, ...]] = {
        column: lines[places[column][0]] for column in (Column.REQUIREMENT, Column.DEADLINE) if column in places
    }
    if told_quarters := quarters(
        [(layout.heads[i].text, one_line(lines[i])) for i in places.get(Column.QUARTER, [])]
    ):
        cells[Column.DEADLINE] = (*cells.get(Column.DEADLINE, ()), told_quarters)
    units = tuple((layout.heads[i].text, lines[i]) for i in places.get(Column.UNITS, []))
    others = (c for i, there in by_place.items() if i not in places.get(Column.REQUIREMENT, []) for c in there)
    alone = not any(c.lines for c in others)
    inherited = frozenset(layout.columns[i] for i in from_above)
    units_above = frozenset(layout.heads[i].text for i in from_above)
    return RawRow(no, numbered, cells, units, category, task, inherited, units_above, merged_number, alone)


def _tasks(cells: Sequence[Cell], above: _Above, layout: Layout, scale: float) -> tuple[str, str]:
    """Read 大类 and 小类, which may share the heading 工作任务; a cell that spans both is a 大类 without 小类."""
    if not cells:
        return above.section or above.category, ""
    first = one_line(cells[0].lines)
    begins = next(h.left for h, c in zip(layout.heads, layout.columns, strict=True) if c is Column.TASK)
    if (
        len(cells) == 1
        and above.category
        and cells[0].left * scale - begins > _AWAY * (cells[0].right - cells[0].left)
    ):
        # The 大类 is merged with cells of the page before, so that the row begins with the 小类.
        above.task = first or above.task
        return above.section or above.category, above.task
    if len(cells) == 1 and above.section:
        above.task = first or above.task
        return above.section, above.task
    if len(cells) == 1:
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

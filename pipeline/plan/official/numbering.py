"""From printed rows to the tasks: rows that a page break tore in two are one again, and each has its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipeline.plan.official.columns import Column
from pipeline.plan.official.tables import RawRow

_SENTENCE_ENDS: Final = frozenset("。！？；;.!?")


def settle_rows(rows: Sequence[RawRow], name: str) -> tuple[list[RawRow], list[str]]:
    """Give the rows of an annex with their numbers, torn ones joined, and what an officer should look at, in Chinese.

    Numbers that begin anew on the way (a list for each heading) give way to running ones.
    """
    starts, notes = _starts(rows, name)
    settled: list[RawRow] = []
    for row, begins in zip(rows, starts, strict=True):
        if begins or not settled:
            no = row.no if row.no is not None else (settled[-1].no or 0) + 1 if settled else 1
            settled.append(replace(row, no=no))
        else:
            settled[-1] = _joined(settled[-1], row)
    numbers = [row.no or 0 for row in settled]
    if any(after <= before for before, after in pairwise(numbers)):
        settled = [replace(row, no=i) for i, row in enumerate(settled, 1)]
    return settled, notes


def _starts(rows: Sequence[RawRow], name: str) -> tuple[list[bool], list[str]]:
    """Say for each row whether a task begins with it, or whether it goes on with the one above."""
    if not any(row.no is not None or row.numbered for row in rows):
        return [i == 0 or not (_goes_on(row) or row.alone) for i, row in enumerate(rows)], []
    if _numbers_head_groups(rows):
        return [i == 0 or not _goes_on(row) for i, row in enumerate(rows)], []
    starts = [(row.no is not None and not row.number_merged) or row.numbered for row in rows]
    notes: list[str] = []
    expected = 0
    begin = 0
    while begin < len(rows):
        if starts[begin]:
            no = rows[begin].no
            expected = no + 1 if no is not None else expected + 1
            begin += 1
            continue
        end = begin
        while end < len(rows) and not starts[end]:
            end += 1
        following = rows[end].no if end < len(rows) else None
        for place in range(begin, end):
            row = rows[place]
            if row.number_merged or _goes_on(row) or place == 0:
                starts[place] = place == 0
                continue
            # Rows that the numbering leaves room for are tasks whose number was forgotten.
            room = following - expected if following is not None else 0
            whole = _ends(rows[place - 1]) if following is None else room >= end - place
            starts[place] = whole and (following is None or room > 0)
            told = row.line(Column.REQUIREMENT)[:20]
            if starts[place]:
                notes.append(f"{name}中“{told}……”一行没有序号，已按第{expected}项计。")
                expected += 1
            else:
                notes.append(f"{name}中“{told}……”一行没有序号，已并入上一项（第{expected - 1}项）。")
        begin = end
    return starts, notes


def _numbers_head_groups(rows: Sequence[RawRow]) -> bool:
    """Say whether one number stands for several tasks: its cell is merged over rows with units of their own."""
    merged = [row for row in rows if row.number_merged]
    own = [row for row in merged if not _goes_on(row) and Column.UNITS not in row.inherited]
    return len(own) * 2 > len(rows) - len(merged)


def _goes_on(row: RawRow) -> bool:
    """Say whether a row has nothing of its own that a task begins with."""
    return Column.REQUIREMENT in row.inherited or not row.line(Column.REQUIREMENT)


def _ends(row: RawRow) -> bool:
    return row.line(Column.REQUIREMENT)[-1:] in _SENTENCE_ENDS


def _joined(first: RawRow, rest: RawRow) -> RawRow:
    cells = dict(first.cells)
    for column, lines in rest.cells.items():
        if column not in rest.inherited:
            cells[column] = (*cells.get(column, ()), *lines)
    more = {head: lines for head, lines in rest.units if head not in rest.units_above}
    units = tuple((head, (*lines, *more.get(head, ()))) for head, lines in first.units)
    return replace(first, cells=cells, units=units)

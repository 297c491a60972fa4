"""Rows of which all cells from one column on were pasted one or two columns too far right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from pipeline.form.misplaced import suits
from pipeline.form.no_entries import spans
from pipeline.form.rows import Row
from pipeline.judging.checks.cell_kinds import BELONGS
from pipeline.model import Field, Misplaced, Value
from pipeline.model.cells import address, column_letter
from pipeline.office.sheets import Sheet

_STEPS: Final = (1, 2)
_ENOUGH: Final = 3
"""So many cells at least must suit the columns that they are moved back to, and none of those that suit stays."""


class _Shift(NamedTuple):
    """From which field on a row stands how many columns too far right."""

    first: Field
    step: int


def put_back(sheet: Sheet, rows: Sequence[Row], headings: Mapping[Field, str]) -> list[Misplaced]:
    """Put rows back of which the cells from one column on stand too far right, and say it once for each block.

    Such a row leaves a blank where they should begin, and at most its last cells stand beside the table.
    """
    found: list[Misplaced] = []
    block: list[Row] = []
    known: _Shift | None = None
    for row in rows:
        shift = _shift(row)
        if block and known and (shift != known or row.number != block[-1].number + 1):
            found.append(_said(sheet, block, known, headings))
            block = []
        if shift:
            block.append(row)
            _move(row, shift)
        known = shift
    if block and known:
        found.append(_said(sheet, block, known, headings))
    return found


def _places(row: Row) -> list[tuple[Field, int]]:
    return sorted(((f, own[0]) for f, own in row.header.columns.items()), key=lambda place: place[1])


def _shift(row: Row) -> _Shift | None:
    if row.merged or any(len(own) > 1 for own in row.header.columns.values()):
        return None
    texts = {column: text.strip() for column, text in row.cells}
    places = _places(row)
    for at, (first, column) in enumerate(places):
        if texts.get(column):
            continue
        behind = places[at:]
        for step in _STEPS:
            blank = all(not texts.get(column + n) for n in range(step))
            moved = [(f, texts.get(c + step, "")) for f, c in behind]
            if not blank or max(texts) != behind[-1][1] + step:
                continue
            told = [(f, text) for f, text in moved if text and f in BELONGS]
            if len(told) >= _ENOUGH and all(suits(f, text) for f, text in told) and not _stays(behind, texts):
                return _Shift(first, step)
    return None


def _stays(places: Sequence[tuple[Field, int]], texts: Mapping[int, str]) -> bool:
    """Say whether most cells suit the columns that they stand in."""
    own = [suits(f, texts[c]) for f, c in places if f in BELONGS and texts.get(c)]
    return sum(own) * 2 > len(own)


def _move(row: Row, shift: _Shift) -> None:
    texts = dict(row.cells)
    places = _places(row)
    begins = next(column for f, column in places if f is shift.first)
    for field, column in places:
        if column >= begins:
            text = texts.get(column + shift.step, "")
            row.values[field] = Value(text, address(row.number, column + shift.step))
            row.given.discard(field)
            if text.strip():
                row.given.add(field)
    row.beyond = frozenset(column for column in texts if column > row.header.last_column)


def _said(sheet: Sheet, block: Sequence[Row], shift: _Shift, headings: Mapping[Field, str]) -> Misplaced:
    first, last = block[0].number, block[-1].number
    to = next(column for f, column in _places(block[0]) if f is shift.first)
    until = max(column for row in block for column, _ in row.cells)
    where = f"第{spans([row.number for row in block])}行"
    what = f"{where}自“{headings[shift.first]}”栏起的内容整体偏右{shift.step}列，与表头没有对齐"
    moved = f"{column_letter(to + shift.step)}{first}:{column_letter(until)}{last}"
    remedy = f"请选中{moved}，剪切后粘贴到{address(first, to)}，使各格与表头对齐。"
    cells = tuple(address(row.number, c) for row in block for c, _ in row.cells if c > to)
    return Misplaced(sheet.name, address(first, to), what, remedy=remedy, rows=len(block), beside=cells)

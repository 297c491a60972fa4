"""Rows of a table that hold no entry: formulas and defaults filled down, “/” in every cell, the form's example."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from pipeline.form.headers import Header
from pipeline.form.rows import Row
from pipeline.judging.checks.bearers import names_nobody
from pipeline.judging.matching.text import normalise
from pipeline.model import Entry, Field, Value
from pipeline.model.cells import address
from pipeline.model.ledger import NOTHING
from pipeline.office.second_look import STRUCK
from pipeline.office.sheets import Cell, Sheet

_WORK: Final = frozenset({Field.TASK, Field.MEASURE})


def is_hollow(row: Row) -> bool:
    """Say whether nothing in a row says anything: a formula's 0 or error, “/”, 无 in every cell that is filled."""
    said = row.given - {Field.NO}
    if not said or row.merged or not said & _WORK:
        return False
    return all(row.values[f].fault is not None or names_nobody(row.text(f)) for f in said)


def is_filled_down(row: Row, formulas: Collection[Cell], *, below: bool) -> bool:
    """Say whether a row holds no more than what was filled down into it.

    ``below`` says whether it stands below the last task; there defaults of a drop-down list make no entry either.
    """
    said = row.given - {Field.NO}
    if not said or row.merged or said & _WORK or not _WORK & set(row.header.columns):
        return False
    numbers = {c for columns in (row.header.columns.get(Field.NO, ()),) for c in columns}
    return below or all((row.number, column) in formulas for column, _ in row.cells if column not in numbers)


def is_example(row: Row, examples: Sequence[Collection[tuple[Field, str]]]) -> bool:
    """Say whether a row is the form's own example, or a part of it, without a word of the unit's."""
    said = row.given - {Field.NO}
    texts = {(f, normalise(row.text(f))) for f in said}
    return Field.MEASURE in said and any(texts.issubset(example) for example in examples)


def spans(numbers: Sequence[int]) -> str:
    """Write row numbers as people do: 37—94, 96."""
    said: list[list[int]] = []
    for number in numbers:
        if said and number == said[-1][-1] + 1:
            said[-1] = [said[-1][0], number]
        else:
            said.append([number])
    return "、".join("—".join(map(str, span)) for span in said)


def struck_rows(sheet: Sheet, header: Header, numbers: Iterable[int]) -> list[Entry]:
    """Give the rows whose measure or task is struck out and no measure left, as they were before."""
    if not sheet.gone:
        return []
    found: list[Entry] = []
    for number in numbers:
        no, task, measure, limit, leader, section = (_struck(sheet, number, header.columns.get(f, ())) for f in Field)
        left = [f for f in _WORK if any(sheet.text(number, c).strip() for c in header.columns.get(f, ()))]
        if measure.text and left == [Field.TASK]:
            kept = header.columns[Field.TASK]
            task = Value("\n".join(t for c in kept if (t := sheet.text(number, c).strip())), address(number, kept[0]))
            left = []
        if (task.text or measure.text) and not left:
            found.append(Entry(sheet.name, number, no, task, measure, limit, leader, section))
    return found


def _struck(sheet: Sheet, row: int, columns: Sequence[int]) -> Value:
    gone = ((c, *sheet.gone.get((row, c), ("", ""))) for c in columns)
    return next((Value(text, address(row, c)) for c, text, why in gone if why == STRUCK), NOTHING)

"""Values that stand in the columns of others: two columns filled the wrong way round, the cells of a row shifted.

What is plain is read as it is meant, and said once. A row is taken as misplaced only where two of its cells at least
speak of what belongs elsewhere, and each finds its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipeline.form.rows import Row
from pipeline.judging.checks.cell_kinds import BELONGS, Speaks, is_strange, speaks_of
from pipeline.model import Field, Misplaced, Value
from pipeline.model.cells import address, column_letter
from pipeline.office.sheets import Sheet

_MOVED: Final = (Field.MEASURE, Field.TIME_LIMIT, Field.LEADER, Field.SECTION)
_COLUMN_ROWS: Final = 3
_COLUMN_SHARE: Final = 0.6
"""From which share of the rows that can tell, and how many, it is the columns that are mixed up."""

Moves = tuple[tuple[Field, int], ...]
"""Which field is to be read from which column, for those that are not to be read from their own."""


def put_right(sheet: Sheet, rows: Sequence[Row], headings: Mapping[Field, str]) -> list[Misplaced]:
    """Move misplaced values to where they belong, in the rows; say what was moved, and what only looks so."""
    judged = [(row, _moves(row)) for row in rows if _tells(row)]
    counted = Counter(moves for _, moves in judged if moves)
    everywhere: Moves = ()
    if counted:
        moves, number = counted.most_common(1)[0]
        header = judged[0][0].header
        own = {header.columns[f][0] for f, _ in moves if f in header.columns}
        # Only fields that change places among themselves can have changed them as columns.
        if (
            number >= _COLUMN_ROWS
            and number >= _COLUMN_SHARE * len(judged)
            and {column for _, column in moves} == own
        ):
            everywhere = moves
    found: list[Misplaced] = []
    if everywhere:
        found += _said_of_columns(sheet, rows, everywhere, headings)
        for row in rows:
            if all(not _fits_better(row, field) for field, _ in everywhere):
                _move(sheet, row, everywhere)
        judged = [(row, _moves(row)) for row in rows if _tells(row)]
    block: list[tuple[Row, Moves]] = []
    for row, moves in judged:
        if not moves:
            continue
        if block and (row.number != block[-1][0].number + 1 or moves != block[-1][1]):
            found.append(_said_of_rows(sheet, block, headings))
            block = []
        block.append((row, moves))
        _move(sheet, row, moves)
    if block:
        found.append(_said_of_rows(sheet, block, headings))
    return found


def _tells(row: Row) -> bool:
    """Say whether a row has cells of its own in enough columns for their order to be judged."""
    return len(row.given.intersection(_MOVED)) > 1


def _strange(row: Row) -> list[Field]:
    return [f for f in _MOVED if f in row.header.columns and f in row.given and is_strange(f, row.text(f))]


def _fits_better(row: Row, field: Field) -> bool:
    """Say whether a value already stands where it belongs, although its column is mixed up with another."""
    return field in row.given and speaks_of(row.text(field)) is BELONGS[field]


def _moves(row: Row) -> Moves:
    """Say from which columns a row's fields are to be read; nothing where that is not certain."""
    strange = _strange(row)
    if len(strange) < 2:
        return ()
    texts = _texts(row)
    free = set(texts) - {row.header.columns[f][0] for f in _MOVED if f in row.header.columns and f not in strange}
    moves: list[tuple[Field, int]] = []
    for field in strange:
        own = row.header.columns[field][0]
        fitting = [column for column in free if _suits(field, texts[column])]
        if not fitting:
            return ()
        column = min(fitting, key=lambda c: (abs(c - own), c))
        free.discard(column)
        moves.append((field, column))
    return tuple(moves)


def _suits(field: Field, text: str) -> bool:
    said = speaks_of(text)
    # What a clerk does is said in many ways: a sentence that is plainly nothing else.
    long_enough = field is Field.MEASURE and said is Speaks.OTHER and len(text) > _SENTENCE
    return said is BELONGS[field] or long_enough


_SENTENCE: Final = 10


def _texts(row: Row) -> dict[int, str]:
    """Give the texts of a row by their columns, but for its number and its task."""
    named = {c for f, columns in row.header.columns.items() if f not in _MOVED for c in columns}
    return {
        column: text
        for column, text in row.cells
        if column not in named and row.header.first_column <= column <= row.header.last_column
    }


def _move(sheet: Sheet, row: Row, moves: Moves) -> None:
    before, given, merged = dict(row.values), set(row.given), set(row.merged)
    of_column = {columns[0]: f for f, columns in row.header.columns.items()}
    for field, column in moves:
        source = of_column.get(column)
        if source is None:
            row.values[field] = Value(sheet.text(row.number, column), address(row.number, column))
            _mark(row.given, field, present=True)
            _mark(row.merged, field, present=False)
        else:
            row.values[field] = before[source]
            _mark(row.given, field, present=source in given)
            _mark(row.merged, field, present=source in merged)
    taken = {column for _, column in moves}
    filled_anew = {field for field, _ in moves}
    for field in (f for c, f in of_column.items() if c in taken and f not in filled_anew):
        # Its value was another's; its own is nowhere in the row.
        row.values[field] = replace(before[field], text="")
        row.given.discard(field)


def _mark(fields: set[Field], field: Field, *, present: bool) -> None:
    if present:
        fields.add(field)
    else:
        fields.discard(field)


def _said_of_columns(
    sheet: Sheet, rows: Sequence[Row], moves: Moves, headings: Mapping[Field, str]
) -> Iterator[Misplaced]:
    header = rows[0].header
    of_column = {columns[0]: f for f, columns in header.columns.items()}
    told: set[Field] = set()
    for field, column in moves:
        other = of_column[column]
        if field in told:
            continue
        told |= {field, other} if (other, header.columns[field][0]) in moves else {field}
        own = column_letter(header.columns[field][0])
        swapped = other in told and field in told and (other, header.columns[field][0]) in moves
        what = (
            f"“{headings[field]}”（{own}列）与“{headings[other]}”（{column_letter(column)}列）两栏的内容填反了"
            if swapped
            else f"“{headings[field]}”的内容填在了“{headings[other]}”（{column_letter(column)}列）"
        )
        yield Misplaced(sheet.name, f"{own}{header.first_row}", what)


def _said_of_rows(sheet: Sheet, block: Sequence[tuple[Row, Moves]], headings: Mapping[Field, str]) -> Misplaced:
    (first, moves), last = block[0], block[-1][0]
    where = f"第{first.number}行" if first is last else f"第{first.number}—{last.number}行"
    cell = address(first.number, first.header.columns[moves[0][0]][0])
    said = "、".join(f"“{headings[f]}”填在了{column_letter(c)}列" for f, c in moves)
    return Misplaced(sheet.name, cell, f"{where}的内容错了位：{said}")

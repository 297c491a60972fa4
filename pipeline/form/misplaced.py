"""Values that stand in the columns of others: two columns filled the wrong way round, the cells of a row shifted.

What is plain is read as it is meant, and said once. A row is taken as misplaced only where two of its cells at least
speak of what belongs elsewhere, and each finds its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Final

from pipeline.form.headers import Header, is_number
from pipeline.form.limits_elsewhere import speaks_of_time
from pipeline.form.rows import Row, realign
from pipeline.judging.checks.cell_kinds import BELONGS, Speaks, is_strange, speaks_of
from pipeline.model import Field, Misplaced, Value
from pipeline.model.cells import address, column_letter
from pipeline.office.sheets import Sheet

_MOVED: Final = (Field.MEASURE, Field.TIME_LIMIT, Field.LEADER, Field.SECTION)
_SENTENCE: Final = 10
_SHORT: Final = 3
_LONG_LIMIT: Final = 30
_FIT: Final = 0.6
_UNFIT: Final = 0.25
_ORDERED: Final = (Field.NO, Field.TASK, *_MOVED)
_COLUMN_ROWS: Final = 3
"""How many rows make a column."""
_ROWS_ASKED: Final = 500
"""Rows, evenly spaced, that tell what stands in a column: in a longer one the rest says nothing new."""

Moves = tuple[tuple[Field, int], ...]
"""Which field is to be read from which column, for those that are not to be read from their own."""


def columns_as_meant(rows: Sequence[Row]) -> Header | None:
    """Give the header under which the rows are meant, where their columns are mixed up or shifted; else None."""
    header = rows[0].header if rows else None
    if header is None or len(rows) < _COLUMN_ROWS:
        return None
    texts = _by_column(rows[:: -(-len(rows) // _ROWS_ASKED)], header)
    own = {f: header.columns[f][0] for f in _ORDERED if f in header.columns}
    wrong = {f for f, column in own.items() if f in BELONGS and _share(f, texts[column]) <= _UNFIT}
    if len(wrong) < 2 or not any(_share_strange(f, texts[own[f]]) >= _FIT for f in wrong):
        return None
    shifted = _shifted(own, wrong, texts)
    if shifted:
        return _under(header, shifted)
    kept = {column for f, column in own.items() if f not in wrong and f in BELONGS}
    if Field.NO in own and Field.TASK in wrong and not any(texts[own[Field.NO]]):
        wrong.add(Field.NO)
    offers = [
        [
            (f, c)
            for c, said in texts.items()
            if c not in kept and _share(f, said) >= _FIT and (c != own[f] or f not in wrong)
        ]
        for f in _ORDERED
        if f in wrong
    ]
    if not all(offers):
        return None
    choices = (choice for choice in product(*offers) if len({c for _, c in choice}) == len(choice))
    best = max(choices, key=lambda choice: _likely(choice, own, texts), default=None)
    if best is None:
        return None
    return _under(header, dict(best))


def _shifted(own: Mapping[Field, int], wrong: set[Field], texts: Mapping[int, list[str]]) -> dict[Field, int]:
    """Give the columns of the fields where all from one on stand as many columns too far; {} where they do not."""
    for step in (1, -1, 2, -2):
        for start in sorted(own.values()):
            moved = {f: column + step for f, column in own.items() if column >= start}
            if wrong <= set(moved) and all(_share(f, texts.get(c, [])) >= _FIT for f, c in moved.items()):
                return moved
    return {}


def _under(header: Header, moved: Mapping[Field, int]) -> Header:
    columns = {f: (moved[f],) if f in moved else given for f, given in header.columns.items()}
    taken = {c for given in columns.values() for c in given}
    extra = {c: name for c, name in header.extra.items() if c not in taken}
    return replace(header, columns=columns, extra=extra)


def _by_column(rows: Sequence[Row], header: Header) -> dict[int, list[str]]:
    """Give the texts of each column, those of merged areas once, as far as columns beside the table go."""
    columns = range(max(1, header.first_column - 1), header.last_column + 3)
    texts: dict[int, list[str]] = {c: [] for c in columns}
    for row in rows:
        for column, text in row.cells:
            if column in texts:
                texts[column].append(text)
    return texts


def _share(field: Field, texts: Sequence[str]) -> float:
    """Say which share of the texts of a column suits a field; blanks and marks say nothing."""
    said = [t for t in texts if speaks_of(t) is not Speaks.NOTHING or is_number(t)]
    if len(said) < _COLUMN_ROWS:
        return 0.0
    if field is Field.NO:
        return sum(is_number(t) for t in said) / len(said)
    return sum(suits(field, t) for t in said) / len(said)


def _share_strange(field: Field, texts: Sequence[str]) -> float:
    """Say which share of the texts plainly belongs elsewhere; a column without any is no sign."""
    said = [t for t in texts if t]
    strange = sum(is_strange(field, t) or (field is Field.TIME_LIMIT and len(t) > _LONG_LIMIT) for t in said)
    return strange / len(said) if said else 0.0


def _likely(choice: Sequence[tuple[Field, int]], own: Mapping[Field, int], texts: Mapping[int, list[str]]) -> float:
    """Weigh an assignment: how well each column suits its field, and whether all moved by the same number."""
    moved = [column - own[f] for f, column in choice]
    order = [column for _, column in choice]
    alike = moved.count(max(set(moved), key=moved.count)) / len(moved)
    return sum(_share(f, texts[c]) for f, c in choice) + alike + (order == sorted(order)) * 0.1


def moved_back(sheet: Sheet, rows: Sequence[Row]) -> list[Misplaced]:
    """Put rows back that begin too far left, and say it once for each block of rows."""
    found: list[Misplaced] = []
    block: list[Row] = []
    steps = 0
    for row in rows:
        moved = realign(row)
        if block and (not moved or moved != steps or row.number != block[-1].number + 1):
            found.append(_said_of_block(sheet, block, steps))
            block = []
        if moved:
            block.append(row)
            steps = moved
    if block:
        found.append(_said_of_block(sheet, block, steps))
    return found


def _said_of_block(sheet: Sheet, block: Sequence[Row], moved: int) -> Misplaced:
    first = block[0]
    cell = address(first.number, first.cells[0][0])
    where = _rows_said(first, block[-1])
    what, remedy = f"{where}的内容整体偏左{moved}列，与表头没有对齐", f"请把{where}的内容整体右移{moved}列。"
    beside = _others(cell, ((row.number, column) for row in block for column, _ in row.cells))
    return Misplaced(sheet.name, cell, what, remedy=remedy, beside=beside)


def _others(cell: str, places: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Give the places but for one cell, each once, as one reads them."""
    return tuple(a for a in (address(*place) for place in sorted(set(places))) if a != cell)


def _rows_said(first: Row, last: Row) -> str:
    return f"第{first.number}行" if first is last else f"第{first.number}—{last.number}行"


def put_right(sheet: Sheet, rows: Sequence[Row], headings: Mapping[Field, str]) -> list[Misplaced]:
    """Move values that are misplaced in single rows to where they belong, and say it once for each block of rows."""
    found: list[Misplaced] = []
    block: list[tuple[Row, Moves]] = []
    for row in rows:
        moves = _moves(row) if _tells(row) else ()
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
    strange: list[Field] = [
        f for f in _MOVED if f in row.header.columns and f in row.given and is_strange(f, row.text(f))
    ]
    # A limit may be prose, as in the form's own example; beside a measure that is a limit it is the measure.
    timed = Field.MEASURE in strange and speaks_of(row.text(Field.MEASURE)) is Speaks.TIME
    if timed and Field.TIME_LIMIT in row.given and speaks_of(row.text(Field.TIME_LIMIT)) is Speaks.WORK:
        strange.insert(1, Field.TIME_LIMIT)
    return strange


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
        fitting = [column for column in free if suits(field, texts[column])]
        if not fitting:
            return ()
        column = min(fitting, key=lambda c: (abs(c - own), c))
        free.discard(column)
        moves.append((field, column))
    return tuple(moves)


def suits(field: Field, text: str) -> bool:
    """Say whether a text speaks of what a field is to hold."""
    said = speaks_of(text)
    if field is Field.TIME_LIMIT and said in (Speaks.WORK, Speaks.OTHER):
        return len(text) <= _LONG_LIMIT and speaks_of_time(text)
    if field is Field.TASK:
        return said in (Speaks.WORK, Speaks.OTHER) and len(text) > _SHORT and not is_number(text)
    # What a clerk does is said in many ways: a sentence that is plainly nothing else.
    long_enough = field is Field.MEASURE and said is Speaks.OTHER and len(text) > _SENTENCE
    return said is BELONGS[field] or long_enough


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


def said_of_columns(sheet: Sheet, given: Header, meant: Header, headings: Mapping[Field, str]) -> list[Misplaced]:
    """Say of columns that are read as meant what was wrong: once for each pair, once where all are shifted."""
    moves = {f: own[0] for f, own in meant.columns.items() if own != given.columns[f]}
    before = {f: given.columns[f][0] for f in moves}
    of_column = {column: f for f, column in before.items()}
    cell = address(given.first_row, min(before.values()))
    steps = {column - before[f] for f, column in moves.items()}
    if len(steps) == 1:
        step = steps.pop()
        fields = "、".join(f"“{headings[f]}”" for f in sorted(moves, key=lambda f: before[f]))
        side = "右" if step > 0 else "左"
        what = f"{fields}各栏的内容整体偏{side}{abs(step)}列，与表头没有对齐"
        first, last, to = (column_letter(c) for c in (min(moves.values()), max(moves.values()), min(before.values())))
        remedy = f"请选中{first}列至{last}列表头以下的内容，剪切后粘贴到{to}列起的位置，使各栏与表头对齐。"
        return [Misplaced(sheet.name, cell, what, remedy=remedy)]
    found: list[Misplaced] = []
    told: set[Field] = set()
    for field, column in moves.items():
        other = of_column.get(column)
        if field in told:
            continue
        own, row = column_letter(before[field]), given.last_row
        beside: tuple[str, ...] = ()
        if other is not None and moves[other] == before[field]:
            told.add(other)
            what = f"“{headings[field]}”（{own}列）与“{headings[other]}”（{column_letter(column)}列）两栏的内容填反了"
            beside = (address(given.first_row, column),)
            remedy = f"请互换{own}{row}和{column_letter(column)}{row}两格的栏名，或者互换这两栏的内容。"
        else:
            where = f"“{headings[other]}”（{column_letter(column)}列）" if other else f"{column_letter(column)}列"
            what = f"“{headings[field]}”（{own}列）的内容填在了{where}"
            remedy = f"请把{column_letter(column)}列表头以下的内容移到{own}列，或者把栏名改到内容所在的列。"
        found.append(Misplaced(sheet.name, f"{own}{given.first_row}", what, remedy=remedy, beside=beside))
    return found


def _said_of_rows(sheet: Sheet, block: Sequence[tuple[Row, Moves]], headings: Mapping[Field, str]) -> Misplaced:
    (first, moves), last = block[0], block[-1][0]
    where = _rows_said(first, last)
    cell = address(first.number, first.header.columns[moves[0][0]][0])
    said = "、".join(f"“{headings[f]}”填在了{column_letter(c)}列" for f, c in moves)
    own = "、".join(f"{column_letter(c)}列的移到{column_letter(first.header.columns[f][0])}列" for f, c in moves)
    remedy = f"请把{where}的内容移回原栏：{own}。"
    columns = {c for f, column in moves for c in (column, first.header.columns[f][0])}
    beside = _others(cell, ((row.number, c) for row, _ in block for c in columns))
    what = f"{where}的内容错了位：{said}"
    if len(moves) == 2 and {c for _, c in moves} == {first.header.columns[f][0] for f, _ in moves}:
        one, other = sorted(c for _, c in moves)
        spans = [
            address(first.number, c) + (f":{address(last.number, c)}" * (first is not last)) for c in (one, other)
        ]
        what = f"{where}的“{headings[moves[0][0]]}”与“{headings[moves[1][0]]}”填反了"
        remedy = f"请把{spans[0]}与{spans[1]}的内容对调。"
    return Misplaced(sheet.name, cell, what, remedy=remedy, rows=len(block), beside=beside)

"""The rows of a form: what stands in each under each of its columns, merged areas resolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pipeline.form.headers import Header, is_number
from pipeline.form.limits_elsewhere import speaks_of_time
from pipeline.model import Claim, Field, Told, Value
from pipeline.model.cells import address, column_letter
from pipeline.model.ledger import NOTHING
from pipeline.office.sheets import Sheet

Cells = list[tuple[int, str]]
"""The filled cells of one row: column and text, those covered by a merged area left out."""
_ABSENT: Final = Value("", "")
_MOST_MOVED: Final = 2
"""The number and the task are what is merged over several measures."""
_SHORTEST_PROSE: Final = 4


@dataclass(slots=True)
class Row:
    """One row that holds something, under the header that is in force.

    ``given`` are the fields in which the row itself says something, ``merged`` those whose cell belongs to an area
    of several rows; the value of such a field is the area's, and inherited below the area's first row.
    """

    number: int
    header: Header
    cells: Cells
    values: dict[Field, Value] = field(default_factory=dict)
    given: set[Field] = field(default_factory=set)
    merged: set[Field] = field(default_factory=set)
    beyond: frozenset[int] = frozenset()
    """Columns beside the table from which the row is read all the same."""

    def text(self, of: Field) -> str:
        """Give the text of a field without the blanks around it."""
        return self.values[of].text.strip()

    def take(self, of: Field, value: Value, *, merged: bool = False) -> None:
        """Take the value of a field."""
        self.values[of] = value
        if not value.inherited and (value.fault or (value.text and not value.text.isspace())):
            self.given.add(of)
        if merged:
            self.merged.add(of)

    def inherits(self, of: Field) -> bool:
        """Say whether a field's cell is the lower part of a merged area."""
        return of in self.merged and self.values[of].inherited

    def extra(self, sheet: Sheet) -> dict[str, str]:
        """Give the values of the columns that 附件3 does not have, by their headings."""
        values: dict[str, str] = {}
        for column, name in self.header.extra.items():
            if name in self.header.telling:
                continue
            area = sheet.areas.get((self.number, column))
            if area and area.left != column:
                continue
            text = sheet.text(area.top, column) if area else sheet.text(self.number, column)
            if text.strip():
                values[name] = f"{values[name]}\n{text}" if name in values else text
        return values

    def claim(self, sheet: Sheet) -> Claim | None:
        """Give what the row says of its progress; one cell may be merged over the rows that it is said of."""
        said: dict[Told, Value] = {}
        for column, name in self.header.extra.items():
            if (told := self.header.telling.get(name)) is not None and told not in said:
                value, _ = _cell(sheet, self.number, column, (column,))
                if value.text.strip() or value.fault:
                    said[told] = value
        if not said:
            return None
        return Claim(*(said.get(told, NOTHING) for told in Told))


def realign(row: Row) -> int:
    """Put the texts of a row back that begins too far left; give by how many columns, 0 where it does not.

    Such rows come from pasted tables: the merged cells on the left, which reached down from the row above, are gone
    and all else has moved into their place. A row counts as moved where prose stands in the number column and its
    time limit is found only after moving it back.
    """
    columns = row.header.columns
    fields = sorted(columns, key=lambda f: columns[f])
    places = [columns[f][0] for f in fields]
    filled = [column for column, _ in row.cells]
    moved = len(fields) - len(filled)
    if fields[0] is not Field.NO or row.merged or not 1 <= moved <= _MOST_MOVED or filled != places[: len(filled)]:
        return 0
    if is_number(row.text(Field.NO)) or len(row.text(Field.NO)) < _SHORTEST_PROSE or Field.TIME_LIMIT not in columns:
        return 0
    values = dict(row.values)
    back = {f: Value("", values[f].cell) for f in fields[:moved]}
    back |= {f: values[fields[i]] for i, f in enumerate(fields[moved:])}
    if not speaks_of_time(back[Field.TIME_LIMIT].text) or speaks_of_time(values[Field.TIME_LIMIT].text):
        return 0
    row.values.update(back)
    row.given = {f for f in fields if row.text(f)}
    return moved


def read_rows(sheet: Sheet, header: Header, rows: Iterable[tuple[int, Cells]]) -> list[Row]:
    """Read the rows below one header, column by column; blank rows are left out."""
    read = [Row(number, header, cells) for number, cells in rows if cells]
    for of in Field:
        columns = header.columns.get(of, ())
        if len(columns) == 1:
            _read_column(sheet, read, of, columns[0])
            continue
        for row in read:
            value, merged = _joined(sheet, row.number, columns)
            row.take(of, value, merged=merged)
    return read


def _read_column(sheet: Sheet, rows: list[Row], of: Field, column: int) -> None:
    """Read a field that has one column: by far the usual case, and written to be quick."""
    areas, faults, grid, letter = sheet.areas, sheet.faults, sheet.rows, column_letter(column)
    last, below = None, _ABSENT
    for row in rows:
        number = row.number
        area = areas.get((number, column)) if areas else None
        if area is None:
            line = grid[number - 1]
            text = line[column - 1] if column <= len(line) else ""
            fault = faults.get((number, column)) if faults else None
            row.values[of] = Value(text, f"{letter}{number}", False, fault)
            if fault or (text and not text.isspace()):
                row.given.add(of)
        elif area is last and area.top < number:
            # All rows below an area's first share one value.
            row.take(of, below, merged=area.bottom > area.top)
        else:
            value, merged = _cell(sheet, number, column, (column,))
            row.take(of, value, merged=merged)
            if area.left == column:
                last, below = area, Value(value.text, value.cell, True, value.fault)


def _cell(sheet: Sheet, row: int, column: int, columns: tuple[int, ...]) -> tuple[Value, bool]:
    """Give the value of a cell, and whether it belongs to an area of several rows."""
    area = sheet.areas.get((row, column))
    if area is None:
        return Value(sheet.text(row, column), address(row, column), False, sheet.faults.get((row, column))), False
    if area.left != column and area.left not in columns:
        # The text of an area that reaches over from another column belongs to that column alone.
        return Value("", address(row, column)), False
    anchor = (area.top, area.left)
    text = sheet.text(*anchor) if area.left == column else ""
    return Value(text, address(*anchor), area.top < row, sheet.faults.get(anchor)), area.bottom > area.top


def _joined(sheet: Sheet, row: int, columns: tuple[int, ...]) -> tuple[Value, bool]:
    """Give the value of a field whose heading spans several columns: their different texts, line by line."""
    if not columns:
        return _ABSENT, False
    found = [_cell(sheet, row, column, columns) for column in columns]
    spoken = [(v, m) for v, m in found if v.text.strip() or v.fault]
    if len(spoken) < 2:
        return (spoken or found)[0]
    first, merged = spoken[0]
    text = "\n".join(dict.fromkeys(v.text.strip() for v, _ in spoken))
    inherited = all(v.inherited for v, _ in spoken)
    return Value(text, first.cell, inherited, next((v.fault for v, _ in spoken if v.fault), None)), merged

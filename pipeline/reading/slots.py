"""What stands in one row of a form under each of its columns, merged areas resolved."""

from __future__ import annotations

from pipeline.model import CellFault, Field
from pipeline.reading.headers import Header
from pipeline.reading.sheets import Sheet, address


class Slot:
    """What stands in one row under one field: its text, the cell it stands in, whether the row owns it.

    ``merged``: the cell belongs to an area of several rows. ``given``: the row itself says something here.
    """

    __slots__ = ("cell", "fault", "given", "merged", "own", "text")

    def __init__(
        self, text: str, cell: str, *, own: bool, fault: CellFault | None = None, merged: bool = False
    ) -> None:
        self.text = text
        self.cell = cell
        self.own = own
        self.fault = fault
        self.merged = merged
        self.given = own and (fault is not None or (bool(text) and not text.isspace()))


class RowReader:
    """Reads the cells of one row under a header, merged areas resolved."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        """Take the sheet and the header that is in force."""
        self.sheet = sheet
        self.header = header
        self._columns = [(f, header.columns.get(f, ())) for f in Field]

    def slots(self, row: int) -> dict[Field, Slot]:
        """Give the slot of each field in a row."""
        return {f: self._slot(row, columns) for f, columns in self._columns}

    def _slot(self, row: int, columns: tuple[int, ...]) -> Slot:
        if len(columns) == 1:
            return self._cell(row, columns[0], columns)
        if not columns:
            return Slot("", "", own=False)
        found = [self._cell(row, c, columns) for c in columns]
        spoken = [s for s in found if s.text.strip() or s.fault]
        if not spoken:
            return found[0]
        first = spoken[0]
        if len(spoken) == 1:
            return first
        return Slot(
            "\n".join(dict.fromkeys(s.text.strip() for s in spoken)),
            first.cell,
            own=any(s.own for s in spoken),
            fault=next((s.fault for s in spoken if s.fault), None),
            merged=first.merged,
        )

    def _cell(self, row: int, column: int, columns: tuple[int, ...]) -> Slot:
        sheet = self.sheet
        area = sheet.areas.get((row, column))
        if area is None:
            fault = sheet.faults.get((row, column)) if sheet.faults else None
            return Slot(sheet.text(row, column), address(row, column), own=True, fault=fault)
        if area.left != column and area.left not in columns:
            # The text of an area that reaches over from another column belongs to that column alone.
            return Slot("", address(row, column), own=True)
        anchor = address(area.top, area.left)
        if area.left != column:
            return Slot("", anchor, own=False, merged=True)
        cell = (area.top, area.left)
        return Slot(
            sheet.text(*cell),
            anchor,
            own=area.top == row,
            fault=sheet.faults.get(cell),
            merged=area.bottom > area.top,
        )

    def extra(self, row: int) -> dict[str, str]:
        """Give the values of the columns that 附件3 does not have."""
        values: dict[str, str] = {}
        for column, name in self.header.extra.items():
            area = self.sheet.areas.get((row, column))
            text = self.sheet.text(area.top, area.left) if area else self.sheet.text(row, column)
            if area and area.left != column:
                continue
            if text.strip():
                values[name] = f"{values[name]}\n{text}" if name in values else text
        return values

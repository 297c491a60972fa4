"""The form of 附件3 laid out on a sheet: where it stands, its columns, what is merged."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.model import Field
from pipeline.plan.form_columns import default_form
from taizhang_demo.ledger_texts import DemoLedger, Line
from taizhang_demo.sheets import Content, DemoSheet

FORM_SHEET = "台账"

_WIDTHS = {
    Field.NO: 6.0,
    Field.TASK: 26.0,
    Field.MEASURE: 52.0,
    Field.TIME_LIMIT: 20.0,
    Field.LEADER: 13.0,
    Field.SECTION: 16.0,
}
_OTHER_WIDTH = 14.0


@dataclass(frozen=True)
class Layout:
    """How a form is laid out; the default is the form as printed, at the top left of the sheet.

    ``columns`` are the form's fields in their order; a text is the heading of a column that the form does not have.
    ``headings`` says where a field is headed otherwise. ``sections`` are lines across the table, each before its
    share of the tasks. ``footer`` lines stand below the table. ``row`` and ``column`` (from 0) are its corner.
    """

    columns: Sequence[Field | str] = tuple(Field)
    headings: Mapping[Field, str] = field(default_factory=dict)
    titled: bool = True
    merged: bool = True
    sections: Sequence[str] = ()
    footer: Sequence[str] = ()
    row: int = 0
    column: int = 0

    def lay_out(self, ledger: DemoLedger) -> DemoSheet:
        """Give the sheet that holds the ledger."""
        sheet = DemoSheet(FORM_SHEET)
        last_column = self.column + len(self.columns) - 1
        for place, what in enumerate(self.columns, start=self.column):
            sheet.widths[place] = _WIDTHS[what] if isinstance(what, Field) else _OTHER_WIDTH
        row = self.row
        if self.titled:
            sheet.title_rows.add(row)
            sheet.put(row, self.column, ledger.title)
            sheet.merge(row, self.column, row, last_column)
            row += 1
        for place, what in enumerate(self.columns, start=self.column):
            sheet.put(
                row, place, self.headings.get(what, default_form().heading(what)) if isinstance(what, Field) else what
            )
        rows = self._put_lines(sheet, ledger.lines, row + 1, last_column)
        if self.merged:
            self._merge(sheet, ledger.lines, rows)
        for number, text in enumerate(self.footer, start=rows[-1] + 2):
            sheet.put(number, self.column, text)
        return sheet

    def _put_lines(self, sheet: DemoSheet, lines: Sequence[Line], row: int, last_column: int) -> list[int]:
        """Write the lines from a row on; give the row of each."""
        tasks = sum(line.task is not None for line in lines)
        share = math.ceil(tasks / len(self.sections)) if self.sections else tasks + 1
        rows: list[int] = []
        for line in lines:
            if self.sections and line.no is not None and (line.no - 1) % share == 0:
                sheet.put(row, self.column, self.sections[(line.no - 1) // share])
                sheet.merge(row, self.column, row, last_column)
                row += 1
            for place, what in enumerate(self.columns, start=self.column):
                if isinstance(what, Field):
                    sheet.put(row, place, content_of(line, what))
            rows.append(row)
            row += 1
        return rows

    def _merge(self, sheet: DemoSheet, lines: Sequence[Line], rows: Sequence[int]) -> None:
        """Merge each cell with the ones below that belong to it, never across a section line."""
        for place, what in enumerate(self.columns, start=self.column):
            if not isinstance(what, Field) or what in (Field.MEASURE, Field.TIME_LIMIT):
                continue
            top = 0
            for i in range(1, len(lines) + 1):
                if i < len(lines) and content_of(lines[i], what) is None and rows[i] == rows[i - 1] + 1:
                    continue
                sheet.merge(rows[top], place, rows[i - 1], place)
                top = i


def content_of(line: Line, what: Field) -> Content | None:
    """Give what a line holds in a column; None where the cell above holds for it."""
    contents: dict[Field, Content | None] = {
        Field.NO: line.no,
        Field.TASK: line.task,
        Field.MEASURE: line.measure,
        Field.TIME_LIMIT: line.time_limit,
        Field.LEADER: line.leader,
        Field.SECTION: line.section,
    }
    return contents[what]

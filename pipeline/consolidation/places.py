"""Where things stand in the workbook, so that links find them; known before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.consolidation.columns import Kind, Table
from pipeline.consolidation.facts import UNKNOWN_UNIT, CountyFacts
from pipeline.consolidation.frames_ledgers import COVERAGE, MERGED
from pipeline.consolidation.frames_notes import NOTES
from pipeline.consolidation.presentation import Presentation

HEADING_ROW = 3
"""0-based row of the column headings of every table sheet: below title, subtitle and explanation."""
FIRST_ROW = HEADING_ROW + 1

NOTES_FIRST_ROW = 2
"""0-based row of the first section of 说明."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a table that fits on one sheet: rows ``start`` to ``stop`` of it, on ``sheet``."""

    sheet: str
    start: int
    stop: int


def parts_of(table: Table, most_rows: int) -> tuple[Part, ...]:
    """Divide a table into parts that fit on a sheet; the first bears the table's own name."""
    room = max(most_rows - FIRST_ROW, 1)
    count = max(-(-len(table.rows) // room), 1)
    return tuple(
        Part(
            table.name if at == 0 else f"{table.name}（{at + 1}）",
            at * room,
            min((at + 1) * room, len(table.rows)),
        )
        for at in range(count)
    )


def notes_rows_of(tables: Sequence[Table]) -> Mapping[str, int]:
    """Give the 0-based row of each section's heading in 说明: heading, columns, rows, a blank line."""
    at = NOTES_FIRST_ROW
    rows = {}
    for table in tables:
        rows[table.name] = at
        at += 2 + max(len(table.rows), 1) + 1
    return rows


class Places:
    """The link targets of the workbook: lines of 汇总台账, obligations, codes, originals, receipts."""

    def __init__(
        self, listed: Sequence[Table], notes: Sequence[Table], facts: CountyFacts, presentation: Presentation
    ) -> None:
        """Take the tables as they will be written, and where originals and receipts lie."""
        self.notes = notes_rows_of(notes)
        self._targets: dict[tuple[Kind, str], str] = {}
        tables = self._tables = {t.name: t for t in listed}
        most_rows = presentation.limits.rows
        self._add(Kind.LINE, tables[MERGED], 0, most_rows)
        self._add(Kind.OBLIGATION, tables[COVERAGE], 0, most_rows)
        for table in notes:
            if table.columns[0].heading == "代码":
                first = self.notes[table.name] + 2
                for at, row in enumerate(table.rows):
                    self._targets[Kind.CODE, str(row[0])] = target(NOTES, first + at)
        self._receipts = {unit: _external(path) for unit, path in presentation.receipts.items()}
        self._originals = {
            (unit or UNKNOWN_UNIT, s.arrival.file_name): _external(path)
            for unit, s in facts.all_submissions()
            if (path := presentation.originals.get(s.arrival.sha256))
        }

    def _add(self, kind: Kind, table: Table, column: int, most_rows: int) -> None:
        for part in parts_of(table, most_rows):
            for at, row in enumerate(table.rows[part.start : part.stop]):
                self._targets[kind, str(row[column])] = target(part.sheet, FIRST_ROW + at)

    def cells(self, sheet: str, heading: str) -> str:
        """Give the cells below a heading of a table sheet, as formulas name them."""
        from xlsxwriter.utility import xl_range_abs

        table = self._tables[sheet]
        column = next(at for at, c in enumerate(table.columns) if c.heading == heading)
        return f"'{sheet}'!{xl_range_abs(FIRST_ROW, column, FIRST_ROW + max(len(table.rows), 1) - 1, column)}"

    def of(self, kind: Kind, value: object, unit: str = "") -> str | None:
        """Give the link for a value of a column in a row about a unit, None where there is nothing to lead to."""
        if kind is Kind.SOURCE:
            return self._originals.get((unit, str(value)))
        if kind is Kind.RECEIPT:
            return self._receipts.get(unit)
        # Where an entry serves several obligations, the link leads to the first.
        first = str(value).split("、")[0] if kind is Kind.OBLIGATION else str(value)
        return self._targets.get((kind, first))


def target(sheet: str, row: int = 0) -> str:
    """Give an internal link to column A of a 0-based row."""
    return f"internal:'{sheet}'!A{row + 1}"


def _external(path: str) -> str:
    return f"external:{path}"

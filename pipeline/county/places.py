"""Where things stand in the workbook, so that links find them; known before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pipeline.county.columns import LINKED, Kind, Table
from pipeline.county.frames_ledgers import BY_OBLIGATION, COVERAGE, MERGED
from pipeline.county.frames_notes import CATALOGUED, NOTES
from pipeline.county.origins import Origin
from pipeline.county.presentation import Limits, Presentation

HEADING_ROW = 3
"""0-based row of the column headings of every table sheet: below title, subtitle and explanation."""
FIRST_ROW = HEADING_ROW + 1

NOTES_FIRST_ROW = 2
"""0-based row of the first section of 说明."""

_HEAD_LINKS = 2
"""Links above the headings of a table sheet."""

_UNSAFE = re.compile(r"[%#\s\"<>\[\]^`{}|\\]")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a table that fits on one sheet: rows ``start`` to ``stop`` of it, on ``sheet``."""

    sheet: str
    start: int
    stop: int


def parts_of(table: Table[Any], limits: Limits) -> tuple[Part, ...]:
    """Divide a table into parts whose rows and links a sheet can hold; the first bears the table's own name."""
    linked = sum(c.kind in LINKED for c in table.columns)
    if table.heads:
        linked += sum(kind in LINKED for kind in table.heads.kinds.values())
    room = limits.rows - FIRST_ROW
    if linked:
        room = min(room, (limits.links - _HEAD_LINKS) // linked)
    room = max(room, 1)
    count = max(-(-len(table.rows) // room), 1)
    return tuple(
        Part(
            table.name if at == 0 else f"{table.name}（{at + 1}）",
            at * room,
            min((at + 1) * room, len(table.rows)),
        )
        for at in range(count)
    )


def notes_rows_of(tables: Sequence[Table[Any]]) -> Mapping[str, int]:
    """Give the 0-based row of each section's heading in 说明: heading, columns, rows, a blank line."""
    at = NOTES_FIRST_ROW
    rows = {}
    for table in tables:
        rows[table.name] = at
        at += 2 + max(len(table.rows), 1) + 1
    return rows


class Places:
    """The link targets of the workbook: lines of 汇总台账, obligations, codes, originals, receipts."""

    def __init__(self, listed: Sequence[Table[Any]], notes: Sequence[Table[Any]], presentation: Presentation) -> None:
        """Take the tables as they will be written, and where originals and receipts lie."""
        self.notes = notes_rows_of(notes)
        self._presentation = presentation
        self._targets: dict[tuple[Kind, str], str] = {}
        self._tables = {t.name: t for t in listed}
        self._add(Kind.LINE, MERGED, "序号")
        self._add(Kind.OWN_LINE, BY_OBLIGATION, "台账序号")
        self._add(Kind.OBLIGATION, COVERAGE, "任务编号")
        self._add(Kind.GROUP, BY_OBLIGATION, "任务编号")
        for table in notes:
            if table.name == CATALOGUED:
                first = self.notes[table.name] + 2
                for at, row in enumerate(table.rows):
                    self._targets[Kind.CODE, str(row[0])] = target(NOTES, first + at)

    def _add(self, kind: Kind, name: str, heading: str) -> None:
        """Let values of a kind lead to the first row of a sheet that has them in a column, where there is one."""
        table = self._tables.get(name)
        if table is None:
            return
        column = table.column(heading)
        for part in parts_of(table, self._presentation.limits):
            for at, row in enumerate(table.rows[part.start : part.stop]):
                self._targets.setdefault((kind, str(row[column])), target(part.sheet, FIRST_ROW + at))

    def cells(self, sheet: str, heading: str) -> str:
        """Give the cells below a heading of a table sheet, as formulas name them."""
        from xlsxwriter.utility import xl_range_abs

        table = self._tables[sheet]
        column = table.column(heading)
        return f"'{sheet}'!{xl_range_abs(FIRST_ROW, column, FIRST_ROW + max(len(table.rows), 1) - 1, column)}"

    def of(self, kind: Kind, value: object, origin: Origin | None = None) -> str | None:
        """Give the link for a value of a column in a row about a file, None where there is nothing to lead to."""
        if kind in (Kind.PLACE, Kind.PLACE_ROW, Kind.UNIT, Kind.VERDICT):
            return None if origin is None else self._outside(kind, origin)
        # Where an entry serves several obligations, the link leads to the first.
        first = str(value).split("、")[0] if kind is Kind.OBLIGATION else str(value)
        return self._targets.get((kind, first))

    def _outside(self, kind: Kind, origin: Origin) -> str | None:
        """Give the link to the original, where the row stands in it, or to what was answered."""
        where = self._presentation
        page = where.pages.get(origin.unit) or where.pages.get(origin.sha256)
        if kind is Kind.UNIT:
            receipt = where.receipts.get(origin.unit)
            return _external(receipt) if receipt else None
        source = None if kind is Kind.VERDICT else where.sources.get((origin.unit, origin.sha256))
        if source is None:
            return _external(page) if page else None
        if not origin.sheet:
            return _external(source)
        sheet = origin.sheet.replace("'", "''")
        return f"{_external(source)}#'{sheet}'!{origin.cell or 'A1'}"


def target(sheet: str, row: int = 0) -> str:
    """Give an internal link to column A of a 0-based row."""
    return f"internal:'{sheet}'!A{row + 1}"


def _external(path: str) -> str:
    """Give a link to a file. Chinese stays as it is, as Excel writes it: escaped, it passes the length of a link."""
    return "external:" + _UNSAFE.sub(lambda found: quote(found[0]), path)

"""Rows of a form to entries: merged areas and their unmerged cousins resolved, every value with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from pipeline.model import Entry, Field, Value
from pipeline.reading.filling import Filling
from pipeline.reading.rows import Row
from pipeline.reading.sheets import Sheet

_JOINED: Final = (Field.TIME_LIMIT, Field.LEADER, Field.SECTION)


class EntryBuilder:
    """Collects the entries of one form, row by row from top to bottom."""

    def __init__(self, sheet: Sheet, filling: Filling) -> None:
        """Take the sheet and how its blank cells are meant."""
        self.sheet = sheet
        self.filling = filling
        self.entries: list[Entry] = []
        self.heading = ""
        self._task: dict[Field, Value] = {}

    def new_section(self, heading: str) -> None:
        """Begin a section; what stood above fills nothing below it."""
        self.heading = heading
        self._task = {}

    def carry(self, row: Row) -> None:
        """Take a row that only names the task of the rows below it."""
        self._task = dict(row.values)

    def add(self, row: Row) -> None:
        """Add what a row holds: an entry, or more of the entry above where the measure reaches down."""
        extra = row.extra(self.sheet) if row.header.extra else {}
        if self.entries and row.inherits(Field.MEASURE) and Field.TASK not in row.given:
            self._join(row, extra)
            return
        if not extra and not row.given - {Field.NO}:
            return
        self._fill(row)
        values = row.values
        self.entries.append(
            Entry(
                sheet=self.sheet.name,
                row=row.number,
                no=values[Field.NO],
                task=values[Field.TASK],
                measure=values[Field.MEASURE],
                time_limit=values[Field.TIME_LIMIT],
                leader=values[Field.LEADER],
                section=values[Field.SECTION],
                heading=self.heading,
                hidden=self.sheet.hidden or row.number in self.sheet.hidden_rows,
                extra=extra or None,
            )
        )

    def _fill(self, row: Row) -> None:
        """Hand the task, and what the sheet's shape says goes with it, down to the rows below its first."""
        if not self._task or not self.filling.continues(row):
            self._task = dict(row.values)
            return
        for field in self.filling.fields:
            above = self._task[field]
            if field in row.given or field in row.merged:
                self._task[field] = row.values[field]
            elif row.values[field].cell:
                row.values[field] = Value(above.text, above.cell, inherited=True, fault=above.fault)

    def _join(self, row: Row, extra: Mapping[str, str]) -> None:
        """Add the further lines beside a measure that reaches over several rows to its entry."""
        last = self.entries[-1]
        changes: dict[str, Any] = {}
        for field in _JOINED:
            more, value = row.values[field], last.value(field)
            if field in row.given and more.text.strip() != value.text.strip():
                text = f"{value.text}\n{more.text}" if value.text.strip() else more.text
                changes[field.value] = Value(text, value.cell, value.inherited, value.fault or more.fault)
        known = dict(last.extra or {})
        for name, text in extra.items():
            if text != known.get(name, ""):
                known[name] = f"{known[name]}\n{text}" if name in known else text
        self.entries[-1] = replace(last, extra=known or None, **changes)

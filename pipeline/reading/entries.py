"""Rows of a form to entries: merged areas and their unmerged cousins resolved, every value with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pipeline.model import Entry, Field, Value
from pipeline.reading.filling import Filling
from pipeline.reading.sheets import Sheet
from pipeline.reading.slots import Slot

_JOINED: Final = (Field.TIME_LIMIT, Field.LEADER, Field.SECTION)


class EntryBuilder:
    """Collects the entries of one form, row by row from top to bottom."""

    def __init__(self, sheet: Sheet, filling: Filling) -> None:
        """Take the sheet and how its blank cells are meant."""
        self.sheet = sheet
        self.filling = filling
        self.entries: list[Entry] = []
        self.heading = ""
        self._task: dict[Field, Slot] = {}

    def new_section(self, heading: str) -> None:
        """Begin a section; what stood above fills nothing below it."""
        self.heading = heading
        self._task = {}

    def carry(self, slots: dict[Field, Slot]) -> None:
        """Take a row that only names the task of the rows below it."""
        self._task = dict(slots)

    def add(self, row: int, slots: dict[Field, Slot], extra: Mapping[str, str]) -> None:
        """Add what a row holds: an entry, or more of the entry above where the measure reaches down."""
        measure, task = slots[Field.MEASURE], slots[Field.TASK]
        if measure.merged and not measure.own and not task.given and self.entries:
            self._join(slots, extra)
            return
        if not extra and not any(s.given for f, s in slots.items() if f is not Field.NO):
            return
        self._fill(slots)
        values = {f: self._value(s) for f, s in slots.items()}
        self.entries.append(
            Entry(
                sheet=self.sheet.name,
                row=row,
                no=values[Field.NO],
                task=values[Field.TASK],
                measure=values[Field.MEASURE],
                time_limit=values[Field.TIME_LIMIT],
                leader=values[Field.LEADER],
                section=values[Field.SECTION],
                heading=self.heading,
                hidden=self.sheet.hidden or row in self.sheet.hidden_rows,
                extra=extra or None,
            )
        )

    def _value(self, slot: Slot) -> Value:
        return Value(slot.text, slot.cell, inherited=bool(slot.cell) and not slot.own, fault=slot.fault)

    def _fill(self, slots: dict[Field, Slot]) -> None:
        """Hand the task, and what the sheet's shape says goes with it, down to the rows below its first."""
        if not self._continues(slots):
            self._task = dict(slots)
            return
        for field in self.filling.fields():
            above = self._task.get(field)
            slot = slots[field]
            if slot.given or slot.merged:
                self._task[field] = slot
            elif above is not None and slot.cell:
                slots[field] = Slot(above.text, above.cell, own=False, fault=above.fault)

    def _continues(self, slots: dict[Field, Slot]) -> bool:
        task = slots[Field.TASK]
        if not self._task:
            return False
        if task.merged:
            return not task.own
        return self.filling.continues(slots)

    def _join(self, slots: dict[Field, Slot], extra: Mapping[str, str]) -> None:
        """Add the further lines beside a measure that reaches over several rows to its entry."""
        last = self.entries[-1]
        changes: dict[str, Value] = {}
        for field in _JOINED:
            slot, value = slots[field], last.value(field)
            if slot.given and slot.text.strip() != value.text.strip():
                text = f"{value.text}\n{slot.text}" if value.text.strip() else slot.text
                changes[field.value] = Value(
                    text, value.cell or slot.cell, value.inherited, value.fault or slot.fault
                )
        more = dict(last.extra or {})
        for name, text in extra.items():
            if text != more.get(name, ""):
                more[name] = f"{more[name]}\n{text}" if name in more else text
        self.entries[-1] = _replace(last, changes, more)


def _replace(entry: Entry, changes: Mapping[str, Value], extra: Mapping[str, str]) -> Entry:
    return replace(entry, extra=extra or None, **changes)  # type: ignore[arg-type]

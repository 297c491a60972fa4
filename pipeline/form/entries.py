"""Rows of a form to entries: merged areas and their unmerged cousins resolved, every value with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from pipeline.form.filling import STOPS, Filling
from pipeline.form.limits_elsewhere import limit_in_heading, limit_in_remark
from pipeline.form.refusal_elsewhere import REFUSED, refusal_among
from pipeline.form.rows import Row
from pipeline.form.shorthand import ticked
from pipeline.judging.checks.bearers import is_same_as_above
from pipeline.model import Claim, Entry, Field, Value
from pipeline.model.cells import address
from pipeline.office.sheets import Sheet

_JOINED: Final = (Field.TIME_LIMIT, Field.LEADER, Field.SECTION)
_REPEATED: Final = (Field.TASK, Field.LEADER, Field.SECTION)
"""Fields in which 同上 is resolved here; in a time limit it is a clause like others, resolved when that is judged."""
_GOES_ON: Final = ("，", ",", "、", "（", "(", "“", "《")

SAME = "写的是“同上”一类的字样，已按上一行的内容读取。"
TICKED = "列有多个选项，已按勾选的一项读取。"
WRAPPED = "是上一行内容的续行，已并入上一行读取。"
IN_REMARK = "“时限要求”为空，已按“{}”栏所写的时限读取，请移入“时限要求”栏。"
IN_HEADING = "“时限要求”为空，已按分节标题“{}”中的时限读取，请在各行“时限要求”栏中写明。"
IN_NOTICE = "“时限要求”为空，已按表头上方说明中的“{}”读取，请在各行“时限要求”栏中写明。"


class EntryBuilder:
    """Collects the entries of one form, row by row from top to bottom.

    ``remarks`` are what the sender should know of how rows were read, each with the cells that it is about.
    """

    def __init__(self, sheet: Sheet, filling: Filling, notice: Value | None = None) -> None:
        """Take the sheet, how its blank cells are meant, and the limit that a line above the table sets for all."""
        self.sheet = sheet
        self.filling = filling
        self.entries: list[Entry] = []
        self.heading = ""
        self.remarks: dict[str, list[str]] = {}
        self._task: dict[Field, Value] = {}
        self._heading_limit: Value | None = None
        self._notice = notice
        self._last_row = 0

    def new_section(self, heading: str, cell: str) -> None:
        """Begin a section; what stood above fills nothing below it."""
        self.heading = heading
        limit = limit_in_heading(heading)
        self._heading_limit = Value(limit, cell, inherited=True) if limit else None
        self._task = {}

    def carry(self, row: Row) -> None:
        """Take a row that only names the task of the rows below it."""
        self._task = dict(row.values)

    def add(self, row: Row) -> bool:
        """Add what a row holds: an entry, or more of the entry above where the measure reaches down.

        Says whether it holds anything but its number.
        """
        extra = row.extra(self.sheet) if row.header.extra else {}
        claim = row.claim(self.sheet) if row.header.telling else None
        if self.entries and row.inherits(Field.MEASURE) and Field.TASK not in row.given:
            self._join(row, extra, claim)
            return True
        if not extra and not row.given - {Field.NO}:
            return False
        if not extra and not claim and self._goes_on(row):
            self._append(row)
            return True
        self._resolve(row)
        self._fill(row)
        self._find_refusal(row)
        self._find_limit(row, extra)
        self._last_row = row.number
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
                claim=claim,
            )
        )
        return True

    def _resolve(self, row: Row) -> None:
        """Put what is meant in the place of 同上 and of lists with a ticked box."""
        for field in _REPEATED:
            value = row.values[field]
            if field in row.given and is_same_as_above(value.text) and self.entries:
                above = self.entries[-1].value(field)
                row.values[field] = Value(above.text, above.cell, inherited=True, fault=above.fault)
                self._remark(SAME, value.cell)
        for field in _JOINED:
            value = row.values[field]
            if field in row.given and (chosen := ticked(value.text)):
                row.values[field] = replace(value, text=chosen)
                self._remark(TICKED, value.cell)

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

    def _find_refusal(self, row: Row) -> None:
        """Take from beside a blank measure what says that its task is not the unit's (备注：本单位不涉及)."""
        own = row.values[Field.MEASURE]
        if own.text.strip() or own.fault or own.inherited or not own.cell or not row.text(Field.TASK):
            return
        of_field = {column: f for f, columns in row.header.columns.items() for column in columns}
        beside = [
            (address(row.number, column), text)
            for column, text in row.cells
            if of_field.get(column) in _JOINED or column in row.header.extra
        ]
        cell, text = refusal_among(beside)
        if text:
            row.take(Field.MEASURE, Value(text, cell))
            self._remark(REFUSED.format(cell), own.cell)

    def _find_limit(self, row: Row, extra: Mapping[str, str]) -> None:
        """Take the time limit of a row from where it stands otherwise, where its own cell is blank."""
        own = row.values[Field.TIME_LIMIT]
        if own.text.strip() or own.fault or Field.MEASURE not in row.given | row.merged:
            return
        heading, text = limit_in_remark(extra)
        if text:
            column = next(c for c, name in row.header.extra.items() if name == heading)
            found, sentence = Value(text, address(row.number, column), inherited=True), IN_REMARK.format(heading)
        elif self._heading_limit:
            found, sentence = self._heading_limit, IN_HEADING.format(self.heading)
        elif self._notice:
            found, sentence = self._notice, IN_NOTICE.format(self._notice.text)
        else:
            return
        row.values[Field.TIME_LIMIT] = found
        self._remark(sentence, own.cell or f"第{row.number}行")

    def _goes_on(self, row: Row) -> bool:
        """Say whether a row holds only the next piece of the texts of the entry above."""
        if not self.entries or row.merged or row.number != self._last_row + 1:
            return False
        above = self.entries[-1].measure.text.rstrip()
        if row.given == {Field.MEASURE} and above:
            return above.endswith(_GOES_ON) or (self.filling.full_stops and not above.endswith(STOPS))
        return self.filling.wrapped and row.given <= {Field.TASK, Field.MEASURE}

    def _append(self, row: Row) -> None:
        """Add a piece to the texts of the entry above."""
        last = self.entries[-1]
        changes: dict[str, Any] = {}
        for field in (f for f in Field if f in row.given):
            value = last.value(field)
            changes[field.value] = replace(value, text=value.text.rstrip() + row.text(field))
            self._remark(WRAPPED, row.values[field].cell)
        self.entries[-1] = replace(last, **changes)
        self._last_row = row.number

    def _join(self, row: Row, extra: Mapping[str, str], claim: Claim | None) -> None:
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
        self.entries[-1] = replace(last, extra=known or None, claim=last.claim or claim, **changes)

    def _remark(self, sentence: str, cell: str) -> None:
        self.remarks.setdefault(sentence, []).append(cell)

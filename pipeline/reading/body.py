"""The rows below a form's header: which are entries, and which are headings, signatures and other lines."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipeline.matching import normalise
from pipeline.model import Entry, Field, ReadingNote
from pipeline.reading.entries import EntryBuilder
from pipeline.reading.filling import filling_of
from pipeline.reading.headers import Header, is_number
from pipeline.reading.sheets import Sheet, address, column_letter
from pipeline.reading.slots import RowReader, Slot
from pipeline.reading.table_lines import is_footer, is_page_number, is_section, unit_line

_MAX_HEADING: Final = 60
_MAX_LOOSE_HEADING: Final = 25
_CHINESE_NUMBER: Final = re.compile(r"^[(\[]?[一二三四五六七八九十]{1,3}[)\]]?[、.]?$")
_SENTENCE_MARKS: Final = re.compile("[，,；;。]")
_TEXT_FIELDS: Final = (Field.TASK, Field.MEASURE)

Cells = list[tuple[int, str]]
"""The filled cells of one row: column and text, those covered by a merged area left out."""


class Body:
    """The rows of one form, below one header or several."""

    def __init__(self, sheet: Sheet, parts: list[tuple[Header, int]], title: str) -> None:
        """Take each header with the last row below it, and the title, which pages may repeat."""
        self.sheet = sheet
        self.title = normalise(title)
        self.notes: list[ReadingNote] = []
        self.unit_below = ""
        self.rows: list[tuple[int, RowReader, Cells, dict[Field, Slot]]] = []
        for header, end in parts:
            reader = RowReader(sheet, _with_unnamed_columns(sheet, header, end))
            for row in range(header.last_row + 1, end + 1):
                cells = self._cells(row)
                self.rows.append((row, reader, cells, reader.slots(row)))
        self.builder = EntryBuilder(sheet, filling_of(slots for _, _, _, slots in self.rows))
        self._numbered = self._numbered_columns()
        self._arabic = self._counts_in_arabic()

    def _cells(self, row: int) -> Cells:
        areas = self.sheet.areas
        cells: Cells = []
        for column, text in enumerate(self.sheet.rows[row - 1], 1):
            if not text or not text.strip():
                continue
            area = areas.get((row, column))
            if area is None or (area.top, area.left) == (row, column):
                cells.append((column, text.strip()))
            elif text != self.sheet.text(area.top, area.left):
                self._note("covered", row, column, f"合并区域内被遮盖的单元格另有内容“{_short(text)}”，未计入台账。")
        return cells

    def _numbered_columns(self) -> frozenset[Field]:
        """Columns whose ordinary cells begin like section headings (一、…), so that such a beginning says nothing."""
        return frozenset(
            field
            for _, _, cells, slots in self.rows
            for field in _TEXT_FIELDS
            if len(cells) > 2 and slots[field].given and is_section(slots[field].text)
        )

    def _counts_in_arabic(self) -> bool:
        numbers = [slots[Field.NO].text.strip() for _, _, _, slots in self.rows if slots[Field.NO].given]
        return sum(n[:1].isascii() for n in numbers) * 2 > len(numbers)

    def entries(self) -> tuple[Entry, ...]:
        """Read the entries in the order of the rows; other lines end up as headings or notes."""
        for index, (row, reader, cells, slots) in enumerate(self.rows):
            if not cells or self._is_line(index):
                continue
            if self._names_task_below(index):
                self.builder.carry(slots)
            else:
                self.builder.add(row, slots, reader.extra(row))
                self._note_dates(row, reader.header)
        return tuple(self.builder.entries)

    def _is_line(self, index: int) -> bool:
        """Handle a row that is no entry: say whether it was one."""
        _, reader, cells, slots = self.rows[index]
        column, text = cells[0]
        if self._is_signature(cells, slots):
            is_unit, unit = unit_line([t for _, t in cells])
            if is_unit and not self.unit_below:
                self.unit_below = unit
            return True
        if len(cells) == 1:
            return self._is_single_line(index, column, text)
        if (
            len(cells) == 2
            and self._arabic
            and _CHINESE_NUMBER.match(normalise(text))
            and slots[Field.NO].given
            and cells[1][0] in reader.header.columns.get(Field.TASK, ())
        ):
            self.builder.new_section(f"{text.rstrip('、.．')}、{cells[1][1]}")
            return True
        return False

    def _is_signature(self, cells: Cells, slots: dict[Field, Slot]) -> bool:
        """Say whether a row stands below the table: each of its texts is a key with a value, a date or a page."""
        first = cells[0][1]
        if not (is_footer(first) or unit_line([first])[0]):
            return False
        if slots[Field.TASK].given and slots[Field.MEASURE].given:
            return all(is_footer(slots[field].text) for field in _TEXT_FIELDS)
        return True

    def _is_single_line(self, index: int, column: int, text: str) -> bool:
        """Handle a row with one filled cell: a heading, a number without a task, a stray line, or an entry."""
        row, reader, _, _ = self.rows[index]
        header = reader.header
        area = self.sheet.areas.get((row, column))
        across = area.right - area.left + 1 if area else 1
        width = header.last_column - header.first_column + 1
        if self.title and normalise(text) == self.title:
            return True
        if across >= max(2, (width + 1) // 2):
            self._heading_or_note(row, column, text)
            return True
        if area and area.bottom > area.top:
            return False
        if column in header.columns.get(Field.NO, ()):
            if not is_number(text) or is_page_number(text):
                self._heading_or_note(row, column, text)
            return True
        if column < header.first_column or column > header.last_column:
            self._note("line", row, column, f"表格以外的内容“{_short(text)}”未计入台账。")
            return True
        field = next((f for f, columns in header.columns.items() if column in columns), None)
        if field in self._numbered or not is_section(text):
            return False
        if field is Field.TASK:
            if self._names_task_below(index):
                return False
            self.builder.new_section(text)
            return True
        if len(text) <= _MAX_LOOSE_HEADING and not _SENTENCE_MARKS.search(text):
            self.builder.new_section(text)
            return True
        return False

    def _heading_or_note(self, row: int, column: int, text: str) -> None:
        if len(text) <= _MAX_HEADING:
            self.builder.new_section(" ".join(text.split()))
        else:
            self._note("line", row, column, f"表格中的说明文字“{_short(text)}”未计入台账。")

    def _names_task_below(self, index: int) -> bool:
        """Say whether a row holds no more than the task of the rows below it, whose task cells are blank."""
        slots = self.rows[index][3]
        task = slots[Field.TASK]
        if not task.given or task.merged or any(slots[f].given for f in Field if f not in (Field.NO, Field.TASK)):
            return False
        following = next((s for _, _, cells, s in self.rows[index + 1 :] if cells), None)
        return (
            following is not None
            and following[Field.MEASURE].given
            and not following[Field.TASK].merged
            and self.builder.filling.continues(following)
        )

    def _note_dates(self, row: int, header: Header) -> None:
        """Say how a real date in the time-limit column was read: it has no text of its own."""
        for column in header.columns.get(Field.TIME_LIMIT, ()):
            if (row, column) in self.sheet.dates:
                text = f"时限要求填的是日期格式，已读作“{self.sheet.text(row, column)}”。"
                self._note("date_cell", row, column, text)

    def _note(self, kind: str, row: int, column: int, text: str) -> None:
        where = address(row, column)
        self.notes.append(
            ReadingNote(kind, f"工作表“{self.sheet.name}”单元格 {where}：{text}", self.sheet.name, where)
        )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 30 else f"{line[:30]}……"


def _with_unnamed_columns(sheet: Sheet, header: Header, end: int) -> Header:
    """Add the columns without a heading that hold something beside the table, so that it is not lost."""
    named = {c for columns in header.columns.values() for c in columns} | set(header.extra)
    unnamed = {
        column
        for row in sheet.rows[header.last_row : end]
        for column, text in enumerate(row, 1)
        if text and column not in named and text.strip()
    }
    spanned = {column for (row, column), area in sheet.areas.items() if column in unnamed and area.left in named}
    extra = {c: f"{column_letter(c)}列" for c in sorted(unnamed - spanned)}
    return replace(header, extra={**header.extra, **extra}) if extra else header

"""The rows below a form's header: which are entries, and which are headings, signatures and other lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pipeline.form.account import Account
from pipeline.form.entries import EntryBuilder
from pipeline.form.filling import filling_of
from pipeline.form.headers import Header, is_number
from pipeline.form.limits_elsewhere import speaks_of_time
from pipeline.form.misplaced import columns_as_meant, moved_back, put_right, said_of_columns
from pipeline.form.misplaced_part import as_each_is_meant, said_of_part
from pipeline.form.no_entries import is_example, is_filled_down, is_hollow, spans, struck_rows
from pipeline.form.rows import Row, read_rows
from pipeline.form.shifted_rows import put_back
from pipeline.form.table_lines import (
    is_body_name,
    is_footer,
    is_page_number,
    is_remark,
    is_section,
    is_total,
    may_be_work,
    opens_other_table,
    sums_up,
    unit_line,
)
from pipeline.judging.matching.text import normalise
from pipeline.model import EXAMPLE_ROWS, Entry, Field, LedgerForm, Misplaced, ReadingNote, Value
from pipeline.model.cells import address
from pipeline.office.sheets import Cell

_MAX_HEADING: Final = 60
_MAX_LOOSE_HEADING: Final = 25
_CELLS_SHOWN: Final = 8
_CHINESE_NUMBER: Final = re.compile(r"^[(\[]?[一二三四五六七八九十]{1,3}[)\]]?[、.]?$")
_SENTENCE_MARKS: Final = re.compile("[，,；;。]")
_TEXT_FIELDS: Final = (Field.TASK, Field.MEASURE)
_ASIDE: Final = {
    "totals": "第{}行是合计行，不作为任务和举措；其下各行已照常读取。",
    "no_entries": "第{}行只有公式、下拉默认值或“/”，没有工作任务和工作举措，未计入台账。",
    EXAMPLE_ROWS: "第{}行是表式的示例行，没有改为本单位的内容，未计入台账。",
}
"""What is told of rows that are set aside, by the kind of the note."""


class Body:
    """The rows of one form, below one header or several."""

    def __init__(
        self,
        account: Account,
        layout: LedgerForm,
        parts: list[tuple[Header, int]],
        title: str,
        notice: Value | None = None,
    ) -> None:
        """Take each header with the last row below it, the title, which pages may repeat, and a limit set for all."""
        self.account, self.examples = account, layout.examples
        self.sheet = sheet = account.sheet
        self.title = normalise(title)
        self.notes: list[ReadingNote] = []
        self.unit_below = ""
        self.struck: list[Entry] = []
        self.numbers_aside: list[str] = []
        self._aside: dict[str, list[Row]] = {kind: [] for kind in _ASIDE}
        self.rows: list[Row] = []
        self.misplaced: list[Misplaced] = []
        top = parts[0][0]
        headings = {f: top.named(sheet, f) or layout.heading(f) for f in Field}
        for header, end in parts:
            numbers = range(header.last_row + 1, self._end(header, end) + 1)
            cells = [(n, self.account.cells(n)) for n in numbers]
            rows = read_rows(sheet, header, cells)
            if (meant := columns_as_meant(rows)) is not None:
                said = said_of_columns(sheet, header, meant, headings)
                as_meant = as_each_is_meant(rows, read_rows(sheet, meant, cells))
                moved = [row for row in as_meant if row.header is meant]
                self.misplaced += said if len(moved) == len(rows) else said_of_part(said, moved)
                rows = as_meant
            self.rows += rows
            self.struck += struck_rows(sheet, header, numbers)
            if header.shifted:
                text = "表头比内容少一栏（序号栏没有表头），各栏已按表头右移一格读取。"
                self._note("shifted_header", header.first_row, header.first_column, text)
        self.misplaced += moved_back(sheet, self.rows)
        self.misplaced += put_back(sheet, self.rows, headings)
        self.misplaced += put_right(sheet, self.rows, headings)
        self.builder = EntryBuilder(sheet, filling_of(self.rows), notice)
        self._numbered = self._numbered_columns()
        self._arabic = self._counts_in_arabic()
        self._last_task = max(
            (i for i, row in enumerate(self.rows) if row.given.intersection(_TEXT_FIELDS) and not is_hollow(row)),
            default=-1,
        )
        self._last_full = max((i for i, row in enumerate(self.rows) if len(row.cells) > 1), default=-1)
        self._headings: list[tuple[int, int, str]] = []

    def _end(self, header: Header, end: int) -> int:
        """Give the last row of the part below a header: a table of another kind may stand below the form."""
        for row in range(header.last_row + 1, end + 1):
            texts = [text for text in map(str.strip, self.sheet.rows[row - 1]) if text]
            if opens_other_table(texts):
                self._note("other_table", row, 1, f"以下是另一张表（{'、'.join(texts)}），未计入台账。")
                below = (r for r in range(row, end + 1))
                self.account.leave(((r, c) for r in below for c, _ in self.account.cells(r)), "另一张表", asks=False)
                return row - 1
        return end

    def _numbered_columns(self) -> frozenset[Field]:
        """Columns whose ordinary cells begin like section headings (一、…), so that such a beginning says nothing."""
        return frozenset(
            field
            for row in self.rows
            for field in _TEXT_FIELDS
            if len(row.cells) > 2 and field in row.given and is_section(row.text(field))
        )

    def _counts_in_arabic(self) -> bool:
        numbers = [row.text(Field.NO) for row in self.rows if row.given.issuperset((Field.NO, Field.MEASURE))]
        return sum(n[:1].isascii() for n in numbers) * 2 > len(numbers)

    def entries(self) -> tuple[Entry, ...]:
        """Read the entries in the order of the rows; other lines end up as headings or notes."""
        for index, row in enumerate(self.rows):
            if self._is_line(index):
                continue
            if is_hollow(row) or is_filled_down(row, self.sheet.formulas, below=index > self._last_task):
                self._leave(_cells_of(row), "只有公式、默认值或“/”，没有任务和举措", asks=False)
                self._aside["no_entries"].append(row)
                continue
            if is_example(row, self.examples):
                self._leave(_cells_of(row), "表式的示例行", asks=False)
                self._aside[EXAMPLE_ROWS].append(row)
                continue
            named = (
                {c for columns in row.header.columns.values() for c in columns} | set(row.header.extra) | row.beyond
            )
            own = [(row.number, column) for column, _ in row.cells if column in named]
            own += [(row.number, column) for column in named if (row.number, column) in self.sheet.faults]
            self._leave((c for c in _cells_of(row) if c not in own), "表格以外的内容")
            if self._names_task_below(index):
                self.builder.carry(row)
                self.account.take(own)
            elif self.builder.add(row):
                self._headings.clear()
                self.account.take(own)
                self._note_dates(row)
            else:
                self.account.pass_by(own)
        self._leave(((number, column) for number, column, _ in self._headings), "表格末尾的文字")
        self.numbers_aside = [e.no.text.strip() for e in self.struck]
        for kind, rows in self._aside.items():
            self.numbers_aside += [row.text(Field.NO) for row in rows]
            if rows:
                told = _ASIDE[kind].format(spans([row.number for row in rows]))
                self._note(kind, rows[0].number, rows[0].cells[0][0], told)
        for sentence, cells in self.builder.remarks.items():
            shown = "、".join(cells[:_CELLS_SHOWN]) + (f"等{len(cells)}处" if len(cells) > _CELLS_SHOWN else "")
            self.notes.append(
                ReadingNote("meant", f"工作表“{self.sheet.name}”{shown}：{sentence}", self.sheet.name, cells[0])
            )
        return tuple(self.builder.entries)

    def _is_line(self, index: int) -> bool:
        """Handle a row that is no entry: say whether it was one."""
        row = self.rows[index]
        text = row.cells[0][1]
        if len(row.cells) > 2 and text.isdigit():
            return False
        if self._is_signature(row):
            is_unit, unit = unit_line([t for _, t in row.cells])
            if is_unit and not self.unit_below:
                self.unit_below = unit
            if index < self._last_task and sums_up(text):
                self._aside["totals"].append(row)
            self._sign_off(row)
            return True
        if len(row.cells) == 1:
            return self._is_single_line(index)
        if len(row.cells) == 2 and self._arabic and row.given == {Field.NO, Field.TASK}:
            # 一 | 加强重点领域信息公开, where the tasks themselves are numbered 1, 2, 3.
            if not _CHINESE_NUMBER.match(normalise(text)):
                return False
            mark = text.rstrip("、.．")
            joint = "" if mark.endswith(("）", ")")) else "、"
            self._new_section(row.number, row.cells[0][0], f"{mark}{joint}{row.cells[1][1]}")
            self.account.pass_by(_cells_of(row))
            return True
        return index > self._last_task and self._is_signed_off(row)

    def _new_section(self, row: int, column: int, text: str) -> None:
        self._headings.append((row, column, text))
        self.account.pass_by([(row, column)])
        self.builder.new_section(text, address(row, column))

    def _is_signed_off(self, row: Row) -> bool:
        """Handle a row below the last task: the name of the body that signs, a date; say whether it is no entry."""
        texts = [text for _, text in row.cells]
        if not all(is_body_name(text) or is_footer(text) for text in texts):
            return False
        self.unit_below = self.unit_below or next((t for t in texts if is_body_name(t)), "")
        self.account.pass_by(_cells_of(row))
        return True

    def _sign_off(self, row: Row) -> None:
        """Pass by a line of signatures, totals or dates; what is a remark below the table is left unread."""
        self.account.pass_by(cell for cell in self.sheet.faults if cell[0] == row.number)
        for column, text in row.cells:
            if is_remark(text):
                # A remark that speaks of time may be a task that found no room in the table.
                self._leave([(row.number, column)], "表下说明", asks=speaks_of_time(text))
            else:
                self.account.pass_by([(row.number, column)])

    def _is_signature(self, row: Row) -> bool:
        """Say whether a row stands below the table: each of its texts is a key with a value, a date or a page."""
        first = row.cells[0][1]
        if not (is_footer(first) or unit_line([first])[0]):
            return False
        planned = row.given.issuperset(_TEXT_FIELDS) or (may_be_work(first) and len(row.cells) > 1)
        if planned and not is_total([text for _, text in row.cells]):
            return all(is_footer(row.text(field)) for field in _TEXT_FIELDS)
        return True

    def _is_single_line(self, index: int) -> bool:
        """Handle a row with one filled cell: a heading, a number without a task, a stray line, or an entry."""
        row, header = self.rows[index], self.rows[index].header
        column, text = row.cells[0]
        area = self.sheet.areas.get((row.number, column))
        across = area.right - area.left + 1 if area else 1
        width = header.last_column - header.first_column + 1
        own = [(row.number, column)]
        if self.title and normalise(text) == self.title:
            self.account.pass_by(own)
            return True
        below = (t for row in self.rows[index + 1 :] for _, t in row.cells)
        if index >= self._last_task and is_body_name(text) and all(map(is_footer, below)):
            self.unit_below = self.unit_below or text
            self.account.pass_by(own)
            return True
        if across >= max(2, (width + 1) // 2):
            self._heading_or_note(row.number, column, text)
            return True
        if area and area.bottom > area.top:
            return False
        if column in header.columns.get(Field.NO, ()):
            if not is_number(text) or is_page_number(text):
                self._heading_or_note(row.number, column, text)
            else:
                self.account.pass_by(own)
            return True
        if column < header.first_column or column > header.last_column:
            self._leave(own, "表格以外的内容")
            return True
        if index > self._last_task and not row.given.intersection(_TEXT_FIELDS):
            self._leave(own, "表格末尾的文字")
            return True
        if index > self._last_full and not area and row.number > self.rows[index - 1].number + 1:
            self._leave(own, "表格下方的文字")
            return True
        return self._is_loose_heading(index, text)

    def _is_loose_heading(self, index: int, text: str) -> bool:
        """Handle a section heading (一、……) that stands in a cell of its own under one of the columns."""
        field = next(iter(self.rows[index].given), None)
        if field in self._numbered or not is_section(text):
            return False
        if field is Field.TASK:
            heading = not self._names_task_below(index)
        else:
            heading = len(text) <= _MAX_LOOSE_HEADING and not _SENTENCE_MARKS.search(text)
        if heading:
            self._new_section(self.rows[index].number, self.rows[index].cells[0][0], text)
        return heading

    def _heading_or_note(self, row: int, column: int, text: str) -> None:
        sentence = speaks_of_time(text) or is_remark(text) or text.rstrip().endswith("。")
        spoken = not is_section(text) and _SENTENCE_MARKS.search(text) and sentence
        if len(text) <= _MAX_HEADING and not spoken:
            self._new_section(row, column, " ".join(text.split()))
        else:
            self._leave([(row, column)], "表格中的说明文字")

    def _names_task_below(self, index: int) -> bool:
        """Say whether a row holds no more than the task of the rows below it, whose task cells are blank."""
        row = self.rows[index]
        if Field.TASK in row.merged or Field.TASK not in row.given or row.given - {Field.NO, Field.TASK}:
            return False
        if index + 1 == len(self.rows):
            return False
        following = self.rows[index + 1]
        return (
            Field.MEASURE in following.given
            and Field.TASK not in following.merged
            and self.builder.filling.continues(following)
        )

    def _note_dates(self, row: Row) -> None:
        """Say how a real date in the time-limit column was read: it has no text of its own."""
        for column in row.header.columns.get(Field.TIME_LIMIT, ()):
            if (row.number, column) in self.sheet.dates:
                text = f"时限要求填的是日期格式，已读作“{self.sheet.text(row.number, column)}”。"
                self._note("date_cell", row.number, column, text)

    def _leave(self, cells: Iterable[Cell], reason: str, *, asks: bool = True) -> None:
        self.account.leave(cells, reason, asks=asks)

    def _note(self, kind: str, row: int, column: int, text: str) -> None:
        where = address(row, column)
        self.notes.append(
            ReadingNote(kind, f"工作表“{self.sheet.name}”单元格{where}：{text}", self.sheet.name, where)
        )


def _cells_of(row: Row) -> list[Cell]:
    return [(row.number, column) for column, _ in row.cells]

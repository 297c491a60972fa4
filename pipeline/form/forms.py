"""The forms of one sheet: header, the lines around, and the rows as entries."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from pipeline.form.body import Body
from pipeline.form.headers import Header, find_headers
from pipeline.form.headings import USUAL, Headings
from pipeline.form.limits_elsewhere import limit_in_notice
from pipeline.form.table_lines import is_attachment_mark, is_footer, is_title, unit_line
from pipeline.judging.matching.text import normalise
from pipeline.model import Field, Ledger, LedgerForm, ReadingNote, Value
from pipeline.model.cells import address, column_letter
from pipeline.office.sheets import Sheet

_MAX_TITLE: Final = 80
_SHORTEST_TOLD: Final = 10
_LONGEST_SHOWN: Final = 30
_NOTE: Final = re.compile(r"^\(?(?:注|备注|说明|填表说明|填报说明|填写说明|附注|提示|要求)\d*[:)]")


@dataclass
class Form:
    """One form of a sheet: its headers (more than one where each page repeats it) and the lines above it."""

    layout: LedgerForm
    sheet: Sheet
    headers: list[Header]
    ends: list[int]
    title: str = ""
    reporting_unit: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)
    """What stands above the header beside title and 填报单位, each text with its cell."""

    def ledger(self) -> Ledger:
        """Read the form's rows."""
        notice = next(
            (Value(day, cell, inherited=True) for t, cell in self.lines if (day := limit_in_notice(t))), None
        )
        body = Body(self.sheet, list(zip(self.headers, self.ends, strict=True)), self.title, notice)
        entries = body.entries()
        notes = [_unread(self.sheet, text, cell) for text, cell in self.lines if not notice or cell != notice.cell]
        reporting_unit = self.reporting_unit or body.unit_below
        header = self.headers[0]
        return Ledger(
            sheet=self.sheet.name,
            title=self.title,
            reporting_unit=reporting_unit,
            header_row=header.first_row,
            columns={f: column_letter(c[0]) for f, c in header.columns.items()},
            missing_columns=header.missing(self.layout),
            entries=entries,
            stamp={},
            notes=(*notes, *body.notes),
        )


@dataclass
class _Above:
    """The lines above a header that belong to its form; ``top`` is the first of their rows."""

    top: int
    title: str = ""
    unit: str = ""
    others: list[tuple[str, str]] = field(default_factory=list)


def find_forms(sheet: Sheet, headings: Headings) -> list[Form]:
    """List the forms of a sheet, from top to bottom, and those that stand side by side from left to right."""
    headers = find_headers(sheet, headings)
    edge = next((edge for header in headers if (edge := _second_form(header, headings))), 0)
    if not edge:
        return _forms_below(sheet, headers, headings.form)
    left = replace(sheet, rows=[row[: edge - 1] for row in sheet.rows])
    right = replace(sheet, rows=[[""] * (edge - 1) + row[edge - 1 :] for row in sheet.rows])
    forms = _forms_below(left, find_headers(left, headings), headings.form)
    for form in find_forms(right, headings):
        form.title, form.reporting_unit = form.title or forms[0].title, form.reporting_unit or forms[0].reporting_unit
        forms.append(form)
    return forms


def _second_form(header: Header, headings: Headings) -> int:
    """Give the column in which another form begins beside the one of a header, 0 where none does."""
    last = max(max(c) for c in header.columns.values())
    beside = {
        column: {field for field, sureness in headings.fields(name) if sureness >= USUAL}
        for column, name in sorted(header.extra.items())
        if column > last
    }
    if not {Field.TASK, Field.MEASURE} <= set().union(*beside.values()):
        return 0
    return next(column for column, fields in beside.items() if fields & {Field.NO, Field.TASK, Field.MEASURE})


def _forms_below(sheet: Sheet, headers: list[Header], layout: LedgerForm) -> list[Form]:
    """List the forms under their headers; one that comes again under the same title goes on with the form above."""
    forms: list[Form] = []
    if not headers:
        return forms
    above: list[_Above] = []
    start = 1
    for header in headers:
        above.append(_lines_above(sheet, start, header.first_row - 1, first=not above))
        start = header.last_row + 1
    tops = [lines.top for lines in above[1:]]
    for header, lines, end in zip(headers, above, [*(top - 1 for top in tops), len(sheet.rows)], strict=True):
        if forms and _same(lines.title, forms[-1].title) and _same(lines.unit, forms[-1].reporting_unit):
            forms[-1].headers.append(header)
            forms[-1].ends.append(end)
        else:
            forms.append(Form(layout, sheet, [header], [end], lines.title, lines.unit, lines.others))
    return forms


def _same(sign: str, known: str) -> bool:
    return not sign or normalise(sign) == normalise(known)


def _lines_above(sheet: Sheet, start: int, end: int, *, first: bool) -> _Above:
    """Read the lines above a header: title, 填报单位, others; below another form only lines that read as such."""
    found = _Above(top=end + 1)
    lines: list[tuple[str, str]] = []
    for row in range(end, start - 1, -1):
        cells = [(t.strip(), address(row, c)) for c, t in enumerate(sheet.rows[row - 1], 1) if t.strip()]
        texts = [text for text, _ in cells]
        if not texts:
            continue
        is_unit, value = unit_line(texts)
        if is_unit:
            found.unit = value or found.unit
        elif len(texts) == 1 and (first or is_title(texts[0]) or is_attachment_mark(texts[0])):
            lines.append((" ".join(texts[0].split()), cells[0][1]))
        elif first:
            found.others += [cell for cell in reversed(cells) if not is_footer(cell[0])]
        else:
            break
        found.top = row
    lines.reverse()
    lines = [line for line in lines if not is_attachment_mark(line[0])]
    found.title, unused = _title(lines)
    found.others = [*reversed(found.others), *(line for line in unused if not _is_short_or_signed(line[0]))]
    return found


def _is_short_or_signed(text: str) -> bool:
    return len(text) < _SHORTEST_TOLD or (is_footer(text) and not _NOTE.match(normalise(text)))


def _title(lines: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """Choose the title among the lines above, and give the lines that are left.

    A short line before the title (a unit's name on its own) belongs to it.
    """
    for i, (line, _) in enumerate(lines):
        if is_title(line) and not _NOTE.match(normalise(line)):
            joined = bool(i and len(lines[i - 1][0]) <= 20 and not is_footer(lines[i - 1][0]))
            return (lines[i - 1][0] if joined else "") + line, [*lines[: i - joined], *lines[i + 1 :]]
    for i, (line, _) in enumerate(lines):
        if len(line) <= _MAX_TITLE and not is_footer(line):
            return line, [*lines[:i], *lines[i + 1 :]]
    return "", lines


def _unread(sheet: Sheet, text: str, cell: str) -> ReadingNote:
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}……"
    return ReadingNote(
        "line", f"工作表“{sheet.name}”单元格 {cell}：表头上方的文字“{shown}”未计入台账。", sheet.name, cell
    )

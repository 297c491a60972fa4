"""The forms of one sheet: header, the lines around, and the rows as entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.matching import normalise
from pipeline.model import Ledger
from pipeline.reading.body import Body
from pipeline.reading.headers import Header, find_headers
from pipeline.reading.sheets import Sheet, column_letter
from pipeline.reading.table_lines import is_attachment_mark, is_footer, is_title, unit_line

_MAX_TITLE: Final = 80


@dataclass
class Form:
    """One form of a sheet: its headers (more than one where each page repeats it) and the lines above it."""

    sheet: Sheet
    headers: list[Header]
    ends: list[int]
    title: str = ""
    reporting_unit: str = ""

    def ledger(self) -> Ledger:
        """Read the form's rows."""
        body = Body(self.sheet, list(zip(self.headers, self.ends, strict=True)), self.title)
        entries = body.entries()
        reporting_unit = self.reporting_unit or body.unit_below
        header = self.headers[0]
        return Ledger(
            sheet=self.sheet.name,
            title=self.title,
            reporting_unit=reporting_unit,
            header_row=header.first_row,
            columns={f: column_letter(c[0]) for f, c in header.columns.items()},
            missing_columns=header.missing,
            entries=entries,
            stamp={},
            notes=tuple(body.notes),
        )


def find_forms(sheet: Sheet) -> list[Form]:
    """List the forms of a sheet. A header that comes again under the same title goes on with the form above."""
    forms: list[Form] = []
    headers = find_headers(sheet)
    start = 1
    for i, header in enumerate(headers):
        end = headers[i + 1].first_row - 1 if i + 1 < len(headers) else len(sheet.rows)
        title, unit = _lines_above(sheet, start, header.first_row - 1, first=not forms)
        if forms and _same(title, forms[-1].title) and _same(unit, forms[-1].reporting_unit):
            forms[-1].headers.append(header)
            forms[-1].ends.append(end)
        else:
            forms.append(Form(sheet, [header], [end], title, unit))
        start = header.last_row + 1
    return forms


def _same(sign: str, known: str) -> bool:
    return not sign or normalise(sign) == normalise(known)


def _texts(sheet: Sheet, row: int) -> list[str]:
    return [t.strip() for t in sheet.rows[row - 1] if t.strip()]


def _lines_above(sheet: Sheet, start: int, end: int, *, first: bool) -> tuple[str, str]:
    """Read title and 填报单位 from the lines above a header; below another form only lines that read as such."""
    lines: list[str] = []
    unit = ""
    for row in range(end, start - 1, -1):
        texts = _texts(sheet, row)
        if not texts:
            continue
        is_unit, value = unit_line(texts)
        if is_unit:
            unit = value or unit
        elif len(texts) == 1 and (first or is_title(texts[0]) or is_attachment_mark(texts[0])):
            lines.append(" ".join(texts[0].split()))
        elif not first:
            break
    lines.reverse()
    return _title(lines), unit


def _title(lines: list[str]) -> str:
    """Choose the title among the lines above; a short line before it (a unit's name on its own) belongs to it."""
    lines = [line for line in lines if not is_attachment_mark(line)]
    for i, line in enumerate(lines):
        if is_title(line):
            before = lines[i - 1] if i and len(lines[i - 1]) <= 20 and not is_footer(lines[i - 1]) else ""
            return before + line
    return next((line for line in lines if len(line) <= _MAX_TITLE and not is_footer(line)), "")

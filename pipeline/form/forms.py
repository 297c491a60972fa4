"""The forms of one sheet: header, the lines around, and the rows as entries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from pipeline.form.account import Account
from pipeline.form.body import Body
from pipeline.form.headers import Header, find_headers
from pipeline.form.headings import USUAL, Headings
from pipeline.form.limits_elsewhere import limit_in_notice
from pipeline.form.table_lines import is_attachment_mark, is_footer, is_remark, is_title, unit_line
from pipeline.form.unnamed import with_unnamed
from pipeline.judging.matching.text import normalise
from pipeline.model import CellCount, Field, Ledger, LedgerForm, ReadingNote, Value
from pipeline.model.cells import address, cell_of, column_letter
from pipeline.office.sheets import Cell, Sheet

_MAX_TITLE: Final = 80
_SHORTEST_TOLD: Final = 10


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
    passed: list[Cell] = field(default_factory=list)
    """The cells of title, 填报单位, dates and marks above the header."""

    def ledger(self, account: Account) -> Ledger:
        """Read the form's rows; what became of each cell goes into the account of its sheet."""
        notice = next(
            (Value(day, cell, inherited=True) for t, cell in self.lines if (day := limit_in_notice(t))), None
        )
        self.headers = [with_unnamed(self.sheet, h, end) for h, end in zip(self.headers, self.ends, strict=True)]
        before = len(account.read), len(account.form)
        account.pass_by(self.passed)
        for header in self.headers:
            for number in range(header.first_row, header.last_row + 1):
                account.pass_by((number, c) for c, text in enumerate(self.sheet.rows[number - 1], 1) if text.strip())
        for text, cell in self.lines:
            if notice and cell == notice.cell:
                account.take([cell_of(cell)])
            else:
                account.leave([cell_of(cell)], "表头上方的文字", asks=not is_remark(text))
        body = Body(
            Account(self.sheet), self.layout, list(zip(self.headers, self.ends, strict=True)), self.title, notice
        )
        entries = body.entries()
        account.add(body.account)
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
            notes=(*self._two_columns(), *self._unnamed(), *body.notes),
            misplaced=tuple(body.misplaced),
            area=account.area(),
            cells=CellCount(0, len(account.read) - before[0], len(account.form) - before[1], 0),
            hidden=self.sheet.hidden,
            headings=self._headings(),
            title_cell=self._title_cell(),
            unnamed=header.unnamed,
            struck=tuple(body.struck),
            numbers_aside=tuple(filter(None, body.numbers_aside)),
        )

    def _title_cell(self) -> str:
        texts = ((address(r, c), " ".join(self.sheet.text(r, c).split())) for r, c in sorted(self.passed))
        return next((cell for cell, text in texts if text and self.title.startswith(text)), "")

    def _headings(self) -> tuple[str, ...]:
        """Give the headings over all columns of the form; where a heading stands aside of its column, the form's."""
        header = self.headers[0]
        own = {
            c[0]: self.layout.heading(f) for f, c in header.columns.items() if header.shifted or f in header.unnamed
        }
        return tuple(own.get(c) or self._heading(header, c) for c in range(1, header.last_column + 1))

    def _heading(self, header: Header, column: int) -> str:
        texts = (self.sheet.text(row, column) for row in range(header.last_row, header.first_row - 1, -1))
        return next((" ".join(text.split()) for text in texts if text.strip()), "")

    def _unnamed(self) -> list[ReadingNote]:
        """Say which columns without a heading were read, and as what."""
        header = self.headers[0]
        cells = {f: (header.columns[f][0], self.layout.heading(f)) for f in header.unnamed}
        return [
            ReadingNote(
                "unnamed_column",
                f"{column_letter(c)}列没有栏名，从内容看是“{heading}”，已照此读取。",
                self.sheet.name,
                address(header.last_row, c),
            )
            for c, heading in cells.values()
        ]

    def _two_columns(self) -> list[ReadingNote]:
        """Say of two columns with the same meaning which one is judged; the other is kept."""
        header, notes = self.headers[0], []
        for column, of in header.rivals.items():
            own = header.columns[of][0]
            names = (self.sheet.text(header.last_row, own), self.sheet.text(header.last_row, column))
            told = [
                f"“{''.join(n.split())}”（{column_letter(c)}列）" for n, c in zip(names, (own, column), strict=True)
            ]
            text = (
                f"{told[0]}和{told[1]}都可作为“{self.layout.heading(of)}”，"
                f"校验的是{told[0]}，另一栏保留原样，不作校验。"
            )
            notes.append(ReadingNote("two_columns", text, self.sheet.name, address(header.last_row, own)))
        return notes


@dataclass
class _Above:
    """The lines above a header that belong to its form; ``top`` is the first of their rows."""

    top: int
    title: str = ""
    unit: str = ""
    others: list[tuple[str, str]] = field(default_factory=list)
    passed: list[Cell] = field(default_factory=list)


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
            forms[-1].lines += lines.others
            forms[-1].passed += lines.passed
        else:
            forms.append(Form(layout, sheet, [header], [end], lines.title, lines.unit, lines.others, lines.passed))
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
        found.passed += [(row, c) for c, t in enumerate(sheet.rows[row - 1], 1) if t.strip()]
    lines.reverse()
    lines = [line for line in lines if not is_attachment_mark(line[0])]
    found.title, unused = _title(lines)
    found.others = [*reversed(found.others), *(line for line in unused if not _is_short_or_signed(line[0]))]
    return found


def _is_short_or_signed(text: str) -> bool:
    return len(text) < _SHORTEST_TOLD or (is_footer(text) and not is_remark(text))


def _title(lines: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """Choose the title among the lines above, and give the lines that are left.

    A short line before the title (a unit's name on its own) belongs to it.
    """
    for i, (line, _) in enumerate(lines):
        if is_title(line) and not is_remark(line):
            joined = bool(i and len(lines[i - 1][0]) <= 20 and not is_footer(lines[i - 1][0]))
            return (lines[i - 1][0] if joined else "") + line, [*lines[: i - joined], *lines[i + 1 :]]
    for i, (line, _) in enumerate(lines):
        if len(line) <= _MAX_TITLE and not is_footer(line):
            return line, [*lines[:i], *lines[i + 1 :]]
    return "", lines

"""A copy of a ledger as it was read, for receipts of files that cannot be marked themselves (.xls, .ods).

Every text stands in the cell in which it stood in the sender's file, so that the receipt's words hold for both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pipeline.model import Entry, Field, Ledger, LedgerForm, Value
from pipeline.model.cells import address
from pipeline.office.patching.cells import cell_xml_text, position
from pipeline.office.patching.package import DECLARATION, MAIN, OFFICE, PACKAGE, TYPES_PART, Package
from pipeline.office.patching.stylesheet import Style, StyleSheet
from pipeline.office.patching.workbook_part import WorkbookPart
from pipeline.office.patching.zip_members import deflated, write_members
from pipeline.office.style import row_height
from pipeline.receipts import palette

_BARE_WORKBOOK: Final = {
    TYPES_PART: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews>'
    "<sheets/></workbook>",
}
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME: Final = 31
"""What Excel allows in the name of a sheet."""


def workbook_copy(ledger: Ledger | None, form: LedgerForm) -> tuple[bytes, dict[str, str]]:
    """Give a workbook with the ledger's sheets, one for each sheet that its entries lie on; none without a ledger.

    With it comes the name of each sheet by the name that the sender gave it: .ods allows names that .xlsx does not.
    """
    parts = (deflated(name, DECLARATION + text.encode()) for name, text in _BARE_WORKBOOK.items())
    package = Package(write_members(parts))
    workbook = WorkbookPart(package)
    styles = StyleSheet(package, workbook.part)
    grids = _grids(ledger, form) if ledger is not None else {}
    names = _sheet_names(grids)
    if grids:
        workbook.insert_front({names[name]: grid.xml(styles) for name, grid in grids.items()}, {})
    return package.save(), names


def _sheet_names(names: Iterable[str]) -> dict[str, str]:
    allowed: dict[str, str] = {}
    for name in names:
        short = (_FORBIDDEN.sub("_", name).strip("'")[:_LONGEST_NAME]) or "台账"
        candidate, number = short, 2
        while candidate in allowed.values():
            candidate, number = f"{short[: _LONGEST_NAME - 3]}{number}", number + 1
        allowed[name] = candidate
    return allowed


def _grids(ledger: Ledger, form: LedgerForm) -> dict[str, _Grid]:
    grids: dict[str, _Grid] = {ledger.sheet: _Grid()}
    _head(grids[ledger.sheet], ledger, form)
    heading = ""
    for entry in ledger.entries:
        grid = grids.setdefault(entry.sheet, _Grid())
        if entry.heading != heading:
            grid.section(entry)
            heading = entry.heading
        grid.entry(entry, _beside(entry, form))
    return grids


def _head(grid: _Grid, ledger: Ledger, form: LedgerForm) -> None:
    header_row = max(ledger.header_row, 1)
    places = {name: place for name, column in ledger.columns.items() if (place := position(f"{column}{header_row}"))}
    last = max((column for _, column in places.values()), default=len(form.own))
    if header_row > 1 and ledger.title:
        grid.put(1, 1, ledger.title, palette.COPY_TITLE)
        grid.merges.add((1, 1, 1, last))
    if header_row > 2 and ledger.reporting_unit:
        grid.put(header_row - 1, 1, f"填报单位：{ledger.reporting_unit}", palette.COPY_LINE)
        grid.merges.add((header_row - 1, 1, header_row - 1, last))
    for name, (row, column) in places.items():
        grid.put(row, column, form.heading(name), palette.COPY_HEAD)
        grid.widths[column] = form.of(name).width
    for column, extra in enumerate(dict.fromkeys(h for e in ledger.entries for h in _beside(e, form)), last + 1):
        grid.put(header_row, column, extra, palette.COPY_HEAD)
        grid.widths[column] = form.columns[-1].width
        grid.extra[extra] = column


def _beside(entry: Entry, form: LedgerForm) -> dict[str, str]:
    """Give what stands in the columns beside the form's own, by their headings."""
    told = {t: value.text for t, value in entry.claim.values if value.text} if entry.claim else {}
    return {**(entry.extra or {}), **{heading: told[t] for heading, t in form.telling.items() if t in told}}


@dataclass
class _Grid:
    """The cells of one sheet: text and style by 1-based row and column."""

    cells: dict[tuple[int, int], tuple[str, Style]] = field(default_factory=dict)
    merges: set[tuple[int, int, int, int]] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)
    extra: dict[str, int] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    _reach: dict[tuple[int, int], int] = field(default_factory=dict)

    def put(self, row: int, column: int, text: str, style: Style) -> None:
        """Write a text into a cell that is still free."""
        self.cells.setdefault((row, column), (text, style))

    def section(self, entry: Entry) -> None:
        """Write a section line into the free row above an entry."""
        if entry.heading and entry.row > 1 and not any(row == entry.row - 1 for row, _ in self.cells):
            self.put(entry.row - 1, 1, entry.heading, palette.COPY_LINE)

    def entry(self, entry: Entry, beside: Mapping[str, str]) -> None:
        """Write the values of an entry into their own cells, those ``beside`` the form by their headings."""
        for name in Field:
            self._value(entry, entry.value(name))
        for heading, text in beside.items():
            if heading in self.extra:
                self.put(entry.row, self.extra[heading], text, palette.COPY_TEXT)
        if entry.hidden:
            self.hidden.add(entry.row)

    def _value(self, entry: Entry, value: Value) -> None:
        place = position(value.cell)
        if place is None:
            return
        self.put(*place, value.text, palette.COPY_TEXT)
        if value.inherited and entry.row > place[0]:
            self._reach[place] = max(self._reach.get(place, 0), entry.row)

    def _merge_down(self) -> None:
        """Merge a text with the rows that it holds for, unless another text stands between."""
        for (row, column), bottom in self._reach.items():
            if not any((r, column) in self.cells for r in range(row + 1, bottom + 1)):
                self.merges.add((row, column, bottom, column))

    def xml(self, styles: StyleSheet) -> bytes:
        """Give the worksheet part."""
        self._merge_down()
        by_row: dict[int, dict[int, tuple[str, Style]]] = defaultdict(dict)
        for (row, column), cell in self.cells.items():
            by_row[row][column] = cell
        for top, left, bottom, right in self.merges:
            style = self.cells[top, left][1]
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    by_row[row].setdefault(column, ("", style))
        rows = "".join(self._row(row, sorted(cells.items()), styles) for row, cells in sorted(by_row.items()))
        columns = "".join(
            f'<col min="{c}" max="{c}" width="{w}" customWidth="1"/>' for c, w in sorted(self.widths.items())
        )
        merges = "".join(
            f'<mergeCell ref="{address(top, left)}:{address(bottom, right)}"/>'
            for top, left, bottom, right in sorted(self.merges)
        )
        parts = (
            f'<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
            f"<cols>{columns}</cols>" if columns else "",
            f"<sheetData>{rows}</sheetData>",
            f'<mergeCells count="{len(self.merges)}">{merges}</mergeCells>' if merges else "",
            '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>',
        )
        return DECLARATION + "".join(parts).encode()

    def _row(self, row: int, cells: list[tuple[int, tuple[str, Style]]], styles: StyleSheet) -> str:
        spread = {(r, c) for r, c, bottom, right in self.merges if bottom > r or right > c}
        heights = [
            row_height(text, self.widths.get(column, 10), size=style.size, lines=1)
            for column, (text, style) in cells
            if (row, column) not in spread
        ]
        hidden = ' hidden="1"' if row in self.hidden else ""
        written = "".join(_cell(address(row, column), text, styles.own(style)) for column, (text, style) in cells)
        return f'<row r="{row}" ht="{min(max(heights, default=28), 409):.4g}"{hidden}>{written}</row>'


def _cell(reference: str, text: str, style: int) -> str:
    if not text:
        return f'<c r="{reference}" s="{style}"/>'
    return (
        f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{cell_xml_text(text)}</t></is></c>'
    )

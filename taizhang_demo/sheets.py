"""Sheets in memory, and the three file formats in which the demo writes them: .xlsx, .xls, .ods."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.sax.saxutils import escape

Content = str | int | date

_WRITTEN = datetime(2022, 5, 16, 9, 0, 0)
"""Stands in every file as its time of writing, so that the same demo gives the same bytes."""

_DATE_FORMAT = 'yyyy"年"m"月"d"日"'


@dataclass
class DemoSheet:
    """A sheet to be written. Rows and columns count from 0; a merge is top, left, bottom, right."""

    name: str
    cells: dict[tuple[int, int], Content] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    title_rows: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)

    def put(self, row: int, column: int, content: Content | None) -> None:
        """Set a cell; None and "" leave it blank."""
        if content not in (None, ""):
            self.cells[row, column] = content

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Merge an area; one cell alone needs none."""
        if (first_row, first_column) != (last_row, last_column):
            self.merges.append((first_row, first_column, last_row, last_column))


def write_xlsx(sheets: Sequence[DemoSheet]) -> bytes:
    """Write an Excel workbook."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _WRITTEN})
    common = {
        "font_name": "仿宋_GB2312",
        "font_charset": 134,
        "font_size": 12,
        "text_wrap": True,
        "valign": "vcenter",
    }
    body = book.add_format({**common, "border": 1})
    dated = book.add_format({**common, "border": 1, "num_format": _DATE_FORMAT})
    heading = book.add_format({**common, "font_name": "方正小标宋简体", "font_size": 20, "align": "center"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        for column, width in sheet.widths.items():
            page.set_column(column, column, width)
        for row, height in _heights(sheet).items():
            page.set_row(row, height, None, {"hidden": row in sheet.hidden_rows})
        for first_row, first_column, last_row, last_column in sheet.merges:
            style = heading if first_row in sheet.title_rows else body
            page.merge_range(first_row, first_column, last_row, last_column, "", style)
        for (row, column), content in sheet.cells.items():
            if isinstance(content, date):
                page.write_datetime(row, column, datetime(content.year, content.month, content.day), dated)
            else:
                page.write(row, column, content, heading if row in sheet.title_rows else body)
    book.close()
    return target.getvalue()


def _heights(sheet: DemoSheet) -> dict[int, float]:
    """Fit the rows to their wrapped texts, as a clerk's Excel does; a text merged over rows needs none of its own."""
    tall = {(area[0], area[1]) for area in sheet.merges}
    heights: dict[int, float] = {}
    for (row, column), content in sheet.cells.items():
        if row in sheet.title_rows:
            heights[row] = 30.0
        elif (row, column) not in tall:
            characters = max(1, int(sheet.widths.get(column, 9) / 2.3))
            lines = sum(-(-max(1, len(part)) // characters) for part in str(content).split("\n"))
            heights[row] = max(heights.get(row, 0.0), 17.0 * lines)
    return heights


def write_xls(sheets: Sequence[DemoSheet]) -> bytes:
    """Write a workbook in the format of Excel 97–2003."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    body = xlwt.easyxf(
        "font: name 仿宋_GB2312, height 240; align: wrap on, vert centre;"
        " borders: left thin, right thin, top thin, bottom thin"
    )
    heading = xlwt.easyxf("font: name 方正小标宋简体, height 400; align: horiz centre, vert centre")
    for sheet in sheets:
        page = book.add_sheet(sheet.name, cell_overwrite_ok=True)
        for column, width in sheet.widths.items():
            page.col(column).width = int(width * 256)
        for row in sheet.hidden_rows:
            page.row(row).hidden = True
        for first_row, first_column, last_row, last_column in sheet.merges:
            page.merge(first_row, last_row, first_column, last_column, body)
        for (row, column), content in sheet.cells.items():
            page.write(row, column, content, heading if row in sheet.title_rows else body)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def write_ods(sheets: Sequence[DemoSheet]) -> bytes:
    """Write an OpenDocument spreadsheet."""
    tables = "".join(_ods_table(sheet) for sheet in sheets)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.3"'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.3"'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    parts = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}
    return _zip({name: text.encode() for name, text in parts.items()})


def settle(data: bytes) -> bytes:
    """Take the times of writing out of a zipped workbook, so that the same content gives the same bytes."""
    stamp = _WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return edit_part(
        data,
        "docProps/core.xml",
        lambda xml: re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, xml),
    )


def edit_part(data: bytes, name: str, edit: Callable[[bytes], bytes]) -> bytes:
    """Edit one part of a zipped workbook; the zip itself gets no times of writing."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return _zip({n: edit(source.read(n)) if n == name else source.read(n) for n in source.namelist()})


def _ods_table(sheet: DemoSheet) -> str:
    spans = {(r1, c1): (r2 - r1 + 1, c2 - c1 + 1) for r1, c1, r2, c2 in sheet.merges}
    covered = {
        (row, column) for r1, c1, r2, c2 in sheet.merges for row in range(r1, r2 + 1) for column in range(c1, c2 + 1)
    } - set(spans)
    width = 1 + max(column for _, column in sheet.cells)
    rows = []
    for row in range(1 + max(row for row, _ in sheet.cells)):
        cells = "".join(
            _ods_cell(sheet.cells.get((row, column)), spans.get((row, column)), (row, column) in covered)
            for column in range(width)
        )
        visibility = ' table:visibility="collapse"' if row in sheet.hidden_rows else ""
        rows.append(f"<table:table-row{visibility}>{cells}</table:table-row>")
    return f'<table:table table:name="{escape(sheet.name)}">{"".join(rows)}</table:table>'


def _ods_cell(content: Content | None, span: tuple[int, int] | None, covered: bool) -> str:
    if covered:
        return "<table:covered-table-cell/>"
    attributes = ""
    if span:
        attributes += f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
    if isinstance(content, int):
        attributes += f' office:value-type="float" office:value="{content}"'
    elif isinstance(content, date):
        attributes += f' office:value-type="date" office:date-value="{content.isoformat()}"'
    elif content:
        attributes += ' office:value-type="string"'
    shown = "" if content is None else "".join(f"<text:p>{escape(p)}</text:p>" for p in str(content).split("\n"))
    return f"<table:table-cell{attributes}>{shown}</table:table-cell>"


def _zip(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, content in parts.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            file.writestr(zipfile.ZipInfo(name), content, method)
    return target.getvalue()

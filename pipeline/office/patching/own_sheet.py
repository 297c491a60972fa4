"""A worksheet of our own, written as XML: text in inline strings, internal links, a page that prints on A4."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import quoteattr

from pipeline.model.cells import address
from pipeline.office.patching.cells import cell_xml_text, display_width
from pipeline.office.patching.package import DECLARATION, MAIN
from pipeline.office.patching.stylesheet import Style, StyleSheet

_PADDING: Final = 0.7109375
"""What Excel adds to a column's width for its margins, in characters."""
_LINE: Final = 1.4
"""Height of a line by the size of its letters."""
_FULL: Final = 0.94
"""How full a line gets before it breaks; fonts that stand in for the named ones are a little wider."""
_MARGIN: Final = 6.0
_ROW_LIMIT: Final = 409.0
"""Points; Excel allows no higher row."""


@dataclass(frozen=True, slots=True)
class Text:
    """A cell: its text, its style, and where a click leads to ("" for nowhere)."""

    text: str
    style: Style
    link: str = ""


@dataclass
class OwnSheet:
    """A sheet that grows row by row. ``widths`` are those of its columns in characters."""

    name: str
    widths: Sequence[float]
    styles: StyleSheet
    tab: str = ""
    printed_columns: int = 0
    header_row: int = 0
    frozen: bool = False
    _rows: list[str] = field(default_factory=list)
    _merges: list[str] = field(default_factory=list)
    _links: list[str] = field(default_factory=list)
    _choices: list[str] = field(default_factory=list)
    _row: int = 0

    @property
    def last_row(self) -> int:
        """The number of the row that was added last, 1-based."""
        return self._row

    def skip(self, height: float = 8) -> None:
        """Leave a small gap."""
        self._row += 1
        self._rows.append(f'<row r="{self._row}" ht="{height:g}" customHeight="1"/>')

    def line(self, text: str, style: Style, span: int, link: str = "", lines: int = 1) -> None:
        """Add a line of text over the first ``span`` columns."""
        self.row([Text(text, style, link)], span=span, lines=lines)

    def row(self, cells: Sequence[Text | None], span: int = 1, lines: int = 1) -> int:
        """Add a row of cells, the first ``span`` of them merged; give its number."""
        self._row += 1
        written: list[str] = []
        tallest = lines * _LINE * max((c.style.size for c in cells if c), default=0)
        for column, cell in enumerate(cells, 1):
            if cell is None:
                continue
            written.append(self._cell(address(self._row, column), cell))
            if cell.text:
                width = sum(self.widths[:span]) if column == 1 else self.widths[column - 1]
                tallest = max(tallest, _text_height(cell, width))
        # Without the mark "set by hand" the programs fit a row anew when its text changes; merged cells are not
        # fitted by anybody, so that theirs stays as it is.
        fixed = ' customHeight="1"' if span > 1 else ""
        height = min(tallest + _MARGIN, _ROW_LIMIT)
        self._rows.append(f'<row r="{self._row}" ht="{height:.4g}"{fixed}>{"".join(written)}</row>')
        if span > 1:
            self._merges.append(f"A{self._row}:{address(self._row, span)}")
        return self._row

    def _cell(self, reference: str, cell: Text) -> str:
        style = self.styles.own(cell.style)
        if cell.link:
            tip = quoteattr("点击定位到该单元格")
            self._links.append(f'<hyperlink ref="{reference}" location={quoteattr(cell.link)} tooltip={tip}/>')
        if not cell.text:
            return f'<c r="{reference}" s="{style}"/>'
        text = cell_xml_text(cell.text)
        return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    def offer(self, row: int, column: int, choices: Sequence[str]) -> None:
        """Offer a drop-down list at a cell; any other text may be typed."""
        listed = ",".join(c.replace('"', '""') for c in choices)
        if listed and len(listed) <= 255:
            self._choices.append(
                f'<dataValidation type="list" allowBlank="1" showInputMessage="1" sqref="{address(row, column)}">'
                f"<formula1>{cell_xml_text(chr(34) + listed + chr(34))}</formula1></dataValidation>"
            )

    def print_names(self) -> dict[str, str]:
        """Give the defined names that the sheet needs for printing, with what they refer to."""
        quoted = "'" + self.name.replace("'", "''") + "'"
        last = address(max(self._row, 1), self.printed_columns or len(self.widths)).rstrip("0123456789")
        names = {"_xlnm.Print_Area": f"{quoted}!$A$1:${last}${max(self._row, 1)}"}
        if self.header_row:
            names["_xlnm.Print_Titles"] = f"{quoted}!${self.header_row}:${self.header_row}"
        return names

    def xml(self, selected: bool) -> bytes:
        """Give the worksheet part; ``selected`` for the sheet that shows when the workbook is opened."""
        tab = f'<tabColor rgb="{self.tab}"/>' if self.tab else ""
        pane = ""
        if self.frozen and self.header_row:
            top = self.header_row + 1
            pane = (
                f'<pane ySplit="{self.header_row}" topLeftCell="A{top}" activePane="bottomLeft" state="frozen"/>'
                f'<selection pane="bottomLeft" activeCell="A{top}" sqref="A{top}"/>'
            )
        columns = "".join(
            f'<col min="{column}" max="{column}" width="{width + _PADDING:g}" customWidth="1"/>'
            for column, width in enumerate(self.widths, 1)
        )
        shown = ' tabSelected="1"' if selected else ""
        parts = [
            f'<worksheet xmlns="{MAIN}"><sheetPr>{tab}<pageSetUpPr fitToPage="1"/></sheetPr>',
            f'<dimension ref="A1:{address(max(self._row, 1), len(self.widths))}"/>',
            f'<sheetViews><sheetView showGridLines="0"{shown} '
            f'workbookViewId="0">{pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="16"/>',
            f"<cols>{columns}</cols><sheetData>{''.join(self._rows)}</sheetData>",
            _counted("mergeCells", [f'<mergeCell ref="{m}"/>' for m in self._merges]),
            _counted("dataValidations", self._choices),
            f"<hyperlinks>{''.join(self._links)}</hyperlinks>" if self._links else "",
            '<printOptions horizontalCentered="1"/>',
            '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.7" header="0.3" footer="0.35"/>',
            '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>',
            "<headerFooter><oddFooter>&amp;C&amp;11— &amp;P —</oddFooter></headerFooter></worksheet>",
        ]
        return DECLARATION + "".join(parts).encode()


def _text_height(cell: Text, width: float) -> float:
    """Give the height in points of a text that wraps in a column ``width`` characters wide."""
    room = max(2.0, width * _FULL * 11 / cell.style.size)
    lines = sum(max(1, math.ceil(display_width(paragraph) / room)) for paragraph in cell.text.split("\n"))
    return lines * _LINE * cell.style.size


def _counted(name: str, items: Sequence[str]) -> str:
    return f'<{name} count="{len(items)}">{"".join(items)}</{name}>' if items else ""

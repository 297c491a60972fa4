"""The parts of an ods: what its content.xml says and calamine does not (merges, hidden rows, errors, the stamp)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pipeline.model import CellFault, ReadingNote
from pipeline.model.stamp import SEAL
from pipeline.office.failures import UnreadableError
from pipeline.office.ods_looks import CellLook, strikes_out
from pipeline.office.passive.open_document import acting_in
from pipeline.office.saved_at import read_saved_at
from pipeline.office.sheet_xml import MAX_AREA, check_extent
from pipeline.office.sheets import PICTURES, Area, Beside, SheetFacts
from pipeline.office.stamp import read_properties, sealed_in
from pipeline.office.unseen_marks import COMMENTS, told
from pipeline.office.xml_scan import Attributes, scan

MIMETYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_MOST_SPACES: Final = 1000
_HIDDEN: Final = ("collapse", "filter")
_DRAWINGS: Final = frozenset(
    ("frame", "custom-shape", "rect", "line", "ellipse", "circle", "g", "caption", "connector", "polygon", "polyline",
     "path", "regular-polygon", "control")
)  # fmt: skip
"""Pictures and shapes that hang on a cell; what is written in them is no content of the cell."""


class OdsFacts:
    """Facts of an ods by sheet name, read in one pass over content.xml."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        """Take the parts; raises UnreadableError where the document is encrypted or broken."""
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise UnreadableError("encrypted")
        content = parts.get("content.xml", b"")
        if not content:
            raise UnreadableError("damaged")
        reader = _ContentReader()
        scan(content, reader.start, reader.end, reader.text)
        self._sheets = reader.sheets
        self._meta = parts.get("meta.xml", b"")
        self.notes: list[ReadingNote] = [PICTURES] if reader.has_drawings else []
        self.notes += told(reader.marks, "ods")
        self.plain = True
        self.acting = acting_in(parts).words()
        for facts in self._sheets.values():
            check_extent(facts)

    def sheet(self, index: int, name: str) -> SheetFacts:  # noqa: ARG002 (the name is the key here)
        """Give the facts of one sheet; raises UnreadableError where the document has no such table."""
        if name not in self._sheets:
            raise UnreadableError("damaged")
        return self._sheets[name]

    def blank_strings(self) -> set[int]:
        """Ods has no shared strings."""
        return set()

    def beside(self, name: str) -> tuple[Beside, ...]:  # noqa: ARG002 (told of .xlsx only)
        """Give nothing: comments and text boxes of this format are not read."""
        return ()

    def stamp(self) -> dict[str, str]:
        """Read what the template stamped into the user-defined properties."""
        found = read_properties(self._meta, "user-defined", "name") if self._meta else {}
        return found if SEAL in found else found | sealed_in(self._meta)

    def saved_at(self) -> datetime | None:
        """Say when the document was last saved, as far as it tells."""
        return read_saved_at(self._meta, "date", "creation-date") if self._meta else None


def _number(attributes: Attributes, name: str) -> int:
    value = attributes.get(f"table:{name}", "1")
    return max(1, int(value)) if value.isdecimal() and len(value) < 10 else 1


class _ContentReader:
    """Expat callbacks over content.xml."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetFacts] = {}
        self.facts = SheetFacts()
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.depth = 0
        self.row = self.rows = 0
        self.column = self.columns = 0
        self.column_definition = 0
        self.in_cell = self.in_note = False
        self.drawing = 0
        self.has_drawings = False
        self.fault: CellFault | None = None
        self.typed = False
        self.value: list[str] = []
        self.expanded = 0
        self.marks: set[str] = set()
        self.strikes: dict[str, bool] = {}
        self.look = CellLook()
        self.row_style = ""
        self.column_styles: list[tuple[int, int, str]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table-cell" or name == "covered-table-cell":
            self._start_cell(name, attributes)
        elif name == "table-row":
            self.rows = _number(attributes, "number-rows-repeated")
            self.column = 1
            self.row_style = attributes.get("table:default-cell-style-name", "")
            if attributes.get("table:visibility") in _HIDDEN and self.rows < MAX_AREA:
                self.facts.hidden_rows.update(range(self.row, self.row + self.rows))
        elif name == "table-column":
            count = _number(attributes, "number-columns-repeated")
            if attributes.get("table:visibility") in _HIDDEN:
                self.facts.hidden_columns.update(range(self.column_definition, self.column_definition + count))
            style = attributes.get("table:default-cell-style-name", "")
            if self.strikes.get(style):
                self.column_styles.append((self.column_definition, self.column_definition + count, style))
            self.column_definition += count
        elif name == "annotation":
            self.in_note = True
            self.marks.add(COMMENTS)
        elif name == "text-properties":
            self.strikes[self.style] = strikes_out(attributes)
        elif (
            self.in_cell and not self.in_note and not self.drawing and name in ("p", "span", "s", "tab", "line-break")
        ):
            self._start_text(name, attributes)
        elif name in _DRAWINGS and self.depth:
            self.drawing += 1
            self.has_drawings = True
        elif name == "style":
            self.style = attributes.get("style:name", "")
        elif name == "table-properties" and attributes.get("table:display") == "false":
            self.hidden_styles.add(self.style)
        elif name == "table":
            self.depth += 1
            if self.depth == 1:
                self.facts = SheetFacts(merges=[], hidden=attributes.get("table:style-name") in self.hidden_styles)
                self.sheets[attributes.get("table:name", "")] = self.facts
                self.row = self.column = self.column_definition = 1
                self.column_styles.clear()

    def _start_text(self, name: str, attributes: Attributes) -> None:
        if name == "p":
            self.look.paragraph()
        elif name == "span":
            self.look.span(self.strikes.get(attributes.get("text:style-name", "")))
        else:
            count = attributes.get("text:c", "1")
            spaces = " " * min(int(count), _MOST_SPACES) if count.isdecimal() and len(count) < 10 else " "
            self.look.text({"tab": "\t", "line-break": "\n"}.get(name, spaces))

    def _start_cell(self, name: str, attributes: Attributes) -> None:
        self.columns = _number(attributes, "number-columns-repeated")
        self.in_cell = name == "table-cell"
        self.value.clear()
        self.fault = None
        kind = attributes.get("office:value-type", "")
        self.look.begin(attributes, struck=self._is_struck(attributes.get("table:style-name", "")))
        self.typed = bool(kind) and kind != "string"
        if attributes.get("calcext:value-type") == "error":
            self.fault = CellFault.ERROR_VALUE
        elif "table:formula" in attributes and not kind:
            self.fault = CellFault.FORMULA_WITHOUT_VALUE
        down, across = _number(attributes, "number-rows-spanned"), _number(attributes, "number-columns-spanned")
        if self.in_cell and (down > 1 or across > 1) and self.facts.merges is not None:
            self.facts.merges.append(Area(self.row, self.column, self.row + down - 1, self.column + across - 1))

    def _is_struck(self, style: str) -> bool:
        of_column = (s for first, end, s in self.column_styles if first <= self.column < end)
        return self.strikes.get(style or self.row_style or next(of_column, ""), False)

    def text(self, data: str) -> None:
        if self.in_cell and not self.in_note and not self.drawing:
            self.value.append(data)
            self.look.text(data)

    def end(self, name: str) -> None:
        if name == "table-cell" or name == "covered-table-cell":
            self._end_cell()
        elif name == "table-row":
            self.row += self.rows
        elif name == "annotation":
            self.in_note = False
        elif name == "span" and self.in_cell and not self.in_note and not self.drawing:
            self.look.end_span()
        elif name in _DRAWINGS and self.drawing:
            self.drawing -= 1
        elif name == "table":
            self.depth -= 1

    def _end_cell(self) -> None:
        text = "".join(self.value)
        shown, gone = self.look.found()
        filled = self.in_cell and (self.typed or bool(text.strip()))
        if filled or self.fault:
            self.expanded += self.columns * self.rows
            if self.expanded > MAX_AREA:
                raise UnreadableError("far_cells")
            for row in range(self.row, self.row + self.rows):
                for column in range(self.column, self.column + self.columns):
                    if self.fault:
                        self.facts.faults[row, column] = self.fault
                        self.facts.error_texts[row, column] = text.strip()
                    else:
                        self.facts.filled[row, column] = -1
                        if shown is not None:
                            self.facts.shown[row, column] = shown
                        if gone is not None:
                            self.facts.gone[row, column] = gone
        self.column += self.columns
        self.in_cell = False

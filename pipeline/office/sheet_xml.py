"""One xlsx sheet's XML: which cells hold a value, which are wrong, what is hidden."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipeline.model import CellFault
from pipeline.model.cells import column_number
from pipeline.office.failures import UnreadableError
from pipeline.office.sheets import SheetFacts
from pipeline.office.xml_scan import Attributes, scan

MAX_ROW: Final = 200_000
MAX_COLUMN: Final = 4_096
MAX_AREA: Final = 3_000_000
"""Bounds of the filled part: calamine and we hold it as one dense grid."""

# The cells as Excel, WPS, LibreOffice and xlsxwriter write them when there is nothing special about them.
_PLAIN_CELL: Final = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="[0-9]+")?(?: t="([a-z]+)")?(?:/>|></c>|><v>([^<]*)</v></c>)'
)
_CELL_STARTS: Final = (b"<c ", b"<c>", b"<c/", b"<c\t", b"<c\n", b"<c\r")
# Anything of these needs the full pass: formulas, inline strings, hidden rows, CDATA and comments.
_SPECIAL: Final = (b"<f>", b"<f ", b"<f/", b"<is>", b'hidden="', b"<!")
_FLAT: Final = re.compile(rb"""\s(?:ht|width)\s*=\s*["'][01]?(?:\.\d*)?["']""")
_THINNEST: Final = 2.0
_NARROWEST: Final = 0.5
"""Points of a row, characters of a column: what is less shows no text, and is as good as hidden."""
_ADDRESS: Final = re.compile(r"^\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})$")
_ERRORS: Final = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})


@lru_cache(maxsize=4096)
def _column(letters: bytes) -> int:
    return column_number(letters.decode())


def sheet_facts(content: bytes) -> SheetFacts:
    """Read the facts of one sheet part.

    A sheet in the usual writing is read by one regular expression, which takes a third of expat's time; the two
    ways agree (there is a test for it). Raises UnreadableError for cells outside the bounds and for broken XML.
    """
    facts = SheetFacts()
    if any(mark in content for mark in _SPECIAL) or _FLAT.search(content) or not _plain_pass(content, facts):
        facts = SheetFacts()
        _full_pass(content, facts)
    check_extent(facts)
    return facts


def check_extent(facts: SheetFacts) -> None:
    """Refuse a sheet whose filled cells lie so far apart that a grid of them would exhaust the memory."""
    if not facts.filled:
        return
    cells = [*facts.filled, *facts.faults]
    last_row = max(row for row, _ in cells)
    last_column = max(column for _, column in cells)
    if last_row > MAX_ROW or last_column > MAX_COLUMN or last_row * last_column > MAX_AREA:
        raise UnreadableError("far_cells")


def _string_index(value: str) -> int:
    """Read the number of a shared string. What is none, or beyond all, calamine takes for the first, silently."""
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise UnreadableError("damaged")
    return int(value)


def _plain_pass(content: bytes, facts: SheetFacts) -> bool:
    """Read the cells by pattern; false where some cell is not in the plain form."""
    cells = _PLAIN_CELL.findall(content)
    if len(cells) != sum(map(content.count, _CELL_STARTS)) or not content.rstrip().endswith(b"</worksheet>"):
        return False
    filled = facts.filled
    for letters, digits, kind, value in cells:
        if not value:
            continue
        cell = int(digits), _column(letters)
        if cell in filled:
            facts.doubles.append(cell)
        if kind == b"s":
            filled[cell] = _string_index(value.decode("latin-1"))
        elif kind == b"e":
            facts.faults[cell] = CellFault.ERROR_VALUE
            facts.error_texts[cell] = value.decode("utf-8", "replace")
        else:
            filled[cell] = -1
    return True


def _is_thin(size: str | None, least: float = _THINNEST) -> bool:
    try:
        return size is not None and float(size) < least
    except ValueError:
        return False


def _full_pass(content: bytes, facts: SheetFacts) -> None:
    reader = _SheetReader(facts)
    scan(content, reader.start, reader.end, reader.text)


class _SheetReader:
    """Expat callbacks over one sheet part."""

    def __init__(self, facts: SheetFacts) -> None:
        self.facts = facts
        self.row = 0
        self.column = 0
        self.kind = ""
        self.formula = False
        self.collecting = False
        self.in_formula = False
        self.formula_text: list[str] = []
        self.phonetic = False
        self.value: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "v" or (name == "t" and not self.phonetic):
            self.collecting = True
        elif name == "f":
            self.formula = self.in_formula = True
        elif name == "rPh":
            self.phonetic = True
        elif name == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isdecimal() and len(number) < 9 else self.row + 1
            self.column = 0
            if attributes.get("hidden") in ("1", "true") or _is_thin(attributes.get("ht")):
                self.facts.hidden_rows.add(self.row)
        elif name == "col" and (
            attributes.get("hidden") in ("1", "true") or _is_thin(attributes.get("width"), _NARROWEST)
        ):
            first, last = attributes.get("min", "0"), attributes.get("max", "0")
            if first.isdecimal() and last.isdecimal():
                self.facts.hidden_columns.update(range(int(first), min(int(last), MAX_COLUMN) + 1))

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        else:
            match = _ADDRESS.match(reference)
            if match is None:
                raise UnreadableError("far_cells")
            self.row, self.column = int(match[2]), column_number(match[1].upper())
        self.kind = attributes.get("t", "n")
        self.formula = False
        self.formula_text.clear()
        self.value.clear()

    def text(self, data: str) -> None:
        if self.collecting:
            self.value.append(data)
        elif self.in_formula:
            self.formula_text.append(data)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.collecting = False
        elif name == "f":
            self.in_formula = False
        elif name == "rPh":
            self.phonetic = False
        elif name == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        cell = self.row, self.column
        value = "".join(self.value)
        if self.formula:
            self.facts.formulas[cell] = "".join(self.formula_text)
        if cell in self.facts.filled or cell in self.facts.faults:
            self.facts.doubles.append(cell)
        if self.kind == "e" or (self.formula and value in _ERRORS):
            self.facts.faults[cell] = CellFault.ERROR_VALUE
            self.facts.error_texts[cell] = value or "#"
        elif value:
            self.facts.filled[cell] = _string_index(value.strip()) if self.kind == "s" else -1
        # A cached empty text is typed "str"; without a type and a value the formula was never calculated.
        elif self.formula and self.kind != "str":
            self.facts.faults[cell] = CellFault.FORMULA_WITHOUT_VALUE

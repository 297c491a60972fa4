"""The records of an .xls (BIFF): what they say and calamine does not."""

from __future__ import annotations

import io
import struct
from collections.abc import Container, Iterator
from datetime import datetime
from enum import IntEnum
from typing import Final

from pipeline.model import CellFault, ReadingNote
from pipeline.model.stamp import PREFIX as STAMP_PREFIX
from pipeline.office.biff_looks import BiffLooks
from pipeline.office.failures import UnreadableError
from pipeline.office.passive.old_excel import acting_in
from pipeline.office.saved_at import from_ole
from pipeline.office.sheet_xml import check_extent
from pipeline.office.sheets import Beside, SheetFacts
from pipeline.office.unseen_marks import COMMENTS, STRIKES, told


class _Record(IntEnum):
    """Record types of [MS-XLS] 2.3 that matter here."""

    FORMULA = 0x0006
    EOF = 0x000A
    NOTE = 0x001C
    FILE_PASS = 0x002F
    CONTINUE = 0x003C
    COLUMN_INFO = 0x007D
    BOUND_SHEET = 0x0085
    MULTIPLE_RK = 0x00BD
    RICH_STRING = 0x00D6
    SHARED_STRINGS = 0x00FC
    LABEL_SHARED = 0x00FD
    NUMBER = 0x0203
    LABEL = 0x0204
    BOOL_OR_ERROR = 0x0205
    STRING = 0x0207
    ROW = 0x0208
    RK = 0x027E


_ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_CELL: Final = struct.Struct("<HH")
_HEADER: Final = struct.Struct("<HH")
_ROW_HIDDEN: Final = 0x20
_MACRO_SHEET: Final = 0x01
_MAX_RECORD: Final = 8_228
_VALUES: Final = frozenset({_Record.NUMBER, _Record.RK})
_TEXTS: Final = frozenset({_Record.LABEL, _Record.RICH_STRING})


class BiffFacts:
    """Facts of an .xls by the order of its sheets."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes of the compound file; raises UnreadableError where it is encrypted or broken."""
        import olefile  # type: ignore[import-untyped]

        self.notes: list[ReadingNote] = []
        self.plain = True
        try:
            container = olefile.OleFileIO(io.BytesIO(data))
            name = next((n for n in ("Workbook", "Book") if container.exists(n)), None)
            if name is None:
                raise UnreadableError("ole")
            self._stream = container.openstream(name).read()
            self._stamp = _stamp(container)
            self._saved_at = _saved_at(container)
            storages = {path[0] for path in container.listdir(streams=True, storages=True)}
        except (OSError, ValueError, IndexError, struct.error) as error:
            raise UnreadableError("damaged") from error
        self._starts: list[int] = []
        self._strings = 0
        self._marks: set[str] = set()
        self._looks = BiffLooks()
        self._read_globals()
        self._look_for_comments()
        self.notes += told(self._marks, "xls")
        self.acting = acting_in(self._stream, self._starts, storages).words()

    def _records(self, position: int) -> Iterator[tuple[int, bytes]]:
        """Give type and content of each record from a position to the end of its substream."""
        stream = self._stream
        while position + _HEADER.size <= len(stream):
            kind, size = _HEADER.unpack_from(stream, position)
            position += _HEADER.size
            if size > _MAX_RECORD or position + size > len(stream):
                raise UnreadableError("truncated")
            yield kind, stream[position : position + size]
            if kind == _Record.EOF:
                return
            position += size
        raise UnreadableError("truncated")

    def _read_globals(self) -> None:
        strings: list[bytes] = []
        before = -1
        for kind, content in self._records(0):
            if kind == _Record.FILE_PASS:
                raise UnreadableError("encrypted")
            if kind == _Record.BOUND_SHEET and len(content) >= 6:
                if content[5] == _MACRO_SHEET:
                    raise UnreadableError("macro_sheet")
                self._starts.append(struct.unpack_from("<I", content)[0])
            elif kind == _Record.SHARED_STRINGS and len(content) >= 8:
                self._strings = struct.unpack_from("<I", content, 4)[0]
            else:
                self._looks.take(kind, content)
            if kind == _Record.SHARED_STRINGS or (kind == _Record.CONTINUE and before == _Record.SHARED_STRINGS):
                strings.append(content)
            before = kind if kind != _Record.CONTINUE else before
        if not self._looks.take_strings(strings):
            self._marks.add(STRIKES)

    def _look_for_comments(self) -> None:
        for start in self._starts:
            try:
                noted = any(kind == _Record.NOTE for kind, _ in self._records(start))
            except UnreadableError:
                return  # what is broken is told when the sheet is read
            if noted:
                self._marks.add(COMMENTS)

    def sheet(self, index: int, name: str) -> SheetFacts:  # noqa: ARG002 (BIFF knows its sheets by their order)
        """Read the facts of one sheet; raises UnreadableError where its records break off."""
        if index >= len(self._starts):
            raise UnreadableError("damaged")
        facts = SheetFacts()
        try:
            for kind, content in self._records(self._starts[index]):
                _take(kind, content, facts)
                self._looks.look(kind, content, facts)
        except struct.error as error:
            raise UnreadableError("damaged") from error
        check_extent(facts)
        return facts

    def blank_strings(self) -> Container[int]:
        """Any string of the table may be blank: its texts are calamine's business, its size is known."""
        return range(self._strings)

    def beside(self, name: str) -> tuple[Beside, ...]:  # noqa: ARG002 (told of .xlsx only)
        """Give nothing: comments and text boxes of this format are not read."""
        return ()

    def stamp(self) -> dict[str, str]:
        """Give what the template stamped into the user-defined properties."""
        return self._stamp

    def saved_at(self) -> datetime | None:
        """Say when the workbook was last saved, as far as it tells."""
        return self._saved_at


def _take(kind: int, content: bytes, facts: SheetFacts) -> None:
    """Take what one record of a sheet says."""
    if kind == _Record.LABEL_SHARED:
        row, column, _, string = struct.unpack_from("<HHHI", content)
        facts.filled[row + 1, column + 1] = string
    elif kind in _VALUES:
        row, column = _CELL.unpack_from(content)
        facts.filled[row + 1, column + 1] = -1
    elif kind == _Record.MULTIPLE_RK:
        row, first = _CELL.unpack_from(content)
        for column in range(first, first + (len(content) - 6) // 6):
            facts.filled[row + 1, column + 1] = -1
    elif kind in _TEXTS:
        row, column, _, length = struct.unpack_from("<HHHH", content)
        if length:
            facts.filled[row + 1, column + 1] = -1
    elif kind == _Record.BOOL_OR_ERROR:
        row, column, _, value, is_error = struct.unpack_from("<HHHBB", content)
        if is_error:
            _fault(facts, (row + 1, column + 1), value)
        else:
            facts.filled[row + 1, column + 1] = -1
    elif kind == _Record.FORMULA:
        _take_formula(content, facts)
    elif kind == _Record.ROW:
        row = struct.unpack_from("<H", content)[0]
        if struct.unpack_from("<H", content, 12)[0] & _ROW_HIDDEN:
            facts.hidden_rows.add(row + 1)
    elif kind == _Record.COLUMN_INFO:
        first, last, _, _, flags = struct.unpack_from("<HHHHH", content)
        if flags & 1:
            facts.hidden_columns.update(range(first + 1, min(last, 255) + 2))


def _take_formula(content: bytes, facts: SheetFacts) -> None:
    """Take a formula's stored value: a number, or after 0xFFFF a text, a truth, an error or nothing."""
    row, column = _CELL.unpack_from(content)
    cell = row + 1, column + 1
    kind, value, marker = content[6], content[8], content[12:14]
    if marker != b"\xff\xff" or kind == 1:
        facts.filled[cell] = -1
    elif kind == 2:
        _fault(facts, cell, value)
    elif kind == 3:
        facts.faults[cell] = CellFault.FORMULA_WITHOUT_VALUE


def _fault(facts: SheetFacts, cell: tuple[int, int], code: int) -> None:
    facts.faults[cell] = CellFault.ERROR_VALUE
    facts.error_texts[cell] = _ERRORS.get(code, "#ERR!")


def _stamp(container: object) -> dict[str, str]:
    """Read the stamp from the user-defined properties; a broken property stream is no reason to refuse a ledger."""
    try:
        properties = container.get_userdefined_properties(  # type: ignore[attr-defined]
            ["\x05DocumentSummaryInformation"], no_conversion=None
        )
    except Exception:
        return {}
    found = {}
    for entry in properties:
        name, value = str(entry.get("property_name", "")), entry.get("value", "")
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        if name.startswith(STAMP_PREFIX):
            found[name] = str(value).strip("\x00 ")
    return found


def _saved_at(container: object) -> datetime | None:
    """Read when the workbook was last saved; a broken property stream is no reason to refuse a ledger."""
    try:
        return from_ole(container.getproperties("\x05SummaryInformation", convert_time=True))  # type: ignore[attr-defined]
    except Exception:
        return None

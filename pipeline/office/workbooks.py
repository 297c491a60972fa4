"""Bytes to a workbook: calamine reads the values, the file's own XML tells what calamine cannot see."""

from __future__ import annotations

import io
import re
from collections.abc import Container, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Protocol

from pipeline.model import CellFault, ReadingNote
from pipeline.model.cells import address
from pipeline.office.as_seen import as_seen, listed, note_contradictions, note_doubles, put, show_pictures
from pipeline.office.cell_text import CellValue, cell_text
from pipeline.office.failures import UnreadableError
from pipeline.office.file_kind import FileKind, sniff
from pipeline.office.merges import without_overlaps
from pipeline.office.ods import MIMETYPE, OdsFacts
from pipeline.office.ooxml import OoxmlFacts
from pipeline.office.second_look import MOST_CELLS, STRUCK, Looks, is_needed, look_again
from pipeline.office.sheets import Area, Beside, Sheet, SheetFacts, Workbook
from pipeline.office.zip_parts import check_xml, read_parts

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_PLAUSIBLE_YEARS: Final = range(1990, 2101)
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


_NOT_LOOKED_AT: Final = ReadingNote(
    "not_looked_at", "文件的单元格格式未能辨认，划去或隐去的文字、自定义的数字格式均按单元格的原值读取，请核对。"
)
_ACTS: Final = (
    "文件中含有{}，均未运行、未打开，只读取了单元格中显示的内容；"
    "为安全起见，回执和供查看的副本中已予去除，原件完整留存。"
)
_LEAST_OF_A_CELL: Final = 20
"""Bytes that a filled cell takes in a sheet's part at least."""


class _Facts(Protocol):
    """What the file's own parts say: of each sheet, and of the file as a whole."""

    notes: list[ReadingNote]
    plain: bool
    """Whether office programs open it under the ending of its kind."""
    acting: str
    """What runs, fetches or embeds something when it is opened, in words; "" where nothing does."""

    def sheet(self, index: int, name: str) -> SheetFacts: ...

    def blank_strings(self) -> Container[int]: ...

    def beside(self, name: str) -> tuple[Beside, ...]: ...

    def stamp(self) -> dict[str, str]: ...

    def saved_at(self) -> datetime | None: ...


def read_workbook(data: bytes, file_name: str = "") -> Workbook:
    """Read all sheets of a workbook, whatever its name says it is.

    Raises UnreadableError with the reason; may raise anything that calamine raises on broken bytes.
    """
    kind = sniff(data, file_name)
    facts: _Facts
    parts: dict[str, bytes] | None = None
    if kind is FileKind.XLS:
        from pipeline.office.biff import BiffFacts

        facts = BiffFacts(data)
    else:
        parts = read_parts(data)
        kind = _kind_of_container(parts)
        check_xml(parts)
        facts = OdsFacts(parts) if kind is FileKind.ODS else OoxmlFacts(parts, data)
        parts = None if kind is FileKind.ODS else parts
    looks = _second_look(data, parts) if parts is not None else None
    book = _open(data)
    sheets = [
        s for i in range(len(book.sheets_metadata)) if (s := _read_sheet(book, i, facts, looks or {})) is not None
    ]
    if not sheets:
        raise UnreadableError("no_sheets")
    notes = [*_name_notes(file_name, kind), *facts.notes]
    if facts.acting:
        notes.append(ReadingNote("active_content", _ACTS.format(facts.acting)))
    if looks is None and parts is not None:
        notes.append(_NOT_LOOKED_AT)
    ending = kind.value if facts.plain and not facts.acting else ""
    return Workbook(sheets, facts.stamp(), notes, ending, facts.saved_at())


def _second_look(data: bytes, parts: Mapping[str, bytes]) -> Mapping[str, Looks] | None:
    """Look at how the cells look, where that may matter; None where it may and could not be seen."""
    if not is_needed(parts):
        return {}
    size = sum(len(c) for p, c in parts.items() if "/worksheets/" in p)
    if size > MOST_CELLS * _LEAST_OF_A_CELL:
        return None
    try:
        return look_again(data)
    except MemoryError:
        raise
    except Exception:
        # openpyxl refuses styles that other programs read; the values are whole all the same.
        return None


def _kind_of_container(parts: dict[str, bytes]) -> FileKind:
    """Tell what a zip container holds by its parts."""
    mimetype = parts.get("mimetype", b"").strip()
    if mimetype.startswith(MIMETYPE):
        return FileKind.ODS
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        raise UnreadableError("open_text")
    if "[Content_Types].xml" not in parts:
        raise UnreadableError("archive")
    if any(n.startswith("word/") for n in parts):
        raise UnreadableError("word")
    if any(n.startswith("ppt/") for n in parts):
        raise UnreadableError("slides")
    if "xl/workbook.bin" in parts:
        raise UnreadableError("xlsb")
    return FileKind.XLSX


def _name_notes(file_name: str, kind: FileKind) -> list[ReadingNote]:
    suffix = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    usual = {
        FileKind.XLSX: ("xlsx", "xlsm", "xltx", "xltm"),
        FileKind.XLS: ("xls", "et", "xlt"),
        FileKind.ODS: ("ods",),
    }
    if not suffix or suffix in usual[kind]:
        return []
    return [ReadingNote("wrong_extension", f"文件扩展名为.{suffix}，实际是.{kind}格式，已按实际格式读取。")]


def _open(data: bytes) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise UnreadableError("encrypted") from error
    except CalamineError as error:
        raise UnreadableError("macro_sheet" if "sheet:type" in str(error) else "damaged") from error


def _read_sheet(book: CalamineWorkbook, index: int, facts: _Facts, looks: Mapping[str, Looks]) -> Sheet | None:
    """Read one worksheet; None for a sheet of another type (charts, dialogs)."""
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum

    metadata = book.sheets_metadata[index]
    if metadata.typ is SheetTypeEnum.MacroSheet:
        raise UnreadableError("macro_sheet")
    if metadata.typ is not SheetTypeEnum.WorkSheet:
        return None
    own = facts.sheet(index, metadata.name)
    try:
        grid = book.get_sheet_by_index(index)
    except CalamineError as error:
        raise UnreadableError("damaged") from error
    sheet = _sheet(metadata.name, grid, own, facts, looks.get(metadata.name))
    sheet.beside = facts.beside(metadata.name)
    sheet.hidden = own.hidden or metadata.visible is not SheetVisibleEnum.Visible
    return sheet


def _sheet(name: str, grid: CalamineSheet, own: SheetFacts, facts: _Facts, looks: Looks | None) -> Sheet:
    values: list[list[CellValue]] = grid.to_python(skip_empty_area=False) if grid.height else []
    notes: list[ReadingNote] = []
    dates = _note_dates(name, values, notes)
    rows = [[cell_text(v) if v != "" else "" for v in row] for row in values]
    for (row, column), text in own.error_texts.items():
        put(rows, row, column, text)
    _compare(rows, own, facts)
    note_contradictions(rows, own, name, notes)
    gone = as_seen(rows, values, looks or _looks_of(own, rows), name, notes)
    show_pictures(rows, own, name, notes)
    note_doubles(rows, own.doubles, name, notes)
    merges = own.merges
    if merges is None:
        ranges = grid.merged_cell_ranges or []
        merges = [Area(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges]
    separate, overlapping = without_overlaps(merges)
    if overlapping:
        text = f"有{overlapping}处合并区域互相重叠，已按未合并读取，请重新合并后保存。"
        notes.append(ReadingNote("overlapping_merges", text, name))
    alike: dict[tuple[CellFault, str], list[str]] = {}
    for cell, fault in own.faults.items():
        alike.setdefault((fault, own.error_texts.get(cell, "")), []).append(address(*cell))
    notes += [_fault_note(name, cells, fault, text) for (fault, text), cells in alike.items()]
    return Sheet(
        name=name,
        rows=rows,
        merges=separate,
        hidden_rows=frozenset(own.hidden_rows),
        hidden_columns=frozenset(own.hidden_columns),
        faults=own.faults,
        dates=dates,
        formulas=frozenset(own.formulas),
        gone=gone,
        filled=len(own.filled) + len(own.faults),
        notes=notes,
    )


def _looks_of(own: SheetFacts, rows: list[list[str]]) -> Looks:
    """Give how the cells look as far as the file's own parts told it already."""
    looks = Looks(own.formats, dict(own.shown), dict(own.gone))
    for row, column in own.struck:
        text = rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else ""
        if text:
            looks.left[row, column], looks.gone[row, column] = "", (text, STRUCK)
    return looks


def _compare(rows: list[list[str]], own: SheetFacts, facts: _Facts) -> None:
    """Hold calamine's grid against the cells that the file says are filled; nothing may be lost silently."""
    lost = []
    height = len(rows)
    for cell, string in own.filled.items():
        row, column = cell
        if row > height or column > len(rows[row - 1]) or not rows[row - 1][column - 1]:
            lost.append((cell, string))
    if not lost:
        return
    blank = facts.blank_strings()
    truly_lost = [cell for cell, string in lost if string not in blank]
    if truly_lost:
        cells = "、".join(address(*cell) for cell in truly_lost[:3])
        raise UnreadableError("lost_cells", f"（共{len(truly_lost)}处，如{cells}）")
    for cell, _ in lost:
        del own.filled[cell]


def _note_dates(name: str, values: list[list[CellValue]], notes: list[ReadingNote]) -> frozenset[tuple[int, int]]:
    """List the cells that hold real dates, and note those that no plan can mean."""
    dates = set()
    for r, row in enumerate(values, 1):
        for c, value in enumerate(row, 1):
            if value.__class__ is not str and isinstance(value, date):
                dates.add((r, c))
                if value.year not in _PLAUSIBLE_YEARS:
                    text = f"单元格{address(r, c)}的日期读作“{cell_text(value)}”，年份异常，请核对。"
                    notes.append(ReadingNote("strange_date", text, name, address(r, c)))
    return frozenset(dates)


def _fault_note(name: str, cells: list[str], fault: CellFault, text: str) -> ReadingNote:
    where = listed(cells)
    if fault is CellFault.ERROR_VALUE:
        return ReadingNote(fault.value, f"单元格{where}是公式错误值“{text}”。", name, cells[0])
    return ReadingNote(fault.value, f"单元格{where}的公式没有计算结果，请打开文件重新计算并保存。", name, cells[0])

"""A ledger (台账) as it was read: entries (one measure each), each value with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from pipeline.model.decision import Decision, FileWord


class Field(StrEnum):
    """The six columns of 附件3."""

    NO = "no"
    TASK = "task"
    MEASURE = "measure"
    TIME_LIMIT = "time_limit"
    LEADER = "leader"
    SECTION = "section"

    @property
    def heading(self) -> str:
        """The column's heading as 附件3 prints it."""
        return _TITLES[self]


_TITLES = {
    Field.NO: "序号",
    Field.TASK: "工作任务",
    Field.MEASURE: "工作举措",
    Field.TIME_LIMIT: "时限要求",
    Field.LEADER: "单位分管领导",
    Field.SECTION: "责任科室",
}


class CellFault(StrEnum):
    """What can be wrong with a cell itself."""

    ERROR_VALUE = "error_value"
    FORMULA_WITHOUT_VALUE = "formula_without_value"


@dataclass(frozen=True, slots=True)
class Value:
    """A field of an entry: the text as written, and the cell that holds it.

    For a merged or filled-down value ``cell`` is the cell in which the text stands (the top-left cell of the
    merged area), and ``inherited`` is true on the rows below the first. Where a column is absent ``cell`` is "".
    """

    text: str
    cell: str
    inherited: bool = False
    fault: CellFault | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One measure of a ledger with what belongs to it. ``row`` is the 1-based sheet row of the measure."""

    sheet: str
    row: int
    no: Value
    task: Value
    measure: Value
    time_limit: Value
    leader: Value
    section: Value
    heading: str = ""
    """The section line (一、……) above the entry, if any."""
    hidden: bool = False
    extra: Mapping[str, str] | None = None
    """Values of columns that 附件3 does not have (备注 …), by their heading."""

    def value(self, field: Field) -> Value:
        """Give the value of one of the six columns."""
        value: Value = getattr(self, field)
        return value


NOT_COPIED: Final = "not_copied"
"""Kind of the note on tasks that were filled in on a receipt's 缺失任务 and do not stand in the ledger."""


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """Something that the reader did or saw which the sender should know (读取说明)."""

    kind: str
    text: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The content of one form: who it says it is from, and its entries in the order of the rows.

    ``header_row`` is 1-based; ``columns`` gives the column letter of each field found; ``missing_columns`` the
    fields for which no column was found. ``stamp`` holds what the template stamped into the file.
    """

    sheet: str
    title: str
    reporting_unit: str
    header_row: int
    columns: Mapping[Field, str]
    missing_columns: tuple[Field, ...]
    entries: tuple[Entry, ...]
    stamp: Mapping[str, str]
    notes: tuple[ReadingNote, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingFailure:
    """Why a file gave no ledger, for the sender: what is wrong and what to do. Both in Chinese.

    ``kind``: encrypted, damaged, unsafe, not_a_workbook, not_a_ledger, empty_file, unsupported, crashed, …
    """

    kind: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """All that was read from one file: its ledgers (usually one), or why there is none.

    ``filled_cells`` counts the non-empty cells that the reader saw in the whole workbook.
    """

    file_name: str
    sha256: str
    ledgers: tuple[Ledger, ...] = ()
    failure: ReadingFailure | None = None
    notes: tuple[ReadingNote, ...] = ()
    filled_cells: int = 0
    decisions: tuple[Decision, ...] | None = None
    """What an officer filled into a county workbook that came back; None where the file is no such workbook."""
    words: tuple[FileWord, ...] = ()
    """What an officer said there about files that wait and about decisions on record."""
    as_of: date | None = None
    """As of which day such a county workbook was made."""
    plan_year: int | None = None
    """Of which year's plan such a county workbook speaks."""
    seal: str = ""
    """The seal of such a county workbook, as it stands in it; whether it is genuine only the register can tell."""
    excerpt: str = ""
    """The first words of a plain note or letter, for the officer to read."""
    ending: str = ""
    """The file name ending under which anybody may open the original (xlsx, xls, ods); "" where it is not safe."""
    saved_at: datetime | None = None
    """When it was last saved, as the workbook itself says; None where it does not say, naive where without a zone."""

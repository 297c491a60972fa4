"""A ledger (台账) as it was read: entries (one measure each), each value with its cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from pipeline.model.decision import Decision, FileWord
from pipeline.model.form import Field, Told


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


NOTHING: Final = Value("", "")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a unit says of how far a measure has got (完成情况, 完成时间, 佐证): at least one of them holds a text."""

    state: Value = NOTHING
    done_on: Value = NOTHING
    evidence: Value = NOTHING

    @property
    def values(self) -> tuple[tuple[Told, Value], ...]:
        """What it says, with what each part is."""
        return ((Told.STATE, self.state), (Told.DONE_ON, self.done_on), (Told.EVIDENCE, self.evidence))


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
    claim: Claim | None = None
    """How far the unit says it has got; None where it says nothing."""

    def value(self, field: Field) -> Value:
        """Give the value of one of the six columns."""
        value: Value = getattr(self, field)
        return value


class Treatment(StrEnum):
    """What a unit may answer to a missing task on its receipt; as the drop-down list says it."""

    SUPPLY = "补报"
    NOT_OURS = "申请不适用"
    OTHERS = "由他单位承担"
    CONTAINED = "已含于第__行"


@dataclass(frozen=True, slots=True)
class Application:
    """What a unit says of a missing task on a receipt's 缺失任务 instead of filling it in.

    ``entry`` is the row as it stands there, ``place`` how the receipt names the obligation (附件1第11项).
    ``treatment`` is None where nobody can tell what is meant. ``within`` is the row of the ledger that is said to
    hold the task, 0 where none is named that holds an entry.
    """

    entry: Entry
    place: str
    choice: Value
    reason: Value
    treatment: Treatment | None
    within: int = 0

    @property
    def said(self) -> str:
        """What the unit chose and why, as an officer reads it."""
        return "：".join(" ".join(v.text.split()) for v in (self.choice, self.reason) if v.text.strip())


MISSING_SHEET: Final = "缺失任务"
"""The sheet of a receipt on which missing tasks are filled in."""
OTHER_FORM: Final = "other_form"
"""Kind of the note on a sheet that could be the ledger and was not judged, with the one that was."""
NOT_COPIED: Final = "not_copied"
"""Kind of the note on tasks that were filled in on a receipt's 缺失任务 and do not stand in the ledger."""


EXAMPLE_ROWS: Final = "example_rows"
"""Kind of the note on rows that are the form's own example and were left in place."""


@dataclass(frozen=True, slots=True)
class ReadingNote:
    """Something that the reader did or saw which the sender should know (读取说明)."""

    kind: str
    text: str
    sheet: str = ""
    cell: str = ""

    @property
    def said(self) -> str:
        """The sentence with its sheet."""
        return f"工作表“{self.sheet}”：{self.text}" if self.sheet and self.sheet not in self.text else self.text


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Values that stand in columns of others: from which cell on, what happened (Chinese), and whether it is certain.

    Where it is certain the entries hold each value where it belongs; else they are as written. ``remedy`` is how to
    put it right on the sheet in one go, in Chinese. ``rows`` counts the rows concerned, 0 where it is whole columns.
    ``read`` says in Chinese how it was read where that is certain; ``beside`` are the further cells that it concerns.
    """

    sheet: str
    cell: str
    what: str
    certain: bool = True
    remedy: str = ""
    rows: int = 0
    read: str = "本次已按应填的栏目读取和校验，表中仍请改回"
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """What a sender wrote and nobody read: where ("" for a whole page), the words, and why.

    ``asks`` where it may be meant as an entry, so that the sender is to be asked; else it is only told. ``remedy`` is
    what is to be done, "" where it is what is done with everything unread.
    """

    sheet: str
    range: str
    text: str
    reason: str
    asks: bool = True
    remedy: str = ""


class CellCount(NamedTuple):
    """How many cells of a file hold something, and what became of them: the last three make up the first."""

    filled: int
    read: int
    form: int
    unread: int


_YEAR: Final = re.compile(r"(?<!\d)(20\d{2})(?!\d)|(二[〇○零O0][〇零一二三四五六七八九]{2})(?=年)")
_FIGURES: Final = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
NO_CELLS: Final = CellCount(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The content of one form: who it says it is from, and its entries in the order of the rows.

    ``header_row`` is 1-based; ``columns`` gives the column letter of each field found; ``missing_columns`` the
    keys of the form's columns that were not found. ``stamp`` holds what the template stamped into the file.
    """

    sheet: str
    title: str
    reporting_unit: str
    header_row: int
    columns: Mapping[Field, str]
    missing_columns: tuple[str, ...]
    entries: tuple[Entry, ...]
    stamp: Mapping[str, str]
    notes: tuple[ReadingNote, ...] = ()
    misplaced: tuple[Misplaced, ...] = ()
    area: str = ""
    """The filled part of the sheet that the form lies on."""
    cells: CellCount = NO_CELLS
    hidden: bool = False
    """Whether it stands on a hidden sheet."""
    headings: tuple[str, ...] = ()
    """The headings as the sender wrote them, from column A to the form's last; "" over a column without one."""
    struck: tuple[Entry, ...] = ()
    """Rows that are struck out, as they were before: they count for nothing."""
    numbers_aside: tuple[str, ...] = ()
    """The running numbers of rows that were set aside: struck out, or no entries."""
    unnamed: tuple[Field, ...] = ()
    """The fields whose columns bear no heading; what stands in them told which they are."""
    title_cell: str = ""
    """Where the title begins; "" where there is none."""
    applications: tuple[Application, ...] = ()
    """What stands on a receipt's 缺失任务 in place of entries."""

    @property
    def claims(self) -> int:
        """Of how many entries the unit says how far it has got."""
        return sum(e.claim is not None for e in self.entries)

    @property
    def years(self) -> frozenset[int]:
        """The years that the form's title and its sheet's name speak of."""
        said = _YEAR.finditer(f"{self.title} {self.sheet}")
        return frozenset(int(y[0].translate(_FIGURES)) for y in said)


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
    unread: tuple[Unread, ...] = ()
    cells: CellCount = NO_CELLS
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

    def unread_beside(self, ledger: Ledger | None) -> tuple[Unread, ...]:
        """Give what is unread and concerns a ledger: on its own sheets, and on those that hold no other's."""
        own = {ledger.sheet, *(e.sheet for e in ledger.entries)} if ledger is not None else set()
        others = {sheet for one in self.ledgers for sheet in (one.sheet, *(e.sheet for e in one.entries))} - own
        return tuple(u for u in self.unread if u.sheet not in others)

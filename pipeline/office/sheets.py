"""A sheet as it was read: a grid of texts whose rows and columns are those of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final, NamedTuple

from pipeline.model import CellFault, ReadingNote
from pipeline.office.failures import UnreadableError

MAX_MERGED_CELLS = 5_000_000
"""How many cells the merged areas of one sheet may cover together, within the filled part."""
PICTURES: Final = ReadingNote("pictures", "文件中含有图片或图形，其中的文字不能读取，请以单元格文字为准。")


Cell = tuple[int, int]
"""Row and column of a cell, 1-based."""


class Area(NamedTuple):
    """A merged area, 1-based, both corners included."""

    top: int
    left: int
    bottom: int
    right: int


class Beside(NamedTuple):
    """A text that stands on a sheet and in no cell of its own: where ("" for the page), what, and what it is."""

    range: str
    text: str
    reason: str


@dataclass
class Sheet:
    """One sheet. ``rows[r - 1][c - 1]`` is the text of the cell in row r, column c, "" where it is blank.

    It is what a person sees there: ``gone`` are the texts that are struck out or unseen, and why they are. ``dates``
    are the cells that hold real dates, ``formulas`` those that are calculated; ``faults`` the cells that are wrong in
    themselves.
    """

    name: str
    rows: list[list[str]]
    hidden: bool = False
    merges: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    faults: Mapping[tuple[int, int], CellFault] = field(default_factory=dict)
    dates: frozenset[tuple[int, int]] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()
    gone: Mapping[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    beside: tuple[Beside, ...] = ()
    filled: int = 0
    notes: list[ReadingNote] = field(default_factory=list)

    def text(self, row: int, column: int) -> str:
        """Give the text of a cell; "" outside the grid."""
        if 0 < row <= len(self.rows) and 0 < column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return ""

    @cached_property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return max(map(len, self.rows), default=0)

    @cached_property
    def areas(self) -> Mapping[tuple[int, int], Area]:
        """The merged area of every cell that lies in one, within the filled part of the sheet."""
        areas: dict[tuple[int, int], Area] = {}
        covered = 0
        height, width = len(self.rows), self.width
        for area in self.merges:
            bottom, right = min(area.bottom, height), min(area.right, width)
            covered += max(0, bottom - area.top + 1) * max(0, right - area.left + 1)
            if covered > MAX_MERGED_CELLS:
                raise UnreadableError("structure")
            for row in range(area.top, bottom + 1):
                for column in range(area.left, right + 1):
                    areas.setdefault((row, column), area)
        return areas


@dataclass
class SheetFacts:
    """What a sheet's own XML says and calamine does not: everything that must not be lost silently.

    ``filled`` maps the 1-based cells that hold a value to the index of their shared string, -1 for others.
    ``formulas`` are the calculated cells with their formula ("" where another cell has it), ``doubles`` the cells
    that the part states more than once. Of an .xls ``formats`` are the number formats that may show more or less
    than a value, ``struck`` the cells that are struck out; of an .ods ``shown`` is what cells show in place of their
    value, ``gone`` what is struck out or hidden in them, and why.
    """

    filled: dict[tuple[int, int], int] = field(default_factory=dict)
    faults: dict[tuple[int, int], CellFault] = field(default_factory=dict)
    error_texts: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    doubles: list[tuple[int, int]] = field(default_factory=list)
    merges: list[Area] | None = None
    hidden: bool = False
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    gone: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


@dataclass
class Workbook:
    """All sheets of a file, the stamp of the template, and what to know about the file as a whole.

    ``ending`` is the file name ending under which office programs open it without running or fetching anything;
    "" where it holds macros, embedded objects or the like.
    """

    sheets: list[Sheet]
    stamp: Mapping[str, str]
    notes: list[ReadingNote]
    ending: str = ""
    saved_at: datetime | None = None
    """When it was last saved, as it says itself."""

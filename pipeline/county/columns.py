"""What stands in a column of a sheet, and what a sheet of rows is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from pipeline.county.origins import Origin
from pipeline.county.text import clean

if TYPE_CHECKING:
    import pandas as pd

Row = Sequence[object]


class Kind(Enum):
    """What a column holds: it decides type, alignment, number format and where a link leads."""

    TEXT = auto()
    """Short text, centred."""
    PROSE = auto()
    """Long text, left, wrapped."""
    NUMBER = auto()
    DAYS_LEFT = auto()
    """Days until a date; below zero where it has passed."""
    PERCENT = auto()
    DECIMAL = auto()
    DATE = auto()
    MOMENT = auto()
    """Date and time of day."""
    SEVERITY = auto()
    STATE = auto()
    """The state of a deviation or a unit."""
    CODE = auto()
    """A deviation code; leads to its line in 说明."""
    LINE = auto()
    """The number of a line of 汇总台账; leads there."""
    OWN_LINE = auto()
    """The number of a line of 汇总台账 in its own place; leads to where the line stands by obligation."""
    OBLIGATION = auto()
    """An obligation's id; leads to its line in 任务覆盖."""
    GROUP = auto()
    """An obligation's id; leads to the entries that serve it."""
    SOURCE = auto()
    """A file name, as its sender named it."""
    PLACE = auto()
    """Where in a file something stands; leads there in the copy of the original, or to the receipt."""
    PLACE_ROW = auto()
    """The same as the number of a row."""
    UNIT = auto()
    """A unit's name; leads to its newest receipt."""
    VERDICT = auto()
    """What was answered; leads to the page of the receipt."""
    FILL = auto()
    """Blank, for the officer to fill in."""
    FILL_DATE = auto()
    KEY = auto()
    """Hidden: what the program needs when the workbook comes back."""


NUMBERS = frozenset({Kind.NUMBER, Kind.DAYS_LEFT, Kind.LINE, Kind.OWN_LINE, Kind.PLACE_ROW})
FRACTIONS = frozenset({Kind.PERCENT, Kind.DECIMAL})
DATES = frozenset({Kind.DATE, Kind.MOMENT, Kind.FILL_DATE})
LINKED = frozenset(
    {
        Kind.LINE,
        Kind.OWN_LINE,
        Kind.OBLIGATION,
        Kind.GROUP,
        Kind.CODE,
        Kind.PLACE,
        Kind.PLACE_ROW,
        Kind.UNIT,
        Kind.VERDICT,
    }
)
FILLED = frozenset({Kind.FILL, Kind.FILL_DATE})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading (a name of the contract), what it holds, its width in digits of the standard font.

    ``choices`` makes a drop-down, ``hint`` an input message; ``choices_from`` (sheet, heading) takes the choices from
    a column of another sheet, and other text may be typed as well.
    ``unprinted`` columns stand right of the print area.
    """

    heading: str
    kind: Kind
    width: float
    choices: tuple[str, ...] = ()
    hint: str = ""
    unprinted: bool = False
    choices_from: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Heads:
    """The rows of a table that head those below them.

    What they say stands over the columns ``first`` to ``last``; ``kinds`` gives, by heading, what their cells hold
    where it is another kind than below.
    """

    rows: frozenset[int]
    first: str
    last: str
    kinds: Mapping[str, Kind]


@dataclass(frozen=True, slots=True)
class Spare:
    """Blank lines below a table, for what an officer adds: how many, the line above them, what may be chosen.

    ``choices`` gives, by heading, words to choose from; ``choices_from`` the (sheet, heading) of a column that has
    them. These columns are filled in, and those of the kinds FILL.
    """

    lines: int
    words: str
    choices: Mapping[str, tuple[str, ...]]
    choices_from: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that is one table: its name, the title printed above it, its columns and its rows.

    ``explanation`` says below the title what the table shows and what to do with it; ``when_empty`` replaces it
    where there is no row. ``frozen`` counts the columns that stay in sight when scrolling to the right. ``origins``
    runs parallel to the rows where they speak of files. ``turned`` names the sheet that shows the same in another
    order, and what leads there. ``spare`` are the blank lines below the last row.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    explanation: str
    when_empty: str
    frozen: int = 2
    origins: tuple[Origin | None, ...] = ()
    heads: Heads | None = None
    turned: tuple[str, str] | None = None
    spare: Spare | None = None


def frame_of(columns: Sequence[Column], rows: Sequence[Row]) -> pd.DataFrame:
    """Make the frame of a table: text as strings, numbers as nullable numbers, dates as datetime.date objects."""
    import pandas as pd

    typed: dict[str, Any] = {}
    for at, column in enumerate(columns):
        values: list[Any] = [row[at] for row in rows]
        if column.kind in NUMBERS:
            typed[column.heading] = pd.array(values, dtype="Int64")
        elif column.kind in FRACTIONS:
            typed[column.heading] = pd.array(values, dtype="Float64")
        elif column.kind in DATES:
            typed[column.heading] = pd.Series(values, dtype=object)
        else:
            typed[column.heading] = pd.array(["" if v is None else clean(str(v)) for v in values], dtype="str")
    return pd.DataFrame(typed, columns=[c.heading for c in columns])

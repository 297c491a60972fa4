"""What a column of a sheet is, and what a sheet of rows is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pipeline.county.origins import Origin
from pipeline.county.text import clean
from pipeline.form.officers.columns import Asked

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

Row = tuple[Any, ...]


def blank(_: object) -> None:
    """Give nothing: what stands in a column that an officer fills in."""


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
    MARK = auto()
    """How a unit stands to an obligation (任务覆盖)."""
    DISPUTE = auto()
    """What stands against the joint bearers of an obligation (R01, R02)."""
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
    SHEET = auto()
    """Something of 总览; leads to the sheet on which it is shown in full."""
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
class Column(Generic[T]):
    """A column: its heading (a name of the contract), what it holds, its width in digits of the standard font.

    ``value`` says what stands in it on the row of an item; without one it counts the rows from 1. ``choices`` makes
    a drop-down, ``hint`` an input message; ``choices_from`` (sheet, heading) takes the choices from a column of
    another sheet, and other text may be typed as well. ``unprinted`` columns stand right of the print area.
    """

    heading: str
    kind: Kind
    width: float
    value: Callable[[T], object] | None = None
    choices: tuple[str, ...] = ()
    hint: str = ""
    unprinted: bool = False
    choices_from: tuple[str, str] | None = None

    def at(self, number: int, item: T) -> object:
        """Give what stands in the column on a row of an item: text ("" for none), a number or a date (None for none).

        Rows count from 1.
        """
        value = number if self.value is None else self.value(item)
        if self.kind in NUMBERS or self.kind in FRACTIONS or self.kind in DATES or isinstance(value, int):
            return value
        return "" if value is None else clean(str(value))


def asked(
    what: Asked, width: float, kind: Kind = Kind.FILL, choices_from: tuple[str, str] | None = None
) -> Column[Any]:
    """Make the blank column of an officers' form, with its hint and its choices."""
    return Column(what.heading, kind, width, blank, what.choices, what.hint, choices_from=choices_from)


@dataclass(frozen=True, slots=True)
class Heads(Generic[T]):
    """The rows of a table that head those below them: those for which ``are`` holds.

    What they say stands over the columns ``first`` to ``last``; ``kinds`` gives, by heading, what their cells hold
    where it is another kind than below.
    """

    are: Callable[[T], bool]
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


@dataclass(frozen=True)
class Table(Generic[T]):
    """A sheet that is one table: its name, the title printed above it, its columns, and an item for each row.

    ``explanation`` says below the title what the table shows and what to do with it; ``when_empty`` replaces it
    where there is no row. ``frozen`` counts the columns that stay in sight when scrolling to the right. ``origin``
    says of an item which file it speaks of. ``turned`` names the sheet that shows the same in another order, and
    what leads there. ``spare`` are the blank lines below the last row.
    """

    name: str
    title: str
    columns: tuple[Column[T], ...]
    items: Sequence[T]
    explanation: str
    when_empty: str
    frozen: int = 2
    origin: Callable[[T], Origin | None] = blank
    heads: Heads[T] | None = None
    turned: tuple[str, str] | None = None
    spare: Spare | None = None

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """What stands on each row, column by column."""
        return rows_of(self.columns, self.items)

    @cached_property
    def origins(self) -> tuple[Origin | None, ...]:
        """The file that each row speaks of."""
        return tuple(self.origin(item) for item in self.items)

    def column(self, heading: str) -> int:
        """Give the 0-based place of a column."""
        return next(at for at, c in enumerate(self.columns) if c.heading == heading)


def rows_of(columns: Sequence[Column[T]], items: Sequence[T]) -> tuple[Row, ...]:
    """Put down the rows of some items."""
    return tuple(tuple(c.at(number, item) for c in columns) for number, item in enumerate(items, 1))


def frame_of(table: Table[Any]) -> pd.DataFrame:
    """Make the frame of a table: text as strings, numbers as nullable numbers, dates as datetime.date objects."""
    import pandas as pd

    def typed(column: Column[Any], values: list[Any]) -> Any:
        if column.kind in NUMBERS:
            return pd.array(values, dtype="Int64")
        if column.kind in FRACTIONS:
            return pd.array(values, dtype="Float64")
        if column.kind in DATES:
            return pd.Series(values, dtype=object)
        return pd.array(values, dtype="str")

    return pd.DataFrame(
        {c.heading: typed(c, [row[at] for row in table.rows]) for at, c in enumerate(table.columns)},
        columns=[c.heading for c in table.columns],
    )

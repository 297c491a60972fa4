"""What a column of a receipt's table is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.office.patching.own_sheet import OwnSheet, Text
from pipeline.office.patching.stylesheet import Style
from pipeline.receipts import palette

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column: its heading, its width in characters, the cell that it has for an item (None for no cell).

    ``choices`` gives what a cell offers to choose from; anything else may be typed.
    """

    heading: str
    width: float
    cell: Callable[[T], Text | None]
    head: Style = palette.HEAD
    choices: Callable[[T], Sequence[str]] | None = None


def write_header(sheet: OwnSheet, columns: Sequence[Column[T]], beside: Sequence[Text] = ()) -> None:
    """Add the row of headings, with cells beside the table; it is repeated on every page."""
    sheet.header_row = sheet.row([*(Text(c.heading, c.head) for c in columns), *beside])


def write_item(
    sheet: OwnSheet, columns: Sequence[Column[T]], item: T, lines: int = 1, beside: Sequence[Text] = ()
) -> int:
    """Add the row of an item, with cells beside the table; give its number."""
    row = sheet.row([*(c.cell(item) for c in columns), *beside], lines=lines)
    for at, column in enumerate(columns, 1):
        if column.choices:
            sheet.offer(row, at, column.choices(item))
    return row

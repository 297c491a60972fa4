"""What an officer fills in: drop-downs and hints on the columns for it, and blank lines below a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.county.columns import FILLED, Column, Kind, Spare, Table
from pipeline.county.places import Places
from pipeline.county.styles import LEAST_HEIGHT

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from pipeline.county.sheet_table import SheetWriter


_WORDS_COLUMN = 2


def guide_filling(sheet: Worksheet, columns: Sequence[Column[Any]], rows: tuple[int, int], places: Places) -> None:
    """Put drop-downs and hints on the rows from a first to a last one, both 0-based."""
    first, last = rows
    for at, column in enumerate(columns):
        rule: dict[str, Any] = {"validate": "any"}
        if column.choices:
            rule = {"validate": "list", "source": list(column.choices)}
        elif column.choices_from:
            rule = {"validate": "list", "source": f"={places.cells(*column.choices_from)}", "show_error": False}
        if column.hint or "source" in rule:
            hint = {"input_title": column.heading[:32], "input_message": column.hint[:255]} if column.hint else {}
            sheet.data_validation(first, at, last, at, {**rule, **hint})


def write_spare(writer: SheetWriter, table: Table[Any], spare: Spare, row: int, printed: int, places: Places) -> int:
    """Write the blank lines below a table, ready to be filled in; give the last of their rows."""
    sheet, styles = writer.sheet, writer.styles
    # Nothing is merged and nothing numbered: whoever goes through the numbered rows must not trip over this one.
    for at in range(printed):
        sheet.write_blank(row, at, None, styles.added)
    writer.text(row, _WORDS_COLUMN, spare.words, styles.added)
    sheet.set_row(row, LEAST_HEIGHT)
    first, last = row + 1, row + spare.lines
    for at, column in enumerate(table.columns[:printed]):
        filled = column.kind in FILLED or column.heading in (*spare.choices, *spare.choices_from)
        kind = Kind.TEXT if not filled else column.kind if column.kind in FILLED else Kind.FILL
        for line in range(first, last + 1):
            sheet.write_blank(line, at, None, styles.cell(kind))
    for line in range(first, last + 1):
        sheet.set_row(line, LEAST_HEIGHT)
    added = [
        replace(c, choices=spare.choices.get(c.heading, ()), choices_from=spare.choices_from.get(c.heading))
        for c in table.columns
    ]
    guide_filling(sheet, added, (first, last), places)
    return last

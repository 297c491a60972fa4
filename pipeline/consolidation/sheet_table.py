"""Writes a table: title, explanation, headings, rows; typed, linked, filtered, ready to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pipeline.consolidation.columns import DATES, FRACTIONS, NUMBERS, Column, Kind, Table
from pipeline.consolidation.frames_overview import OVERVIEW
from pipeline.consolidation.places import FIRST_ROW, HEADING_ROW, Part, Places, target
from pipeline.consolidation.presentation import Limits, Presentation
from pipeline.consolidation.sheet_page import set_page
from pipeline.consolidation.styles import LEAST_HEIGHT, LINE_HEIGHT, TALLEST_ROW, Styles
from pipeline.consolidation.text import clean, lines

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

WRAPPED = frozenset({Kind.TEXT, Kind.PROSE, Kind.SOURCE, Kind.STATE, Kind.OBLIGATION})
LINKED = frozenset({Kind.LINE, Kind.OBLIGATION, Kind.CODE, Kind.SOURCE, Kind.RECEIPT})

TITLE_HEIGHT, SUBTITLE_HEIGHT = 34.0, 18.0
ROW_MARGIN = 7.0

CellWriter = Callable[[int, int, Any, str], None]
"""Writes a value at (row, column); the last argument is the unit that the row speaks of."""


class SheetWriter:
    """Writes cells of one sheet by their kind, within Excel's limits."""

    def __init__(self, sheet: Worksheet, styles: Styles, places: Places, limits: Limits) -> None:
        """Take the sheet and what is needed to write on it."""
        self.sheet = sheet
        self.styles = styles
        self._places = places
        self._limits = limits
        self._links = 0

    def text(self, row: int, column: int, value: str, style: Format) -> None:
        """Write text as text, whatever it begins with."""
        if value:
            self.sheet.write_string(row, column, clean(value, self._limits.text), style)
        else:
            self.sheet.write_blank(row, column, None, style)

    def number(self, row: int, column: int, value: float | None, style: Format) -> None:
        """Write a number, or a blank cell where there is none."""
        if value is None:
            self.sheet.write_blank(row, column, None, style)
        else:
            self.sheet.write_number(row, column, value, style)

    def moment(self, row: int, column: int, value: date | None, style: Format) -> None:
        """Write a date or a time of day, as the clock on the wall shows it."""
        if value is None:
            self.sheet.write_blank(row, column, None, style)
        else:
            naive = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            self.sheet.write_datetime(row, column, naive, style)

    def link(self, row: int, column: int, where: str, shown: str, style: Format) -> bool:
        """Write a link; False, and nothing written, where the sheet holds as many as Excel allows."""
        if self._links >= self._limits.links:
            return False
        self._links += 1
        self.sheet.write_url(row, column, where, style, clean(shown, self._limits.text))
        return True

    def merged(self, row: int, first: int, last: int, value: str, style: Format) -> None:
        """Write text over several cells of a row."""
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        self.text(row, first, value, style)

    def writer_of(self, kind: Kind) -> CellWriter:
        """Give the function that writes the cells of a column."""
        style = self.styles.cell(kind)
        if kind in LINKED:
            return self._linked_writer(kind)
        if kind in (Kind.SEVERITY, Kind.STATE):
            return lambda r, c, v, _: self.text(r, c, v, self.styles.value(kind, v))
        if kind in NUMBERS or kind in FRACTIONS:
            return lambda r, c, v, _: self.number(r, c, v, style)
        if kind in DATES:
            return lambda r, c, v, _: self.moment(r, c, v, style)
        return lambda r, c, v, _: self.text(r, c, v, style)

    def _linked_writer(self, kind: Kind) -> CellWriter:
        plain, linked = self.styles.cell(kind), self.styles.cell(kind, linked=True)

        def write(row: int, column: int, value: Any, unit: str) -> None:
            where = self._places.of(kind, value, unit) if value not in ("", None) else None
            if where is None or not self.link(row, column, where, str(value), linked):
                if kind is Kind.LINE:
                    self.number(row, column, value, plain)
                else:
                    self.text(row, column, value, plain)
            elif kind is Kind.LINE:
                # The link stays; the cell holds a number and not its digits.
                self.sheet.write_number(row, column, value, linked)

        return write


@dataclass(frozen=True)
class Kit:
    """What every sheet of one workbook is written with.

    ``heading`` begins each title (沂源县2022年政务公开…); ``source`` says who collected, and as of when.
    """

    styles: Styles
    places: Places
    presentation: Presentation
    heading: str
    source: str

    def on(self, sheet: Worksheet) -> SheetWriter:
        """Give a writer for a sheet."""
        return SheetWriter(sheet, self.styles, self.places, self.presentation.limits)


def column_values(frame: pd.DataFrame, column: Column) -> list[Any]:
    """Give the values of a column as plain Python values, None where there is none."""
    values = frame[column.heading]
    if column.kind in NUMBERS or column.kind in FRACTIONS:
        return [None if missing else v for v, missing in zip(values.tolist(), values.isna().tolist(), strict=True)]
    return values.tolist()


def row_height(columns: Sequence[Column], row: Sequence[Any]) -> float:
    """Work out how tall a row must be to show all of its wrapped text."""
    most = max(
        (
            lines(value, column.width)
            for column, value in zip(columns, row, strict=True)
            if column.kind in WRAPPED and isinstance(value, str) and value
        ),
        default=1,
    )
    return min(max(most * LINE_HEIGHT + ROW_MARGIN, LEAST_HEIGHT), TALLEST_ROW)


def write_table(sheet: Worksheet, part: Part, table: Table, frame: pd.DataFrame, kit: Kit) -> None:
    """Write one part of a table on its sheet."""
    writer = kit.on(sheet)
    printed = sum(c.kind is not Kind.KEY and not c.unprinted for c in table.columns)
    last = FIRST_ROW + max(part.stop - part.start, 1) - 1
    write_head(writer, table, part, printed, kit)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width, None, {"hidden": column.kind is Kind.KEY})
        writer.text(HEADING_ROW, at, column.heading, kit.styles.heading)
    sheet.set_row(HEADING_ROW, heading_height(table.columns))
    _write_rows(writer, table.columns, part, frame)
    _guide_filling(sheet, table.columns, last + table.spare, kit.places)
    finish(sheet, table, printed, last, kit)


def write_head(writer: SheetWriter, table: Table, part: Part, printed: int, kit: Kit) -> None:
    """Write the title, the line of the collecting unit and the explanation above the headings."""
    sheet, styles = writer.sheet, kit.styles
    more = "" if part.start == 0 else f"（续{part.sheet[len(table.name) :]}）"
    sheet.set_row(0, TITLE_HEIGHT)
    writer.merged(0, 0, printed - 1, f"{kit.heading}{table.title}{more}", styles.title)
    sheet.set_row(1, SUBTITLE_HEIGHT)
    writer.link(1, 0, target(OVERVIEW), "返回总览", styles.back)
    writer.merged(1, 2, printed - 1, f"{kit.source}　　{kit.presentation.mark}", styles.subtitle)
    explanation = table.explanation if table.rows else table.when_empty
    if part.start == 0 and len(table.rows) > part.stop:
        explanation += "本表行数超过单张工作表容量，其余见文末续表。"
    width = sum(c.width for c in table.columns[:printed])
    sheet.set_row(2, min(lines(explanation, width) * LINE_HEIGHT + ROW_MARGIN, TALLEST_ROW))
    writer.merged(2, 0, printed - 1, explanation, styles.explanation)


def heading_height(columns: Sequence[Column]) -> float:
    """Work out how tall the row of headings must be."""
    return max(lines(c.heading, c.width) for c in columns if c.kind is not Kind.KEY) * LINE_HEIGHT + ROW_MARGIN


def _write_rows(writer: SheetWriter, columns: Sequence[Column], part: Part, frame: pd.DataFrame) -> None:
    writers = [writer.writer_of(c.kind) for c in columns]
    values = [column_values(frame, c)[part.start : part.stop] for c in columns]
    unit_at = next((at for at, c in enumerate(columns) if c.heading == "单位"), None)
    for at, row in enumerate(zip(*values, strict=True)):
        unit = "" if unit_at is None else row[unit_at]
        for column, (write, value) in enumerate(zip(writers, row, strict=True)):
            write(FIRST_ROW + at, column, value, unit)
        writer.sheet.set_row(FIRST_ROW + at, row_height(columns, row))


def _guide_filling(sheet: Worksheet, columns: Sequence[Column], last: int, places: Places) -> None:
    for at, column in enumerate(columns):
        if column.hint:
            hint = {"input_title": column.heading[:32], "input_message": column.hint[:255]}
            rule: dict[str, Any] = {"validate": "any"}
            if column.choices:
                rule = {"validate": "list", "source": list(column.choices)}
            elif column.choices_from:
                rule = {"validate": "list", "source": f"={places.cells(*column.choices_from)}", "show_error": False}
            sheet.data_validation(FIRST_ROW, at, last, at, {**rule, **hint})


def finish(sheet: Worksheet, table: Table, printed: int, last: int, kit: Kit) -> None:
    """Freeze, filter and set up the pages of a table sheet whose last 0-based row is ``last``."""
    sheet.hide_gridlines(2)
    sheet.autofilter(HEADING_ROW, 0, last, len(table.columns) - 1)
    sheet.freeze_panes(FIRST_ROW, table.frozen)
    sheet.print_area(0, 0, last, printed - 1)
    set_page(
        sheet,
        mark=kit.presentation.mark,
        source=kit.source,
        width=sum(c.width for c in table.columns[:printed]),
        headings=(HEADING_ROW, HEADING_ROW),
    )

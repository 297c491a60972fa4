"""Writes a table: title, explanation, headings, rows; typed, linked, filtered, ready to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pipeline.county.columns import DATES, FRACTIONS, LINKED, NUMBERS, Column, Kind, Table
from pipeline.county.filling import guide_filling, write_spare
from pipeline.county.frames_overview import OVERVIEW
from pipeline.county.origins import Origin
from pipeline.county.overflow import Overflow
from pipeline.county.places import FIRST_ROW, HEADING_ROW, Part, Places, target
from pipeline.county.presentation import Limits, Presentation
from pipeline.county.sheet_page import pages_for, set_page
from pipeline.county.styles import LEAST_HEIGHT, LINE_HEIGHT, TALLEST_ROW, Styles
from pipeline.county.text import clean, lines

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

WRAPPED = frozenset({Kind.TEXT, Kind.PROSE, Kind.SOURCE, Kind.STATE, Kind.OBLIGATION, Kind.PLACE, Kind.UNIT})

TITLE_HEIGHT, SUBTITLE_HEIGHT = 34.0, 18.0
ROW_MARGIN = 7.0
_MOST_NAMED = 8
SCREEN_WIDTH = 165.0
"""Columns (digits of the standard font) that a screen of 1,366 pixels shows."""

CellWriter = Callable[[int, int, Any, Origin | None], None]
"""Writes a value at (row, column); the last argument is the file that the row speaks of."""


class SheetWriter:
    """Writes cells of one sheet by their kind, within Excel's limits."""

    def __init__(self, sheet: Worksheet, styles: Styles, places: Places, limits: Limits, overflow: Overflow) -> None:
        """Take the sheet and what is needed to write on it."""
        self.sheet = sheet
        self.styles = styles
        self._places = places
        self._limits = limits
        self._overflow = overflow
        self._links = 0

    def text(self, row: int, column: int, value: str, style: Format) -> None:
        """Write text as text, whatever it begins with."""
        if value:
            self.sheet.write_string(row, column, self._held(row, column, value), style)
        else:
            self.sheet.write_blank(row, column, None, style)

    def _held(self, row: int, column: int, value: str) -> str:
        return self._overflow.held(clean(value), self.sheet.name, row, column)

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
        self.sheet.write_url(row, column, where, style, self._held(row, column, shown))
        return True

    def merged(self, row: int, first: int, last: int, value: str, style: Format) -> None:
        """Write text over several cells of a row."""
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        self.text(row, first, value, style)

    def writer_of(self, kind: Kind, *, head: bool = False) -> CellWriter:
        """Give the function that writes the cells of a column; ``head`` for rows that head those below them."""
        style = self.styles.cell(kind, head=head)
        if kind in LINKED:
            return self._linked_writer(kind, head=head)
        if kind in (Kind.SEVERITY, Kind.STATE):
            return lambda r, c, v, _: self.text(r, c, v, self.styles.value(kind, v, head=head))
        if kind in NUMBERS or kind in FRACTIONS:
            return lambda r, c, v, _: self.number(r, c, v, style)
        if kind in DATES:
            return lambda r, c, v, _: self.moment(r, c, v, style)
        return lambda r, c, v, _: self.text(r, c, v, style)

    def _linked_writer(self, kind: Kind, *, head: bool) -> CellWriter:
        plain, linked = self.styles.cell(kind, head=head), self.styles.cell(kind, linked=True, head=head)
        numeric = kind in NUMBERS

        def write(row: int, column: int, value: Any, origin: Origin | None) -> None:
            where = self._places.of(kind, value, origin) if value not in ("", None) else None
            if where is None or not self.link(row, column, where, str(value), linked):
                if numeric:
                    self.number(row, column, value, plain)
                else:
                    self.text(row, column, value, plain)
            elif numeric:
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
    overflow: Overflow

    @property
    def linked(self) -> bool:
        """Whether anything leads anywhere: nothing does on paper."""
        return self.presentation.limits.links > 0

    def on(self, sheet: Worksheet) -> SheetWriter:
        """Give a writer for a sheet."""
        return SheetWriter(sheet, self.styles, self.places, self.presentation.limits, self.overflow)


def row_height(columns: Sequence[Column[Any]], row: Sequence[Any]) -> float:
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


def write_table(sheet: Worksheet, part: Part, table: Table[Any], kit: Kit) -> None:
    """Write one part of a table on its sheet."""
    writer = kit.on(sheet)
    printed = sum(c.kind is not Kind.KEY and not c.unprinted for c in table.columns)
    last = FIRST_ROW + max(part.stop - part.start, 1) - 1
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width, None, {"hidden": column.kind is Kind.KEY})
        writer.text(HEADING_ROW, at, column.heading, kit.styles.heading)
    sheet.set_row(HEADING_ROW, heading_height(table.columns))
    cut = _write_rows(writer, table, part)
    write_head(writer, table, part, printed, kit, cut)
    if table.rows:
        guide_filling(sheet, table.columns, (FIRST_ROW, last), kit.places)
    end = last
    if table.spare and part.stop == len(table.rows):
        end = write_spare(writer, table, table.spare, FIRST_ROW + len(table.rows) - part.start, printed, kit.places)
    finish(sheet, table, printed, last, kit, end)


def write_head(
    writer: SheetWriter, table: Table[Any], part: Part, printed: int, kit: Kit, cut: Sequence[int] = ()
) -> None:
    """Write the title, the line of the collecting unit and the explanation above the headings.

    ``cut`` are the numbers of the rows that are too short for what stands in them, which the explanation tells.
    """
    sheet, styles = writer.sheet, kit.styles
    more = "" if part.start == 0 else f"（续{part.sheet[len(table.name) :]}）"
    sheet.set_row(0, TITLE_HEIGHT)
    writer.merged(0, 0, printed - 1, f"{kit.heading}{table.title}{more}", styles.title)
    sheet.set_row(1, SUBTITLE_HEIGHT)
    writer.link(1, 0, target(OVERVIEW), "返回总览", styles.back)
    if table.turned:
        writer.link(1, 2, target(table.turned[0]), table.turned[1], styles.back)
    writer.merged(1, 3, printed - 1, f"{kit.source}　　{kit.presentation.mark}", styles.subtitle)
    explanation = table.explanation if table.rows else table.when_empty
    if part.start == 0 and len(table.rows) > part.stop:
        explanation += f"本表超过单张工作表的容量（行数或链接数），其余见文末“{table.name}（2）”等续表。"
    if cut:
        numbers = "、".join(map(str, cut[:_MOST_NAMED])) + ("等" if len(cut) > _MOST_NAMED else "")
        explanation += f"第{numbers}行文字过长，超过行高上限，打印时显示不全，全文请在单元格内查看。"
    last, width = _in_sight(table.columns[:printed])
    sheet.set_row(2, min(lines(explanation, width) * LINE_HEIGHT + ROW_MARGIN, TALLEST_ROW))
    writer.merged(2, 0, last, explanation, styles.explanation)


def _in_sight(columns: Sequence[Column[Any]]) -> tuple[int, float]:
    """Give the last column that a screen shows beside the first ones, and the width of them all."""
    width = 0.0
    for at, column in enumerate(columns):
        if at and width + column.width > SCREEN_WIDTH:
            return at - 1, width
        width += column.width
    return len(columns) - 1, width


def heading_height(columns: Sequence[Column[Any]]) -> float:
    """Work out how tall the row of headings must be."""
    return max(lines(c.heading, c.width) for c in columns if c.kind is not Kind.KEY) * LINE_HEIGHT + ROW_MARGIN


def _write_rows(writer: SheetWriter, table: Table[Any], part: Part) -> list[int]:
    """Write the rows; give the numbers of those that Excel cannot show as tall as they should be."""
    columns = table.columns
    writers = [writer.writer_of(c.kind) for c in columns]
    heads = _HeadWriter(writer, table) if table.heads else None
    below = {"level": 1} if heads else {}
    cut: list[int] = []
    for at, row in enumerate(table.rows[part.start : part.stop]):
        if heads and heads.are(part.start + at):
            heads.write(FIRST_ROW + at, row)
            continue
        origin = table.origins[part.start + at]
        for column, (write, value) in enumerate(zip(writers, row, strict=True)):
            write(FIRST_ROW + at, column, value, origin)
        height = row_height(columns, row)
        if height >= TALLEST_ROW:
            cut.append(FIRST_ROW + at + 1)
        writer.sheet.set_row(FIRST_ROW + at, height, None, below)
    return cut


class _HeadWriter:
    """Writes the rows that head those below them; these can be folded away."""

    def __init__(self, writer: SheetWriter, table: Table[Any]) -> None:
        assert table.heads is not None
        self._writer = writer
        self._are = [table.heads.are(item) for item in table.items]
        self._first, self._last = table.column(table.heads.first), table.column(table.heads.last)
        self._width = sum(c.width for c in table.columns[self._first : self._last + 1])
        kinds = [table.heads.kinds.get(c.heading, c.kind) for c in table.columns]
        self._writers = [writer.writer_of(kind, head=True) for kind in kinds]
        writer.sheet.outline_settings(symbols_below=False)

    def are(self, row: int) -> bool:
        """Say whether a row of the table, counted from 0, is a head."""
        return self._are[row]

    def write(self, row: int, values: Sequence[Any]) -> None:
        """Write a row; its words stand over several columns."""
        for column, (write, value) in enumerate(zip(self._writers, values, strict=True)):
            if not self._first <= column <= self._last:
                write(row, column, value, None)
        words = values[self._first]
        self._writer.merged(row, self._first, self._last, words, self._writer.styles.cell(Kind.PROSE, head=True))
        height = lines(words, self._width) * LINE_HEIGHT + ROW_MARGIN
        self._writer.sheet.set_row(row, min(max(height, LEAST_HEIGHT), TALLEST_ROW))


def finish(sheet: Worksheet, table: Table[Any], printed: int, last: int, kit: Kit, end: int = 0) -> None:
    """Freeze, filter and set up the pages of a table sheet.

    The last 0-based row of the table is ``last``, that of what is printed with it ``end``.
    """
    sheet.hide_gridlines(2)
    sheet.autofilter(HEADING_ROW, 0, last, len(table.columns) - 1)
    sheet.freeze_panes(FIRST_ROW, table.frozen)
    sheet.print_area(0, 0, max(last, end), printed - 1)
    pages = pages_for([c.width for c in table.columns[:printed]], repeated=table.frozen)
    if pages.across > 1:
        sheet.repeat_columns(0, table.frozen - 1)
    set_page(sheet, pages, mark=kit.presentation.mark, source=kit.source, headings=(HEADING_ROW, HEADING_ROW))

"""Writes 说明: the tables of the notes one below the other, on one grid of columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.county.columns import Column, Kind, Table
from pipeline.county.frames_overview import OVERVIEW
from pipeline.county.origins import Origin
from pipeline.county.places import target
from pipeline.county.sheet_page import pages_for, set_page
from pipeline.county.sheet_table import SUBTITLE_HEIGHT, TITLE_HEIGHT, Kit, SheetWriter, row_height
from pipeline.county.styles import LEAST_HEIGHT

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

GRID = (6.5,) * 30
"""Widths of the grid's columns; a table's column takes as many of them as come nearest to its own width."""


def spans_of(columns: Sequence[Column[Any]]) -> tuple[tuple[int, int], ...]:
    """Give the first and last grid column of each column of a table; each takes at least one."""
    edges = [0.0]
    for width in GRID:
        edges.append(edges[-1] + width)
    wanted = sum(c.width for c in columns)
    scale = edges[-1] / wanted
    spans: list[tuple[int, int]] = []
    start, reached = 0, 0.0
    for at, column in enumerate(columns):
        reached += column.width * scale
        room = len(GRID) - (len(columns) - at - 1)
        stop = min(range(start + 1, room + 1), key=lambda e: abs(edges[e] - reached))
        spans.append((start, stop - 1))
        start = stop
    return tuple(spans)


def grid_column(table: Table[Any], heading: str) -> int:
    """Give the grid column in which a column of a table begins."""
    first, _ = spans_of(table.columns)[table.column(heading)]
    return first


def write_notes(sheet: Worksheet, tables: Sequence[Table[Any]], kit: Kit, printed: int | None = None) -> None:
    """Write all tables of 说明; ``printed`` counts the first of them that are printed, None for all."""
    writer = kit.on(sheet)
    sheet.hide_gridlines(2)
    for at, width in enumerate(GRID):
        sheet.set_column(at, at, width)
    last = len(GRID) - 1
    sheet.set_row(0, TITLE_HEIGHT)
    writer.merged(0, 0, last, f"{kit.heading}汇总说明", kit.styles.title)
    sheet.set_row(1, SUBTITLE_HEIGHT)
    writer.link(1, 0, target(OVERVIEW), "返回总览", kit.styles.back)
    writer.merged(1, 3, last, f"{kit.source}　　{kit.presentation.mark}", kit.styles.subtitle)
    end = bottom = 2
    for number, table in enumerate(tables, 1):
        end = _write_section(writer, table, kit.places.notes[table.name], kit)
        bottom = end if printed is None or number <= printed else bottom
    sheet.freeze_panes(2, 0)
    sheet.print_area(0, 0, bottom, last)
    set_page(sheet, pages_for(GRID), mark=kit.presentation.mark, source=kit.source, headings=(0, 0))


def _write_section(writer: SheetWriter, table: Table[Any], row: int, kit: Kit) -> int:
    sheet, styles = writer.sheet, kit.styles
    spans = spans_of(table.columns)
    sheet.set_row(row, 24)
    writer.text(row, 0, table.name, styles.section)
    sheet.set_row(row + 1, LEAST_HEIGHT)
    for column, (first, last) in zip(table.columns, spans, strict=True):
        writer.merged(row + 1, first, last, column.heading, styles.heading)
    widths = [sum(GRID[first : last + 1]) for first, last in spans]
    shown = [replace(c, width=w) for c, w in zip(table.columns, widths, strict=True)]
    if not table.rows:
        sheet.set_row(row + 2, LEAST_HEIGHT)
        writer.merged(row + 2, 0, spans[-1][1], table.when_empty, styles.boxed(align="left"))
        return row + 2
    for at, (values, origin) in enumerate(zip(table.rows, table.origins, strict=True), row + 2):
        for column, (first, last), value in zip(table.columns, spans, values, strict=True):
            _write_cell(writer, at, first, last, column.kind, value, origin)
        sheet.set_row(at, row_height(shown, values))
    return row + 1 + len(table.rows)


def _write_cell(
    writer: SheetWriter, row: int, first: int, last: int, kind: Kind, value: Any, origin: Origin | None
) -> None:
    if last > first:
        writer.sheet.merge_range(row, first, row, last, "", writer.styles.cell(kind))
    writer.writer_of(kind)(row, first, value, origin)

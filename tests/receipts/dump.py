"""A receipt workbook as text: its sheets, cells, links, marks and comments, for goldens and for looking at."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from pipeline.office.patching.stylesheet import MARK_FILLS


def book_as_text(data: bytes) -> str:
    """Write out what a reader of the workbook sees. The file is of our own making, so that openpyxl may load it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    parts: list[str] = []
    for sheet in book.worksheets:
        parts.append(f"== {sheet.title}")
        for row in sheet.iter_rows():
            parts.extend(_cell(cell) for cell in row if _is_worth_telling(cell))
        parts.extend(f"merged {area}" for area in sorted(str(m) for m in sheet.merged_cells.ranges))
    return "\n".join(parts) + "\n"


def _is_worth_telling(cell: Any) -> bool:
    return bool(cell.value not in (None, "") or cell.comment or mark_of(cell))


def _cell(cell: Any) -> str:
    text = f"{cell.coordinate} {cell.value!r}"
    if mark_of(cell):
        text += f" [{mark_of(cell)}]"
    if cell.hyperlink:
        text += f" -> {cell.hyperlink.location}"
    if cell.comment:
        text += f" ({cell.comment.author}: {cell.comment.text!r})"
    return text


def mark_of(cell: Any) -> str:
    """Give the colour of our mark on a cell, "" where there is none."""
    colour = cell.fill.fgColor.rgb if cell.fill and cell.fill.fill_type == "solid" else ""
    return colour if isinstance(colour, str) and colour in MARK_FILLS else ""


def looks(data: bytes, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give everything about a workbook's sheets that a reader could notice, for comparing two workbooks."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: {
            "cells": {
                c.coordinate: (
                    c.value,
                    c.number_format,
                    c.font.b,
                    c.font.i,
                    c.font.name,
                    c.fill.fill_type,
                    c.fill.fgColor.rgb if c.fill.fill_type else None,
                    c.border.left.style,
                    c.alignment.wrap_text,
                    c.alignment.vertical,
                    (c.comment.author, c.comment.text) if c.comment else None,
                )
                for row in sheet.iter_rows()
                for c in row
            },
            "merged": sorted(str(m) for m in sheet.merged_cells.ranges),
            "widths": {k: (v.width, v.hidden) for k, v in sheet.column_dimensions.items()},
            "heights": {k: v.height for k, v in sheet.row_dimensions.items() if v.height},
            "filter": sheet.auto_filter.ref,
            "titles": sheet.print_title_rows,
            "paper": (sheet.page_setup.orientation, sheet.page_setup.paperSize),
            "images": len(sheet._images),
        }
        for sheet in book.worksheets
        if sheet.title not in without
    }

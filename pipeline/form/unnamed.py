"""Columns without a heading: what stands in one tells which of the form's columns it is, where that is certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.form.headers import Header
from pipeline.form.headings import WEAK
from pipeline.form.limits_elsewhere import speaks_of_time
from pipeline.judging.checks.cell_kinds import BELONGS, Speaks, speaks_of
from pipeline.model import Field
from pipeline.office.sheets import Sheet

_ROWS: Final = 3
"""How many cells make a column."""
_SHARE: Final = 0.75
_LONGEST_LIMIT: Final = 30
_ROWS_ASKED: Final = 500
"""Cells, evenly spaced, that tell what stands in a column."""


def with_unnamed(sheet: Sheet, header: Header, end: int) -> Header:
    """Give the header with the columns that it lacks, as far as columns without a heading plainly hold them.

    ``end`` is the last row below the header. A column counts where it holds what one lacking field asks for and no
    other does, and no other column without a heading holds it as well.
    """
    lacking = [f for f in BELONGS if f not in header.columns]
    if not lacking:
        return header
    columns = range(max(1, header.first_column - 1), min(sheet.width, header.last_column + len(lacking)) + 1)
    used = {c for own in header.columns.values() for c in own} | set(header.extra)
    headings = range(header.first_row, header.last_row + 1)
    free = [c for c in columns if c not in used and not any(_heading(sheet, row, c) for row in headings)]
    holds = {c: _held(sheet, c, header.last_row + 1, end, lacking) for c in free}
    found: dict[Field, tuple[int, ...]] = {}
    for field in lacking:
        own = [c for c, fields in holds.items() if field in fields]
        if len(own) == 1 and holds[own[0]] == {field}:
            found[field] = (own[0],)
    if not found:
        return header
    return replace(
        header,
        columns={f: c for f in Field if (c := found.get(f) or header.columns.get(f))},
        sureness={**header.sureness, **dict.fromkeys(found, WEAK)},
        unnamed=tuple(found),
    )


def _heading(sheet: Sheet, row: int, column: int) -> str:
    area = sheet.areas.get((row, column))
    return (sheet.text(area.top, area.left) if area else sheet.text(row, column)).strip()


def _held(sheet: Sheet, column: int, first: int, last: int, fields: Sequence[Field]) -> set[Field]:
    """Say which of the fields the cells of a column may belong to."""
    texts = [text for row in range(first, last + 1) if (text := sheet.text(row, column).strip())]
    said = [t for t in texts[:: -(-len(texts) // _ROWS_ASKED) or 1] if speaks_of(t) is not Speaks.NOTHING]
    if len(said) < _ROWS:
        return set()
    return {f for f in fields if sum(_suits(f, t) for t in said) >= _SHARE * len(said)}


def _suits(field: Field, text: str) -> bool:
    if field is Field.TIME_LIMIT and speaks_of(text) in (Speaks.WORK, Speaks.OTHER):
        return len(text) <= _LONGEST_LIMIT and speaks_of_time(text)
    return speaks_of(text) is BELONGS[field]

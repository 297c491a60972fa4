"""A sheet that goes on with the form of the sheet before it, without a heading of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipeline.form.forms import Form
from pipeline.form.headers import Header
from pipeline.judging.checks.cell_kinds import BELONGS, Speaks, speaks_of
from pipeline.model import Field
from pipeline.model.cells import address
from pipeline.office.sheets import Sheet

_LEAST_CELLS: Final = 3
"""Filled cells that make a row one of a table."""
_FITTING: Final = 0.6
_OFFSETS: Final = (0, -1, 1, -2, 2, -3, 3)
_PROSE: Final = 6
_GOES_ON: Final = re.compile(r"续|接上|上接|台账|任务|清单|^附件|第.{1,3}页")


def continued(sheet: Sheet, form: Form) -> Form | None:
    """Give the form that a sheet without a heading goes on with; None where its columns are not those of the form."""
    rows = [number for number in range(1, len(sheet.rows) + 1) if len(_filled(sheet, number)) >= _LEAST_CELLS]
    if not rows:
        return None
    for offset in _OFFSETS:
        header = _moved(form.headers[-1], offset, rows[0] - 1)
        if header is None:
            continue
        fitting = sum(_fits(sheet, number, header) for number in rows)
        if fitting >= _FITTING * len(rows):
            break
    else:
        return None
    lines: list[tuple[str, str]] = []
    passed = []
    for number in range(1, rows[0]):
        for column, text in _filled(sheet, number):
            if _GOES_ON.search(text):
                passed.append((number, column))
            else:
                lines.append((text, address(number, column)))
    return Form(form.layout, sheet, [header], [len(sheet.rows)], lines=lines, passed=passed)


def _filled(sheet: Sheet, number: int) -> list[tuple[int, str]]:
    return [(column, text.strip()) for column, text in enumerate(sheet.rows[number - 1], 1) if text.strip()]


def _moved(header: Header, offset: int, last_row: int) -> Header | None:
    """Give a header above the first row of the sheet, its columns moved to the right by an offset."""
    columns = {f: tuple(c + offset for c in own) for f, own in header.columns.items()}
    # A list that goes on without its numbers begins one column further left.
    columns = {f: own for f, own in columns.items() if f is not Field.NO or min(own) > 0}
    if min(c for own in columns.values() for c in own) < 1:
        return None
    extra = {c + offset: name for c, name in header.extra.items() if c + offset > 0}
    return replace(
        header, first_row=last_row + 1, last_row=last_row, columns=columns, extra=extra, shifted=False, rivals={}
    )


def _fits(sheet: Sheet, number: int, header: Header) -> bool:
    """Say whether a row's cells speak of what the columns are for: its measure, and one of the others at least."""
    said = {f: sheet.text(number, own[0]).strip() for f, own in header.columns.items()}
    measure = said.get(Field.MEASURE, "")
    if len(measure) < _PROSE or speaks_of(measure) not in (Speaks.WORK, Speaks.OTHER):
        return False
    others = (Field.TIME_LIMIT, Field.LEADER, Field.SECTION)
    return any(speaks_of(said.get(f, "")) is BELONGS[f] for f in others)

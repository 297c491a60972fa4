"""Where a form begins: its header row or rows, and which column holds what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pipeline.form.headings import USUAL, WEAK, Headings
from pipeline.judging.matching.text import normalise
from pipeline.model import Field, LedgerForm, Told
from pipeline.office.sheets import Sheet

_NUMBER: Final = re.compile(
    r"^[(\[]?第?(?:\d{1,6}(?:[.-]\d{1,4})*|[一二三四五六七八九十百零〇]{1,5})[)\]]?[、.]?[条项]?$"
)
_ENOUGH: Final = 3
"""Columns that must be recognised for a row to be a header, unless task and measure are among them."""
_OWN: Final = 0.6
"""What it weighs, where two columns have the same meaning, that a heading names the unit's own (or another's)."""


@dataclass(frozen=True)
class Header:
    """One header of a form, 1-based rows and columns.

    ``columns`` gives the column or columns of each field (several where one heading spans them); ``extra`` the other
    columns with a heading, ``rivals`` those among them that could be a field's as well. ``sureness`` is that of each
    field's name. ``shifted``: the number column has no heading, and the other headings stand one column too far left.
    ``telling`` says of headings in ``extra`` what a unit tells in their columns of its progress; ``unnamed`` are the
    fields whose columns have no heading and are known by what stands in them.
    """

    first_row: int
    last_row: int
    columns: Mapping[Field, tuple[int, ...]]
    extra: Mapping[int, str]
    sureness: Mapping[Field, float]
    shifted: bool = False
    rivals: Mapping[int, Field] = field(default_factory=dict)
    telling: Mapping[str, Told] = field(default_factory=dict)
    unnamed: tuple[Field, ...] = ()

    def missing(self, form: LedgerForm) -> tuple[str, ...]:
        """Give the keys of the form's columns that this header does not have."""
        found = {*self.columns, *self.extra.values()}
        return tuple(c.key for c in form.own if (c.field or c.heading) not in found)

    def named(self, sheet: Sheet, of: Field) -> str:
        """Give a field's heading in the sender's own words; "" where its column has none."""
        return "" if self.shifted else "".join(sheet.text(self.last_row, self.columns.get(of, (0,))[0]).split())

    @property
    def is_ledger_form(self) -> bool:
        """Whether this is plainly 附件3: tasks and measures under their usual names."""
        return all(self.sureness.get(f, 0) >= USUAL for f in (Field.TASK, Field.MEASURE))

    @property
    def first_column(self) -> int:
        """The leftmost column of the form."""
        return min(min(c) for c in self.columns.values())

    @property
    def last_column(self) -> int:
        """The rightmost column of the form, extra columns included."""
        return max([max(c) for c in self.columns.values()] + list(self.extra))


def find_headers(sheet: Sheet, headings: Headings) -> list[Header]:
    """List all headers of a sheet from top to bottom; a header that is repeated on each page comes each time."""
    headers: list[Header] = []
    row = 1
    while row <= len(sheet.rows):
        header = _header_at(sheet, row, headings)
        if header is None:
            row += 1
        else:
            headers.append(header)
            row = header.last_row + 1
    return headers


def _header_at(sheet: Sheet, row: int, headings: Headings) -> Header | None:
    cells = sheet.rows[row - 1]
    hits = sum(1 for text in cells if text and headings.fields(text))
    if hits < 2:
        return None
    single = _build(sheet, row, row, headings)
    if _two_rows(sheet, row, headings):
        double = _build(sheet, row, row + 1, headings)
        if double and (single is None or len(double.columns) >= len(single.columns)):
            return double
    return single


def _two_rows(sheet: Sheet, row: int, headings: Headings) -> bool:
    """Say whether the header goes on in the next row: its cells reach down, or name what the first row spans."""
    if row >= len(sheet.rows):
        return False
    if any(a.top == row and a.bottom == row + 1 for (r, _), a in sheet.areas.items() if r == row):
        return True
    below = [t for t in sheet.rows[row] if t.strip()]
    return bool(below) and all(headings.is_heading(t) for t in below)


def _build(sheet: Sheet, first: int, last: int, headings: Headings) -> Header | None:
    """Read rows first to last as one header; None where too few columns are recognised."""
    labels = {c: _labels(sheet, first, last, c) for c in range(1, sheet.width + 1)}
    groups: dict[tuple[int, int], list[int]] = {}
    for column, found in labels.items():
        if found:
            groups.setdefault(found[-1][1], []).append(column)
    offers = []
    for anchor, columns in groups.items():
        texts = [t for t, _ in labels[columns[0]]]
        # The lowest label is the column's own name; those above it name the group that it belongs to.
        own = headings.fields(texts[-1]) or (headings.fields("".join(texts)) if len(texts) > 1 else ())
        offers += [
            (sureness + _OWN * headings.ownness(of, "".join(texts)), -anchor[1], of, tuple(columns), sureness)
            for of, sureness in own
        ]
    chosen: dict[Field, tuple[int, ...]] = {}
    sureness_of: dict[Field, float] = {}
    rivals: dict[int, Field] = {}
    for _, _, of, columns_, sureness in sorted(offers, key=lambda o: (-o[0], -o[1])):
        if columns_ in chosen.values():
            continue
        if of in chosen:
            rivals.setdefault(columns_[0], of)
        else:
            chosen[of] = columns_
            sureness_of[of] = sureness
    strong = [f for f, s in sureness_of.items() if s > WEAK]
    both = Field.TASK in strong and Field.MEASURE in strong
    if not (both or (len(strong) >= _ENOUGH and len(chosen) >= _ENOUGH)):
        return None
    if not any(s >= USUAL for f, s in sureness_of.items() if f is not Field.NO):
        return None
    _split_number(sheet, last, chosen, sureness_of, labels)
    _add_requirement(chosen, sureness_of, labels, headings)
    used = {c for columns in chosen.values() for c in columns}
    extra = {
        c: _extra_name([t for t, _ in found], headings) for c, found in labels.items() if found and c not in used
    }
    rivals = {c: of for c, of in rivals.items() if c in extra and not headings.further(labels[c][-1][0])}
    header = Header(
        first,
        last,
        {f: chosen[f] for f in Field if f in chosen},
        extra,
        sureness_of,
        rivals=rivals,
        telling=headings.form.telling,
    )
    return _shifted(header) if _is_shifted(sheet, header) else header


def _is_shifted(sheet: Sheet, header: Header) -> bool:
    """Say whether one heading too few stands over the table: numbers under the first, a filled column after the last.

    Pasted tables look so when their number column had no heading.
    """
    first, beyond = header.first_column, header.last_column + 1
    if Field.NO in header.columns or not _holds_numbers(sheet, header.last_row, first):
        return False
    rows = range(header.last_row + 1, len(sheet.rows) + 1)
    numbered = [r for r in rows if is_number(sheet.text(r, first))]
    return sum(bool(sheet.text(r, beyond).strip()) for r in numbered) * 2 > len(numbered)


def _shifted(header: Header) -> Header:
    columns = {f: tuple(c + 1 for c in own) for f, own in header.columns.items()}
    return replace(
        header,
        columns={Field.NO: (header.first_column,), **columns},
        extra={c + 1: name for c, name in header.extra.items()},
        rivals={c + 1: of for c, of in header.rivals.items()},
        sureness={**header.sureness, Field.NO: WEAK},
        shifted=True,
    )


def _labels(sheet: Sheet, first: int, last: int, column: int) -> list[tuple[str, tuple[int, int]]]:
    """Give the labels over one column from top to bottom, each with the cell that it stands in."""
    found: list[tuple[str, tuple[int, int]]] = []
    for row in range(first, last + 1):
        area = sheet.areas.get((row, column))
        cell = (area.top, area.left) if area else (row, column)
        text = sheet.text(*cell).strip()
        if text and (text, cell) not in found:
            found.append((text, cell))
    return found


def _add_requirement(
    chosen: dict[Field, tuple[int, ...]],
    sureness: Mapping[Field, float],
    labels: Mapping[int, list[tuple[str, tuple[int, int]]]],
    headings: Headings,
) -> None:
    """Read 工作要求 as part of the task where the task is but a heading of the plan, as in tables made from 附件1."""
    if not {Field.TASK, Field.MEASURE} <= set(chosen) or sureness[Field.TASK] > WEAK:
        return
    task, measure = chosen[Field.TASK][-1], chosen[Field.MEASURE][0]
    used = {c for columns in chosen.values() for c in columns}
    for column in range(task + 1, measure):
        if column not in used and labels[column] and headings.joins_task(labels[column][-1][0]):
            chosen[Field.TASK] = (*chosen[Field.TASK], column)
            return


def _extra_name(texts: list[str], headings: Headings) -> str:
    return headings.further(texts[-1]) or "·".join("".join(t.split()) for t in texts)


def _split_number(
    sheet: Sheet,
    last: int,
    chosen: dict[Field, tuple[int, ...]],
    sureness: dict[Field, float],
    labels: Mapping[int, list[tuple[str, tuple[int, int]]]],
) -> None:
    """Find a number column without a heading of its own: left of the form, or under the first field's heading."""
    if Field.NO in chosen:
        return
    first_field = min(chosen, key=lambda f: chosen[f])
    columns = chosen[first_field]
    if len(columns) > 1 and _holds_numbers(sheet, last, columns[0]):
        chosen[first_field] = columns[1:]
        chosen[Field.NO] = columns[:1]
    elif columns[0] > 1 and not labels[columns[0] - 1] and _holds_numbers(sheet, last, columns[0] - 1):
        chosen[Field.NO] = (columns[0] - 1,)
    if Field.NO in chosen:
        sureness[Field.NO] = WEAK


def _holds_numbers(sheet: Sheet, header_row: int, column: int) -> bool:
    texts = [t for r in range(header_row + 1, len(sheet.rows) + 1) if (t := sheet.text(r, column).strip())]
    numbers = sum(is_number(t) for t in texts)
    return bool(texts) and numbers * 2 > len(texts)


def is_number(text: str) -> bool:
    """Say whether a text is a running number and nothing more: 3, 03, （3）, 3.1, 三、, 第3项, ③."""
    return bool(_NUMBER.match(normalise(text)))

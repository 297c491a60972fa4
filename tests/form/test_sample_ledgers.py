"""The labelled sample ledgers, written in several physical forms, read back exactly."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from pipeline.form.files import read_file
from pipeline.model import FileRead
from tests.form.reading_books import (
    Grid,
    Merge,
    sample,
    sample_entries,
    sample_files,
    sample_grid,
    texts,
    written,
)
from tests.programs import converted

HEADER = ["序号", "工作任务", "工作举措", "时限要求", "单位分管领导", "责任科室"]


def sheet_of(ledger: dict[str, Any], *, merged: bool = True) -> tuple[str, Grid, list[Merge]]:
    grid, merges = sample_grid(ledger, merged=merged)
    merges = [(t + 2, left, b + 2, right) for t, left, b, right in merges]
    return "台账", [[ledger["title"]], HEADER, *grid], [(0, 0, 0, 5), *merges]


def entries_of(result: FileRead) -> list[tuple[str, ...]]:
    assert result.failure is None, result.failure
    (ledger,) = result.ledgers
    return texts(ledger.entries)


@pytest.fixture(params=sample_files(), ids=lambda p: f"{p.parent.name}/{p.stem}")
def ledger(request: pytest.FixtureRequest) -> dict[str, Any]:
    path: Path = request.param
    return sample(path)


def test_merged(ledger: dict[str, Any]) -> None:
    result = read_file(written([sheet_of(ledger)]), ledger["file_name"])
    assert entries_of(result) == sample_entries(ledger)
    assert result.ledgers[0].title == ledger["title"]
    assert [e.row for e in result.ledgers[0].entries] == list(range(3, 3 + len(sample_entries(ledger))))


def test_saved_by_openpyxl_with_inline_strings_and_blank_rows(ledger: dict[str, Any]) -> None:
    _, grid, merges = sheet_of(ledger)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for r, row in enumerate(grid, 4):
        for c, value in enumerate(row, 2):
            if value != "":
                sheet.cell(r, c, value)
    for top, left, bottom, right in merges:
        sheet.merge_cells(start_row=top + 4, start_column=left + 2, end_row=bottom + 4, end_column=right + 2)
    out = io.BytesIO()
    book.save(out)
    result = read_file(out.getvalue(), "x.xlsx")
    assert entries_of(result) == sample_entries(ledger)
    assert result.ledgers[0].entries[0].row == 6
    assert result.ledgers[0].entries[0].measure.cell == "D6"


def test_old_excel(ledger: dict[str, Any]) -> None:
    _, grid, merges = sheet_of(ledger)
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    tops = {(t, left): (b, right) for t, left, b, right in merges}
    covered = {(r, c) for t, left, b, right in merges for r in range(t, b + 1) for c in range(left, right + 1)}
    for r, row in enumerate(grid):
        for c, value in enumerate(row):
            if (r, c) in tops:
                bottom, right = tops[r, c]
                sheet.write_merge(r, bottom, c, right, value)
            elif (r, c) not in covered and value != "":
                sheet.write(r, c, value)
    out = io.BytesIO()
    book.save(out)
    result = read_file(out.getvalue(), "台账.et")
    assert entries_of(result) == sample_entries(ledger)
    assert result.notes == ()


def test_unmerged_blanks_handed_down(ledger: dict[str, Any]) -> None:
    """Unmerged, a blank of the clerk's and one that means the same as above look alike.

    Tasks, measures and time limits are exact all the same; leader and section in all but two of a hundred cells.
    """
    read_back = entries_of(read_file(written([sheet_of(ledger, merged=False)]), "x.xlsx"))
    assert [e[:4] for e in read_back] == [e[:4] for e in sample_entries(ledger)]


def test_unmerged_blanks_are_mostly_told_apart() -> None:
    wrong = total = 0
    for path in sample_files():
        content = sample(path)
        read_back = entries_of(read_file(written([sheet_of(content, merged=False)]), "x.xlsx"))
        for got, meant in zip(read_back, sample_entries(content), strict=True):
            wrong += (got[4] != meant[4]) + (got[5] != meant[5])
            total += 2
    assert wrong <= 0.02 * total


def test_unmerged_with_every_leader_and_section_typed(ledger: dict[str, Any]) -> None:
    meant = sample_entries(ledger)
    grid, _ = sample_grid(ledger, merged=False)
    rows = [[*row[:4], *entry[4:]] for row, entry in zip(grid, meant, strict=True)]
    assert entries_of(read_file(written([("台账", [HEADER, *rows], [])]), "x.xlsx")) == meant


def test_unmerged_and_repeated(ledger: dict[str, Any]) -> None:
    meant = sample_entries(ledger)
    grid: Grid = [[ledger["title"]], HEADER, *[list(e) for e in meant]]
    assert entries_of(read_file(written([("台账", grid, [])]), "x.xlsx")) == meant


@pytest.mark.parametrize("suffix", ["ods", "xls", "xlsx"])
def test_saved_by_libreoffice(suffix: str) -> None:
    ledger = sample(next(p for p in sample_files() if "danganguan" in p.name))
    data = converted(written([sheet_of(ledger)]), suffix)
    result = read_file(data, f"x.{suffix}")
    assert entries_of(result) == sample_entries(ledger)
    assert result.notes == ()

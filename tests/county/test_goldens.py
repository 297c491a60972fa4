"""Every sheet of a fixed county as its reader sees it: a wrong value in a column shows here, under its heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from pipeline.county.places import FIRST_ROW as FIRST_ROW_FROM_0
from pipeline.county.workbook import county_workbook
from pipeline.model import Decision, DecisionKind, Deviation, DeviationState, Severity, TrackedDeviation
from tests.county.county_builder import AS_OF, GENERATED_AT, sample_county
from tests.county.test_workbook import FIRST_ROW, HEADING_ROW, SHEETS, TABLE_SHEETS, reopened

NAMES = {
    "报送情况": "reporting",
    "汇总台账": "merged",
    "任务覆盖": "coverage",
    "偏差-报送": "deviations-s",
    "偏差-漏项": "deviations-c",
    "偏差-时限": "deviations-t",
    "偏差-填报": "deviations-f",
    "偏差-责任": "deviations-r",
    "存疑核定": "doubts",
    "责任待明确": "open-bearers",
    "临期提醒": "due",
    "整改销号": "lives",
    "待确认来件": "waiting",
    "现行核定": "standing",
    "完成情况": "progress",
    "完成率": "rates",
    "操作记录": "operations",
    "汇总台账-按任务": "by-obligation",
    "总览": "overview",
    "说明": "notes",
}
FIRST_LINES = 3
LONGEST = 48


@cache
def book() -> Any:
    """The workbook of the sample county, with what stands in no other column: a dispute, a decision on a wording."""
    county = sample_county()
    dispute = Deviation("R02", Severity.WARNING, "县财政局未认领", "请协调。", "A1-03")
    life = TrackedDeviation("县税务局", dispute.key("县税务局"), dispute, "", AS_OF, AS_OF, DeviationState.NEW, 0)
    wording = "公开办税指南"
    decided = Decision(DecisionKind.CONFIRM, "县科技局", "A1-03", wording, "原文即此项", "王志强", GENERATED_AT)
    told = replace(county, tracked=(*county.tracked, life), decisions=(decided, *county.decisions))
    return reopened(county_workbook(told))


def test_the_golden_reads_the_rows_that_are_written() -> None:
    assert FIRST_ROW == FIRST_ROW_FROM_0 + 1
    assert set(SHEETS) == {*TABLE_SHEETS, "总览", "说明"} == set(NAMES)


@pytest.mark.parametrize("name", TABLE_SHEETS)
def test_headings_and_first_lines(name: str, golden: Callable[[str, str], None]) -> None:
    sheet = book()[name]
    lines = [f"{sheet['A1'].value}", f"{sheet['A3'].value}", ""]
    for at in range(1, sheet.max_column + 1):
        lines.append(_column(sheet, at))
        lines += [f"  {row} {value}" for row, value in _values(sheet, at)]
    golden(f"county/{NAMES[name]}.txt", "\n".join(lines) + "\n")


def _column(sheet: Any, at: int) -> str:
    """Say how a column looks: its heading, its width, the number format of its first cell, whether it is hidden."""
    letter = get_column_letter(at)
    # A run of equal columns is kept under its first letter.
    look = next(d for d in sheet.column_dimensions.values() if d.min <= at <= d.max)
    shape = f"{look.width:g}{'，隐藏' if look.hidden else ''}，{sheet.cell(FIRST_ROW, at).number_format}"
    return f"{letter} {sheet.cell(HEADING_ROW, at).value}（{shape}）"


def _values(sheet: Any, at: int) -> Iterator[tuple[int, str]]:
    """Give a column's first lines, and below them the first of its cells in which something (or another) stands."""
    shown: set[str] = set()
    for row in range(FIRST_ROW, sheet.max_row + 1):
        cell = sheet.cell(row, at)
        value = _said(cell)
        if row < FIRST_ROW + FIRST_LINES or (value and value not in shown and len(shown - {""}) < 2):
            shown.add(value)
            yield row, value


def _said(cell: Any) -> str:
    value = "" if cell.value is None else re.sub(r"\s+", " ", str(cell.value))
    link = f" → {cell.hyperlink.location or cell.hyperlink.target}" if cell.hyperlink else ""
    return (value if len(value) <= LONGEST else value[: LONGEST - 1] + "…") + link


def test_the_overview(golden: Callable[[str, str], None]) -> None:
    golden("county/overview.txt", "\n".join(_rows(book()["总览"])) + "\n")


def test_the_notes_have_their_parts(golden: Callable[[str, str], None]) -> None:
    """Of each part: its name, its headings, its first lines."""
    rows = list(_rows(book()["说明"]))
    parts = [at for at, row in enumerate(rows) if re.match(r"A\d+ [一二三四五六七]、", row)]
    assert len(parts) == 7
    golden("county/notes.txt", "\n".join("\n".join(rows[at : at + 5]) + "\n" for at in parts))


def _rows(sheet: Any) -> Iterator[str]:
    for row in sheet.iter_rows():
        held = [f"{c.coordinate} {_said(c)}" for c in row if c.value is not None]
        if held:
            yield " | ".join(held)

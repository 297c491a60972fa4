"""What is printed for the head of office, as a file: its sheets, what they say, and on which paper a sheet goes."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.county.columns import Table
from pipeline.county.coverage import Coverage
from pipeline.county.facts import CountyFacts
from pipeline.county.figures import county_figures
from pipeline.county.frames import CountyTables, county_frames
from pipeline.county.frames_paper import paper_tables
from pipeline.county.paper_book import paper_workbook
from pipeline.county.sheet_page import A3, A4, LEAST_GLYPH, pages_for
from pipeline.county.workbook import county_workbook
from pipeline.model import UnitStatus
from tests.county.county_builder import sample_county
from tests.county.test_figures import empty_county
from tests.county.test_workbook import hostile_county, reopened

SHEETS = ["封面", "总览", "报送情况", "未报送", "漏项", "时限", "进度", "说明"]


@cache
def tables(*, full: bool = False) -> dict[str, Table[Any]]:
    """The printed tables by their names."""
    return {t.name: t for t in paper_tables(CountyTables(CountyFacts(sample_county(full=full))))}


@cache
def book() -> Any:
    """The workbook on paper, opened again."""
    return openpyxl.load_workbook(BytesIO(paper_workbook(sample_county())))


def lines(name: str, *, full: bool = False) -> list[dict[str, Any]]:
    """The rows of a printed table by its headings."""
    table = tables(full=full)[name]
    return [dict(zip([c.heading for c in table.columns], row, strict=True)) for row in table.rows]


def test_the_cover_lists_what_follows() -> None:
    assert book().sheetnames == SHEETS
    cover = book()["封面"]
    held = [[c.value for c in row] for row in cover.iter_rows()]
    listed = [row[1] for row in held if isinstance(row[0], int)]
    assert listed == SHEETS[1:]
    figures = county_figures(sample_county())
    said = "".join(str(v) for row in held for v in row if v)
    assert f"未报送{len(figures.missing_units)}家" in said
    assert f"漏项{figures.gaps}项次" in said


def test_nothing_leads_anywhere_and_no_heading_is_lost() -> None:
    for sheet in book():
        assert not [c for row in sheet.iter_rows() for c in row if c.hyperlink], sheet.title
    overview = {c.value for row in book()["总览"].iter_rows() for c in row}
    assert {"县政府部门单位", "报送偏差", county_figures(sample_county()).gaps} <= overview


def test_all_who_are_late_or_absent_are_named() -> None:
    named = {r["单位"]: r for r in lines("未报送")}
    wanted = {UnitStatus.MISSING, UnitStatus.UNREADABLE, UnitStatus.LATE}
    assert set(named) == {r.unit for r in sample_county().reports if r.status in wanted}
    assert named["县财政局"]["逾期天数"] == 3
    assert named["县供销社"]["逾期天数"] == 1
    assert named["县供销社"]["情形"] == "逾期报送"


@pytest.mark.parametrize("full", [False, True])
def test_all_gaps_are_listed(full: bool) -> None:
    facts = CountyFacts(sample_county(full=full))
    rows = {r["单位"]: r for r in lines("漏项", full=full)}
    read = facts.counts.by_unit
    for coverage in facts.coverage:
        gaps = [o for o, mark in coverage.marks.items() if mark is Coverage.MISSING and read[coverage.unit].read]
        said = rows[coverage.unit]["漏项任务"] if gaps else ""
        assert [part.split()[0] for part in said.split("；") if part] == gaps
    assert sum(r["漏项"] for r in rows.values()) == facts.counts.units[facts.counts.units["read"]]["missing"].sum()


def test_what_fills_too_many_pages_gives_way_to_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.county.frames_paper._GAP_PAGES", 0.5)
    monkeypatch.setattr("pipeline.county.frames_paper._DUE_PAGES", 0.1)
    short = {t.name: t for t in paper_tables(CountyTables(CountyFacts(sample_county())))}
    assert all(" " not in row[-1] for row in short["漏项"].rows)
    due = short["时限"]
    for row in due.rows:
        many = row[due.column("已到期")] + row[due.column("临期")]
        assert (f"；等{many}项" in row[-1]) == (many > 1)


def test_the_limits_and_the_progress_add_up() -> None:
    figures = county_figures(sample_county())
    rows = lines("时限")
    assert sum(r["已到期"] for r in rows) == figures.overdue
    assert sum(r["临期"] for r in rows) == figures.due_soon
    whole, *units = lines("进度")
    for heading in ("事项", "已完成", "逾期未完成"):
        assert whole[heading] == sum(u[heading] for u in units)
    assert "报送情况" in county_frames(sample_county()), "what is chosen for paper changes no sheet"


def test_an_empty_county_prints_too() -> None:
    opened = reopened(paper_workbook(empty_county()))
    assert opened.sheetnames == SHEETS
    assert opened["漏项"]["A3"].value == "已报送的台账没有漏项。"


def test_the_same_county_prints_the_same_and_bears_the_approval() -> None:
    assert paper_workbook(sample_county()) == paper_workbook(sample_county())
    approved = reopened(paper_workbook(sample_county(), "经主要负责人批准公开"))
    assert all("批准公开" in sheet.oddHeader.right.text for sheet in approved)


@given(st.lists(st.floats(2, 60), min_size=1, max_size=60), st.floats(9, 12), st.integers(0, 3))
def test_letters_stay_legible_on_the_paper_chosen(widths: list[float], smallest: float, repeated: int) -> None:
    pages = pages_for(widths, smallest, min(repeated, len(widths) - 1))
    points = [6.35 * w + 4.5 for w in widths]
    first = points[: min(repeated, len(widths) - 1)]
    needed = sum(first) + (sum(points) - sum(first)) / pages.across
    scale = min(1.0, (pages.paper.length - 43.2) / needed)
    assert scale * smallest >= LEAST_GLYPH or pages.across == len(widths)
    assert pages.paper in (A4, A3)
    assert pages.paper == A3 or pages.across == 1


def test_a_row_that_cannot_be_as_tall_as_its_text_is_named() -> None:
    opened = reopened(county_workbook(hostile_county("一" * 2000)))
    assert "第5行文字过长" in opened["汇总台账"]["A3"].value
    assert "文字过长" not in opened["偏差-漏项"]["A3"].value

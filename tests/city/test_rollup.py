"""The city workbook: the counties' sheets with a column for the county; figures add up, obligations are aligned."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from pipeline.city.city import City, Member
from pipeline.city.rollup import TOTAL, aligned, city_workbook, put_together
from pipeline.county.plain import PlainCounty, PlainTable, plain_county
from pipeline.county.workbook import county_workbook
from tests.county.county_builder import AS_OF, sample_county
from tests.county.test_workbook import HEADING_ROW

CITY = City("某市", (Member("甲县", Path("a")), Member("乙县", Path("b"))), Path("out"))


@cache
def counties() -> tuple[PlainCounty, PlainCounty]:
    """Two counties: the second lacks a report of the first, and numbers its obligations otherwise."""
    one = sample_county()
    fewer = replace(one, reports=one.reports[:-1])
    return plain_county(one, "甲县"), plain_county(fewer, "乙县")


def _table(tables: tuple[PlainTable, ...], name: str) -> PlainTable:
    return next(t for t in tables if t.name == name)


def _column(table: PlainTable, heading: str) -> list[object]:
    at = [c.heading for c in table.columns].index(heading)
    return [row[at] for row in table.rows]


def test_each_sheet_holds_the_rows_of_all_counties() -> None:
    together = put_together(counties(), {})
    for name in (t.name for t in counties()[0].tables):
        rows = _column(_table(together, name), "县")
        assert rows == [c.name for c in counties() for t in c.tables if t.name == name for _ in t.rows], name


def test_a_column_stands_once_however_wide_it_is() -> None:
    one, two = counties()
    wider = tuple(replace(t, columns=tuple(replace(c, width=c.width + 5) for c in t.columns)) for t in two.tables)
    for table in put_together((one, replace(two, tables=wider)), {}):
        headings = [c.heading for c in table.columns]
        assert len(headings) == len(set(headings)), table.name
        assert ("对应任务编号" in headings) == ("任务编号" in headings)


def test_the_figures_add_up() -> None:
    overview = _table(put_together(counties(), {}), "总览")
    assert _column(overview, "县") == ["甲县", "乙县", TOTAL]
    for at, column in enumerate(overview.columns[1:], 1):
        first, second, total = (row[at] for row in overview.rows)
        assert [c.heading for c in overview.columns].count(column.heading) == 1
        if column.heading == "报送率":
            assert total == pytest.approx(
                sum(c.counts["报送|已报送"] for c in counties()) / sum(c.counts["报送|应报单位"] for c in counties())
            )
        elif column.heading != "覆盖率":
            assert total == first + second, column.heading


def test_what_is_a_single_countys_is_left_out() -> None:
    (coverage,) = (t for t in counties()[0].tables if t.name == "任务覆盖")
    assert "县水利局" not in {c.heading for c in coverage.columns}
    assert {"任务编号"} <= {c.heading for c in coverage.columns}


def test_obligations_of_another_plan_are_those_of_the_first() -> None:
    plan = sample_county().plan
    moved = {o.id: f"Z9-{n:02}" for n, o in enumerate(plan.obligations)}
    other = replace(plan, id="other", obligations=tuple(replace(o, id=moved[o.id]) for o in plan.obligations))
    same, back = aligned([plan, other], {})
    assert same == {o.id: o.id for o in plan.obligations}
    assert back == {new: old for old, new in moved.items()}


def test_the_obligation_meant_stands_behind_each_row() -> None:
    one, two = counties()
    shifted = replace(two.plan, id="other", obligations=two.plan.obligations[1:])
    together = put_together((one, replace(two, plan=shifted)), {})
    merged = _table(together, "任务覆盖")
    columns = (_column(merged, heading) for heading in ("县", "任务编号", "对应任务编号"))
    by_county = list(zip(*columns, strict=True))
    dropped = two.plan.obligations[0].id
    assert all(meant == own for _, own, meant in by_county if own != dropped)
    assert ("乙县", dropped, "") in by_county


def test_the_workbook_opens_with_typed_cells_and_names_who_is_missing() -> None:
    tables = put_together(counties()[:1], {})
    book = openpyxl.load_workbook(io.BytesIO(city_workbook(CITY, tables, AS_OF)))
    county = openpyxl.load_workbook(io.BytesIO(county_workbook(sample_county())))
    assert book.sheetnames == [n for n in county.sheetnames if n != "说明"]
    overview = book["总览"]
    assert overview.cell(HEADING_ROW, 1).value == "县"
    assert isinstance(overview.cell(HEADING_ROW + 1, 4).value, int)
    assert "未汇入：乙县" in overview.cell(2, 4).value


def test_the_total_is_no_row_among_the_counties() -> None:
    book = openpyxl.load_workbook(io.BytesIO(city_workbook(CITY, put_together(counties(), {}), AS_OF)))
    overview = book["总览"]
    assert overview.cell(3, 1).value == "共2行，末行为合计。"
    assert overview.cell(2, 1).value is None, "what would lead to where one is"
    last = overview.auto_filter.ref.split(":")[1]
    assert overview[f"A{last.strip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"].value == "乙县", (
        "sorting leaves the total in its place"
    )
    assert "末行为合计" not in book["报送情况"].cell(3, 1).value

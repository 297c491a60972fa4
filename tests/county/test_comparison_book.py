"""The workbook of two plans compared says what changes for whom, and what becomes of last year's decisions."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from openpyxl import Workbook

from pipeline.county.comparison_book import Ending, comparison_workbook, summary
from pipeline.model import Decision, DecisionKind, Plan
from pipeline.plan.comparison import Comparison, compare_plans
from pipeline.plan.plans import read_plan
from tools.changed_plans import RULES


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(RULES)


@pytest.fixture(scope="module")
def comparison(plan: Plan) -> Comparison:
    first, second, third, *rest = plan.obligations
    now = (
        replace(second, time_limit_text="每月"),
        replace(third, requirement=f"{third.requirement}做到应公开尽公开。"),
        replace(first, id="A1-99", no=99, requirement="=举办腌菜品评会，公布名次。"),
        *rest,
    )
    return compare_plans(plan, replace(plan, year=2023, obligations=now), {})


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(book: Workbook, sheet: str) -> list[dict[str, object]]:
    heads, *lines = book[sheet].iter_rows(min_row=4, values_only=True)
    return [dict(zip(map(str, heads), line, strict=True)) for line in lines]


def test_each_fate_has_its_sheet(comparison: Comparison) -> None:
    book = opened(comparison_workbook(comparison))
    assert book.sheetnames == ["总览", "各单位变动", "文字调整", "拆分", "合并", "新增", "取消", "未变动"]
    assert summary(comparison) == "未变动76项，文字调整1项，拆分0项，合并0项，新增1项，取消1项"
    (reworded,) = rows(book, "文字调整")
    assert str(reworded["今年任务"]).endswith("做到应公开尽公开。")
    assert reworded["上年编号"] == "附件1第3项"
    (new,) = rows(book, "新增")
    # What begins like a formula is text.
    assert "=举办腌菜品评会" in str(new["今年任务"])
    altered = [row for row in rows(book, "未变动") if row["时限"] == "有变"]
    assert [row["今年时限"] for row in altered] == ["每月"]


def test_each_unit_reads_what_changes_for_it(comparison: Comparison) -> None:
    book = opened(comparison_workbook(comparison))
    (housing,) = [row for row in rows(book, "总览") if row["单位"] == "县住房城乡建设局"]
    assert (housing["新承担"], housing["不再承担"], housing["有变动"]) == (0, 0, 1)
    assert housing["有变动的任务"] == "附件1： 2"
    told = [row for row in rows(book, "各单位变动") if row["单位"] == "县住房城乡建设局"]
    assert [(row["变动"], row["今年时限"]) for row in told] == [("时限有变", "每月")]


def test_what_becomes_of_decisions_is_a_sheet_of_its_own(comparison: Comparison) -> None:
    decision = Decision(DecisionKind.WAIVE, "县财政局", "A1-02", decided_at=datetime(2022, 6, 1), number=4)
    book = opened(comparison_workbook(comparison, [Ending(decision, "附件1第2项", "终止：仅对上年方案有效")]))
    (line,) = rows(book, "核定意见去向")
    assert (line["核定意见编号"], line["核定意见"], line["去向"]) == (4, "豁免", "终止：仅对上年方案有效")

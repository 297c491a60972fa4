"""A county workbook that comes back gives the officer's decisions, and says which lines cannot be taken."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from pipeline.model import Decision, DecisionKind
from pipeline.reading import read_file

DOUBT_HEAD = ("序号", "核定结果", "核定人", "豁免截止", "核定理由", "键-单位", "键-任务编号", "键-原文")
BEARER_HEAD = ("序号", "责任单位（填写）", "核定人", "明确依据", "键-任务编号", "键-责任主体")


def county_workbook(doubts: list[tuple[Any, ...]] = [], bearers: list[tuple[Any, ...]] = []) -> bytes:  # noqa: B006
    book = openpyxl.Workbook()
    book.active.title = "总览"
    for name, head, rows in (("存疑核定", DOUBT_HEAD, doubts), ("责任待明确", BEARER_HEAD, bearers)):
        sheet = book.create_sheet(name)
        sheet.append(["标题"])
        sheet.append(head)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("row", "decision"),
    [
        (("认定", "李", None, "属实"), (DecisionKind.CONFIRM, None, "属实")),
        (("否定", "李", None, None), (DecisionKind.REJECT, None, "")),
        (("豁免", "李", "2022-12-31", ""), (DecisionKind.WAIVE, date(2022, 12, 31), "")),
        (("豁免", "李", date(2022, 12, 31), ""), (DecisionKind.WAIVE, date(2022, 12, 31), "")),
        (("延期至", "李", "2022-9-30", "机构改革"), (DecisionKind.EXTEND, date(2022, 9, 30), "机构改革")),
    ],
)
def test_a_filled_line_is_a_decision(row: tuple[Any, ...], decision: tuple[Any, ...]) -> None:
    read = read_file(county_workbook([(1, *row, "县水利局", "A1-33", "请群众看水厂")]), "汇总.xlsx")
    kind, until, reason = decision
    assert read.decisions == (Decision(kind, "县水利局", "A1-33", "请群众看水厂", reason, "李", until=until),)
    assert read.notes == ()


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (("认定", None, None, None), "未填核定人"),
        (("同意", "李", None, None), "不在认定、否定、豁免、延期至、无此项任务之中"),
        (("豁免", "李", "年底", None), "无法辨认"),
        (("豁免", "李", "2022-02-30", None), "不存在"),
        (("延期至", "李", None, None), "未填截止日期"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named_with_its_cell(row: tuple[Any, ...], word: str) -> None:
    read = read_file(county_workbook([(1, *row, "县水利局", "A1-33", "请群众看水厂")]), "汇总.xlsx")
    assert read.decisions == ()
    (note,) = read.notes
    assert word in note.text
    assert (note.sheet, note.cell) == ("存疑核定", "A3")


TYPED_HEAD = ("单位", "工作举措", "任务编号", *DOUBT_HEAD[1:])


def typed(*row: Any) -> bytes:
    """A county workbook with one line that the officer wrote below ours: unit, measure, obligation, and the rest."""
    book = openpyxl.Workbook()
    for name, head in (("存疑核定", TYPED_HEAD), ("责任待明确", BEARER_HEAD)):
        book.create_sheet(name).append(head)
    book["存疑核定"].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("row", "decision"),
    [
        (("水利局", None, "A1-32", "豁免", "李", "2022-12-31", "职能划转"), (DecisionKind.WAIVE, "A1-32")),
        (("水利局", None, "a1-4", "延期至", "李", "2022-12-31", "机构改革"), (DecisionKind.EXTEND, "A1-04")),
        (("水利局", None, "附件1第32项", "无此项任务", "李", None, "无此业务"), (DecisionKind.NIL_RETURN, "A1-32")),
        (("水利局", None, None, "无此项任务", "李", None, "垂管"), (DecisionKind.NIL_RETURN, "")),
        (("水利局", "请群众看水厂", "A1-33", "认定", "李"), (DecisionKind.CONFIRM, "A1-33")),
    ],
)
def test_an_officer_may_write_lines_of_his_own(row: tuple[Any, ...], decision: tuple[Any, ...]) -> None:
    read = read_file(typed(*row), "汇总.xlsx")
    assert read.notes == ()
    assert read.decisions is not None
    assert [(d.kind, d.obligation, d.unit) for d in read.decisions] == [(*decision, "水利局")]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ((None, None, "A1-32", "豁免", "李", None, "职能划转"), "未填单位"),
        (("水利局", None, None, "豁免", "李", None, "职能划转"), "未填任务编号"),
        (("水利局", None, "A1-32", "豁免", "李", None, None), "须填写核定理由"),
        (("水利局", None, "A1-32", "认定", "李"), "未写明台账原文"),
    ],
)
def test_what_his_line_lacks_is_said(row: tuple[Any, ...], word: str) -> None:
    read = read_file(typed(*row), "汇总.xlsx")
    assert read.decisions == ()
    assert [word in n.text for n in read.notes] == [True]


def test_several_units_may_be_named_for_an_open_obligation() -> None:
    read = read_file(
        county_workbook(bearers=[(1, "县水利局、县科技局", "李", "会议纪要", "A1-05", "有关职能部门")]), "汇总.xlsx"
    )
    assert read.decisions is not None
    assert [(d.kind, d.unit, d.text) for d in read.decisions] == [
        (DecisionKind.ASSIGN, "县水利局", "有关职能部门"),
        (DecisionKind.ASSIGN, "县科技局", "有关职能部门"),
    ]


def test_blank_lines_decide_nothing() -> None:
    read = read_file(county_workbook([(1, None, None, None, None, "县水利局", "A1-33", "请群众看水厂")]), "汇总.xlsx")
    assert (read.decisions, read.notes) == ((), ())


def test_a_county_workbook_is_no_ledger() -> None:
    read = read_file(county_workbook(), "汇总.xlsx")
    assert read.failure is not None
    assert read.failure.kind == "not_a_ledger"
    assert "全县汇总表" in read.failure.message


def test_a_line_whose_keys_belong_to_another_line_is_not_taken() -> None:
    book = openpyxl.Workbook()
    for name, head in (("存疑核定", (*DOUBT_HEAD, "单位", "任务编号")), ("责任待明确", BEARER_HEAD)):
        book.create_sheet(name).append(head)
    keys = ("县水利局", "A1-33", "请群众看水厂")
    book["存疑核定"].append((1, "认定", "李", None, None, *keys, "县水利局", "A1-33"))
    book["存疑核定"].append((2, "认定", "李", None, None, *keys, "县民政局", "A1-33"))
    book["存疑核定"].append((3, None, None, None, None, *keys, "县民政局", "A1-33"))
    buffer = io.BytesIO()
    book.save(buffer)
    read = read_file(buffer.getvalue(), "汇总.xlsx")
    assert read.decisions is not None
    assert len(read.decisions) == 1
    (note,) = read.notes
    assert "县民政局" in note.text
    assert note.cell == "A3"

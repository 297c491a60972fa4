"""A county workbook that comes back gives the officer's decisions, and says which lines cannot be taken."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from pipeline.form.files import read_file
from pipeline.model import Decision, DecisionKind, WordSource

DOUBT_HEAD = ("序号", "核定结果", "核定人", "截止日期", "核定理由", "键-单位", "键-任务编号", "键-原文")
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
    ],
)
def test_a_filled_line_is_a_decision(row: tuple[Any, ...], decision: tuple[Any, ...]) -> None:
    read = read_file(county_workbook([(1, *row, "县水利局", "A1-33", "请群众看水厂")]), "汇总.xlsx")
    kind, until, reason = decision
    source = WordSource(sheet="存疑核定", row=3)
    assert read.decisions == (
        Decision(kind, "县水利局", "A1-33", "请群众看水厂", reason, "李", until=until, source=source),
    )
    assert read.notes == ()


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [("认定", DecisionKind.NIL_RETURN), ("豁免", DecisionKind.WAIVE), ("否定", DecisionKind.REJECT)],
)
def test_an_application_is_granted_or_not_for_this_unit_alone(verdict: str, kind: DecisionKind) -> None:
    """A line without a wording comes from a refusal (F13): 否定 holds the unit to the task, no wording is settled."""
    read = read_file(county_workbook([(1, verdict, "李", None, "职能已划转", "县水利局", "A1-33", "")]), "汇总.xlsx")
    source = WordSource(sheet="存疑核定", row=3)
    assert read.decisions == (Decision(kind, "县水利局", "A1-33", "", "职能已划转", "李", source=source),)
    assert read.decisions[0].upholds is (verdict == "否定")


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (("认定", None, None, None), "未填核定人"),
        (("同意", "李", None, None), "不在认定、否定、自定任务、豁免之中"),
        (("豁免", "李", "年底", None), "无法辨认"),
        (("豁免", "李", "2022-02-30", None), "不存在"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named_with_its_cell(row: tuple[Any, ...], word: str) -> None:
    read = read_file(county_workbook([(1, *row, "县水利局", "A1-33", "请群众看水厂")]), "汇总.xlsx")
    assert read.decisions == ()
    (note,) = read.notes
    assert word in note.text
    assert (note.sheet, note.cell) == ("存疑核定", "A3")


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


ADDED_HEAD = (*DOUBT_HEAD, "单位", "任务编号")


def added(*row: Any) -> bytes:
    """A county workbook with one line that the officer added: no keys stand on it."""
    verdict, officer, until, reason, unit, obligation = row
    book = openpyxl.Workbook()
    book.create_sheet("存疑核定").append(ADDED_HEAD)
    book["存疑核定"].append((None, verdict, officer, until, reason, None, None, None, unit, obligation))
    book.create_sheet("责任待明确").append(BEARER_HEAD)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("row", "decision"),
    [
        (("豁免", "李", None, "无此会议", "县水利局", "a1-32"), (DecisionKind.WAIVE, "a1-32", None)),
        (
            ("延期至", "李", "2022-09-30", "改革", "县水利局", "A1-4"),
            (DecisionKind.EXTEND, "A1-4", date(2022, 9, 30)),
        ),
        (
            ("无此项任务", "李", None, "无此业务", "县水利局", "附件1第32项"),
            (DecisionKind.NIL_RETURN, "附件1第32项", None),
        ),
        (("无此项任务", "李", None, "垂管", "县水利局", None), (DecisionKind.NIL_RETURN, "", None)),
    ],
)
def test_waivers_extensions_and_nil_returns_may_be_added(row: tuple[Any, ...], decision: tuple[Any, ...]) -> None:
    read = read_file(added(*row), "汇总.xlsx")
    assert read.notes == ()
    assert read.decisions is not None
    (found,) = read.decisions
    assert (found.kind, found.obligation, found.until) == decision
    assert (found.unit, found.text, found.officer, found.reason) == ("县水利局", "", "李", row[3])


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (("认定", "李", None, "", "县水利局", "A1-32"), "不在豁免、延期至、无此项任务之中"),
        (("豁免", "李", None, "", "县水利局", "A1-32"), "未填核定理由"),
        (("豁免", "李", None, "", "县水利局", None), "未填任务编号"),
        (("豁免", "李", None, "", None, "A1-32"), "未填单位"),
        (("豁免", None, None, "", "县水利局", "A1-32"), "未填核定人"),
        (("延期至", "李", None, "", "县水利局", "A1-32"), "未填截止日期"),
        ((None, "李", None, "", "县水利局", "A1-32"), "未填核定结果"),
    ],
)
def test_an_added_line_that_lacks_something_says_what(row: tuple[Any, ...], word: str) -> None:
    read = read_file(added(*row), "汇总.xlsx")
    assert read.decisions == ()
    assert word in read.notes[0].text


def test_a_workbook_of_the_first_form_is_still_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(county_workbook()))
    for cell in book["存疑核定"][2]:
        cell.value = "豁免截止" if cell.value == "截止日期" else cell.value
    book["存疑核定"].append((1, "豁免", "李", "2022-12-31", "", "县水利局", "A1-33", "请群众看水厂"))
    buffer = io.BytesIO()
    book.save(buffer)
    read = read_file(buffer.getvalue(), "汇总.xlsx")
    assert read.decisions is not None
    assert read.decisions[0].until == date(2022, 12, 31)


def test_the_day_of_the_workbook_is_known_with_and_without_its_stamp() -> None:
    from pipeline.county.workbook import county_workbook as write
    from tests.county.county_builder import AS_OF, few_rows

    data = write(few_rows())
    assert read_file(data, "汇总.xlsx").as_of == AS_OF
    assert read_file(data, "汇总.xlsx").plan_year == 2022
    book = openpyxl.load_workbook(io.BytesIO(data))
    for name in [p.name for p in book.custom_doc_props.props]:
        del book.custom_doc_props[name]
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_file(buffer.getvalue(), "汇总.xlsx").as_of == AS_OF


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

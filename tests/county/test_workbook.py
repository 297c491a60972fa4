"""The workbook as a file: sheets, types, links, printing, limits, and the same bytes for the same county."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from pipeline.county.frames import county_frames
from pipeline.county.presentation import Limits, Presentation
from pipeline.county.workbook import county_workbook
from pipeline.form.files import read_file
from pipeline.model import County, DecisionKind, Ledger, Value
from tests.county.county_builder import GENERATED_AT, few_rows, plan, sample_county
from tests.county.test_figures import empty_county
from tests.county.test_frames import CONTRACT_SHEETS, DEVIATION_SHEETS, SHEETS

HEADING_ROW = 4
FIRST_ROW = 5
TABLE_SHEETS = [s for s in SHEETS if s not in ("总览", "说明")]


def reopened(data: bytes) -> Any:
    """A workbook as another program reads it."""
    return openpyxl.load_workbook(BytesIO(data))


@cache
def book() -> Any:
    """The sample county's workbook, opened again."""
    return reopened(county_workbook(sample_county()))


def headings(sheet: Any) -> dict[str, int]:
    """The columns of a table sheet by their headings."""
    return {c.value: c.column for c in sheet[HEADING_ROW] if c.value}


def column(sheet: Any, heading: str) -> Iterator[Any]:
    """The cells of a column of a table sheet."""
    at = headings(sheet)[heading]
    for row in range(FIRST_ROW, sheet.max_row + 1):
        yield sheet.cell(row, at)


def links(sheet: Any) -> list[Any]:
    """The links of a sheet that was opened again."""
    return [c.hyperlink for row in sheet.iter_rows() for c in row if c.hyperlink]


def test_sheets_stand_in_the_contracts_order_and_one_more_after_them() -> None:
    assert book().sheetnames == SHEETS
    assert SHEETS[:18] == CONTRACT_SHEETS
    assert book().active.title == "总览"


def test_the_workbook_holds_what_the_frames_hold() -> None:
    for name, frame in county_frames(sample_county()).items():
        if name not in TABLE_SHEETS:
            continue
        sheet = book()[name]
        assert [c.value for c in sheet[HEADING_ROW]] == list(frame.columns), name
        for at, row in enumerate(frame.itertuples(index=False, name=None), FIRST_ROW):
            for cell, value in zip(sheet[at], row, strict=True):
                held = cell.value.date() if type(value) is date and cell.value else cell.value
                expected = None if value is pd.NA or value in ("", None) else value
                assert held == expected, (name, cell.coordinate)


def test_numbers_are_numbers_and_dates_are_dates() -> None:
    assert all(isinstance(c.value, int) for c in column(book()["汇总台账"], "来源行"))
    rates = [c for c in column(book()["报送情况"], "覆盖率") if c.value is not None]
    assert all(0 <= c.value <= 1 and "%" in c.number_format for c in rates)
    for sheet in DEVIATION_SHEETS:
        assert all(c.is_date and isinstance(c.value, datetime) for c in column(book()[sheet], "首次发现")), sheet


def test_nothing_in_the_workbook_is_a_formula() -> None:
    for sheet in book():
        assert not any(c.data_type == "f" for row in sheet.iter_rows() for c in row), sheet.title


def hostile_county(*texts: str) -> County:
    """A small county, with texts in the first measures of its first ledger."""
    county = few_rows()
    at = next(i for i, r in enumerate(county.reports) if r.submission and r.submission.ledger)
    sent = county.reports[at].submission
    assert sent is not None
    ledger = sent.ledger
    assert isinstance(ledger, Ledger)
    said = zip(ledger.entries, texts, strict=False)
    entries = [replace(entry, measure=Value(text, entry.measure.cell)) for entry, text in said]
    ledger = replace(ledger, entries=(*entries, *ledger.entries[len(entries) :]))
    report = replace(county.reports[at], submission=replace(sent, ledger=ledger))
    return replace(county, reports=(*county.reports[:at], report, *county.reports[at + 1 :]))


TEXTS = {
    "=cmd|' /C calc'!A0": "=cmd|' /C calc'!A0",
    "http://example.com/": "http://example.com/",
    "internal:'总览'!A1": "internal:'总览'!A1",
    "00123": "00123",
    "@SUM(1)": "@SUM(1)",
    "含\x00控制\x0b字符\ud800": "含控制字符",
    "{=1+1}": "{=1+1}",
}


def test_text_stays_text() -> None:
    opened = reopened(county_workbook(hostile_county(*TEXTS)))
    cells = list(column(opened["汇总台账"], "工作举措"))[: len(TEXTS)]
    assert [cell.value for cell in cells] == list(TEXTS.values())
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.hyperlink for cell in cells} == {None}


def test_text_beyond_excels_limit_goes_on_elsewhere_and_says_so() -> None:
    text = "".join(chr(0x4E00 + at % 5000) for at in range(80_000))
    opened = reopened(county_workbook(hostile_county(text)))
    held = next(column(opened["汇总台账"], "工作举措")).value
    assert len(held) == 32_767
    mark = "……（超过单元格容量，续文见“超长内容”表）"
    assert held.endswith(mark)
    assert opened.sheetnames == [*SHEETS, "超长内容"]
    rest = opened["超长内容"]
    lines = [r for r in range(FIRST_ROW, rest.max_row + 1) if "汇总台账!D5" in rest.cell(r, 2).value]
    assert len(lines) == 2
    assert held.removesuffix(mark) + "".join(rest.cell(r, 3).value for r in lines) == text


def test_the_same_county_gives_the_same_bytes() -> None:
    assert county_workbook(sample_county()) == county_workbook(sample_county())


@settings(max_examples=3, deadline=None)
@given(st.integers())
def test_the_order_of_arrival_changes_nothing(seed: int) -> None:
    county, order = sample_county(), random.Random(seed)

    def shuffled(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(order.sample(items, len(items)))

    mixed = replace(
        county,
        reports=shuffled(county.reports),
        strays=shuffled(county.strays),
        tracked=shuffled(county.tracked),
        decisions=shuffled(county.decisions),
        history=shuffled(county.history),
    )
    assert county_workbook(mixed) == county_workbook(county)


def test_every_internal_link_leads_to_an_existing_row() -> None:
    counted = 0
    for sheet in book():
        for link in links(sheet):
            name, row = re.fullmatch(r"'(.+)'!A(\d+)", link.location).groups()  # type: ignore[union-attr]
            assert name in book().sheetnames
            assert int(row) <= book()[name].max_row
            counted += 1
    assert counted > 1000


@pytest.mark.parametrize(
    ("sheet", "heading", "goal", "goal_column"),
    [
        ("偏差-时限", "台账序号", "汇总台账", 1),
        ("偏差-漏项", "任务编号", "任务覆盖", 1),
        ("偏差-填报", "代码", "说明", 1),
        ("存疑核定", "台账序号", "汇总台账", 1),
    ],
)
def test_links_lead_to_what_they_say(sheet: str, heading: str, goal: str, goal_column: int) -> None:
    linked = [c for c in column(book()[sheet], heading) if c.hyperlink]
    assert linked
    for cell in linked:
        name, row = re.fullmatch(r"'(.+)'!A(\d+)", cell.hyperlink.location).groups()  # type: ignore[union-attr]
        assert name == goal
        assert book()[name].cell(int(row), goal_column).value == cell.value


@pytest.mark.parametrize("name", ["总览", *TABLE_SHEETS])
def test_a_count_is_a_number_and_not_its_digits(name: str) -> None:
    for row in book()[name].iter_rows(min_row=HEADING_ROW):
        for cell in row:
            assert not (isinstance(cell.value, str) and cell.value.isdecimal()), f"{name}!{cell.coordinate}"


def test_figures_of_the_overview_link_to_their_sheets() -> None:
    goals = {link.location.split("!")[0].strip("'") for link in links(book()["总览"])}
    words = {"责任待明确", "待确认来件", "现行核定", "操作记录", "完成率"}
    assert set(SHEETS) - {"总览", "说明"} - words <= goals


def test_originals_and_receipts_are_linked_where_they_are_known() -> None:
    county = sample_county()
    sent = next(r.submission for r in county.reports if r.unit == "县水利局")
    assert sent is not None
    presentation = Presentation(
        receipts={"县水利局": "回执/县水利局/1 回执.xlsx"},
        pages={"县水利局": "回执/县水利局/1#.html", "县司法局": "回执/县司法局/2.html"},
        sources={("县水利局", sent.arrival.sha256): "汇总/来源/县水利局_第1版.xlsx"},
    )
    opened = reopened(county_workbook(county, presentation))

    def targets(sheet: str, unit: str, heading: str) -> set[tuple[str, str | None]]:
        at = headings(opened[sheet])
        rows = [c.row for c in column(opened[sheet], "单位") if c.value == unit]
        found = [opened[sheet].cell(r, at[heading]).hyperlink for r in rows]
        return {(unquote(link.target).replace("\\", "/"), link.location) for link in found if link}

    assert targets("报送情况", "县水利局", "单位") == {("回执/县水利局/1 回执.xlsx", None)}
    assert targets("报送情况", "县水利局", "校验结论") == {("回执/县水利局/1#.html", None)}
    # What could not be opened safely leads to what was answered.
    assert targets("报送情况", "县司法局", "来源工作表") == {("回执/县司法局/2.html", None)}
    assert targets("偏差-报送", "县司法局", "来源单元格") == {("回执/县司法局/2.html", None)}
    for sheet, heading in (("汇总台账", "来源行"), ("偏差-时限", "来源单元格"), ("整改销号", "来源单元格")):
        assert targets(sheet, "县科技局", heading) == set()
        found = targets(sheet, "县水利局", heading)
        assert {path for path, _ in found} == {"汇总/来源/县水利局_第1版.xlsx"}
        assert len(found) > 3


def test_a_link_to_an_original_leads_to_the_very_cell() -> None:
    county = sample_county()
    sources = {
        (r.unit, r.submission.arrival.sha256): f"汇总/来源/{r.unit}.xlsx"
        for r in county.reports
        if r.submission and r.submission.ledger
    }
    opened = reopened(county_workbook(county, Presentation(sources=sources)))
    merged, limits = opened["汇总台账"], opened["偏差-时限"]
    for cell in column(merged, "来源行"):
        assert cell.hyperlink.target.endswith(f"{merged.cell(cell.row, headings(merged)['单位']).value}.xlsx")
        assert cell.hyperlink.location == f"'台账'!C{cell.value}"
    for cell in column(limits, "来源单元格"):
        sheet, _, place = cell.value.partition("!")
        assert cell.hyperlink.location == f"'{sheet}'!{place}"
    gap = next(c for c in column(opened["偏差-漏项"], "来源单元格") if c.value == "台账")
    assert gap.hyperlink.location == "'台账'!A1"


def test_the_officers_sheets_offer_their_choices_and_hide_their_keys() -> None:
    doubts = book()["存疑核定"]
    lists = [r.formula1 for r in doubts.data_validations.dataValidation if r.type == "list"]
    assert lists[0] == '"认定,否定,自定任务,豁免"'
    assert '"豁免,延期至,无此项任务"' in lists
    for heading, at in headings(doubts).items():
        letter = get_column_letter(at)
        # A hidden run of equal columns is kept under its first letter.
        hidden = any(d.hidden and d.min <= at <= d.max for d in doubts.column_dimensions.values())
        assert hidden == heading.startswith("键-"), letter


def test_the_units_to_be_named_are_offered_and_several_may_be_typed() -> None:
    (rule,) = [r for r in book()["责任待明确"].data_validations.dataValidation if r.type == "list"]
    assert not rule.showErrorMessage
    sheet, cells = rule.formula1.split("!")
    offered = [c.value for (c,) in book()[sheet.strip("'")][cells.replace("$", "")]]
    assert offered == [c.value for c in column(book()["报送情况"], "单位")]


def test_what_the_officer_fills_in_is_read_back() -> None:
    opened = reopened(county_workbook(sample_county()))
    doubts, bearers = opened["存疑核定"], opened["责任待明确"]
    for heading, value in {
        "核定结果": "豁免",
        "核定人": "王志强",
        "截止日期": datetime(2022, 12, 31),
        "核定理由": "本年度无此事项",
    }.items():
        doubts.cell(FIRST_ROW, headings(doubts)[heading]).value = value
    for heading, value in {"责任单位（填写）": "县财政局、县商务局", "核定人": "王志强"}.items():
        bearers.cell(FIRST_ROW + 1, headings(bearers)[heading]).value = value
    saved = BytesIO()
    opened.save(saved)
    decisions = read_file(saved.getvalue(), "汇总.xlsx").decisions
    assert decisions is not None
    frames = county_frames(sample_county())
    assert len(frames["存疑核定"]) > 1
    doubt, bearer = frames["存疑核定"].iloc[0], frames["责任待明确"].iloc[1]
    assert [(d.kind, d.unit, d.obligation, d.text, d.officer, d.until) for d in decisions] == [
        (DecisionKind.WAIVE, doubt["单位"], doubt["任务编号"], doubt["键-原文"], "王志强", date(2022, 12, 31)),
        (DecisionKind.ASSIGN, "县财政局", bearer["任务编号"], bearer["待明确主体"], "王志强", None),
        (DecisionKind.ASSIGN, "县商务局", bearer["任务编号"], bearer["待明确主体"], "王志强", None),
    ]


@pytest.mark.parametrize("county", [sample_county, empty_county], ids=["with doubts", "without"])
def test_what_the_officer_adds_below_the_doubts_is_read_back(county: Callable[[], County]) -> None:
    opened = reopened(county_workbook(county()))
    doubts = opened["存疑核定"]
    at = headings(doubts)
    label = next(r for r in range(FIRST_ROW, doubts.max_row + 1) if "补登" in str(doubts.cell(r, 3).value))
    assert doubts.max_row - label >= 10
    (units,) = [r for r in doubts.data_validations.dataValidation if r.formula1 and "报送情况" in r.formula1]
    assert {r.min_row for r in units.sqref.ranges} == {label + 1}
    for heading, value in {
        "单位": "县水利局",
        "任务编号": "A1-32",
        "核定结果": "延期至",
        "核定人": "王志强",
        "截止日期": datetime(2022, 9, 30),
        "核定理由": "机构改革",
    }.items():
        doubts.cell(doubts.max_row, at[heading]).value = value
    saved = BytesIO()
    opened.save(saved)
    read = read_file(saved.getvalue(), "汇总.xlsx")
    assert read.notes == ()
    assert read.decisions is not None
    assert [(d.kind, d.unit, d.obligation, d.until) for d in read.decisions] == [
        (DecisionKind.EXTEND, "县水利局", "A1-32", date(2022, 9, 30))
    ]


def test_the_workbook_can_be_known_again() -> None:
    stamps = {p.name: p.value for p in book().custom_doc_props.props}
    assert stamps["taizhang.kind"] == "county_workbook"
    assert stamps["taizhang.plan"] == plan().id
    assert stamps["taizhang.as_of"] == "2022-05-23"
    assert stamps["taizhang.version.program"] == "0.1.0"
    assert book().properties.created == GENERATED_AT


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_prints_lying_as_wide_as_its_paper(name: str) -> None:
    sheet = book()[name]
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) in (8, 9), "A3 or A4"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)
    assert "&P" in sheet.oddFooter.center.text
    assert "内部资料" in sheet.oddHeader.right.text
    assert sheet.print_area


@pytest.mark.parametrize("name", TABLE_SHEETS)
def test_table_sheets_are_frozen_filtered_and_repeat_their_headings(name: str) -> None:
    sheet = book()[name]
    assert sheet.freeze_panes.endswith(str(FIRST_ROW))
    assert sheet.auto_filter.ref.startswith(f"A{HEADING_ROW}:")
    assert sheet.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    assert all(sheet.row_dimensions[r].height for r in range(FIRST_ROW, sheet.max_row + 1))


def test_units_of_coverage_keep_their_names_though_another_is_shown() -> None:
    coverage = book()["任务覆盖"]
    absent = coverage.cell(HEADING_ROW, headings(coverage)["县财政局"])
    assert "*县财政局" in absent.number_format
    assert absent.alignment.textRotation == 255


def test_the_mark_gives_way_to_an_approval() -> None:
    approved = county_workbook(sample_county(), Presentation(approval="经主要负责人批准公开"))
    opened = reopened(approved)
    for sheet in opened:
        assert "内部资料" not in sheet.oddHeader.right.text
        assert "经主要负责人批准公开" in sheet.oddHeader.right.text


def test_charts_are_native() -> None:
    with zipfile.ZipFile(BytesIO(county_workbook(sample_county()))) as parts:
        assert sum(n.startswith("xl/charts/chart") for n in parts.namelist()) == 4


def test_tables_longer_than_a_sheet_go_on_after_the_notes_and_say_so() -> None:
    presentation = Presentation(limits=Limits(rows=204))
    opened = reopened(county_workbook(sample_county(), presentation))
    assert opened.sheetnames[: len(SHEETS)] == SHEETS
    merged = county_frames(sample_county())["汇总台账"]
    parts = [n for n in opened.sheetnames if n.startswith("汇总台账") and "按任务" not in n]
    assert parts == ["汇总台账", "汇总台账（2）", "汇总台账（3）"]
    numbers = [c.value for n in parts for c in column(opened[n], "序号")]
    assert numbers == merged["序号"].tolist()
    assert "续表" in opened["汇总台账"]["A3"].value
    linked = next(c for c in column(opened["偏差-时限"], "台账序号") if c.value > 200)
    assert linked.hyperlink.location == f"'汇总台账（2）'!A{linked.value - 200 + HEADING_ROW}"


def test_a_table_with_more_links_than_excel_allows_is_divided_and_says_so() -> None:
    presentation = Presentation(limits=Limits(links=300), pages={u.name: "回执/页.html" for u in plan().units})
    opened = reopened(county_workbook(sample_county(), presentation))
    assert all(len(links(sheet)) <= 300 for sheet in opened)
    assert "续表" in opened["偏差-时限"]["A3"].value
    assert "（2）" in opened["偏差-时限"]["A3"].value
    parts = [n for n in opened.sheetnames if n.startswith("偏差-时限")]
    assert len(parts) > 1
    found = [c for n in parts for c in column(opened[n], "台账序号")]
    assert len(found) == len(county_frames(sample_county())["偏差-时限"])
    assert all(c.hyperlink for c in found)


def test_beyond_all_links_the_values_stay() -> None:
    opened = reopened(county_workbook(few_rows(), Presentation(limits=Limits(links=3))))
    assert all(len(links(sheet)) <= 3 for sheet in opened)
    assert any(links(sheet) for sheet in opened)
    assert all(c.value for c in column(opened["偏差-漏项"], "代码"))


def test_an_empty_county_gives_a_workbook_that_says_so() -> None:
    opened = reopened(county_workbook(empty_county()))
    assert opened.sheetnames == SHEETS
    assert opened["汇总台账"]["A3"].value == "尚无可以汇总的台账。"
    assert opened["偏差-时限"]["A3"].value == "本次汇总未发现时限类偏差。"


def test_a_county_without_units_or_obligations_gives_a_workbook() -> None:
    bare = replace(empty_county(), plan=replace(plan(), units=(), obligations=()), reports=())
    assert reopened(county_workbook(bare)).sheetnames == SHEETS

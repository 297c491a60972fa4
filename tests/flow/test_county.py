"""From the register to the county workbook, night by night, and back with an officer's decisions."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county, consolidate
from pipeline.model import Decision, DecisionKind, DeviationState, UnitStatus
from tests.flow.conftest import Clock, Story, drop, sample, sealed

SHEETS = [
    "总览", "报送情况", "汇总台账", "任务覆盖", "偏差-报送", "偏差-漏项", "偏差-时限", "偏差-填报", "偏差-责任",
    "存疑核定", "责任待明确", "临期提醒", "整改销号",
    "待确认来件", "现行核定", "完成情况", "操作记录", "说明", "汇总台账-按任务", "完成率",
]  # fmt: skip


def texts(path: Path) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def four_files(installation: Installation, _: Clock) -> None:
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    drop(installation, "县科技局/台账.xlsx", sample("ledgers/02-kejiju"))
    drop(installation, "县财政局/台账.xlsx", b"broken")
    drop(installation, "谁的.xlsx", b"broken too")
    process(installation)


@pytest.fixture
def reported(after: Callable[[Story], Installation]) -> Installation:
    return after(four_files)


def test_the_county_workbook_has_its_fourteen_sheets_and_names_every_file(reported: Installation) -> None:
    published = consolidate(reported)
    assert published.newest is not None
    sheets = texts(published.newest)
    assert sheets == texts(published.dated)
    assert list(sheets) == SHEETS
    everything = str(sheets)
    for word in ("县水利局", "县科技局", "县财政局", "谁的.xlsx", "A1-32"):
        assert word in everything


def test_links_lead_to_the_receipts_from_the_newest_and_from_the_dated_copy(reported: Installation) -> None:
    published = consolidate(reported)
    assert published.newest is not None
    for path in (published.newest, published.dated):
        book = openpyxl.load_workbook(path)
        targets = [
            unquote(cell.hyperlink.target)
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.hyperlink is not None and cell.hyperlink.target
        ]
        assert any(t.endswith("-台账-回执.xlsx") for t in targets)
        assert any(t.endswith("-台账-回执.html") for t in targets)
        assert any("汇总/来源/县水利局_第1版_台账_" in t for t in targets)
        for target in targets:
            assert (path.parent / target).exists(), target


def test_who_has_reported(reported: Installation, clock: Clock) -> None:
    county = build_county(reported, clock().date())
    status = {r.unit: r.status for r in county.reports}
    assert status["县水利局"] is UnitStatus.ON_TIME
    assert status["县财政局"] is UnitStatus.UNREADABLE
    assert status["县民政局"] is UnitStatus.AWAITED
    assert {s.arrival.file_name for s in county.strays} == {"谁的.xlsx"}


def test_missing_units_are_deviations_only_after_the_due_date(reported: Installation, clock: Clock) -> None:
    before = {t.deviation.code for t in build_county(reported, clock().date()).tracked}
    clock.turn(21)
    after = {t.deviation.code for t in build_county(reported, clock().date()).tracked}
    assert "S01" not in before
    assert "S01" in after


def test_consolidating_twice_gives_the_same_workbook(reported: Installation) -> None:
    once = consolidate(reported).dated.read_bytes()
    assert consolidate(reported).dated.read_bytes() == once


def test_the_newest_version_counts_and_what_it_puts_right_is_closed(reported: Installation, clock: Clock) -> None:
    consolidate(reported)
    clock.turn(20)
    data = io.BytesIO(sample("ledgers/01-shuiliju"))
    book = openpyxl.load_workbook(data)
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == "2023年3月底前":
                cell.value = "2022年11月底前"
    data = io.BytesIO()
    book.save(data)
    drop(reported, "县水利局/台账2.xlsx", data.getvalue())
    (submission,) = process(reported).submissions
    assert submission.version == 2
    county = build_county(reported, clock().date())
    (report,) = [r for r in county.reports if r.unit == "县水利局"]
    assert report.submission is not None
    assert report.submission.version == 2
    states = {(t.deviation.code, t.deviation.obligation): t.state for t in county.tracked if t.unit == "县水利局"}
    assert states["T01", "A1-47"] is DeviationState.CLOSED
    assert states["C01", "A1-32"] is DeviationState.OPEN


def test_a_workbook_that_is_open_elsewhere_is_not_replaced_but_the_dated_copy_is_written(
    reported: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = consolidate(reported)
    assert first.newest is not None
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if Path(target) == first.newest:
            raise PermissionError(13, "in use")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    again = consolidate(reported)
    assert again.newest is None
    assert again.dated.exists()
    assert not list(reported.summary_folder.rglob("*.tmp"))


def test_a_waiver_takes_the_gap_away_and_shows_as_waived(reported: Installation, clock: Clock) -> None:
    consolidate(reported)
    reported.register.record_decision(
        Decision(DecisionKind.WAIVE, "县水利局", "A1-32", "", "无此会议", "李", decided_at=clock())
    )
    clock.turn(20)
    county = build_county(reported, clock().date())
    states = {
        t.deviation.code: t.state
        for t in county.tracked
        if t.unit == "县水利局" and t.deviation.obligation == "A1-32"
    }
    assert states == {"C01": DeviationState.WAIVED}


def test_decisions_come_back_in_the_workbook(reported: Installation, clock: Clock) -> None:
    published = consolidate(reported)
    assert published.newest is not None
    book = openpyxl.load_workbook(published.newest)
    sheet = book["责任待明确"]
    (head,) = [row for row in sheet.iter_rows() if any(c.value == "核定人" for c in row)]
    column = {cell.value: cell.column for cell in head}
    row = head[0].row + 1
    sheet.cell(row, column["责任单位（填写）"]).value = "县水利局"
    sheet.cell(row, column["核定人"]).value = "李"
    obligation = sheet.cell(row, column["任务编号"]).value
    buffer = io.BytesIO()
    book.save(buffer)
    clock.turn(20)
    drop(reported, "核定/汇总表.xlsx", buffer.getvalue())
    process(reported)
    (decision,) = reported.register.all_decisions()
    assert (decision.kind, decision.unit, decision.obligation) == (DecisionKind.ASSIGN, "县水利局", obligation)
    assert decision.decided_at == clock()
    county = build_county(reported, clock().date())
    assert "汇总表.xlsx" not in {s.arrival.file_name for s in county.strays}
    assert list((reported.receipt_folder("核定意见")).glob("*.html"))


def test_decisions_from_an_older_workbook_are_taken_and_its_age_is_told(reported: Installation, clock: Clock) -> None:
    published = consolidate(reported)
    book = openpyxl.load_workbook(published.dated)
    sheet = book["存疑核定"]
    (head,) = [row for row in sheet.iter_rows() if any(c.value == "核定人" for c in row)]
    column = {cell.value: cell.column for cell in head}
    words = {"单位": "水利局", "任务编号": "A1-32", "核定结果": "豁免", "核定人": "李", "核定理由": "无此会议"}
    for heading, value in words.items():
        sheet.cell(sheet.max_row, column[heading]).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    clock.turn(20)
    assert "此后已有" not in answer_to(reported, clock, buffer.getvalue())
    (decision,) = reported.register.all_decisions()
    assert (decision.kind, decision.unit, decision.obligation) == (DecisionKind.WAIVE, "县水利局", "A1-32")
    consolidate(reported)
    clock.turn(21)
    page = answer_to(reported, clock, buffer.getvalue())
    assert "所填的是截至2022年5月19日的汇总表，此后已有截至2022年5月20日的新表" in page
    assert "新登记0条，此前已登记1条" in page


def test_a_workbook_of_another_plan_decides_nothing(reported: Installation, clock: Clock) -> None:
    line = doubts_workbook(("认定", "李", "属实", "县水利局", "A1-33", "原文"))
    page = answer_to(reported, clock, sealed(reported, line, "yiyuan-2021"))
    assert "该表是另一方案（yiyuan-2021）的汇总表，现行方案为" in page
    assert reported.register.all_decisions() == ()
    answer_to(reported, clock, sealed(reported, line))
    assert len(reported.register.all_decisions()) == 1


def test_a_unit_without_any_task_has_reported_and_its_gaps_are_waived(reported: Installation, clock: Clock) -> None:
    clock.turn(21)
    consolidate(reported)
    reported.register.record_decision(
        Decision(DecisionKind.NIL_RETURN, "县民政局", "", "", "无相关职能", "李", decided_at=clock())
    )
    clock.turn(22)
    county = build_county(reported, clock().date())
    assert {r.unit: r.status for r in county.reports}["县民政局"] is UnitStatus.NIL
    states = {t.deviation.code: t.state for t in county.tracked if t.unit == "县民政局"}
    assert states == {"S01": DeviationState.WAIVED}


def doubts_workbook(*lines: tuple[str, ...], bearers: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """A county workbook with nothing but decisions."""
    book = openpyxl.Workbook()
    doubts, open_bearers = book.create_sheet("存疑核定"), book.create_sheet("责任待明确")
    doubts.append(("核定结果", "核定人", "核定理由", "键-单位", "键-任务编号", "键-原文"))
    open_bearers.append(("责任单位（填写）", "核定人", "明确依据", "键-任务编号", "键-责任主体"))
    for sheet, rows in ((doubts, lines), (open_bearers, bearers)):
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sealed_words(
    installation: Installation, *lines: tuple[str, ...], bearers: tuple[tuple[str, ...], ...] = ()
) -> bytes:
    return sealed(installation, doubts_workbook(*lines, bearers=bearers))


def answer_to(installation: Installation, clock: Clock, data: bytes) -> str:
    """Drop a county workbook and give the text of its answer."""
    clock.now += timedelta(minutes=1)
    drop(installation, f"核定/汇总表{clock():%H%M}.xlsx", data)
    process(installation)
    newest = max(installation.receipt_folder("核定意见").glob("*.html"), key=lambda p: p.name)
    return newest.read_text(encoding="utf-8")


def test_decisions_from_a_stale_workbook_are_remarked_on(reported: Installation, clock: Clock) -> None:
    line = ("李", "属实", "县水利局", "A1-33", "早已改掉的举措原文")
    first = answer_to(reported, clock, sealed_words(reported, ("认定", *line)))
    assert "没有这条原文" in first
    second = answer_to(reported, clock, sealed_words(reported, ("否定", *line)))
    assert "李已另行核定为“认定”（汇总表0901.xlsx“存疑核定”第2行），现以本次所填“否定”为准" in second
    stale = answer_to(reported, clock, sealed_words(reported, ("认定", *line)))
    assert "本次所填“认定”是此前的意见，不再登记" in stale


def test_units_may_be_named_as_people_name_them(reported: Installation, clock: Clock) -> None:
    unit = reported.plan.unit_by_name["县工业和信息化局"]
    rows = (
        ("县工信局", "李", "会议纪要", "A1-01", "各责任单位"),
        ("某不存在局", "李", "", "A1-01", "各责任单位"),
    )
    page = answer_to(reported, clock, sealed_words(reported, bearers=rows))
    (decision,) = reported.register.all_decisions()
    assert decision.unit == unit.name
    assert "任务A1-01：“某不存在局”不在方案的单位名录中" in page

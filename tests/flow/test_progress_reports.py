"""The ledger that counts sent again with its progress filled in: a report, and no resubmission for checking."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import openpyxl

from pipeline.county.facts import CountyFacts
from pipeline.county.frames import county_frames
from pipeline.county.frames_progress import progress_table
from pipeline.flow.day.receive import process
from pipeline.flow.day.words import revoke
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county
from pipeline.model import County, Submission
from tests.flow.conftest import Clock, drop, sealed

UNIT = "县水利局"
HEAD = ("序号", "工作任务", "工作举措", "时限要求", "单位分管领导", "责任科室")
ROWS = (
    ("1", "开展村庄供水公开", "在县政府网站公布村庄供水水质检测结果", "2022年6月30日前", "张三", "办公室"),
    ("2", "涉水民生信息公开", "每季度公布河道治理工程进展情况", "每季度", "李四", "建设科"),
)
ADDED = ("完成情况", "完成时间", "佐证")


def ledger(*claims: tuple[str, str, str], rows: tuple[tuple[str, ...], ...] = ROWS, first: int = 1) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    sheet.cell(first, 1, "沂源县水利局政务公开工作任务台账")
    for at, line in enumerate((HEAD, *rows), first + 1):
        told = (ADDED if at == first + 1 else claims[at - first - 2]) if claims else ()
        for column, text in enumerate((*line, *told), 1):
            sheet.cell(at, column, text)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def send(installation: Installation, data: bytes, name: str = "水利局台账.xlsx", folder: str = UNIT) -> Submission:
    drop(installation, f"{folder}/{name}" if folder else name, data)
    (submission,) = process(installation).submissions
    return submission


def at(clock: Clock, month: int, day: int) -> None:
    clock.now = datetime(2022, month, day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def stages(county: County) -> list[tuple[str, str, str, str]]:
    frame = county_frames(county)["完成情况"]
    return [tuple(row) for row in frame[["期次", "状态", "提示灯", "说明"]].itertuples(index=False)]


def codes(county: County, *wanted: str) -> list[tuple[str, str]]:
    return [(t.deviation.code, t.source_file) for t in county.tracked if t.deviation.code in wanted]


def test_a_report_of_progress_is_no_resubmission(installation: Installation, clock: Clock) -> None:
    first = send(installation, ledger())
    at(clock, 7, 5)
    told = send(installation, ledger(("已完成", "6月28日", "a.docx"), ("进行中", "", "")), "二季度进度.xlsx")

    assert (first.version, told.version) == (1, 1)
    assert {d.code for d in told.deviations} & {"S06", "S10"} == {"S10"}
    page = next(installation.receipt_folder(UNIT).glob("第0002号*.html")).read_text(encoding="utf-8")
    assert "按进度报告登记，不作重新报送：已完成1条、进行中1条" in page

    county = build_county(installation, date(2022, 7, 5))
    (report,) = [r for r in county.reports if r.unit == UNIT]
    assert report.submission is not None
    assert report.submission.arrival.file_name == "水利局台账.xlsx"  # what is judged stays what was sent in May
    assert stages(county) == [
        ("", "已完成", "绿", ""), ("二季度", "逾期未完成", "红", ""), ("三季度", "未开展", "绿", "尚未报告"),
        ("四季度", "未开展", "绿", "尚未报告"),
    ]  # fmt: skip
    # What is done is due no more; the quarter that was not done is past.
    assert codes(county, "T09", "T10") == [("T09", "水利局台账.xlsx")]
    rates = county_frames(county)["完成率"]
    assert rates[rates["名称"] == UNIT]["完成率"].item() == 0.25
    assert build_county(installation, date(2022, 7, 4)).reports != county.reports
    assert stages(build_county(installation, date(2022, 7, 4)))[0][1] == "逾期未完成"


def test_reports_one_after_another_make_a_history(installation: Installation, clock: Clock) -> None:
    send(installation, ledger(("未开展", "", ""), ("", "", "")))
    at(clock, 6, 10)
    send(installation, ledger(("进行中", "", ""), ("", "", "")))
    at(clock, 6, 20)
    # The columns may stand elsewhere, and the sheet may begin further down: it says the same.
    moved = ledger(("已完成", "2022年6月18日", "http://www.yiyuan.gov.cn/a"), ("已完成", "", ""), first=4)
    assert send(installation, moved, "报表.xlsx").version == 1
    frame = county_frames(build_county(installation, date(2022, 6, 20)))["完成情况"]
    assert list(frame["状态"][:2]) == ["已完成", "已完成"]
    assert frame["历次报告"][0] == "6月10日报告：进行中；5月19日报告：未开展"
    assert (frame["来源文件"][0], frame["来源单元格"][0]) == ("报表.xlsx", "台账!G6")


def test_a_changed_measure_is_a_new_version_and_keeps_the_history(installation: Installation, clock: Clock) -> None:
    send(installation, ledger(("已完成", "5月18日", ""), ("", "", "")))
    at(clock, 6, 10)
    changed = (ROWS[0], (*ROWS[1][:2], "每季度公布河道治理和水库除险进展情况", *ROWS[1][3:]))
    assert send(installation, ledger(rows=changed)).version == 2
    assert stages(build_county(installation, date(2022, 7, 5)))[0][:2] == ("", "已完成")


def test_claims_that_contradict_are_told_and_end_with_the_next_report(
    installation: Installation, clock: Clock
) -> None:
    send(installation, ledger())
    at(clock, 6, 10)
    told = send(installation, ledger(("已完成", "2022年9月1日", ""), ("", "", "")), "二.xlsx")
    assert [d.cell for d in told.deviations if d.code == "F15"] == ["H3"]
    county = build_county(installation, date(2022, 6, 10), record=True)
    assert codes(county, "F15") == [("F15", "二.xlsx")]
    assert stages(county)[0][1] == "进行中"  # what is to come is not done
    at(clock, 6, 20)
    send(installation, ledger(("已完成", "2022年6月18日", ""), ("", "", "")), "三.xlsx")
    (life,) = [t for t in build_county(installation, date(2022, 6, 20)).tracked if t.deviation.code == "F15"]
    assert life.state.value == "已整改"


def test_nobody_reports_for_a_unit_without_proof(installation: Installation, clock: Clock) -> None:
    send(installation, ledger())
    at(clock, 6, 10)
    forged = send(installation, ledger(("已完成", "6月9日", ""), ("已完成", "", "")), folder="")
    assert "S09" in {d.code for d in forged.deviations}
    assert forged.version == 2  # it waits as a version of its own
    county = build_county(installation, date(2022, 6, 10))
    assert {row[3] for row in stages(county)} == {"尚未报告"}
    assert len(county.waiting) == 1


def test_without_progress_it_is_the_same_content_again(installation: Installation, clock: Clock) -> None:
    send(installation, ledger())
    clock.turn(20)
    again = send(installation, ledger(("", "", ""), ("", "", "")), "又一份.xlsx")
    assert {d.code for d in again.deviations} & {"S06", "S10"} == {"S06"}


def test_who_has_reported_by_the_plans_day(installation: Installation, clock: Clock) -> None:
    send(installation, ledger())
    at(clock, 6, 20)
    send(installation, ledger(("进行中", "", ""), ("", "", "")))
    county = build_county(installation, date(2022, 6, 20))
    days = (date(2022, 7, 10), date(2022, 10, 10))
    settings = replace(county.plan.settings, progress_days=days)

    def told(as_of: date) -> tuple[date, bool, int, int] | None:
        plan = replace(county.plan, settings=settings)
        found = CountyFacts(replace(county, plan=plan, as_of=as_of)).progress.reporting_day
        return found and (found.day, found.passed, len(found.reported), len(found.silent))

    assert told(date(2022, 6, 9)) is None
    assert told(date(2022, 6, 20)) == (days[0], False, 1, 0)
    assert told(date(2022, 7, 12)) == (days[0], True, 1, 0)
    assert told(date(2022, 9, 20)) == (days[1], False, 0, 1)  # what came in June was for July
    assert "本期进度" not in CountyFacts(county).progress.sentence


def register_in(installation: Installation, clock: Clock, *lines: tuple[str, str, str, str, str]) -> str:
    """Fill in 完成情况 by measure and period (state, day, officer), and give the answer."""
    items = CountyFacts(build_county(installation, clock().date())).progress.items
    places = {(i.line.entry.measure.text, i.track.step.label): at for at, i in enumerate(items)}
    return fill(installation, clock, {places[m, p]: (state, day, officer) for m, p, state, day, officer in lines})


def fill(installation: Installation, clock: Clock, lines: Mapping[int, tuple[str, ...]]) -> str:
    """Fill in 完成情况 by line from 0 on (state, day, officer), and give the answer."""
    table = progress_table(CountyFacts(build_county(installation, clock().date())))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = table.name
    sheet.append([column.heading for column in table.columns])
    for number, row in enumerate(table.rows):
        cells = dict(zip([column.heading for column in table.columns], row, strict=True))
        if number in lines:
            state, day, officer = (*lines[number], "李明")[:3]
            cells |= {"登记状态": state, "登记完成时间": day, "经办人": officer, "登记依据": "来电"}
        sheet.append(list(cells.values()))
    target = io.BytesIO()
    book.save(target)
    drop(installation, "核定/登记.xlsx", sealed(installation, target.getvalue()))
    process(installation)
    answers = sorted(installation.receipt_folder("核定意见").glob("*.html"), key=lambda p: p.name)
    return answers[-1].read_text(encoding="utf-8")


def test_the_center_registers_what_a_unit_says_by_telephone(installation: Installation, clock: Clock) -> None:
    send(installation, ledger())
    at(clock, 7, 5)
    first, second = (row[2] for row in ROWS)
    answer = register_in(
        installation, clock, (first, "", "已完成", "2022-06-28", "李明"), (second, "二季度", "进行中", "", "")
    )
    assert "新登记1条" in answer
    assert "未填经办人" in answer
    assert "进度登记：已完成（2022-06-28）" in answer
    assert UNIT in answer[answer.index("登记后的变化") :]
    newest = sorted(installation.receipt_folder(UNIT).glob("*.html"), key=lambda p: p.name)[-1]
    assert "中心登记完成情况" in newest.read_text(encoding="utf-8"), "the unit is told"
    county = build_county(installation, date(2022, 7, 5))
    frame = county_frames(county)["完成情况"]
    row = frame[frame["工作举措"] == first].iloc[0]
    assert (row["状态"], row["说明"], row["完成时间"], row["中心登记"]) == (
        "已完成",
        "中心登记",
        "2022-06-28",
        "李明：来电",
    )
    standing = county_frames(county)["现行核定"]
    assert standing["核定意见"].tolist() == ["进度登记：已完成（2022-06-28）"]
    # What the unit itself reports later counts; what it said before does not.
    at(clock, 7, 6)
    send(installation, ledger(("进行中", "", ""), ("", "", "")), "七月.xlsx")
    row = county_frames(build_county(installation, date(2022, 7, 6)))["完成情况"].iloc[0]
    assert (row["状态"], row["中心登记"]) == ("逾期未完成", "")
    assert row["历次报告"] == "7月5日中心登记（李明）：已完成"
    (decision,) = installation.decisions()
    revoke(installation, decision.number, "李明", "登记有误")
    row = county_frames(build_county(installation, date(2022, 7, 6)))["完成情况"].iloc[0]
    assert row["历次报告"] == ""


def test_one_period_is_registered_and_no_other(installation: Installation, clock: Clock) -> None:
    send(installation, ledger())
    at(clock, 7, 5)
    second = ROWS[1][2]
    register_in(installation, clock, (second, "二季度", "已完成", "", "李明"))
    county = build_county(installation, date(2022, 7, 5))
    of_second = [s for s in stages(county) if s[0]]
    assert [s[:2] for s in of_second] == [("二季度", "已完成"), ("三季度", "未开展"), ("四季度", "未开展")]
    due = county_frames(county)["临期提醒"]
    assert due[due["情形"] == "已到期"]["工作举措"].tolist() == [ROWS[0][2]], "the first measure alone is past now"


TWICE = (
    ("1", "开展村庄供水公开", "按时公开水质检测结果", "6月底前完成初稿，12月底前完成终稿", "张三", "办公室"),
    ("2", "涉水民生信息公开", "按时公开水质检测结果", "6月底前完成初稿，12月底前完成终稿", "李四", "建设科"),
    ("3", "涉水民生信息公开", "按时公开水质检测结果", "6月底前完成初稿，12月底前完成终稿", "李四", "办公室"),
)


def by_line(installation: Installation, clock: Clock) -> list[list[str]]:
    frame = county_frames(build_county(installation, clock().date()))["完成情况"]
    rows = frame[["台账序号", "状态"]].itertuples(index=False)
    found: dict[object, list[str]] = {}
    for number, state in rows:
        found.setdefault(number, []).append(state)
    return list(found.values())


def test_what_is_registered_is_of_one_line_and_one_step(installation: Installation, clock: Clock) -> None:
    send(installation, ledger(rows=TWICE))
    at(clock, 11, 1)
    late = ["逾期未完成", "未开展"]
    assert by_line(installation, clock) == [late, late, late]
    fill(installation, clock, {2: ("已完成", ""), 4: ("进行中", "")})  # the first step of the second and third line
    assert by_line(installation, clock) == [late, ["已完成", "未开展"], late]
    at(clock, 11, 2)
    fill(installation, clock, {4: ("已完成", "2022-06-28")})
    assert by_line(installation, clock) == [late, ["已完成", "未开展"], ["已完成", "未开展"]]


def test_a_step_forward_is_no_contradiction_a_step_back_is_told(installation: Installation, clock: Clock) -> None:
    send(installation, ledger())
    at(clock, 7, 5)
    fill(installation, clock, {0: ("进行中", "")})
    at(clock, 7, 6)
    assert "为准" not in fill(installation, clock, {0: ("已完成", "2022-07-05")})
    at(clock, 7, 7)
    back = fill(installation, clock, {0: ("进行中", "")})
    assert f"{UNIT}“{ROWS[0][2]}”" in back
    assert "李明已登记为“已完成（2022-07-05）”" in back
    assert "现以本次所填“进行中”为准" in back


def test_what_cannot_be_is_not_registered(installation: Installation, clock: Clock) -> None:
    send(installation, ledger())
    at(clock, 7, 5)
    answer = fill(installation, clock, {0: ("已完成", "2022-08-01"), 1: ("未开展", "2022-07-01")})
    assert "登记状态为“已完成”，而登记完成时间2022年8月1日尚未到，未采用" in answer
    assert "登记状态为“未开展”，又填写了登记完成时间2022年7月1日" in answer
    assert not installation.decisions()


def test_the_same_on_a_later_sheet_is_said_anew(installation: Installation, clock: Clock) -> None:
    send(installation, ledger())
    at(clock, 7, 5)
    assert "新登记1条" in fill(installation, clock, {0: ("已完成", "")})
    (decision,) = installation.decisions()
    revoke(installation, decision.number, "李明", "登记有误")
    at(clock, 7, 6)
    assert "新登记1条" in fill(installation, clock, {0: ("已完成", "")})
    assert stages(build_county(installation, clock().date()))[0][1] == "已完成"
    at(clock, 7, 7)
    send(installation, ledger(("进行中", "", ""), ("", "", "")), "七月.xlsx")
    assert stages(build_county(installation, clock().date()))[0][1] == "逾期未完成"
    at(clock, 7, 8)
    assert "新登记1条" in fill(installation, clock, {0: ("已完成", "")})
    assert stages(build_county(installation, clock().date()))[0][1] == "已完成"

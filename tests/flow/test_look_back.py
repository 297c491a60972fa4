"""回头看 also lists what was not carried out last year, and says how this year's ledger stands to it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl

from pipeline.county.frames import county_frames
from pipeline.flow.installation import Installation
from pipeline.flow.look_back import keep, kept, left_over
from pipeline.flow.night.county import build_county
from pipeline.model import County, LookBack
from pipeline.plan.comparison import Comparison, Fate, Pairing
from tests.flow.conftest import Clock
from tests.flow.test_progress_reports import ROWS, UNIT, at, ledger, send

SILENT = "县科技局"
SILENT_ROWS = (("1", "科技创新信息公开", "公布科技项目立项结果", "9月底前", "王五", "计划科"), ROWS[1])


def named(unit: str, data: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["台账"]["A1"] = f"沂源{unit}政务公开工作任务台账"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def same(county: County) -> Comparison:
    plan = county.plan
    return Comparison(plan, plan, tuple(Pairing(Fate.SAME, (o,), (o,), 1.0) for o in plan.obligations))


NOW = (
    (ROWS[0][2], "", "今年台账列有相近举措，已完成"),
    ("按季度公布全县河道治理工程进展情况", "", "今年台账列有相近举措，逾期未完成"),
    ("举办政府开放日活动", "", "今年台账没有相近举措"),
    ("举办政府开放日活动", "A1-31", "今年台账仍未列入"),
    ("", "", "今年已报告完成情况2项"),
)


def test_what_was_not_carried_out_is_looked_back_on(installation: Installation, clock: Clock) -> None:
    send(installation, ledger())
    send(installation, named(SILENT, ledger(rows=SILENT_ROWS)), "科技局台账.xlsx", SILENT)
    at(clock, 7, 5)
    send(installation, ledger(("已完成", "6月28日", "a.docx"), ("进行中", "", "")), "二季度进度.xlsx")
    closed = build_county(installation, date(2022, 12, 31))
    comparison = same(closed)

    left = left_over(closed, comparison)
    assert {bool(one.code) for one in left} == {True, False}
    silent, water = (one for one in left if not one.code)
    assert (water.unit, water.title, water.measure) == (UNIT, "逾期未完成", ROWS[1][2])
    assert water.what == f"{ROWS[1][2]}（二季度、三季度、四季度）"
    assert water.since == date(2022, 6, 30)
    # Of one that never told there is one line, and it says so.
    assert (silent.unit, silent.title, silent.measure) == (SILENT, "未报告完成情况", "")
    assert "举措2条" in silent.what
    # Another county's plan looks back on nothing of ours.
    assert not left_over(closed, replace(comparison, now=replace(closed.plan, county="甲县")))
    keep(installation, "next", left)
    assert kept(installation, "next") == left

    # This year's ledger is held against each.
    ones = [LookBack(UNIT, "", "", "", "逾期未完成", "", m, date(2021, 6, 30), now, m) for m, now, _ in NOW]
    frame = county_frames(replace(closed, look_back=tuple(ones)))["回头看"]
    assert list(frame["今年台账"]) == [words for _, _, words in NOW]
    assert set(frame["类别"]) == {"完成情况"}


def test_where_nobody_told_of_progress_nothing_is_said_of_it(installation: Installation) -> None:
    send(installation, ledger())
    county = build_county(installation, date(2022, 12, 31))
    left = left_over(county, same(county))
    assert left
    assert all(one.code for one in left)

"""The frames: the contract's sheets and columns, and that every fact stands where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest

from pipeline.county.frames import county_frames
from pipeline.model import Deviation, DeviationState, Severity, TrackedDeviation
from tests.county.county_builder import AS_OF, plan, sample_county, samples
from tests.county.test_figures import empty_county

if TYPE_CHECKING:
    import pandas as pd

CONTRACT_SHEETS = [
    "总览",
    "报送情况",
    "汇总台账",
    "任务覆盖",
    "偏差-报送",
    "偏差-漏项",
    "偏差-时限",
    "偏差-填报",
    "偏差-责任",
    "存疑核定",
    "责任待明确",
    "临期提醒",
    "整改销号",
    "待确认来件",
    "现行核定",
    "完成情况",
    "操作记录",
    "说明",
]
SHEETS = [*CONTRACT_SHEETS, "汇总台账-按任务", "完成率"]
DEVIATION_SHEETS = [s for s in SHEETS if s.startswith("偏差")]

CONTRACT = {
    "汇总台账": "序号 单位 工作任务 工作举措 时限要求 单位分管领导 责任科室 任务编号 偏差代码 来源文件 来源行",
    "报送情况": "单位 单位类别 应报 状态 报送时间 版本 任务数 举措数 应落实任务数 已覆盖 覆盖率 错误 警告 提示",
    "存疑核定": "单位 任务编号 核定结果 核定人",
    **dict.fromkeys(
        DEVIATION_SHEETS,
        "序号 单位 代码 偏差 等级 任务编号 工作要求 台账内容 说明 整改建议 来源文件 来源单元格 首次发现 持续天数",
    ),
}
FAMILY = dict(zip("SCTFR", DEVIATION_SHEETS, strict=True))
IN_FORCE = (DeviationState.NEW, DeviationState.OPEN, DeviationState.REOPENED)


@cache
def frames() -> Mapping[str, pd.DataFrame]:
    """The frames of the sample county."""
    return county_frames(sample_county())


def test_the_sheets_are_the_contracts_in_its_order() -> None:
    assert list(frames()) == SHEETS
    assert list(county_frames(empty_county())) == SHEETS


@pytest.mark.parametrize("sheet", CONTRACT)
def test_the_contracts_columns_are_there(sheet: str) -> None:
    assert set(CONTRACT[sheet].split()) <= set(frames()[sheet].columns)


def test_no_frame_repeats_a_column() -> None:
    for frame in frames().values():
        assert frame.columns.is_unique


def test_the_merged_ledger_holds_every_entry_as_written() -> None:
    merged = frames()["汇总台账"]
    written = [
        (s["unit"], t["task"], m["measure"], m["deadline"])
        for s in samples()
        for t in s["tasks"]
        for m in t["measures"]
    ]
    held = list(merged[["单位", "工作任务", "工作举措", "时限要求"]].itertuples(index=False, name=None))
    assert sorted(held) == sorted(written)
    assert merged["序号"].tolist() == list(range(1, len(written) + 1))


def test_merged_leaders_belong_to_all_their_measures() -> None:
    merged = frames()["汇总台账"]
    water = merged[merged["单位"] == "县水利局"].head(4)
    assert water["单位分管领导"].tolist() == ["崔玉峰"] * 4
    assert water["来源行"].tolist() == [4, 5, 6, 7]


def test_units_stand_in_the_order_of_the_roster() -> None:
    rank = {u.name: at for at, u in enumerate(plan().units)}
    for sheet in ("报送情况", "汇总台账", "偏差-时限"):  # 存疑核定 begins with what teaches most
        ranks = [rank[u] for u in frames()[sheet]["单位"] if u in rank]
        assert ranks == sorted(ranks), sheet


def test_coverage_has_every_obligation_and_every_unit() -> None:
    coverage = frames()["任务覆盖"]
    assert coverage["任务编号"].tolist() == [o.id for o in plan().obligations]
    assert len(coverage) == 78
    assert {u.name for u in plan().expected_units} <= set(coverage.columns)


def test_coverage_marks_the_labelled_gaps() -> None:
    coverage = frames()["任务覆盖"].set_index("任务编号")
    for sample in samples():
        marks = coverage[sample["unit"]]
        gaps = set(marks.index[marks == "✗"])
        assigned = {"A1-04"} if sample["unit"] == "县商务局" else set()
        assert gaps == set(sample["missing"]) | assigned, sample["unit"]
        covered = {o for t in sample["tasks"] for m in t["measures"] for o in m["covers"]}
        done = set(marks.index[marks.isin(["●", "○"])])
        assert done == covered, sample["unit"]


def test_coverage_tells_absent_units_from_judged_ones() -> None:
    coverage = frames()["任务覆盖"].set_index("任务编号")
    for unit in ("县财政局", "县司法局"):
        bound = {o.id for o in plan().binding_on(plan().unit_by_name[unit])}
        assert set(coverage.index[coverage[unit] == "未"]) == bound
        assert not coverage[unit].isin(["✗", "●"]).any()


def test_totals_of_coverage_agree_on_both_sides() -> None:
    coverage, reporting = frames()["任务覆盖"], frames()["报送情况"]
    assert coverage["已覆盖"].sum() == reporting["已覆盖"].sum()
    assert coverage["漏项"].sum() == reporting["漏项"].sum()
    assert coverage["应落实单位"].sum() == reporting["应落实任务数"].sum()


def test_each_deviation_in_force_stands_once_on_the_sheet_of_its_family() -> None:
    tracked = sample_county().tracked
    for letter, sheet in FAMILY.items():
        expected = [t for t in tracked if t.deviation.code[0] == letter and t.state in IN_FORCE]
        # Files of nobody have no life in the register.
        strays = 2 if letter == "S" else 0
        assert len(frames()[sheet]) == len(expected) + strays, sheet


def test_what_was_put_right_or_waived_is_no_deviation() -> None:
    gone = [t for t in sample_county().tracked if t.state not in IN_FORCE]
    assert gone
    lives = frames()["整改销号"]
    assert lives["状态"].isin(["已整改", "已豁免"]).sum() == len(gone)
    shown = {(u, o) for u, o in frames()["偏差-漏项"][["单位", "任务编号"]].itertuples(index=False)}
    assert ("县水利局", "A1-31") not in shown


def test_a_deviation_finds_its_line_in_the_merged_ledger() -> None:
    merged = frames()["汇总台账"].set_index("序号")
    found = 0
    for sheet in ("偏差-时限", "偏差-填报"):
        for _, row in frames()[sheet].iterrows():
            line = merged.loc[row["台账序号"]]
            assert line["单位"] == row["单位"]
            assert row["代码"] in line["偏差代码"]
            assert row["来源单元格"].startswith("台账!")
            found += 1
    assert found > 100


def test_doubts_are_the_labelled_ones_with_their_keys() -> None:
    doubts = frames()["存疑核定"]
    labelled = [
        (s["unit"], o, m["measure"] or t["task"])
        for s in samples()
        for t in s["tasks"]
        for m in t["measures"]
        for o in m["maybe"]
    ]
    held = list(doubts[["键-单位", "键-任务编号", "键-原文"]].itertuples(index=False, name=None))
    assert sorted(held) == sorted(labelled)
    assert (doubts["核定结果"] == "").all()


def test_a_doubt_is_told_apart_from_what_else_it_may_be() -> None:
    county = sample_county()
    doubted = next(r for r in frames()["存疑核定"].to_dict("records") if r["次选任务"])
    pair = frozenset((doubted["任务编号"], doubted["次选任务"][:5]))
    plan = replace(county.plan, distinctions={pair: "看有没有培训对象。"})
    shown = county_frames(replace(county, plan=plan))["存疑核定"]["次选任务"].tolist()
    assert f"{doubted['次选任务']}\n区分：看有没有培训对象。" in shown


def test_open_bearers_are_those_that_the_plan_leaves_open() -> None:
    bearers = frames()["责任待明确"]
    assert set(bearers["任务编号"]) == {
        "A1-01", "A1-04", "A1-05", "A1-06", "A1-07", "A1-08", "A1-09", "A1-10", "A1-12", "A1-30", "A1-31", "A1-34",
    }  # fmt: skip
    assert bearers.set_index("任务编号").loc["A1-04", "已明确单位"] == "县商务局"


def test_due_dates_are_dates_in_order() -> None:
    due = frames()["临期提醒"]
    assert len(due) == frames()["偏差-时限"]["代码"].isin(["T09", "T10"]).sum() > 0
    dates = [d for d in due["到期日期"] if d is not None]
    assert all(isinstance(d, date) for d in dates)
    assert dates == sorted(dates)
    assert [(d - AS_OF).days for d in due["到期日期"]] == due["剩余天数"].tolist()


def test_changes_come_first_in_the_lives() -> None:
    lives = frames()["整改销号"]
    changed = lives["本次变化"].tolist()
    assert changed == sorted(changed, reverse=True)
    assert len(lives) == len(sample_county().tracked)
    assert lives["偏差键"].is_unique


def test_the_notes_name_every_code_and_every_file() -> None:
    from pipeline.judging.checks.catalogue import CATALOGUE

    notes = frames()["说明"]
    assert set(notes[notes["部分"].str.contains("代码目录")]["项目"]) == set(CATALOGUE)
    files = notes[notes["部分"].str.contains("来源文件")]["内容"]
    for report in sample_county().reports:
        if report.submission:
            assert files.str.contains(report.submission.arrival.sha256).any()
    assert files.str.contains("台账最终版.xlsx").any()


def test_every_line_about_a_submitted_cell_names_file_sheet_and_cell() -> None:
    counted = 0
    for sheet in (*DEVIATION_SHEETS, "临期提醒", "整改销号"):
        for _, row in frames()[sheet].iterrows():
            if isinstance(row["台账序号"], int):
                assert row["来源文件"], (sheet, row["序号"])
                assert row["来源单元格"], (sheet, row["序号"])
                counted += 1
    assert counted > 400


def test_a_deviation_in_force_finds_its_line_from_its_life() -> None:
    lives = frames()["整改销号"]
    standing = lives[lives["状态"].isin([s.value for s in IN_FORCE])]
    for sheet in ("偏差-时限", "偏差-填报"):
        for _, row in frames()[sheet].iterrows():
            mine = standing[(standing["单位"] == row["单位"]) & (standing["代码"] == row["代码"])]
            assert row["台账序号"] in mine["台账序号"].tolist()
    assert lives[lives["状态"] == "已整改"]["台账序号"].isna().all()


def test_a_gap_leads_to_the_sheet_in_which_it_is_and_a_bad_file_to_the_whole() -> None:
    gaps = frames()["偏差-漏项"]
    assert set(gaps[gaps["代码"].isin(["C01", "C02"])]["来源单元格"]) == {"台账"}
    sent = frames()["偏差-报送"]
    assert set(sent[sent["代码"].isin(["S03", "S04"])]["来源单元格"]) == {"整个文件"}
    assert set(sent[sent["代码"] == "S01"]["来源单元格"]) == {""}


def test_bad_files_are_named() -> None:
    sent = frames()["偏差-报送"]
    stray = sent[sent["单位"] == "（单位未识别）"]
    assert set(stray["来源文件"]) == {"台账最终版.xlsx", "新建 Microsoft Excel 工作表.xlsx"}


def test_two_files_of_nobody_with_one_key_are_both_named() -> None:
    county = sample_county()
    twin = replace(
        county.strays[0],
        arrival=replace(county.strays[0].arrival, file_name="另一份.xlsx", sha256="f" * 64),
    )
    shared = county.strays[0].deviations[0]
    lives = (
        TrackedDeviation("", shared.key(""), shared, "台账最终版.xlsx", AS_OF, AS_OF, DeviationState.NEW, 0),
        *county.tracked,
    )
    made = county_frames(replace(county, strays=(*county.strays, twin), tracked=lives))["偏差-报送"]
    assert len(made[made["单位"] == "（单位未识别）"]) == 3


def test_disputed_joint_obligations_stand_out() -> None:
    county = sample_county()
    disputed = Deviation("R02", Severity.WARNING, "县财政局未认领", "请协调。", "A1-03")
    life = TrackedDeviation("县税务局", disputed.key("县税务局"), disputed, "", AS_OF, AS_OF, DeviationState.NEW, 0)
    made = county_frames(replace(county, tracked=(*county.tracked, life)))
    assert made["任务覆盖"].set_index("任务编号").loc["A1-03", "责任偏差"] == "R02"
    assert made["偏差-责任"]["代码"].tolist().count("R02") == 1


def test_frames_of_an_empty_county_have_their_columns() -> None:
    made = county_frames(empty_county())
    for sheet, columns in CONTRACT.items():
        assert set(columns.split()) <= set(made[sheet].columns)
    assert len(made["汇总台账"]) == 0
    assert len(made["任务覆盖"]) == 78

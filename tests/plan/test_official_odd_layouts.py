"""Layouts that plans were seen in beside the usual ones, made up here; and two whole plans by other writers."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.judging.matching.text import normalise
from pipeline.model import Binding, Plan, Unit
from pipeline.plan.official.document import OfficialFile, OfficialPlan, read_official_plan
from pipeline.plan.official.folder import new_rules
from pipeline.plan.official.proposed_roster import propose_units
from pipeline.plan.plans import read_plan
from tests.flow.small_plans import before
from tests.plan.plan_docx import C, document, paragraph, table
from tests.plan.test_official_layouts import DATA, read, shown

__all__ = ["before"]

LETTER = (
    "甲政办发〔2026〕3号",
    "甲县2026年政务公开工作方案",
    "各部门要建立工作台账，务必于4月10日之前将电子版和纸质版工作台账一并报送至县行政审批服务局，实行动态管理。",
)


def with_tables(*parts: str | Sequence[Sequence[str | C]]) -> OfficialPlan:
    """A document of lines and of tables, each given by its rows."""
    blocks = [paragraph(line) for line in LETTER]
    for part in parts:
        if isinstance(part, str):
            blocks.append(paragraph(part))
        else:
            cells = [[cell if isinstance(cell, C) else C(cell) for cell in row] for row in part]
            blocks.append(table(cells, [1500] * len(cells[0])))
    return read(document(*blocks), "方案.docx")


def with_text(*lines: str) -> OfficialPlan:
    """A plan flattened to lines."""
    return read("\n".join((*LETTER[:2], *lines)).encode(), "方案.txt")


def read_names(official: OfficialPlan) -> tuple[Unit, ...]:
    return propose_units([lines for row in official.lists[0].rows for _, lines in row.units], "甲县")


def test_the_due_day_is_read_past_what_follows_it() -> None:
    plan = with_tables("1.公开甲。（责任单位：县财政局）")
    assert str(plan.head.ledgers_due) == "2026-04-10"
    assert plan.head.collecting_unit == "县行政审批服务局"


def test_tables_under_headings_of_parts_with_the_measures_as_requirement() -> None:
    heads = ("序号", "责任单位", "具体举措", "时间节点")
    plan = with_tables(
        *("附件", "甲县2026年政务公开任务清单", "（一）经济领域"),
        [heads, ("1", "县发改局", "公开重大项目批准结果和实施进展。", "每月25日前")],
        "（二）民生领域",
        [heads, ("1", "县教育局", "公布招生政策、学区划分和录取结果。", "招生前15日")],
    )
    assert [(tasks.title, len(tasks.rows)) for tasks in plan.lists] == [("甲县2026年政务公开任务清单", 2)]
    assert shown(plan) == [
        ["1", "(一)经济领域", "", "公开重大项目批准结果和实施进展。", "县发改局", "", "每月25日前"],
        ["2", "(二)民生领域", "", "公布招生政策、学区划分和录取结果。", "县教育局", "", "招生前15日"],
    ]


def test_the_requirement_is_told_by_heads_and_contents_together() -> None:
    plan = with_tables(
        *("附件1", "任务分工"),
        [
            ("序号", "工作内容", "工作标准", "分管县领导", "承办部门", "协办部门", "时间节点"),
            ("1", "决策公开", "公布年度重大行政决策事项目录。", "张三", "县司法局", "县直有关部门", "3月底"),
        ],
    )
    (row,) = plan.lists[0].rows
    assert (row.category, row.requirement, row.deadline) == ("决策公开", "公布年度重大行政决策事项目录。", "3月底")


def test_who_does_what_in_one_column_without_numbers() -> None:
    plan = with_tables(
        *("附件", "任务表"),
        [
            ("重点任务", "具体工作任务", "责任分工", "进度要求"),
            ("优化营商环境", "公开招标采购全流程信息。", "牵头单位：县发改局\n责任单位：县财政局", "立即推行"),
        ],
    )
    (row,) = plan.lists[0].rows
    assert row.requirement == "公开招标采购全流程信息。"
    assert row.units == (("", ("牵头单位：县发改局", "责任单位：县财政局")),)


@pytest.mark.parametrize(
    ("line", "units", "deadline"),
    [
        ("3.公布招生信息。责任单位：县教育局。完成时限：7月15日前。", {"责任单位": "县教育局"}, "7月15日前"),
        ("（三）公布招生信息。——县教育局、县人社局", {"责任单位": "县教育局、县人社局"}, ""),
        (
            "3.公布招生信息。【牵头单位：县教育局；配合单位：县人社局；时限：6月底前】",
            {"牵头单位": "县教育局", "配合单位": "县人社局"},
            "6月底前",
        ),
        ("3.公布招生信息。[县教育局牵头，按季度公开]", {"责任单位": "县教育局牵头"}, "按季度公开"),
    ],
)
def test_who_bears_a_paragraph_may_follow_it_in_any_way(line: str, units: dict[str, str], deadline: str) -> None:
    plan = with_tables("二、重点工作", line)
    (row,) = plan.lists[0].rows
    assert row.requirement == "公布招生信息。"
    assert {part or "责任单位": "".join(lines) for part, lines in row.units} == units
    assert row.deadline == deadline


def test_the_short_sentence_that_most_paragraphs_begin_with_is_the_task() -> None:
    texts = ("招标采购公开。公开政府采购意向，公示变更。", "就业服务公开。定期公布岗位。", "公布目录。")
    plan = with_tables("二、重点工作", *(f"{i}.{text}（责任单位：县财政局）" for i, text in enumerate(texts, 1)))
    assert [(row.task, row.requirement) for row in plan.lists[0].rows] == [
        ("招标采购公开", "公开政府采购意向，公示变更。"),
        ("就业服务公开", "定期公布岗位。"),
        ("", "公布目录。"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "各乡镇（街道）、各部门要于4月20日前，将工作台账（附件3）报送县政府办公室（联系电话：0792-3456789）。",
        "各单位于4月20日前将工作台账报县政府办公室，县政府办公室适时督查。",
    ],
)
def test_the_sentence_of_the_due_day_is_no_task(sentence: str) -> None:
    plan = with_text("1.公开甲。（责任单位：县财政局）", "三、工作要求", f"（一）建立台账。{sentence}")
    assert (str(plan.head.ledgers_due), plan.head.collecting_unit) == ("2026-04-20", "县政府办公室")
    assert [row.requirement for row in plan.lists[0].rows] == ["公开甲。"]


def test_the_brackets_of_a_word_for_all_towns_name_nobody() -> None:
    plan = with_text("1.加强各镇（街道）便民服务中心和各乡（镇）公开栏建设。（责任单位：县财政局、各镇（街道））")
    (row,) = plan.lists[0].rows
    assert row.requirement == "加强各镇（街道）便民服务中心和各乡（镇）公开栏建设。"
    assert row.units == (("", ("县财政局、各镇（街道）",)),)


def test_a_paragraph_headed_by_its_number_takes_the_units_on_the_line_below() -> None:
    plan = with_text(
        *("一、民生", "（一）招生公开。公布招生政策。", "责任单位：县教育局", "（二）就业公开。公布岗位。"),
        *(
            "【责任单位：县人社局；完成时限：6月底前】",
            "（三）医疗公开",
            "及时公布定点医药机构名单。",
            "责任单位：县医保局",
        ),
    )
    assert [[r.category, r.task, r.requirement, r.deadline] for r in plan.lists[0].rows] == [
        ["民生", "招生公开", "公布招生政策。", ""],
        ["民生", "就业公开", "公布岗位。", "6月底前"],
        ["民生", "医疗公开", "及时公布定点医药机构名单。", ""],
    ]
    assert [row.units for row in plan.lists[0].rows] == [(("", (f"县{n}局",)),) for n in ("教育", "人社", "医保")]


def test_what_a_chapter_says_above_its_tasks_is_none_itself() -> None:
    plan = with_text("（一）招生公开。突出重点。要做到：", "1.公布政策。", "2.公布结果。", "责任单位：县教育局")
    assert [row.requirement for row in plan.lists[0].rows] == ["公布政策。", "公布结果。"]


def test_lines_that_name_parts_stand_between_cells_on_lines_of_their_own() -> None:
    heads = ("编号", "重点任务", "责任分工", "完成时限")
    plan = with_text(
        *("附件", "任务清单", "一、主动公开", *heads),
        *("1", "公布政府采购意向和采购合同信息。", "牵头单位：县妇联", "配合单位：县财政局", "6月底前"),
        *("二、公众参与", *heads, "2", "公布重大行政决策事项目录。", "责任单位：县司法局", "3月底前"),
    )
    assert [[r.category, r.requirement, r.deadline] for r in plan.lists[0].rows] == [
        ["一、主动公开", "公布政府采购意向和采购合同信息。", "6月底前"],
        ["二、公众参与", "公布重大行政决策事项目录。", "3月底前"],
    ]


def test_a_name_torn_by_a_page_in_the_second_column_of_units_is_one() -> None:
    plan = with_tables(
        *("附件1", "任务分工"),
        [
            ("序号", "主要任务", "牵头单位", "配合单位", "完成时限"),
            ("1", "编制并公布年度重大行政决策事项", "县政府办公室", "县财政局、县司法", "按季度公开"),
            ("", "目录，公布意见采纳情况。", "", "局", ""),
            ("2", "公布政府采购意向。", "县财政局", "县审计局", "长期坚持"),
        ],
    )
    assert shown(plan)[0][3:6] == [
        "编制并公布年度重大行政决策事项目录，公布意见采纳情况。",
        "县政府办公室",
        "县财政局、县司法局",
    ]


def test_names_of_any_ending_make_the_roster() -> None:
    lines = "1.公布政策。（责任单位：县残联、县科协、人民银行甲县支行）"
    named = {unit.name for unit in read_names(with_text(lines))}
    assert named == {"县残联", "县科协", "人民银行甲县支行"}
    table = with_tables(
        "附件1", "分工", [("主要任务", "责任单位", "时限要求"), ("公开。", "县数据中心\n团县委", "长期坚持")]
    )
    assert {unit.name for unit in read_names(table)} == {"县数据中心", "团县委"}


def test_a_limit_that_only_urges_is_none() -> None:
    plan = with_text("1.年内完成整改，及时公开信息。（责任单位：县财政局）", "2.及时公开信息。（责任单位：县财政局）")
    assert [row.deadline for row in plan.lists[0].rows] == ["年内", ""]


def of_truth(name: str, source: Path, into: Path) -> tuple[Plan, list[dict[str, str]]]:
    official = read_official_plan(OfficialFile((DATA / name / "plan.docx").read_bytes(), "方案.docx"))
    assert official.failure is None
    made = new_rules(official, source)
    (into / name).mkdir()
    for file, data in made.files.items():
        (into / name / file).parent.mkdir(exist_ok=True)
        (into / name / file).write_bytes(data)
    with (DATA / name / "truth.csv").open(encoding="utf-8-sig", newline="") as lines:
        return replace(read_plan(into / name), fingerprint=""), list(csv.DictReader(lines))


@pytest.mark.parametrize(("name", "due"), [("x", "2024-03-15"), ("y", "2025-03-20")])
def test_a_whole_plan_of_another_county_is_read_as_its_truth_says(
    name: str, due: str, before: Path, tmp_path: Path
) -> None:
    plan, truth = of_truth(name, before, tmp_path)
    assert [o.id for o in plan.obligations] == [row["id"] for row in truth]
    assert str(plan.ledgers_due) == due
    bound = {"named": Binding.NAMED, "group": Binding.GROUP, "open": Binding.OPEN, "conditional": Binding.OPEN}
    alike = {"text": 0, "units": 0, "limit": 0, "clauses": 0}
    for obligation, row in zip(plan.obligations, truth, strict=True):
        label = obligation.task or obligation.category
        alike["text"] += normalise(row["task"] + row["requirement"]) == normalise(label + obligation.requirement)
        alike["limit"] += obligation.time_limit_text == row["deadline"]
        alike["clauses"] += bool(obligation.clauses)
        said = {
            (a.bearer, Binding.OPEN if a.binding is Binding.CONDITIONAL else a.binding)
            for a in obligation.assignments
        }
        named = zip(row["units"].split("；"), row["bindings"].split("；"), strict=True)
        alike["units"] += said == {(unit, bound[binding]) for unit, binding in named}
    assert alike == dict.fromkeys(alike, len(truth))

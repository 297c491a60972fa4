"""Plans of other counties, districts and a city, each in a layout of its own: all made up, each read whole."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from pipeline.model import Binding
from pipeline.plan.official.document import OfficialFile, OfficialPlan, read_official_plan
from pipeline.plan.official.doubts import DoubtKind
from tests.flow.small_plans import before, imported
from tests.plan.plan_docx import C, document, paragraph, table

__all__ = ["before"]

DATA = Path(__file__).parents[1] / "data" / "plans"

CITY_LETTER = (
    "甲州政办发〔2024〕11号",
    "甲州市2024年政务公开工作实施方案",
    "一、总体要求。坚持公开为常态。",
    "二、工作要求。各级各部门要对照任务分工，建立工作台账，于2024年4月30日前将工作台账报市政务服务中心。",
    "附件",
    "甲州市2024年政务公开任务分工表",
)
CITY_HEADS = ("编号", "领域", "重点任务", "具体举措", "牵头单位", "配合单位", "完成时限")
CITY = """
1|一、经济|项目审批|公布重大建设项目批准服务信息，按月更新办理进度。|市行政审批局|市发展和改革局、市自然资源和规划局|每月5日前
2|一、经济|项目审批|集中公布惠企政策清单，年内建成政策库。|市工业和信息化局|各县区、市财政局|2024年9月底前
3|二、民生|教育|公布义务教育招生范围和录取办法。|市教育局||2024年6月底前
4|二、民生|医疗|公布定点医药机构名单，做好目录调整后的公开。|市医疗保障局|市卫生健康委员会|长期坚持
5|二、民生|医疗|动态公布价格监测结果。|市市场监管局|各行政执法部门|每季度末
"""


def rows(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.strip().splitlines()]


def read(data: bytes, name: str) -> OfficialPlan:
    plan = read_official_plan(OfficialFile(data, name))
    assert plan.failure is None, plan.failure
    return plan


def shown(plan: OfficialPlan) -> list[list[str]]:
    """The rows as the tables above write them: number, 大类, 小类, requirement, who leads, who joins in, limit."""
    found = []
    for tasks in plan.lists:
        for row in tasks.rows:
            units = {part: "".join(lines) for part, lines in row.units}
            leads, joins = (
                units.get("牵头单位") or units.get("") or units.get("责任单位", ""),
                units.get("配合单位", ""),
            )
            found.append([str(row.no), row.category, row.task, row.requirement, leads, joins, row.deadline])
    return found


def city_docx() -> bytes:
    """One table, merged over its rows, with the head again in the middle as a page break leaves it."""
    heads = [C(head) for head in CITY_HEADS]
    printed, above = [heads], ["", "", ""]
    for i, row in enumerate(rows(CITY)):
        if i == 3:
            printed.append(heads)
        merged = [row[k] == above[k] for k in (1, 2)]
        cells = [
            C("" if same else row[k], 1, "continue" if same else "restart")
            for k, same in zip((1, 2), merged, strict=True)
        ]
        printed.append([C(row[0]), *cells, *map(C, row[3:])])
        above = row
    return document(*map(paragraph, CITY_LETTER), table(printed, (600, 1200, 1600, 5000, 1800, 2200, 1600)))


def test_a_city_with_leading_and_cooperating_units_in_one_table() -> None:
    plan = read(city_docx(), "方案.docx")
    assert shown(plan) == rows(CITY)
    assert [(tasks.name, tasks.led) for tasks in plan.lists] == [("附件1", False)]
    assert (plan.head.county, plan.head.year, plan.form) == ("甲州市", 2024, "")


def test_the_same_plan_printed_as_a_pdf() -> None:
    assert shown(read((DATA / "city-2024.pdf").read_bytes(), "方案.pdf")) == rows(CITY)


def test_the_same_plan_flattened_with_each_cell_on_a_line() -> None:
    lines = [*CITY_LETTER, *CITY_HEADS, *(cell for row in rows(CITY) for cell in row)]
    assert shown(read("\n".join(lines).encode(), "方案.txt")) == rows(CITY)


@pytest.mark.parametrize("mark", ["\t", "|"])
def test_the_same_plan_with_its_rows_on_lines(mark: str) -> None:
    lines = [*CITY_LETTER, *(mark.join(row) for row in (CITY_HEADS, *rows(CITY)))]
    if mark == "|":
        lines = [f"|{line}|" if mark in line else line for line in lines]
    assert shown(read("\n".join(lines).encode("gb18030"), "方案.txt")) == rows(CITY)


DISTRICT = """
乙区人民政府办公室关于印发乙区2025年政务公开工作要点的通知
乙政办〔2025〕8号
乙区2025年政务公开工作要点
为做好2025年政务公开工作，制定本要点。
一、围绕高质量发展抓公开
（一）优化营商环境
1.公布涉企优惠政策和申报指南，更新政策清单。（牵头单位：区发展改革局；配合单位：区财政局、区税务局；完成时限：长期坚持）
2.公开政府采购信息，完成历史数据整理。（区财政局牵头，区公共资源交易中心配合，2025年5月底前）
（二）服务重大项目
3.公布重大建设项目审批、核准和实施情况。（区发展改革局、区自然资源分局、各镇（街道）按职责分工负责）
二、围绕民生关切抓公开
4.公布义务教育阶段学校招生计划。
责任单位：区教育和体育局
完成时限：2025年6月底前
5.做好食品药品监管信息公开，收到申请之日起20个工作日内答复。（责任单位：区市场监管局，各街道办事处）
三、强化保障
各单位要建立工作台账，于4月15日前报区政务服务管理局（电话：0555-7654321）。
"""


def test_a_district_without_a_table_names_units_in_brackets_and_below() -> None:
    plan = read(DISTRICT.encode(), "要点.txt")
    big, small = "围绕高质量发展抓公开", "优化营商环境"
    assert shown(plan) == [
        [
            "1",
            big,
            small,
            "公布涉企优惠政策和申报指南，更新政策清单。",
            "区发展改革局",
            "区财政局、区税务局",
            "长期坚持",
        ],
        [
            "2",
            big,
            small,
            "公开政府采购信息，完成历史数据整理。",
            "区财政局牵头，区公共资源交易中心配合",
            "",
            "2025年5月底前",
        ],
        [
            "3",
            big,
            "服务重大项目",
            "公布重大建设项目审批、核准和实施情况。",
            "区发展改革局、区自然资源分局、各镇（街道）按职责分工负责",
            "",
            "",
        ],
        ["4", "围绕民生关切抓公开", "", "公布义务教育阶段学校招生计划。", "区教育和体育局", "", "2025年6月底前"],
        [
            "5",
            "围绕民生关切抓公开",
            "",
            "做好食品药品监管信息公开，收到申请之日起20个工作日内答复。",
            "区市场监管局，各街道办事处",
            "",
            "收到申请之日起20个工作日内答复",
        ],
    ]
    assert (plan.head.county, plan.head.year) == ("乙区", 2025)
    assert str(plan.head.ledgers_due) == "2025-04-15"
    assert plan.lists[0].name == "正文任务"
    assert not any("责任单位" in section.text for section in plan.sections)


def quarterly_workbook() -> bytes:
    """A county's plan in a workbook: heads in two rows, quarters as columns, ticks, a sheet for each annex."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "附件1 任务分解"
    sheet.append(["丁县2024年政务公开重点任务分解表"])
    sheet.append(["序号", "工作任务", "", "责任单位", "", "进度安排", "", "", ""])
    sheet.append(["", "类别", "任务内容", "牵头单位", "协办单位", "一季度", "二季度", "三季度", "四季度"])
    for area in ("A1:I1", "A2:A3", "B2:C2", "D2:E2", "F2:I2"):
        sheet.merge_cells(area)
    sheet.append(
        [
            1,
            "决策公开",
            "公布年度决策事项目录，并及时更新。",
            "县司法局",
            "县直各部门",
            "公布目录",
            "",
            "更新目录",
            "",
        ]
    )
    sheet.append([2, "", "征集公众对决策草案的意见。", "县司法局\n县发改局", "各乡镇、街道", "√", "√", "√", "√"])
    sheet.append(
        [
            3,
            "政策解读",
            "新出台的政策同步解读。",
            "县政府办",
            "县融媒体中心；各行政执法部门",
            "",
            "完成培训",
            "",
            "评估",
        ]
    )
    sheet.append(
        [4, "", "发布图解、视频等解读材料。", "县政府办公室", "县科技和工信局、县城管执法局", "√", "√", "", ""]
    )
    for area in ("B4:B5", "B6:B7"):
        sheet.merge_cells(area)
    led = book.create_sheet("附件2")
    for row in (
        ["县直部门牵头公开事项清单", "", ""],
        ["责任部门", "牵头公开事项", "具体要求"],
        ["县司法局", "规范性文件", "指导各部门集中公开现行有效的规范性文件。"],
        ["县财政局", "预决算", "督促各部门按时公开预决算。"],
    ):
        led.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_county_in_a_workbook_with_quarters_as_columns() -> None:
    plan = read(quarterly_workbook(), "方案.xlsx")
    assert [(tasks.name, tasks.title, tasks.led, len(tasks.rows)) for tasks in plan.lists] == [
        ("附件1", "丁县2024年政务公开重点任务分解表", False, 4),
        ("附件2", "县直部门牵头公开事项清单", True, 2),
    ]
    assert [row.deadline for row in plan.lists[0].rows] == [
        "一季度：公布目录；三季度：更新目录",
        "一季度、二季度、三季度、四季度",
        "二季度：完成培训；四季度：评估",
        "一季度、二季度",
    ]
    assert [row.category for row in plan.lists[0].rows] == ["决策公开", "决策公开", "政策解读", "政策解读"]


def test_a_roster_and_groups_are_proposed_from_the_plan_itself(before: Path, tmp_path: Path) -> None:
    result = imported(quarterly_workbook(), before, tmp_path / "ding-2024", name="方案.xlsx")
    plan = result.plan
    assert [(unit.name, unit.aliases) for unit in plan.units] == [
        ("县司法局", ()),
        ("县发改局", ()),
        ("县融媒体中心", ()),
        ("县政府办公室", ("县政府办",)),
        ("县科技和工信局", ()),
        ("县城管执法局", ()),
        ("县财政局", ()),
    ]
    # Towns and departments are plain; who enforces the law is for an officer to say, and nobody is bound till then.
    assert set(plan.groups) == {"各乡镇、街道", "县直各部门"}
    told = {a.bearer: a.binding for a in plan.by_id["A1-03"].assignments}
    assert told == {
        "县政府办公室": Binding.NAMED,
        "县融媒体中心": Binding.NAMED,
        "各行政执法部门": Binding.OPEN,
    }
    musts = [(doubt.kind, doubt.key) for doubt in result.doubts if doubt.must]
    assert musts == [(DoubtKind.HEAD, "ledgers_due"), (DoubtKind.GROUP, "各行政执法部门")]
    assert not any(problem.fatal for problem in result.problems)
    assert (result.folder / "待确认事项.xlsx").is_file()


def test_five_annexes_and_no_led_one(before: Path, tmp_path: Path) -> None:
    heads = [C(h) for h in ("序号", "工作任务", "工作要求", "责任单位", "时限要求")]
    blocks = [paragraph(line) for line in ("戊县政办字〔2023〕2号", "2023年戊县政务公开工作方案")]
    for number in range(1, 6):
        cells = ("1", "任务", f"公开第{number}类事项。", "县财政局", "长期坚持")
        blocks += [
            paragraph(f"附件{number}"),
            paragraph(f"第{number}类任务分解表"),
            table([heads, [C(c) for c in cells]], (600, 1500, 5000, 2000, 2000)),
        ]
    result = imported(document(*blocks), before, tmp_path / "wu-2023")
    assert [o.id for o in result.plan.obligations] == ["A1-01", "A2-01", "A3-01", "A4-01", "A5-01"]
    assert result.plan.by_id["A5-01"].place == "附件5第1项"
    assert result.plan.words["led"] == "方案"
    assert not any(problem.fatal for problem in result.problems)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"%PDF-1.4 nothing", "a.pdf", "已损坏"),
        ("没有任务的通知。\n请各单位知悉。".encode(), "a.txt", "没有找到任务"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "WordDocument\0".encode("utf-16-le"),
            "a.wps",
            "WPS文档",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_cause_and_remedy(data: bytes, name: str, words: str) -> None:
    failure = read_official_plan(OfficialFile(data, name)).failure
    assert failure is not None
    assert words in failure.message
    assert failure.advice.endswith("。")

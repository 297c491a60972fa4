"""Printed lists of units: names run together, broken by the column, new to the roster."""

from __future__ import annotations

import pytest

from pipeline.model import Unit
from pipeline.plan.assignments import BearerReader
from pipeline.plan.official.unit_lists import kind_of, printed_units, unknown_names
from pipeline.plan.plan_settings import read_head
from pipeline.plan.plans import read_plan
from pipeline.plan.roster import spelling_table
from pipeline.plan.rules_files import RulesFolder
from tests.plan.plan_docx import RULES


@pytest.fixture(scope="module")
def reader() -> BearerReader:
    plan, head = read_plan(RULES), read_head(RulesFolder(RULES))
    assert head is not None
    return BearerReader(spelling_table(plan.units, plan.county), head.group_spellings)


@pytest.mark.parametrize(
    ("lines", "printed"),
    [
        ("县财政局\n县税务局", "县财政局、县税务局"),
        ("县人力资源社会保障局县退役军人局", "县人力资源社会保障局、县退役军人局"),
        # As the plan of 2022 prints the bearers of its task 29.
        (
            "县教育和体育局\n市生态环境局沂源分\n局县住房城乡建设局\n县水利局",
            "县教育和体育局、市生态环境局沂源分局、县住房城乡建设局、县水利局",
        ),
        ("各镇（街道）县文化和旅游局\n县审批局县档案馆", "各镇（街道）、县文化和旅游局、县审批局、县档案馆"),
        ("各镇（街道、经济开发区）县政府各部门单位", "各镇（街道、经济开发区）、县政府各部门单位"),
        ("县发展改革局牵头，\n有关职能部门落实", "县发展改革局牵头，有关职能部门落实"),
        ("县科技局及\n相关部门单位", "县科技局及相关部门单位"),
        ("县科技局\n及相关部门单位", "县科技局及相关部门单位"),
        ("县司法局\n牵头，行政规范性文件\n制定部门具体落实", "县司法局牵头，行政规范性文件制定部门具体落实"),
        ("县财政局、\n县税务局", "县财政局、县税务局"),
        ("县渔业局\n县财政局", "县渔业局、县财政局"),
        ("县财政局\n县渔业局\n县蔬菜局", "县财政局、县渔业局、县蔬菜局"),
        ("县财 政\n局", "县财政局"),
        ("县委统筹疫情防控和经济运行工作领导\n小组（指挥部）办公室\n县卫生健康局",
         "县委统筹疫情防控和经济运行工作领导小组（指挥部）办公室、县卫生健康局"),
        ("县财政局\n有关部门单位", "县财政局、有关部门单位"),
        ("县财政局　县税务局 县渔业局 县蔬菜局", "县财政局、县税务局、县渔业局、县蔬菜局"),
        ("", ""),
    ],
)  # fmt: skip
def test_lists_are_put_into_one_line(reader: BearerReader, lines: str, printed: str) -> None:
    assert printed_units(lines.split("\n"), reader) == printed


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("县渔业局、县财政局", ["县渔业局"]),
        ("县渔业局牵头，有关部门落实", ["县渔业局"]),
        ("县渔业局县蔬菜局", ["县渔业局", "县蔬菜局"]),
        ("县财政局、县税务局及有关部门", []),
        ("各乡镇", []),
        ("见附件", []),
    ],
)
def test_names_that_the_roster_lacks(reader: BearerReader, text: str, names: list[str]) -> None:
    assert list(unknown_names(text, reader)) == names


@pytest.mark.parametrize(
    ("roster", "text", "names"),
    [
        (("县市场监管局",), "县商会市场服务中心", ["县商会市场服务中心"]),
        (("县政府市民投诉中心",), "县政务办市民热线中心", ["县政务办市民热线中心"]),
        (("县财政局",), "县商会市场服务中心", ["县商会", "市场服务中心"]),
        ((), "县渔业局县蔬菜局", ["县渔业局", "县蔬菜局"]),
        # A unit of the city on the county's roster does not keep others from being parted.
        (("市渔业局甲县分局",), "县蔬菜局市渔政支队", ["县蔬菜局", "市渔政支队"]),
        (("团县委", "县委网信办"), "县渔业局县委史志室", ["县渔业局", "县委史志室"]),
        ((), "县工会县委员会", ["县工会县委员会"]),
    ],
)
def test_the_roster_shows_within_which_words_no_name_begins(
    roster: tuple[str, ...], text: str, names: list[str]
) -> None:
    reader = BearerReader({name: name for name in roster}, {})
    assert list(unknown_names(text, reader)) == names


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("县渔业局", "政府部门单位"),
        ("市渔业局沂源分局", "上级派驻机构"),
        ("县委网信办", "党委部门单位"),
        ("甲镇", "镇（街道）"),
        ("甲街道", "镇（街道）"),
        ("甲开发区", "开发区"),
        ("县水务集团", "其他单位"),
    ],
)
def test_the_kind_of_a_new_unit_is_guessed(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_a_new_unit_is_of_the_kind_that_the_roster_gives_to_names_of_its_form() -> None:
    roster = [Unit("东镇", "", (), "乡镇", expected=True), Unit("县财政局", "", (), "县直单位", expected=True)]
    assert (kind_of("西镇", roster), kind_of("县渔业局", roster)) == ("乡镇", "县直单位")

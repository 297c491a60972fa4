"""The catalogue is complete, and each check explains itself in words that fit what it writes."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from pipeline.judging import checks
from pipeline.judging.checks.catalogue import ARRIVAL_CHECKS, CATALOGUE, COUNTY_CHECKS, LEDGER_CHECKS
from pipeline.judging.checks.check import Scope
from pipeline.plan.plans import read_plan

# The list of the contract, with its default severities. Codes never change meaning and are never reused.
ERRORS = {
    "S01", "S03", "S04", "S05", "S07", "S09", "F01", "F02", "F03", "F04", "F05", "F08",
    "F12", "F14", "C01", "C02", "T01", "T02", "T03", "T04",
}  # fmt: skip
WARNINGS = {"S02", "S08", "F07", "F09", "F10", "F11", "F13", "F15", "C04", "C06", "T05", "T06", "T07", "R01", "R02"}
NOTICES = {"S06", "S10", "F06", "C03", "C05", "T08", "T09", "T10", "R03"}
TITLES = {
    "S01": "未报送", "S02": "逾期报送", "S03": "单位无法识别", "S04": "文件无法读取", "S05": "表式不符",
    "S06": "重复报送", "S07": "空台账", "S08": "有未读取的内容", "S09": "来源未核实", "S10": "进度报告",
    "F01": "缺工作任务", "F02": "缺工作举措", "F03": "缺时限要求",
    "F04": "缺单位分管领导", "F05": "缺责任科室", "F06": "序号重复或不连续", "F07": "示例或占位内容未替换",
    "F08": "公式错误值", "F09": "举措照抄任务或要求", "F10": "含个人信息", "F11": "重复行", "F12": "举措空泛",
    "F13": "申请不适用", "F14": "内容与栏目不符", "F15": "进度填报矛盾", "C01": "附件1任务漏项",
    "C02": "附件2牵头事项漏项", "C03": "本表外任务", "C04": "匹配存疑", "C05": "认领他单位任务",
    "C06": "牵头事项缺少指导、督促、监督内容", "T01": "时限晚于要求", "T02": "频次低于要求",
    "T03": "时限宽于规定天数", "T04": "短于最低期限", "T05": "时限不明确", "T06": "时限栏无时间内容",
    "T07": "超出计划年度", "T08": "长期任务只列一次性时限", "T09": "已到期", "T10": "临期",
    "R01": "共同责任单位时限不一致", "R02": "共同责任单位未全部认领", "R03": "责任单位待明确",
}  # fmt: skip

PLAN_TEXTS = Path(__file__).parents[3] / "rules" / "yiyuan-2022"
HOME = read_plan(PLAN_TEXTS)

every_check = pytest.mark.parametrize("check", CATALOGUE.values(), ids=CATALOGUE)


def test_the_catalogue_holds_every_code_of_the_contract_and_no_other() -> None:
    assert {code: check.explained(HOME).title for code, check in CATALOGUE.items()} == TITLES


@pytest.mark.parametrize(("severity", "codes"), [("error", ERRORS), ("warning", WARNINGS), ("notice", NOTICES)])
def test_default_severities(severity: str, codes: set[str]) -> None:
    assert {c for c, check in CATALOGUE.items() if check.severity.value == severity} == codes


def test_every_check_is_run_exactly_once_in_its_scope() -> None:
    assert {c.code: c.scope for c in ARRIVAL_CHECKS} == dict.fromkeys(
        ["S02", "S03", "S04", "S05", "S06", "S08", "S09", "S10"], Scope.ARRIVAL
    )
    assert {c.scope for c in LEDGER_CHECKS} == {Scope.LEDGER}
    assert {c.scope for c in COUNTY_CHECKS} == {Scope.COUNTY}
    codes = [c.code for c in ARRIVAL_CHECKS] + [c.code for c in LEDGER_CHECKS] + [c.code for c in COUNTY_CHECKS]
    assert sorted(codes) == sorted(CATALOGUE)


def test_every_file_of_a_check_is_in_the_catalogue() -> None:
    assert checks.__file__
    files = {p.stem[:3].upper() for p in Path(checks.__file__).parent.glob("[sfctr][0-9][0-9]_*.py")}
    assert files == set(CATALOGUE)


@every_check
def test_a_check_says_all_about_itself(check: checks.Check[object]) -> None:
    told = check.explained(HOME)
    for text in (told.title, told.meaning, told.basis, told.sentence, told.advice, told.example):
        assert text.strip()
        assert "{" not in text
        assert not re.search(r"[,;:?!]|(?<!\d)\.", re.sub(r"\.xlsx|#REF!", "", text)), text  # official punctuation
    assert re.search(r"方案|附件", told.basis), "the clause of the plan"
    assert check.code not in told.sentence + told.advice, "a code says nothing to a department"
    assert told.sentence.endswith("。")


@every_check
def test_the_example_is_what_the_sentence_would_say(check: checks.Check[object]) -> None:
    pattern = "".join(
        re.escape(literal) + (".*" if name is not None else "")
        for literal, name, _, _ in string.Formatter().parse(check.sentence_template)
    )
    assert re.fullmatch(f"(.*：)?{pattern}", check.example), check.example


@every_check
def test_the_basis_quotes_the_plan_word_by_word(check: checks.Check[object]) -> None:
    names = ("body_duties.csv", "annex1.csv", "annex2.csv")
    plan = "".join((PLAN_TEXTS / name).read_text(encoding="utf-8-sig") for name in names)
    for quote in re.findall("“([^“”]{7,})”", HOME.basis[check.code]):
        assert quote in plan

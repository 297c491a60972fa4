"""The form is one description: a column that it names is in the template, is read, and stands in what is written."""

from __future__ import annotations

import io
import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from pipeline.county.frames import county_frames
from pipeline.form.files import read_file
from pipeline.form.template.template import ledger_template
from pipeline.model import (
    Arrival,
    County,
    EntryMatch,
    FileRead,
    Identification,
    Ledger,
    Plan,
    Submission,
    UnitReport,
    UnitStatus,
    Verdict,
)
from pipeline.plan import form_columns
from pipeline.plan.plans import read_plan
from pipeline.plan.rules_files import RulesError
from tests.form.reading_books import book

RULES = Path(__file__).parents[2] / "rules" / "yiyuan-2022"
PARTNER = """
[[columns]]
key = "partner"
heading = "配合单位"
width = 18
needed = true
hint = "填写协同办理的单位。"
names.usual = "协办单位 协同单位 配合部门"
"""
TOLD = ("完成情况", "完成时间", "佐证")
TABLE = """
沂源县水利局政务公开工作任务台账
序号 | 工作任务 | 工作举措 | 时限要求 | 单位分管领导 | 责任科室 | {}
1 | 开展村庄供水公开 | 每月公布水质检测结果 | 每月 | 张三 | 办公室 | 县卫生健康局
"""


def plan_with(tmp_path: Path, form: str) -> Plan:
    rules = tmp_path / "rules"
    shutil.copytree(RULES, rules)
    (rules / "form.toml").write_text(form, "utf-8")
    return read_plan(rules)


def own_form() -> str:
    return (Path(form_columns.__file__).parent / "form.toml").read_text("utf-8")


def test_a_column_more_by_data_alone(tmp_path: Path) -> None:
    plan = plan_with(tmp_path, own_form() + PARTNER)

    form = openpyxl.load_workbook(io.BytesIO(ledger_template(plan)))["台账"]
    assert [c.value for c in form[3]] == [
        "序号", "工作任务", "工作举措", "时限要求", "单位分管领导", "责任科室", "配合单位", *TOLD,
    ]  # fmt: skip
    assert form.column_dimensions["G"].width == pytest.approx(18.7, abs=0.1)

    (ledger,) = read_file(book(TABLE.format("协办单位")), "县水利局.xlsx", plan.form).ledgers
    assert dict(ledger.entries[0].extra or {}) == {"配合单位": "县卫生健康局"}
    assert ledger.missing_columns == ()

    merged = county_frames(county_with(plan, ledger))["汇总台账"]
    assert list(merged["配合单位"]) == ["县卫生健康局"]
    assert list(merged.columns).index("配合单位") == list(merged.columns).index("责任科室") + 1


def county_with(plan: Plan, ledger: Ledger) -> County:
    received = datetime(2022, 5, 19, 9)
    arrival = Arrival("县水利局.xlsx", "0" * 64, 1, received)
    submission = Submission(
        arrival, FileRead("县水利局.xlsx", "0" * 64, (ledger,)), Identification("县水利局"), Verdict.ACCEPTED, ledger,
        (EntryMatch(),), ((),),
    )  # fmt: skip
    report = UnitReport("县水利局", UnitStatus.ON_TIME, submission, received)
    return County(plan, date(2022, 5, 20), received, (report,), (), ())


def test_a_needed_column_that_is_absent_is_missed(tmp_path: Path) -> None:
    plan = plan_with(tmp_path, own_form() + PARTNER)
    (ledger,) = read_file(book(TABLE.format("备注")), "县水利局.xlsx", plan.form).ledgers
    assert ledger.missing_columns == ("partner",)


def test_without_it_the_column_is_kept_under_its_own_name() -> None:
    (ledger,) = read_file(book(TABLE.format("协办单位")), "县水利局.xlsx").ledgers
    assert dict(ledger.entries[0].extra or {}) == {"协办单位": "县卫生健康局"}


def test_headings_and_their_order_follow_the_form(tmp_path: Path) -> None:
    blocks = own_form().split("[[columns]]")
    turned = "[[columns]]".join(blocks[at] for at in (0, 1, 2, 3, 6, 5, 4))
    plan = plan_with(tmp_path, turned.replace('heading = "时限要求"', 'heading = "办结时限"'))
    form = openpyxl.load_workbook(io.BytesIO(ledger_template(plan)))["台账"]
    assert [c.value for c in form[3]] == ["序号", "工作任务", "工作举措", "责任科室", "单位分管领导", "办结时限"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('key = "leader"', 'key = "boss"'), "缺少“leader”栏"),
        (("width = 44", "width = 0"), "“工作举措”栏的 width（栏宽）应为1至200之间的数"),
        (('parts = "任务"', 'parts = "任务("'), "“工作任务”栏的 parts 不是有效的正则式"),
        (("centred = true", "center = true"), "“序号”栏的“center”不是规定的项目"),
    ],
)
def test_a_faulty_form_is_refused(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    with pytest.raises(RulesError, match=r"form\.toml") as refused:
        plan_with(tmp_path, own_form().replace(*change, 1))
    assert any(told in p.message for p in refused.value.problems)


@pytest.mark.parametrize(
    ("headings", "own", "other"),
    [
        ("方案时限要求 | 本单位完成时限 | 单位分管领导 | 责任科室", "E", "D"),
        ("时限要求 | 我局拟完成时限 | 单位分管领导 | 责任科室", "E", "D"),
        ("本单位完成时限 | 上级规定时限 | 单位分管领导 | 责任科室", "D", "E"),
        ("时限要求（县方案） | 时限要求（本单位） | 单位分管领导 | 责任科室", "E", "D"),
        ("任务时限 | 计划完成时间 | 单位分管领导 | 责任科室", "E", "D"),
        ("时限要求 | 科室完成时限 | 单位分管领导 | 责任科室", "E", "D"),
        ("完成时限 | 县政府时限要求 | 单位分管领导 | 责任科室", "D", "E"),
    ],
)
def test_of_two_columns_the_units_own_is_read(headings: str, own: str, other: str) -> None:
    table = f"序号 | 工作任务 | 工作举措 | {headings}\n1 | 甲 | 公布水质检测结果 | 6月底前 | 7月底前 | 张三 | 办公室"
    (ledger,) = read_file(book(table), "县水利局.xlsx").ledgers
    assert ledger.columns["time_limit"] == own
    assert ledger.entries[0].extra is not None


@pytest.mark.parametrize("heading", ["办结时间", "落实时间", "公开日期"])
def test_the_only_column_of_times_is_that_of_the_limit(heading: str) -> None:
    (ledger,) = read_file(book(TABLE.format("备注").replace("时限要求", heading)), "县水利局.xlsx").ledgers
    assert [e.time_limit.text for e in ledger.entries] == ["每月"]
    assert "time_limit" not in ledger.missing_columns


def test_beside_a_limit_a_column_of_times_tells_when_it_was_done() -> None:
    table = TABLE.format("办结时间").replace("县卫生健康局", "6月2日")
    (ledger,) = read_file(book(table), "县水利局.xlsx").ledgers
    (entry,) = ledger.entries
    assert entry.claim is not None
    assert (entry.time_limit.text, entry.claim.done_on.text) == ("每月", "6月2日")

"""What an officer fills in comes into the folder, and the plan reads as answered; nothing else changes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipeline.model import Binding
from pipeline.plan.new_rules import Imported, NoAnswersError, take_answers
from pipeline.plan.official.doubts_book import DOUBTS_FILE
from pipeline.plan.plans import read_plan
from pipeline.plan.rules_check import verify_rules
from tests.flow.small_plans import before, imported, letter
from tests.plan.test_official_layouts import quarterly_workbook

__all__ = ["before"]


@pytest.fixture
def asked(before: Path, tmp_path: Path) -> Imported:
    return imported(quarterly_workbook(), before, tmp_path / "ding-2024", name="方案.xlsx")


def filled(folder: Path, answers: Mapping[str, str]) -> bytes:
    """The workbook of doubts with answers typed in by their key."""
    book = openpyxl.load_workbook(folder / DOUBTS_FILE)
    sheet = book.worksheets[0]
    keys = {str(row[8].value): row[6] for row in sheet.iter_rows(min_row=4)}
    for key, answer in answers.items():
        keys[key].value = answer  # type: ignore[assignment]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_workbook_says_how_it_is_handed_in_from_where_the_import_ran(asked: Imported) -> None:
    sheet = openpyxl.load_workbook(asked.folder / DOUBTS_FILE).worksheets[0]
    assert f"taizhang rules import --answers {asked.folder / DOUBTS_FILE}。" in str(sheet["A2"].value)


def test_answers_are_taken_up_and_the_others_stay_open(asked: Imported) -> None:
    folder = asked.folder
    units = (folder / "annex1.csv").read_bytes()
    given = {
        "ledgers_due": "5月20日",
        "各行政执法部门": "县司法局、县城管执法局、县交通运输局",
        "各乡镇、街道": "东镇、西乡、南街道",
        "县直各部门": "确认",
    }
    answered, stay = take_answers(filled(folder, given), "待确认事项.xlsx", folder)
    assert (len(answered.taken), answered.left) == (4, [])
    assert not any(doubt.must for doubt in stay)
    plan = read_plan(folder)
    assert plan.ledgers_due == date(2024, 5, 20)
    bound = {unit.name: [o.id for o in plan.binding_on(unit)] for unit in plan.units}
    assert bound["县交通运输局"] == ["A1-01", "A1-03"]
    assert bound["西乡"] == ["A1-02"]
    assert plan.by_id["A1-03"].assignments[-1].binding is Binding.GROUP
    assert not any(problem.fatal for problem in verify_rules(folder))
    assert (folder / "annex1.csv").read_bytes() == units
    again = openpyxl.load_workbook(folder / DOUBTS_FILE).worksheets[0]
    assert "各行政执法部门" not in {row[8].value for row in again.iter_rows(min_row=4)}
    assert "# 台账表式是方案的哪个附件" in (folder / "plan.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "answer", "fault"),
    [("ledgers_due", "尽快", "日期无法辨认"), ("ledgers_due", "2024-02-30", "没有这一天")],
)
def test_an_answer_that_says_nothing_is_told_and_changes_nothing(
    asked: Imported, key: str, answer: str, fault: str
) -> None:
    kept = {path.name: path.read_bytes() for path in asked.folder.iterdir() if path.is_file()}
    answered, _ = take_answers(filled(asked.folder, {key: answer}), "待确认事项.xlsx", asked.folder)
    (told,) = answered.left
    assert fault in told
    assert {path.name: path.read_bytes() for path in asked.folder.iterdir() if path.is_file()} == kept


def test_a_new_name_is_another_name_of_a_unit_and_a_limit_is_mended(before: Path, tmp_path: Path) -> None:
    result = imported(letter(), before, tmp_path / "jia-2023")
    given = {"县渔业局": "县财政局", "A1-03": "6月底前", "各乡镇": "东镇"}
    answered, _ = take_answers(filled(result.folder, given), "待确认事项.xlsx", result.folder)
    assert answered.left == []
    plan = read_plan(result.folder)
    assert "县渔业局" not in plan.unit_by_name
    assert [a.bearer for a in plan.by_id["A1-02"].assignments] == ["县财政局"]
    assert plan.by_id["A1-03"].clauses[0].due == date(2023, 6, 30)
    assert [o.id for o in plan.binding_on(plan.unit_by_name["东镇"])] == ["A1-03"]


def test_other_workbooks_and_other_folders_are_refused(asked: Imported, tmp_path: Path) -> None:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    for data, folder, words in (
        (out.getvalue(), asked.folder, "待确认事项"),
        (b"nothing", asked.folder, "不是可以读取的"),
        (filled(asked.folder, {}), tmp_path, "不是方案数据文件夹"),
    ):
        with pytest.raises(NoAnswersError, match=words):
            take_answers(data, "表.xlsx", folder)

"""What the examination adds to reading, matching and checking."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from pipeline.flow.examine import Examination, Examiner
from pipeline.form.template.template import ledger_template
from pipeline.model import Arrival, Plan, Submission
from tests.form.reading_books import HEADER, book

RULES = Path(__file__).resolve().parent.parent.parent / "rules" / "yiyuan-2022"


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return Examiner(RULES).prepare()


def examined(examiner: Examiner, data: bytes, name: str = "台账.xlsx") -> Submission:
    arrival = Arrival(name, "0" * 64, len(data), datetime(2022, 5, 19, 9))
    (submission,) = examiner(Examination(arrival, data, date(2022, 5, 19)))
    return submission


def examiner_of(plan: Plan) -> Examiner:
    made = Examiner(RULES).prepare()
    made._plan = plan
    return made


def notes(submission: Submission) -> list[str]:
    assert submission.ledger is not None
    return [n.text for n in submission.ledger.notes if n.kind == "other_template"]


def test_a_ledger_on_the_current_template_gets_no_notice(examiner: Examiner) -> None:
    data = ledger_template(examiner.plan, examiner.plan.unit_by_name["县财政局"])
    submission = examined(examiner, data)
    assert submission.unit == "县财政局"
    assert notes(submission) == []


@pytest.mark.parametrize(
    ("sent", "said", "not_said"),
    [
        ("1", ["第1版模板", "现行模板为第3版", "增加备注栏。", "调整列宽。"], []),
        ("2", ["第2版模板", "调整列宽。"], ["增加备注栏"]),
    ],
)
def test_an_older_template_is_accepted_with_what_has_changed_since(
    examiner: Examiner, sent: str, said: list[str], not_said: list[str]
) -> None:
    plan = examiner.plan
    data = ledger_template(replace(plan, template_version=sent), plan.unit_by_name["县财政局"])
    settings = replace(plan.settings, template_changes={"2": "增加备注栏", "3": "调整列宽。"})
    later = examiner_of(replace(plan, template_version="3", settings=settings))
    submission = examined(later, data)
    (note,) = notes(submission)
    assert all(word in note for word in said)
    assert not any(word in note for word in not_said)
    assert submission.unit == "县财政局"


def test_the_notice_goes_away_once_the_current_template_is_used(examiner: Examiner) -> None:
    plan = examiner.plan
    later = examiner_of(replace(plan, template_version="3"))
    unit = plan.unit_by_name["县财政局"]
    old = examined(later, ledger_template(replace(plan, template_version="2"), unit))
    assert notes(old)
    assert notes(examined(later, ledger_template(later.plan, unit))) == []
    assert old.ledger is not None
    again = examiner_of(replace(plan, template_version="2")).examine_ledger(
        old.ledger, old.file, old.arrival, date(2022, 5, 19)
    )
    assert notes(again) == [], "nor does it stay with a recorded ledger when the rules say otherwise"


def test_a_template_of_another_plan_is_named(examiner: Examiner) -> None:
    other = replace(examiner.plan, id="other-2021")
    data = ledger_template(other, other.unit_by_name["县财政局"])
    (note,) = notes(examined(examiner, data))
    assert "other-2021" in note


def test_a_filled_template_is_matched_to_its_own_obligations(examiner: Examiner) -> None:
    """The rows that the template prefills are those of the unit, and copying them as measures leaves no gap."""
    unit = examiner.plan.unit_by_name["县司法局"]
    book = openpyxl.load_workbook(io.BytesIO(ledger_template(examiner.plan, unit)))
    sheet = book["台账"]
    (head,) = [r for r in range(1, 12) if sheet.cell(r, 2).value == "工作任务"]
    for row in range(head + 1, sheet.max_row + 1):
        if sheet.cell(row, 2).value and not sheet.cell(row, 3).value:
            sheet.cell(row, 3).value = f"认真落实：{sheet.cell(row, 2).value}"
            sheet.cell(row, 4).value = "长期坚持"
    buffer = io.BytesIO()
    book.save(buffer)
    submission = examined(examiner, buffer.getvalue())
    assert submission.missing == ()
    assert {o.id for o in examiner.plan.binding_on(unit)} <= submission.covered


def test_a_remark_counts_as_the_measure_only_where_the_judge_too_calls_it_a_refusal(examiner: Examiner) -> None:
    data = book(f"""
{HEADER} | 备注
1 | 政府开放日 | | 11月底前 | 张伟 | 办公室 | 本单位无此项工作
2 | 依申请公开 | | 11月底前 | 张伟 | 办公室 | 不属于本局公开的，书面告知申请人负责公开的机关名称及联系方式。
""")
    submission = examined(examiner, data, "县水利局台账.xlsx")
    assert submission.ledger is not None
    assert [e.measure.text for e in submission.ledger.entries] == ["本单位无此项工作", ""]
    assert [d.cell for d in submission.deviations if d.code == "F02"] == ["C3"]
    assert [d.cell for d in submission.deviations if d.code == "F13"] == ["G2"]
    assert [n.cell for n in submission.ledger.notes if n.kind == "meant"] == ["C2"]

"""What officers decided for the unit and holds is named on its receipt, and on no other."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from pipeline.model import Decision, DecisionKind, Submission
from pipeline.receipts.annotated import annotated_workbook
from pipeline.receipts.findings import findings_of
from pipeline.receipts.page import receipt_page
from tests.receipts.samples import arrival, ledger_bytes, plan, submission

WAIVER = Decision(
    DecisionKind.WAIVE,
    "县水利局",
    "A1-47",
    reason="本年度不涉及，\n见会议纪要。",
    officer="张三",
    until=date(2022, 12, 31),
)
EXTENSION = Decision(DecisionKind.EXTEND, "县水利局", "A1-31", officer="李四", until=date(2022, 9, 30))
NOTHING = Decision(DecisionKind.NIL_RETURN, "县水利局", "A1-11", reason="经办人电话13812345678")
AT_ALL = Decision(DecisionKind.NIL_RETURN, "县水利局", "")
ASSIGNED = Decision(DecisionKind.ASSIGN, "县水利局", "A1-42", text="有关部门", officer="张三")


def sent(*decisions: Decision) -> Submission:
    return replace(submission(), in_force=decisions)


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (
            WAIVER,
            ["豁免：附件1第47项“", "”，有效期至2022年12月31日。理由：本年度不涉及， 见会议纪要。核定人：张三。"],
        ),
        (EXTENSION, ["延期：附件1第31项“", "”，延期至2022年9月30日。核定人：李四。"]),
        (NOTHING, ["无此项任务：附件1第11项“", "”，长期有效。"]),
        (AT_ALL, ["无此项任务：全部任务，长期有效。"]),
        (ASSIGNED, ["明确责任单位：附件1第42项“", "”由本单位落实，长期有效。核定人：张三。"]),
        (replace(WAIVER, obligation="Z9-99"), ["豁免：Z9-99，"]),
    ],
    ids=["waiver", "extension", "nil", "nothing-at-all", "assigned", "unknown-task"],
)
def test_each_record_says_what_of_which_task_why_by_whom_until_when(decision: Decision, words: list[str]) -> None:
    (line,) = findings_of(sent(decision), plan()).in_force
    for word in words:
        assert word in line


def test_no_telephone_number_is_repeated() -> None:
    officer = replace(NOTHING, officer="张三13987654321")
    (line,) = findings_of(sent(officer), plan()).in_force
    assert "理由：经办人电话" in line
    assert "13812345678" not in line
    assert "核定人：张三" in line
    assert "13987654321" not in line


def test_the_records_stand_in_the_page_and_in_the_workbook_before_what_was_read() -> None:
    found = sent(ASSIGNED, EXTENSION, WAIVER, WAIVER)
    lines = findings_of(found, plan()).in_force
    assert [line.partition("：")[0] for line in lines] == ["豁免", "延期", "明确责任单位"]
    page = receipt_page(found, plan())
    assert "下列事项已经核定登记，有截止日期的到期自动失效。" in page, "others hold for good"
    assert (
        page.index("本单位现行核定事项")
        < page.index(lines[0])
        < page.index(lines[2])
        < page.index("读取情况（供核对）")
    )
    book = openpyxl.load_workbook(io.BytesIO(annotated_workbook(ledger_bytes(), found, plan(), None)))
    column = [str(cell.value or "") for cell in book["校验结果"]["A"]]
    start = column.index("本单位现行核定事项（有截止日期的到期自动失效）")
    assert tuple(column[start + 1 : start + 4]) == lines
    assert start < column.index("读取情况（供核对）")


def test_without_records_nothing_is_said() -> None:
    assert "核定事项" not in receipt_page(submission(), plan())
    book = openpyxl.load_workbook(io.BytesIO(annotated_workbook(ledger_bytes(), submission(), plan(), None)))
    assert not any("核定事项" in str(cell.value or "") for cell in book["校验结果"]["A"])


def test_a_record_that_ended_before_the_file_came_again_is_not_shown() -> None:
    ended = replace(WAIVER, until=arrival(b"", "台账.xlsx").received_at.date())
    assert findings_of(sent(ended), plan()).in_force
    later = sent(ended)
    at = later.arrival.received_at
    later = replace(later, arrival=replace(later.arrival, received_at=at.replace(day=at.day + 1)))
    assert findings_of(later, plan()).in_force == ()

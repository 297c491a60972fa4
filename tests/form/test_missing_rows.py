"""What comes back on 缺失任务: what was chosen, in the list's words and others; what is not plain is asked."""

from __future__ import annotations

import pytest

from pipeline.form.files import read_file
from pipeline.form.missing_rows import treatment_of
from pipeline.model import FileRead, Treatment
from tests.form.reading_books import HEADER, book

LEDGER = f"县水利局政务公开工作任务台账\n{HEADER}\n1 | 推进公开 | 每月汇总文件并在网站公开 | 每月 | 张三 | 办公室\n"
HEAD = f"缺失任务\n填写说明\n{HEADER} | 处理方式 | 情况说明 | 方案编号 | 核定情况"


def back(*rows: str, answers: bool = True) -> FileRead:
    head = HEAD if answers else HEAD.replace("处理方式 | 情况说明 | ", "")
    missing = head + "".join(f"\n{row}" for row in rows)
    return read_file(book(LEDGER, missing, names=("台账", "缺失任务")), "回执.xlsx")


@pytest.mark.parametrize(
    ("text", "treatment"),
    [
        *((t.value, t) for t in Treatment),
        ("已含于第12行", Treatment.CONTAINED),
        ("与第5行重复", Treatment.CONTAINED),
        ("不适用", Treatment.NOT_OURS),
        ("本单位不涉及", Treatment.NOT_OURS),
        ("由县发改局负责", Treatment.OTHERS),
        ("职能已划转", Treatment.OTHERS),
        ("另议", None),
        ("", None),
    ],
)
def test_choices_and_words_of_the_units_own(text: str, treatment: Treatment | None) -> None:
    assert treatment_of(text) is treatment


@pytest.mark.parametrize(
    ("choice", "reason", "within"),
    [
        ("已含于第3行", "", 3),
        ("已含于第__行", "见台账第3行", 3),
        ("已含于第２、3行", "", 0),
        ("已含于第99行", "", 0),
        ("已含于第1行", "", 3),
        ("已含于序号1", "", 3),
        ("已含于3", "", 3),
        ("已含于第__行", "见序号1", 3),
        ("已含于第__行", "2022年已部署3次", 0),
        ("申请不适用", "见第3行", 0),
    ],
)
def test_the_row_that_is_said_to_hold_a_task(choice: str, reason: str, within: int) -> None:
    (ledger,) = back(f"2 | 做好公开 | | | | | {choice} | {reason} | 附件1第11项").ledgers
    (application,) = ledger.applications
    assert application.within == within
    assert application.place == "附件1第11项"
    assert (application.choice.cell, application.reason.cell) == ("G4", "H4")
    assert len(ledger.entries) == 1


@pytest.mark.parametrize(
    ("row", "cells", "why"),
    [
        ("2 | 做好公开 | | | | | 已含于第__行 | | 附件1第11项", "G4", "含于台账哪一行"),
        ("2 | 做好公开 | | | | | | 另行报告 | 附件1第11项", "H4", "没有选“处理方式”"),
        ("2 | 做好公开 | | | | | 另议 | 另行报告 | 附件1第11项", "G4:H4", "选择列出的一项"),
        (" | | | | | | 申请不适用 | 无此业务", "G4:H4", "没有工作任务"),
    ],
)
def test_what_is_not_plain_is_asked(row: str, cells: str, why: str) -> None:
    unread = [u for u in back(row).unread if u.sheet == "缺失任务"]
    assert [(u.range, u.asks) for u in unread] == [(cells, True)]
    assert why in unread[0].reason


def test_why_a_row_holds_nothing_is_said_and_no_application_is_told() -> None:
    ledger = LEDGER + "\n | 本表由办公室汇总"
    missing = f"{HEAD}\n2 | 做好公开 | | | | | 已含于第5行 | 见第5行 | 附件1第11项"
    file = read_file(book(ledger, missing, names=("台账", "缺失任务")), "回执.xlsx")
    (unread,) = [u for u in file.unread if u.sheet == "缺失任务"]
    assert "第5行没有工作举措" in unread.reason
    assert "直接填写" in unread.remedy
    told = " ".join(note.text for note in file.notes)
    assert "申请" not in told
    assert "所附" not in told
    assert "第4行填写的处理方式或者情况说明未能采用" in told


def test_what_the_receipts_sheets_hold_is_told_in_one_voice() -> None:
    told = " ".join(
        n.text
        for n in back(
            "2 | 做好公开 | | | | | 已含于第3行 | | 附件1第11项",
            "3 | 做好回应 | 每周收集舆情并在网站回应 | 每周 | 李四 | 办公室 | | | 附件1第13项",
        ).notes
    )
    assert "已计入台账" in told
    assert "第3行“每月汇总文件并在网站公开”" in told
    assert "未计入" not in told
    assert "所附" not in told


def test_a_row_that_was_begun_is_an_entry_and_one_with_an_answer_alone_is_none() -> None:
    file = back(
        "2 | 做好公开 | | 每月 | 李四 | | | | 附件1第11项",
        "3 | 做好解读 | | | | | 申请不适用 | 无此业务 | 附件1第12项",
        "4 | 做好回应 | 每周收集舆情并在网站回应 | 每周 | 李四 | 办公室 | 申请不适用 | | 附件1第13项",
        "5 | 做好平台 | | | | | | | 附件1第14项",
    )
    (ledger,) = file.ledgers
    assert [(e.sheet, e.row) for e in ledger.entries[1:]] == [("缺失任务", 4), ("缺失任务", 6)]
    assert [a.entry.row for a in ledger.applications] == [5]
    assert not [u for u in file.unread if u.sheet == "缺失任务"]
    told = " ".join(note.text for note in file.notes)
    assert "第4、6行）已计入台账" in told
    assert "第5行填写的处理方式" in told
    assert "第6行已填写工作举措，按补报计入台账" in told


def test_a_receipt_of_an_earlier_form_has_no_column_for_answers() -> None:
    (ledger,) = back(
        "2 | 做好公开 | 每月汇总决策事项目录并公开 | 每月 | 李四 | 办公室 | 附件1第11项", answers=False
    ).ledgers
    assert len(ledger.entries) == 2
    assert ledger.applications == ()


def test_a_senders_own_column_may_bear_the_same_name() -> None:
    head, row = f"{HEADER} | 处理方式", "2 | 做好公开 | | | | | 网上办理 | 申请不适用 | 无此业务 | 附件1第11项"
    missing = f"缺失任务\n填写说明\n{head} | 处理方式 | 情况说明 | 方案编号\n{row}"
    file = read_file(
        book(LEDGER.replace("责任科室\n", "责任科室 | 处理方式\n"), missing, names=("台账", "缺失任务")), "x.xlsx"
    )
    (ledger,) = file.ledgers
    assert [(a.choice.text, a.choice.cell) for a in ledger.applications] == [("申请不适用", "H4")]


def test_a_promise_without_a_measure_is_told_as_what_it_is() -> None:
    file = back(
        "2 | 做好公开 | | | | | 补报 | 待下月研究后再报 | 附件1第11项", "3 | 做好解读 | | | | | 补报 | | 附件1第12项"
    )
    (ledger,) = file.ledgers
    assert len(ledger.entries) == 1
    (told,) = [note.text for note in file.notes if "缺失任务" in note.text]
    assert "第4、5行选了“补报”，但没有填写工作举措（情况说明“待下月研究后再报”不能代替举措）" in told
    assert "仍列为漏项" in told
    assert "没有需要另行计入" not in told

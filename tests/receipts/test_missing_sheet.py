"""缺失任务 in the sender's own columns: what is filled in there can be copied without shifting a cell."""

from __future__ import annotations

import io

import openpyxl
import pytest

from pipeline.form.files import read_file
from pipeline.receipts.annotated import annotated_workbook
from tests.receipts.samples import GAPS, plan, submission

REORDERED = ("序号", "工作任务", "责任科室", "单位分管领导", "工作举措", "完成情况", "时限要求", "备注")
ROW = ("1", "推进政策公开", "办公室", "王海燕", "每月汇总本单位规范性文件并公开。", "", "每月", "")


def ledger(headings: tuple[str, ...], row: tuple[str, ...], first_column: int = 1) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet.cell(1, first_column, "沂源县水利局政务公开工作任务台账")
    for column, (heading, text) in enumerate(zip(headings, row, strict=True), first_column):
        sheet.cell(2, column, heading)
        sheet.cell(3, column, text or None)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def missing_sheet(data: bytes) -> list[tuple[str, ...]]:
    receipt = annotated_workbook(data, submission(data, GAPS), plan(), None)
    rows = openpyxl.load_workbook(io.BytesIO(receipt))["缺失任务"].iter_rows(min_row=3, values_only=True)
    return [tuple("" if value is None else str(value) for value in row) for row in rows]


def test_the_columns_stand_as_in_the_senders_ledger():
    head, *tasks = missing_sheet(ledger(REORDERED, ROW))
    assert head[:11] == (*REORDERED, "处理方式", "情况说明", "方案编号")
    assert [task[0] for task in tasks] == ["2", "3"]
    assert all(task[1] and not any(task[2:8]) for task in tasks)


def test_a_ledger_that_begins_further_right_keeps_its_letters():
    head, *tasks = missing_sheet(ledger(REORDERED, ROW, first_column=3))
    assert head[:10] == ("", "", *REORDERED)
    assert [task[2] for task in tasks] == ["2", "3"]


@pytest.mark.parametrize("lost", ["责任科室", "时限要求"])
def test_where_the_ledger_lacks_a_column_the_form_is_given(lost):
    kept = [i for i, heading in enumerate(REORDERED) if heading != lost]
    head, *_ = missing_sheet(ledger(tuple(REORDERED[i] for i in kept), tuple(ROW[i] for i in kept)))
    assert head[:6] == tuple(column.heading for column in plan().form.own)


def test_a_whole_round_what_is_filled_in_counts_and_stands_in_the_next_receipt():
    """Ledger, receipt, the second task filled in on it, sent back: an entry; the next receipt keeps it on its row."""
    data = ledger(REORDERED, ROW)
    book = openpyxl.load_workbook(io.BytesIO(annotated_workbook(data, submission(data, GAPS), plan(), None)))
    sheet = book["缺失任务"]
    written = {"C5": "法规科", "D5": "李明", "E5": "每季度梳理决策事项目录并在网站归集展示。", "G5": "每季度"}
    for cell, text in written.items():
        sheet[cell] = text
    target = io.BytesIO()
    book.save(target)
    back = target.getvalue()

    (found,) = read_file(back, "回执.xlsx", plan().form).ledgers
    assert [(e.sheet, e.row) for e in found.entries] == [("台账", 3), ("缺失任务", 5)]
    entry = found.entries[1]
    said = (entry.section, entry.leader, entry.measure, entry.time_limit)
    assert [v.text for v in said] == list(written.values())
    assert [v.cell for v in said] == list(written)

    for still_missing in (GAPS[:1], ()):
        following = annotated_workbook(back, submission(back, still_missing), plan(), None)
        kept = openpyxl.load_workbook(io.BytesIO(following))["缺失任务"]
        counted = "待补报1项，已填写1项" if still_missing else "已填写1项"
        assert kept["A1"].value == f"缺失任务（{counted}）"
        assert ("没有需要补报的任务" in kept["A2"].value) is not bool(still_missing)
        assert {cell: kept[cell].value for cell in written} == written
        (again,) = read_file(following, "回执.xlsx", plan().form).ledgers
        assert [e.measure for e in again.entries] == [e.measure for e in found.entries]
        assert again.entries[1].extra == entry.extra

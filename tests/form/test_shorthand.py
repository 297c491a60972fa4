"""同上 and ticked boxes: what is meant takes the place of what is written."""

from __future__ import annotations

import pytest

from pipeline.form.shorthand import ticked
from pipeline.judging.checks.bearers import is_same_as_above
from tests.form.reading_books import HEADER, read, texts


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("■长期 □年底前", "长期"),
        ("□长期坚持 ☑年底前", "年底前"),
        ("☑办公室 ☑综合科 □人事科", "办公室、综合科"),
        ("■办公室 口综合科", "办公室"),
        ("办公室√、综合科□", "办公室"),
        ("√", ""),
        ("□", ""),
        ("√完成", ""),
        ("□办公室 □综合科", ""),
        ("供水科、口岸科", ""),
    ],
)
def test_ticked_options(text: str, chosen: str) -> None:
    assert ticked(text) == chosen


@pytest.mark.parametrize("text", ["同上", "（同上）", "同 上", "〃", "″", '"', "同上。", "同前"])
def test_the_same_as_above(text: str) -> None:
    assert is_same_as_above(text)


@pytest.mark.parametrize("text", ["", "同上级部门一致", "同安", "上"])
def test_other_texts_are_no_ditto(text: str) -> None:
    assert not is_same_as_above(text)


def test_in_a_ledger() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | ■长期 □年底前 | 张三 | 办公室
2 | 丙 | 丁 | 同上 | 同上 | 〃
3 | 同上 | 戊 | 年底前 | 同上 | ☑综合科 □人事科
""")
    assert texts(ledger.entries) == [
        ("1", "甲", "乙", "长期", "张三", "办公室"),
        ("2", "丙", "丁", "同上", "张三", "办公室"),
        ("3", "丙", "戊", "年底前", "张三", "综合科"),
    ]
    assert [(v.cell, v.inherited) for v in (ledger.entries[2].leader, ledger.entries[2].task)] == [
        ("E2", True),
        ("B3", True),
    ]
    assert [n.text for n in ledger.notes] == [
        "工作表“Sheet1”D2、F4：列有多个选项，已按勾选的一项读取。",
        "工作表“Sheet1”E3、F3、B4、E4：写的是“同上”一类的字样，已按上一行的内容读取。",
    ]

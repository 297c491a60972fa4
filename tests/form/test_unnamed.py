"""Columns without a heading are read where what stands in them tells which they are, and are told of."""

from __future__ import annotations

import pytest

from pipeline.model import Field
from tests.form.reading_books import read, unread

ROWS = """
1 | 公开预算 | 每季度在网站公布预算执行情况 | 年底前 | 张三 | 办公室
2 | 公开招生 | 在学校门口张贴招生范围和程序 | 6月底前 | 李四 | 教育科
3 | 公开水价 | 水价调整后在公众号登出新价目 | 每半年 | 王五 | 价格科
"""
HEADINGS = {
    Field.TASK: "工作任务",
    Field.MEASURE: "工作举措",
    Field.TIME_LIMIT: "时限要求",
    Field.LEADER: "单位分管领导",
    Field.SECTION: "责任科室",
}


def without(*fields: Field) -> str:
    return " | ".join(["序号", *("" if f in fields else name for f, name in HEADINGS.items())])


@pytest.mark.parametrize("field", [Field.TIME_LIMIT, Field.LEADER, Field.SECTION])
def test_a_column_that_plainly_holds_what_is_lacking_is_read(field: Field) -> None:
    ledger = read(without(field) + ROWS)
    whole = read(without() + ROWS)
    assert [e.value(field) for e in ledger.entries] == [e.value(field) for e in whole.entries]
    assert (ledger.unnamed, ledger.missing_columns) == ((field,), ())
    assert ledger.headings == whole.headings
    (note,) = [n for n in ledger.notes if n.kind == "unnamed_column"]
    assert note.cell == f"{ledger.columns[field]}1"


def test_two_columns_are_told_apart_by_what_stands_in_them() -> None:
    ledger = read(without(Field.LEADER, Field.SECTION) + ROWS)
    assert ledger.unnamed == (Field.LEADER, Field.SECTION)
    assert [e.leader.text for e in ledger.entries] == ["张三", "李四", "王五"]


def test_blanks_in_it_do_not_matter_and_are_judged() -> None:
    ledger = read(
        without(Field.LEADER) + ROWS + "4 | 公开电价 | 电价调整后在公众号登出新价目 | 每年 | 分管领导 | 价格科"
    )
    assert [e.leader.text for e in ledger.entries] == ["张三", "李四", "王五", "分管领导"]


@pytest.mark.parametrize("remark", ["已核 | 张三 | 同意报送", "√ | √ | ×", "张三 | 李四 | 无"])
def test_what_is_not_plainly_the_lacking_column_stays_unread(remark: str) -> None:
    said = remark.split(" | ")
    rows = ROWS
    for name, text in zip(("张三", "李四", "王五"), said, strict=True):
        rows = rows.replace(name, text.strip())
    ledger = read(without(Field.LEADER) + rows)
    assert ledger.unnamed == ()
    assert "leader" in ledger.missing_columns
    assert unread(without(Field.LEADER) + rows)


def test_a_column_without_heading_is_left_where_nothing_is_lacking() -> None:
    beside = "\n".join(f"{line} | 赵六" if line else "" for line in ROWS.splitlines())
    ledger = read(without() + beside)
    assert ledger.unnamed == ()

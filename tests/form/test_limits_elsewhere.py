"""A time limit is taken from where the clerk put it, and the sender is told; else a blank cell stays blank."""

from __future__ import annotations

import pytest

from pipeline.form.limits_elsewhere import limit_in_heading, limit_in_notice, limit_in_remark
from tests.form.reading_books import HEADER, read


@pytest.mark.parametrize(
    ("heading", "limit"),
    [
        ("一、年底前完成的任务", "年底前"),
        ("年底前专项", "年底前"),
        ("（二）每季度公开事项", "每季度"),
        ("二、长期坚持的任务", "长期坚持"),
        ("三、2022年12月底前完成的工作任务", "2022年12月底前"),
        ("一、2022年重点工作", ""),
        ("第一季度重点任务", ""),
        ("四、重点领域信息公开", ""),
        ("推进政务公开常态化、长效化", ""),
        ("常态化开展政府开放日", ""),
        ("三、内部工作", ""),
    ],
)
def test_limits_in_headings(heading: str, limit: str) -> None:
    assert limit_in_heading(heading) == limit


@pytest.mark.parametrize(
    ("text", "is_limit"),
    [
        ("11月底前完成", True),
        ("长期坚持", True),
        ("2022.8.31", True),
        ("20个工作日内", True),
        ("已完成", False),
        ("9月份已完成", False),
        ("进行中，预计9月完成", False),
        ("附件见2022年5月文件", False),
        ("2022", False),
        ("无", False),
    ],
)
def test_remarks_that_are_limits(text: str, is_limit: bool) -> None:
    assert limit_in_remark({"备注": text}) == (("备注", text) if is_limit else ("", ""))
    assert limit_in_remark({"进展情况": text}) == ("", "")


@pytest.mark.parametrize(
    ("line", "limit"),
    [
        ("说明：以下任务均于2022年12月底前完成。", "2022年12月底前"),
        ("请各科室于5月18日前报办公室", ""),
        ("请于5月20日前将本台账报送，各项任务年底前完成", ""),
        ("2022年政务公开工作任务台账", ""),
    ],
)
def test_limits_set_for_the_whole_table(line: str, limit: str) -> None:
    assert limit_in_notice(line) == limit


def test_in_the_heading_of_a_section() -> None:
    ledger = read(f"""
{HEADER}
一、年底前完成的任务 | < | < | < | < | <
1 | 甲 | 乙 | | 张三 | 办公室
2 | 丙 | 丁 | 6月底前 | 张三 | 办公室
二、其他任务 | < | < | < | < | <
3 | 戊 | 己 | | 张三 | 办公室
""")
    assert [(e.time_limit.text, e.time_limit.cell) for e in ledger.entries] == [
        ("年底前", "A2"),
        ("6月底前", "D4"),
        ("", "D6"),
    ]
    (note,) = ledger.notes
    assert note.text.startswith("工作表“Sheet1”D3：“时限要求”为空，已按分节标题“一、年底前完成的任务”中的时限读取")


def test_in_the_remarks() -> None:
    ledger = read("""
序号 | 工作任务 | 工作举措 | 时限要求 | 单位分管领导 | 责任科室 | 备注
1 | 甲 | 乙 | | 张三 | 办公室 | 11月底前完成
2 | 丙 | 丁 | 年底前 | 张三 | 办公室 | 长期坚持
3 | 戊 | 己 | | 张三 | 办公室 | 已报县政府
""")
    assert [(e.time_limit.text, e.time_limit.cell) for e in ledger.entries] == [
        ("11月底前完成", "G2"),
        ("年底前", "D3"),
        ("", "D4"),
    ]
    assert ledger.entries[0].extra == {"备注": "11月底前完成"}
    assert "已按“备注”栏所写的时限读取" in ledger.notes[0].text


def test_above_a_table_without_a_column_for_it() -> None:
    ledger = read("""
沂源县水利局政务公开工作台账
说明：以下任务均于2022年12月底前完成。
序号 | 工作任务 | 工作举措 | 单位分管领导 | 责任科室
1 | 甲 | 乙 | 张三 | 办公室
""")
    assert ledger.title == "沂源县水利局政务公开工作台账"
    assert (ledger.entries[0].time_limit.text, ledger.entries[0].time_limit.cell) == ("2022年12月底前", "A2")
    assert list(ledger.missing_columns) == ["time_limit"]
    assert "已按表头上方说明中的“2022年12月底前”读取" in ledger.notes[0].text

"""Blank cells: the same as above where the sheet's shape says so, blank where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.model import EXAMPLE_ROWS, Field, Value
from tests.form.reading_books import HEADER, briefs, read, texts


def test_merged_cells_hold_for_all_their_rows() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
^ | ^ | 丙 | 按季度 | ^ | ^
2 | 丁 | 戊 | 年底前 | ^ | 办公室
""")
    assert briefs(ledger) == [
        "2: 1 | 甲 | 乙 | 4月底前 | 张三 | 信用科",
        "3: 1 | 甲 | 丙 | 按季度 | 张三 | 信用科",
        "4: 2 | 丁 | 戊 | 年底前 | 张三 | 办公室",
    ]
    second = ledger.entries[1]
    assert [second.value(f).cell for f in Field] == ["A2", "B2", "C3", "D3", "E2", "F2"]
    assert [second.value(f).inherited for f in Field] == [True, True, False, False, True, True]


def test_unmerged_blanks_below_a_task_mean_the_same() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
 | | 丙 | 按季度 | |
 | | 丁 | 年底前 | | 办公室
2 | 戊 | 己 | 年底前 | | 办公室
""")
    assert briefs(ledger) == [
        "2: 1 | 甲 | 乙 | 4月底前 | 张三 | 信用科",
        "3: 1 | 甲 | 丙 | 按季度 | 张三 | 信用科",
        "4: 1 | 甲 | 丁 | 年底前 | 张三 | 办公室",
        "5: 2 | 戊 | 己 | 年底前 | | 办公室",
    ]
    assert ledger.entries[1].leader.cell == "E2"
    assert ledger.entries[1].leader.inherited
    assert ledger.entries[3].leader.cell == "E5"
    assert not ledger.entries[3].leader.inherited


def test_a_blank_is_blank_where_others_are_filled_one_by_one() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
 | | 丙 | 按季度 | 张三 | 信用科
2 | 丁 | 戊 | 年底前 | 张三 | 信用科
 | | 己 | 年底前 | |
""")
    assert [e.leader.text for e in ledger.entries] == ["张三", "张三", "张三", ""]
    assert ledger.entries[3].section.cell == "F5"
    assert ledger.entries[3].task.text == "丁"


def test_a_blank_is_blank_where_its_column_is_merged_elsewhere() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
^ | ^ | 丙 | 按季度 | ^ | ^
2 | 丁 | 戊 | 年底前 | 李四 | 信用科
^ | ^ | 己 | 年底前 | | 信用科
""")
    assert [e.leader.text for e in ledger.entries] == ["张三", "张三", "李四", ""]


def test_a_merged_blank_is_blank_once() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
2 | 丙 | 丁 | 年底前 | | 信用科
^ | ^ | 戊 | 年底前 | ^ | 信用科
""")
    assert [(e.leader.text, e.leader.cell, e.leader.inherited) for e in ledger.entries[1:]] == [
        ("", "E3", False),
        ("", "E3", True),
    ]


def test_a_blank_time_limit_is_never_filled_down() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
 | | 丙 | | |
""")
    assert ledger.entries[1].time_limit.text == ""
    assert ledger.entries[1].time_limit.cell == "D3"


def test_a_merged_time_limit_holds_over_tasks() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 长期坚持 | 张三 | 信用科
2 | 丙 | 丁 | ^ | 张三 | 信用科
3 | 戊 | 己 | ^ | 张三 | 信用科
""")
    assert {e.time_limit.text for e in ledger.entries} == {"长期坚持"}
    assert {e.time_limit.cell for e in ledger.entries} == {"D2"}


def test_a_number_without_a_task_is_a_missing_task() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
2 | | 丙 | 年底前 | 张三 | 信用科
3 | 丁 | 戊 | 年底前 | 张三 | 信用科
""")
    assert [e.task.text for e in ledger.entries] == ["甲", "", "丁"]
    assert ledger.entries[1].task.cell == "B3"


def test_measures_with_numbers_of_their_own_belong_to_the_task_above() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
2 | | 丙 | 年底前 | |
3 | | 丁 | 年底前 | |
4 | 戊 | 己 | 年底前 | 张三 | 办公室
5 | | 庚 | 年底前 | |
""")
    assert [(e.no.text, e.task.text, e.leader.text) for e in ledger.entries] == [
        ("1", "甲", "张三"),
        ("2", "甲", "张三"),
        ("3", "甲", "张三"),
        ("4", "戊", "张三"),
        ("5", "戊", "张三"),
    ]


def test_the_task_on_a_line_of_its_own_holds_for_the_measures_below() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | | | |
 | | 乙 | 4月底前 | 张三 | 信用科
 | | 丙 | 年底前 | 李四 | 信用科
2 | 丁 | | | |
 | | 戊 | 年底前 | 李四 | 信用科
""")
    assert texts(ledger.entries) == [
        ("1", "甲", "乙", "4月底前", "张三", "信用科"),
        ("1", "甲", "丙", "年底前", "李四", "信用科"),
        ("2", "丁", "戊", "年底前", "李四", "信用科"),
    ]


def test_a_section_line_ends_what_is_handed_down() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
二、其他工作 | < | < | < | < | <
 | | 丙 | 年底前 | |
""")
    assert ledger.entries[1].task.text == ""
    assert ledger.entries[1].leader.text == ""


def test_a_measure_merged_over_several_time_limits_is_one_entry_with_all_of_them() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 6月底前制定方案 | 张三 | 信用科
^ | ^ | ^ | 年底前完成 | ^ | 办公室
2 | 丙 | 丁 | 年底前 | 张三 | 信用科
""")
    assert texts(ledger.entries) == [
        ("1", "甲", "乙", "6月底前制定方案\n年底前完成", "张三", "信用科\n办公室"),
        ("2", "丙", "丁", "年底前", "张三", "信用科"),
    ]


def test_rows_of_a_merged_task_without_a_measure() -> None:
    """A row with a time limit lacks its measure; a row with nothing at all is just blank."""
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
^ | ^ | | 年底前 | ^ | ^
^ | ^ | | | ^ | ^
2 | 丙 | 丁 | 年底前 | 张三 | 信用科
""")
    assert [(e.row, e.task.text, e.measure.text, e.measure.cell) for e in ledger.entries] == [
        (2, "甲", "乙", "C2"),
        (3, "甲", "", "C3"),
        (5, "丙", "丁", "C5"),
    ]


def test_cells_merged_across_columns() -> None:
    ledger = read("""
序号 | 工作任务 | < | 工作举措 | 时限要求 | 单位分管领导 | 责任科室
1 | 甲 | < | 乙 | 年底前 | 张三 | 信用科
2 | 大类 | 小类 | 丁 | 年底前 | 张三 | <
""")
    assert texts(ledger.entries) == [
        ("1", "甲", "乙", "年底前", "张三", "信用科"),
        ("2", "大类\n小类", "丁", "年底前", "张三", ""),
    ]


@pytest.mark.parametrize("blank", ["", " ", "　"])
def test_blank_looking_cells_are_blank(blank: str) -> None:
    ledger = read(f"{HEADER}\n1 | 甲 | 乙 | 年底前 | {blank} | 信用科")
    assert ledger.entries[0].leader.text.strip() == ""


def test_one_item_over_several_rows_is_one_entry() -> None:
    """As tables taken from a PDF look: what goes on in the next row has nothing beside it."""
    ledger = read(f"""
{HEADER}
1 | 加强重点 | 在网站公开 | 年底前 | 张三 | 办公室
 | 领域信息 | 规划计划 | | |
 | 公开 | | | |
2 | 丙 | 丁 | 年底前 | 张三 | 办公室
""")
    assert texts(ledger.entries) == [
        ("1", "加强重点领域信息公开", "在网站公开规划计划", "年底前", "张三", "办公室"),
        ("2", "丙", "丁", "年底前", "张三", "办公室"),
    ]
    assert [n.text for n in ledger.notes] == ["工作表“Sheet1”B3、C3、B4：是上一行内容的续行，已并入上一行读取。"]


@pytest.mark.parametrize(
    ("measure", "below", "read_as"),
    [
        ("梳理目录，", "在网站公开。", ["梳理目录，在网站公开。"]),
        ("梳理目录并在", "网站公开。", ["梳理目录并在网站公开。"]),
        ("梳理目录。", "在网站公开。", ["梳理目录。", "在网站公开。"]),
    ],
)
def test_a_measure_that_breaks_off_goes_on_in_the_next_row(measure: str, below: str, read_as: list[str]) -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | {measure} | 4月底前 | 张三 | 信用科
 | | {below} | | |
2 | 丙 | 公布电话。 | 年底前 | 张三 | 信用科
3 | 丁 | 公布预案。 | 年底前 | 张三 | 信用科
4 | 戊 | 公布水价。 | 年底前 | 张三 | 信用科
""")
    assert [e.measure.text for e in ledger.entries[:-3]] == read_as


def test_a_task_without_a_number_at_the_end_is_a_task_of_its_own() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 年底前 | 张三 | 办公室
2 | 丙 | 丁 | 年底前 | 张三 | 办公室
3 | 戊 | 己 | 年底前 | 张三 | 办公室
 | 庚 | 辛 | | |
""")
    assert [e.task.text for e in ledger.entries] == ["甲", "丙", "戊", "庚"]


def test_a_row_that_begins_too_far_left_is_put_back() -> None:
    """A pasted table whose merged cells on the left are gone."""
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
公布办事指南 | 6月底前 | 李四 | 办公室 | |
2 | 丙 | 丁 | 年底前 | 张三 | 信用科
""")
    assert texts(ledger.entries) == [
        ("1", "甲", "乙", "4月底前", "张三", "信用科"),
        ("1", "甲", "公布办事指南", "6月底前", "李四", "办公室"),
        ("2", "丙", "丁", "年底前", "张三", "信用科"),
    ]
    assert ledger.entries[1].measure.cell == "A3"
    assert [(m.cell, m.what) for m in ledger.misplaced] == [("A3", "第3行的内容整体偏左2列，与表头没有对齐")]


def test_rows_that_begin_too_far_left_are_told_by_blocks() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
推进政策解读 | 公布办事指南 | 6月底前 | 李四 | 办公室 |
加强依申请公开 | 答复公开申请 | 每月5日前 | 李四 | 办公室 |
2 | 丙 | 丁 | 年底前 | 张三 | 信用科
优化公开平台 | 更新公开专栏 | 长期坚持 | 李四 | 办公室 |
""")
    assert [m.what[:8] for m in ledger.misplaced] == ["第3—4行的内容", "第6行的内容整体"]
    assert ledger.entries[1].task.text == "推进政策解读"
    assert ledger.entries[1].leader.text == "李四"


@pytest.mark.parametrize(
    "row",
    [
        "总计 | 8项任务 | 24 | | |",
        "合计： | 2项 | 共2条举措 | | |",
        "小计 | 2 | 2 | | |",
        "小计 | 决策公开 | 4条 | | |",
        "本页小计 | 2项 | 2条 | | |",
        "| 以上共2项 | | | |",
        "共2项任务，2条举措",
    ],
)
def test_a_row_of_totals_is_no_entry(row: str) -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
2 | 丙 | 丁 | 年底前 | 张三 | 信用科
{row}
""")
    assert len(ledger.entries) == 2


def test_a_task_about_totals_is_an_entry() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
合计 | 惠民补贴 | 汇总发放结果后张榜公布 | 年底前 | 张三 | 信用科
""")
    assert len(ledger.entries) == 2


@pytest.mark.parametrize(
    "row",
    [
        "| 统计 | 人员 | 3 | |",
        "| 汇总 | 统计科 | 12 | |",
        "| 统计 | | 年底前 | 张三 | 统计科",
        "| 汇总 | 报送 | 4条 | |",
    ],
)
def test_work_that_is_called_as_totals_are_is_an_entry(row: str) -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 信用科
{row}
2 | 丙 | 丁 | 年底前 | 张三 | 信用科
""")
    assert len(ledger.entries) == 3


@pytest.mark.parametrize("number", ["A1-03", "附件1第3项"])
def test_a_row_whose_last_cell_is_blank_has_not_moved(number: str) -> None:
    ledger = read(f"""
{HEADER}
{number} | 甲 | 乙 | 4月底前 | 张三 |
2 | 丙 | 丁 | 年底前 | 张三 | 信用科
""")
    assert texts(ledger.entries)[0] == (number, "甲", "乙", "4月底前", "张三", "")


EXAMPLE = """1 | 加大民生领域的部门联合“双随机、一公开”监管信息公开力度 | \
督促县司法局、县文化和旅游局等及时公开“双随机、一公开”年度计划。 | \
印发通知，督促相关职部门4月底全部公开到位。 | {0} | 信用监督管理科
^ | ^ | 指导相关职能部门及时公开“双随机、一公开”检查结果信息。 | | {0} | ^"""


def test_the_form_s_example_left_as_it_was_makes_no_entry() -> None:
    ledger = read(f"{HEADER}\n{EXAMPLE.format('')}\n2 | 甲 | 乙 | 4月底前 | 张三 | 办公室")
    assert [e.measure.text for e in ledger.entries] == ["乙"]
    assert [n.text for n in ledger.notes if n.kind == EXAMPLE_ROWS] == [
        "工作表“Sheet1”单元格A2：第2—3行是表式的示例行，没有改为本单位的内容，未计入台账。"
    ]


def test_the_form_s_example_with_a_leader_of_the_unit_s_own_is_an_entry() -> None:
    ledger = read(f"{HEADER}\n{EXAMPLE.format('张三')}\n2 | 甲 | 乙 | 4月底前 | 张三 | 办公室")
    assert len(ledger.entries) == 3


def test_a_row_of_totals_in_the_middle_is_told_with_what_stands_below_it() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 办公室
合计 | 共1项 | | | |
2 | 丙 | 丁 | 5月底前 | 张三 | 办公室
""")
    assert [e.measure.text for e in ledger.entries] == ["乙", "丁"]
    assert [n.text for n in ledger.notes if n.kind == "totals"] == [
        "工作表“Sheet1”单元格A3：第3行是合计行，不作为任务和举措；其下各行已照常读取。"
    ]


def test_a_row_of_totals_at_the_end_is_the_form_s() -> None:
    ledger = read(f"{HEADER}\n1 | 甲 | 乙 | 4月底前 | 张三 | 办公室\n合计 | 共1项 | | | |")
    assert [n.kind for n in ledger.notes] == []


def test_a_struck_out_row_is_kept_apart_with_its_number() -> None:
    def strike(workbook: Any, sheet: Any) -> None:
        crossed = workbook.add_format({"font_strikeout": True})
        for column, text in enumerate(("2", "丙", "丁", "5月底前", "张三", "办公室")):
            sheet.write(2, column, text, crossed)

    ledger = read(
        f"""
{HEADER}
1 | 甲 | 乙 | 4月底前 | 张三 | 办公室
2 | 丙 | 丁 | 5月底前 | 张三 | 办公室
3 | 戊 | 己 | 6月底前 | 张三 | 办公室
""",
        tune=strike,
    )
    assert [e.measure.text for e in ledger.entries] == ["乙", "己"]
    assert [(e.row, e.task.text, e.measure.cell) for e in ledger.struck] == [(3, "丙", "C3")]
    assert ledger.numbers_aside == ("2",)


def test_a_row_of_which_the_measure_alone_is_struck_out_is_kept_as_it_was() -> None:
    rows = "1 | 公开水质 | 每月公布 | 每月 | 张三 | 办公室\n2 | 公开河长 | 立牌 | 每月 | 张三 | 办公室"
    table = f"县水利局台账\n{HEADER}\n{rows}"
    found = read(
        table, tune=lambda book, sheet: sheet.write(2, 2, "每月公布", book.add_format({"font_strikeout": True}))
    )
    assert [e.measure.text for e in found.entries] == ["", "立牌"]
    (struck,) = found.struck
    assert (struck.row, struck.task.text, struck.measure) == (3, "公开水质", Value("每月公布", "C3"))
    assert found.numbers_aside == ()

"""The form is found wherever and however it stands; every variation is one that published tables show."""

from __future__ import annotations

import pytest

from pipeline.form.files import read_file
from pipeline.model import NOT_COPIED, Claim, Field, Ledger, Value
from tests.form.reading_books import HEADER, book, briefs, failure_kind, read, unread


def test_form_with_title_and_unit_line() -> None:
    ledger = read(f"""
附件3
沂源县水利局政务公开工作任务台账 | < | < | < | < | <
填报单位：县水利局（盖章） | | | 填报日期：2022年5月18日
{HEADER}
1 | 公开水价 | 按月公布水价 | 长期坚持 | 王强 | 供水科
""")
    assert ledger.title == "沂源县水利局政务公开工作任务台账"
    assert ledger.reporting_unit == "县水利局(盖章)"
    assert ledger.header_row == 4
    assert ledger.columns == dict(zip(Field, "ABCDEF", strict=True))
    assert ledger.missing_columns == ()
    assert briefs(ledger) == ["5: 1 | 公开水价 | 按月公布水价 | 长期坚持 | 王强 | 供水科"]
    assert [ledger.entries[0].value(f).cell for f in Field] == ["A5", "B5", "C5", "D5", "E5", "F5"]


def test_form_far_from_the_corner_with_blank_lines_between() -> None:
    ledger = read("""


 | | | 沂源县民政局政务公开工作任务台账

 | | | 序号 | 工作任务 | 工作举措 | 时限要求 | 单位分管领导 | 责任科室

 | | | 1 | 任务甲 | 举措甲 | 6月底前 | 张三 | 办公室


 | | | 2 | 任务乙 | 举措乙 | 年底前 | 李四 | 救助科
""")
    assert ledger.title == "沂源县民政局政务公开工作任务台账"
    assert briefs(ledger) == [
        "7: 1 | 任务甲 | 举措甲 | 6月底前 | 张三 | 办公室",
        "10: 2 | 任务乙 | 举措乙 | 年底前 | 李四 | 救助科",
    ]
    assert ledger.entries[1].measure.cell == "F10"


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("序 号 | 工 作 任 务 | 工作\\n举措 | 时限 要求 | 单位分\\n管领导 | 责 任 科 室", "ABCDEF"),
        ("序号 | 任务内容 | 具体措施 | 完成时限 | 分管领导 | 责任股室", "ABCDEF"),
        ("序号 | 重点任务 | 贯彻举措 | 公开时限 | 责任领导 | 责任处室", "ABCDEF"),
        ("序号 | 工作任务 | 具体要求 | 时限 | 分管负责人 | 承办单位", "ABCDEF"),
        ("序号 | 工作任务 | 细化分工 | 决策时间安排 | 主管领导 | 责任部门", "ABCDEF"),
        ("编号 | 主要任务 | 工作措施 | 时间节点 | 责任领导 | 牵头科室", "ABCDEF"),
        ("No. | 工作内容 | 工作措施（必填） | 完成时间 | 分管领导 | 责任科室(单位)", "ABCDEF"),
        ("责任科室 | 时限要求 | 工作举措 | 工作任务 | 单位分管领导 | 序号", "FDCBEA"),
        ("序号 | 工作任务 | 工作内容 | 时限要求 | 责任人 | 责任单位", "ABCDEF"),
        ("序号 | 各项工作任务 | 拟采取的措施 | 时限要求（年月日） | 局分管领导 | 具体责任科室", "ABCDEF"),
    ],
)
def test_renamed_and_reordered_columns(header: str, columns: str) -> None:
    ledger = read(f"{header}\n甲 | 乙 | 丙 | 丁 | 戊 | 己")
    assert "".join(ledger.columns[f] for f in Field) == columns
    assert ledger.missing_columns == ()


def test_a_table_made_from_annex_1_has_its_requirement_in_the_task() -> None:
    ledger = read("""
序号 | 大类 | 小类 | 工作要求 | 责任单位 | 时限要求 | 工作举措 | 单位分管领导 | 责任科室
1 | 甲类 | 公开水价 | 按月公开水价。 | 县水利局 | 长期坚持 | 每月5日前发布 | 张三 | 供水科
""")
    assert briefs(ledger) == ["2: 1 | 公开水价 按月公开水价。 | 每月5日前发布 | 长期坚持 | 张三 | 供水科"]
    assert ledger.entries[0].task.cell == "C2"
    assert ledger.entries[0].extra == {"大类": "甲类", "责任单位": "县水利局"}


def test_extra_columns_are_kept_with_the_entry() -> None:
    ledger = read("""
序号 | 工作任务 | 工作举措 | 进展情况 | 时限要求 | 单位分管领导 | 责任科室 | 备 注 |
1 | 甲 | 乙 | 已完成 | 年底前 | 张三 | 办公室 | 含附件 | 另注
2 | 丙 | 丁 | | 年底前 | 张三 | 办公室 | |
""")
    assert ledger.entries[0].extra == {"备注": "含附件"}
    assert ledger.entries[0].claim == Claim(state=Value("已完成", "D2"))
    assert ledger.entries[1].claim is None
    assert ledger.entries[1].extra is None
    assert ledger.columns[Field.TIME_LIMIT] == "E"


def test_no_number_column() -> None:
    ledger = read("""
工作任务 | 工作举措 | 时限要求 | 单位分管领导 | 责任科室
1.公开水价 | 按月公布水价 | 长期坚持 | 王强 | 供水科
""")
    assert ledger.missing_columns == (Field.NO,)
    assert ledger.entries[0].no.cell == ""
    assert ledger.entries[0].task.text == "1.公开水价"


@pytest.mark.parametrize(
    "header",
    [
        " | 工作任务 | 工作举措 | 时限要求 | 单位分管领导 | 责任科室",
        "工作任务 | < | 工作举措 | 时限要求 | 单位分管领导 | 责任科室",
    ],
)
def test_number_column_without_a_heading(header: str) -> None:
    ledger = read(f"{header}\n145 | 甲 | 乙 | 年底前 | 张三 | 办公室\n249 | 丙 | 丁 | 年底前 | 张三 | 办公室")
    assert ledger.columns[Field.NO] == "A"
    assert ledger.columns[Field.TASK] == "B"
    assert [e.no.text for e in ledger.entries] == ["145", "249"]


def test_headings_that_begin_over_the_number_column() -> None:
    """The number column has no heading, and so every other heading stands one cell too far left."""
    ledger = read("""
工作任务 | 具体举措 | 完成时限 | 承办单位 | 备注
1 | 甲 | 乙 | 年底前 | 供水科 | 无
2 | 丙 | 丁 | 长期坚持 | 供水科 | 无
""")
    assert briefs(ledger) == ["2: 1 | 甲 | 乙 | 年底前 | | 供水科", "3: 2 | 丙 | 丁 | 长期坚持 | | 供水科"]
    assert ledger.columns[Field.NO] == "A"
    assert ledger.entries[0].extra == {"备注": "无"}
    assert [n.kind for n in ledger.notes] == ["shifted_header"]


def test_numbers_with_a_leading_zero_stay() -> None:
    ledger = read(f"{HEADER}\n0505 | 甲 | 乙 | 年底前 | 张三 | 办公室")
    assert ledger.entries[0].no.text == "0505"


def test_header_of_two_rows() -> None:
    ledger = read("""
序号 | 工作任务 | 落实安排 | < | 责任分工 | < | 备注
^ | ^ | 工作举措 | 完成时限 | 分管领导 | 责任科室 | ^
1 | 甲 | 乙 | 年底前 | 张三 | 办公室 | 无
""")
    assert ledger.columns == dict(zip(Field, "ABCDEF", strict=True))
    assert briefs(ledger) == ["3: 1 | 甲 | 乙 | 年底前 | 张三 | 办公室"]
    assert ledger.entries[0].extra == {"备注": "无"}


def test_header_repeated_on_every_page() -> None:
    ledger = read(f"""
沂源县水利局台账
{HEADER}
1 | 甲 | 乙 | 年底前 | 张三 | 办公室
— 1 —
沂源县水利局台账
{HEADER}
2 | 丙 | 丁 | 年底前 | 张三 | 办公室
第2页 共2页
""")
    assert briefs(ledger) == [
        "3: 1 | 甲 | 乙 | 年底前 | 张三 | 办公室",
        "7: 2 | 丙 | 丁 | 年底前 | 张三 | 办公室",
    ]


def test_repeated_header_in_another_order_is_followed() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 年底前 | 张三 | 办公室
序号 | 工作举措 | 工作任务 | 时限要求 | 单位分管领导 | 责任科室
2 | 丁 | 丙 | 年底前 | 张三 | 办公室
""")
    assert briefs(ledger)[1] == "4: 2 | 丙 | 丁 | 年底前 | 张三 | 办公室"


@pytest.mark.parametrize(
    "line",
    [
        "一、加强重点领域信息公开 | < | < | < | < | <",
        "一、加强重点领域信息公开 | | | | |",
        " | 一、加强重点领域信息公开 | | | |",
        " | | 一、加强重点领域信息公开 | | |",
        "（一）加强重点领域信息公开 | < | < | < | < | <",
        "一 | 加强重点领域信息公开 | | | |",
        "加强重点领域信息公开 | < | < | < | < | <",
    ],
)
def test_section_lines(line: str) -> None:
    ledger = read(f"""
{HEADER}
{line}
1 | 甲 | 乙 | 年底前 | 张三 | 办公室
2 | 丙 | 丁 | 年底前 | 张三 | 办公室
二、规范公开平台 | < | < | < | < | <
3 | 戊 | 己 | 年底前 | 张三 | 办公室
""")
    assert [e.row for e in ledger.entries] == [3, 4, 6]
    headings = [e.heading for e in ledger.entries]
    assert headings[0] == headings[1]
    assert headings[0].endswith("加强重点领域信息公开")
    assert headings[2] == "二、规范公开平台"


def test_two_levels_of_sections_numbered_in_the_number_column() -> None:
    ledger = read(f"""
{HEADER}
一 | 重点领域信息公开 | < | < | < | <
（一） | 公开规划 | | | |
1 | 甲 | 乙 | 年底前 | 张三 | 办公室
（二） | 公开水价 | | | |
1 | 丙 | 丁 | 年底前 | 张三 | 办公室
""")
    assert [(e.row, e.heading) for e in ledger.entries] == [(4, "（一）公开规划"), (6, "（二）公开水价")]


def test_tasks_numbered_like_sections_are_tasks() -> None:
    ledger = read("""
工作任务 | 工作举措 | 时限要求 | 单位分管领导 | 责任科室
一、公开水价 | 按月公布 | 长期坚持 | 王强 | 供水科
二、公开规划 | | | |
三、公开预案 | 年内公布 | 年底前 | 王强 | 防汛科
""")
    assert [e.task.text for e in ledger.entries] == ["一、公开水价", "二、公开规划", "三、公开预案"]
    assert [e.heading for e in ledger.entries] == ["", "", ""]


@pytest.mark.parametrize(
    "footer",
    [
        "填表人：张三 | | | 审核人：李四 | | 联系电话：3220000",
        " | 填表人：张三 | | 审核人： | 日期：2022.5.18 |",
        "注：时限按工作日计算。",
        "备注：1.本表由各单位填写。 | < | < | < | < | <",
        "合计 | | | | |",
        "第1页 | | | | |",
        "- 1 -",
        "单位（盖章）： | | | 2022年5月18日",
        "填报单位：县水利局 | | | | | ",
    ],
)
def test_lines_below_the_table_are_no_entries(footer: str) -> None:
    ledger = read(f"{HEADER}\n1 | 甲 | 乙 | 年底前 | 张三 | 办公室\n\n{footer}")
    assert [e.row for e in ledger.entries] == [2]


def test_unit_below_the_table_is_read() -> None:
    ledger = read(f"{HEADER}\n1 | 甲 | 乙 | 年底前 | 张三 | 办公室\n填报单位： | 县水利局 | | 日期：2022.5.18")
    assert ledger.reporting_unit == "县水利局"


@pytest.mark.parametrize(
    "lines",
    [
        " | | | | 沂源县水利局 |\n | | | | 2022年5月20日 |",
        "沂源县水利局 | | | | |\n2022年5月20日 | | | | |",
        " | | | | 沂源县水利局 | 2022年5月20日",
    ],
)
def test_a_signature_of_name_and_date_is_no_entry(lines: str) -> None:
    ledger = read(f"{HEADER}\n1 | 甲 | 乙 | 年底前 | 张三 | 办公室\n\n{lines}")
    assert [e.row for e in ledger.entries] == [2]
    assert ledger.reporting_unit == "沂源县水利局"
    assert ledger.notes == ()


def test_a_table_of_another_kind_below_the_form_is_noted_and_not_read() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 年底前 | 张三 | 办公室

附：联系人名单
姓名 | 职务 | 联系电话
李四 | 科长 | 3220000
""")
    assert [e.row for e in ledger.entries] == [2]
    assert [(n.kind, n.cell) for n in ledger.notes] == [("other_table", "A5")]


def test_lines_around_the_table_that_are_not_read_are_told() -> None:
    table = f"""
沂源县水利局政务公开工作任务台账
各科室要高度重视，按时限抓好各项任务的落实。
{HEADER}
1 | 甲 | 乙 | 年底前 | 张三 | 办公室
本台账自印发之日起施行，各科室按季度报送进展情况。
"""
    assert read(table).title == "沂源县水利局政务公开工作任务台账"
    assert unread(table) == [("A2", "表头上方的文字"), ("A5", "表格中的说明文字")]


def test_two_forms_side_by_side() -> None:
    row = "{} | 甲{} | 乙{} | 年底前 | 张三 | 办公室"
    table = f"沂源县水利局台账\n{HEADER} | | {HEADER}\n{row.format(1, 1, 1)} | | {row.format(2, 2, 2)}"
    ledgers = read_file(book(table), "x.xlsx").ledgers
    assert [(led.title, briefs(led)) for led in ledgers] == [
        ("沂源县水利局台账", ["3: 1 | 甲1 | 乙1 | 年底前 | 张三 | 办公室"]),
        ("沂源县水利局台账", ["3: 2 | 甲2 | 乙2 | 年底前 | 张三 | 办公室"]),
    ]
    assert [led.entries[0].measure.cell for led in ledgers] == ["C3", "J3"]


def test_long_text_below_the_table_is_noted_not_lost() -> None:
    text = (
        "以上任务由各科室按照职责分工抓好落实，办公室负责督促检查，并于每季度末汇总进展情况后报局党组研究，重要事项及时向县政府报告。"
        * 2
    )
    table = f"{HEADER}\n1 | 甲 | 乙 | 年底前 | 张三 | 办公室\n{text} | < | < | < | < | <"
    assert len(read(table).entries) == 1
    assert unread(table) == [("A3", "表格中的说明文字")]


def test_numbers_alone_are_no_entries_but_tasks_without_measures_are() -> None:
    ledger = read(f"""
{HEADER}
1 | 甲 | 乙 | 年底前 | 张三 | 办公室
2 | | | | |
3 | 丙 | | | |
4 | | 丁 | 年底前 | 张三 | 办公室
""")
    assert briefs(ledger) == [
        "2: 1 | 甲 | 乙 | 年底前 | 张三 | 办公室",
        "4: 3 | 丙 | | | |",
        "5: 4 | | 丁 | 年底前 | 张三 | 办公室",
    ]


def test_several_units_in_one_workbook() -> None:
    one = f"沂源县水利局台账\n{HEADER}\n1 | 甲 | 乙 | 年底前 | 张三 | 办公室"
    two = f"沂源县民政局台账\n{HEADER}\n1 | 丙 | 丁 | 年底前 | 李四 | 救助科"
    result = read_file(book(one, two), "台账.xlsx")
    assert [(x.title, x.sheet, len(x.entries)) for x in result.ledgers] == [
        ("沂源县水利局台账", "Sheet1", 1),
        ("沂源县民政局台账", "Sheet2", 1),
    ]


def test_several_units_on_one_sheet() -> None:
    result = read_file(
        book(f"""
沂源县水利局台账
{HEADER}
1 | 甲 | 乙 | 年底前 | 张三 | 办公室

沂源县民政局台账
{HEADER}
1 | 丙 | 丁 | 年底前 | 李四 | 救助科
"""),
        "台账.xlsx",
    )
    assert [(x.title, x.header_row, briefs(x)) for x in result.ledgers] == [
        ("沂源县水利局台账", 2, ["3: 1 | 甲 | 乙 | 年底前 | 张三 | 办公室"]),
        ("沂源县民政局台账", 6, ["7: 1 | 丙 | 丁 | 年底前 | 李四 | 救助科"]),
    ]


def test_one_units_form_on_several_sheets_is_one_ledger() -> None:
    one = f"沂源县水利局台账\n{HEADER}\n1 | 甲 | 乙 | 年底前 | 张三 | 办公室"
    two = f"沂源县水利局台账\n{HEADER}\n2 | 丙 | 丁 | 年底前 | 李四 | 救助科"
    three = f"{HEADER}\n3 | 戊 | 己 | 年底前 | 李四 | 救助科"
    ledger = read(one, two, three)
    assert [(e.sheet, e.row) for e in ledger.entries] == [("Sheet1", 3), ("Sheet2", 3), ("Sheet3", 2)]


def test_sheets_named_after_units_stay_apart() -> None:
    one = f"{HEADER}\n1 | 甲 | 乙 | 年底前 | 张三 | 办公室"
    result = read_file(book(one, one, names=["县水利局", "县民政局"]), "台账.xlsx")
    assert [x.sheet for x in result.ledgers] == ["县水利局", "县民政局"]


def test_reference_and_receipt_sheets_are_left_out_with_a_note() -> None:
    form = f"沂源县水利局台账\n{HEADER}\n1 | 甲 | 乙 | 年底前 | 张三 | 办公室"
    annex = "序号 | 任务类别 | 工作任务 | 工作要求 | 责任单位 | 完成时限\n1 | 甲 | 乙 | 丙 | 县水利局 | 年底前"
    how_to = "栏目 | 填写说明\n工作任务 | 照方案填写\n工作举措 | 写明做法\n时限要求 | 写明日期"
    result = read_file(
        book(form, how_to, annex, form, form, names=["台账", "填报说明", "附件1任务", "校验结果", "缺失任务"]),
        "台账.xlsx",
    )
    assert [x.sheet for x in result.ledgers] == ["台账"]
    assert {n.sheet for n in result.notes} == {"附件1任务", "校验结果"}
    assert any("“校验结果”“缺失任务”" in n.text for n in result.notes)


def test_what_was_filled_in_on_a_receipt_counts_without_copying() -> None:
    ledger = f"沂源县水利局台账\n{HEADER}\n1 | 甲 | 每月公开水质 | 每月 | 张三 | 办公室"
    missing = f"缺失任务（共3项）\n{HEADER}\n2 | 丙 | 每季度听取群众意见 | 每季度 | 李四 | 办公室\n3 | 丁 | | | | "
    result = read_file(book(ledger, missing, names=["台账", "缺失任务"]), "回执.xlsx")
    (read_ledger,) = result.ledgers
    assert [(e.sheet, e.row, e.measure.text) for e in read_ledger.entries] == [
        ("台账", 3, "每月公开水质"),
        ("缺失任务", 3, "每季度听取群众意见"),
    ]
    assert not result.unread
    assert any("1项（第3行）已计入台账" in n.text for n in result.notes)


def test_what_was_copied_from_a_receipt_needs_no_word() -> None:
    rows = "1 | 甲 | 每月公开水质 | 每月 | 张三 | 办公室"
    missing = f"缺失任务（共1项）\n{HEADER}\n{rows}"
    ledger = f"沂源县水利局台账\n{HEADER}\n{rows}"
    result = read_file(book(ledger, missing, names=["台账", "缺失任务"]), "回执.xlsx")
    assert [e.sheet for e in result.ledgers[0].entries] == ["台账"]
    assert NOT_COPIED not in {n.kind for n in result.notes}


def test_missing_columns_are_named() -> None:
    ledger = read("序号 | 事由 | 时限要求 | 单位分管领导 | 责任科室\n1 | 甲 | 年底前 | 张三 | 办公室")
    assert ledger.missing_columns == (Field.TASK, Field.MEASURE)
    assert ledger.entries[0].extra == {"事由": "甲"}


@pytest.mark.parametrize(
    "table",
    ["姓名 | 电话\n张三 | 3220000", "值班表\n日期 | 带班领导 | 值班人员\n5.1 | 张三 | 李四", "序号 | 时间\n1 | 2"],
)
def test_other_tables_are_not_ledgers(table: str) -> None:
    assert failure_kind(read_file(book(table), "值班表.xlsx")) == "not_a_ledger"


def test_blank_workbook_is_not_a_ledger() -> None:
    result = read_file(book(""), "空.xlsx")
    assert failure_kind(result) == "not_a_ledger"
    assert result.failure is not None
    assert "空白" in result.failure.message


def test_form_without_tasks_is_a_ledger_without_entries() -> None:
    ledger = read(f"沂源县水利局台账\n{HEADER}\n1 | | | | |\n2 | | | | |")
    assert isinstance(ledger, Ledger)
    assert ledger.entries == ()

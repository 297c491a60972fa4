"""Official plans as Word documents: tables in all the shapes that people and programs give them."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.plan.official.document import OfficialFile, OfficialPlan, TaskRow, read_official_plan
from tests.plan.plan_docx import ITEM_WIDTHS, C, body, document, form, header, item_rows, paragraph, table

T1 = ["1", "大类甲", "小类甲", "公开事项一。", "县财政局", "长期坚持"]
T2 = ["2", "大类甲", "小类甲", "公开事项二。", "县水利局", "年底前"]
T3 = ["3", "大类甲", "小类乙", "公开事项三。", "县民政局", "6月底前"]
ITEMS = [{"department": "县财政局", "content": "预决算", "requirement": "指导公开。"}]


def read(*blocks: str) -> OfficialPlan:
    plan = read_official_plan(OfficialFile(document(*blocks), "方案.docx"))
    assert plan.failure is None, plan.failure
    return plan


def cells(texts: list[str]) -> list[C]:
    return [C(text) for text in texts]


def rows_of(plan: OfficialPlan, *, led: bool = False) -> list[TaskRow]:
    return [row for tasks in plan.lists if tasks.led is led for row in tasks.rows]


def units_of(row: TaskRow) -> tuple[str, ...]:
    return tuple(line for _, lines in row.units for line in lines)


def tasks_of(plan: OfficialPlan) -> list[list[str]]:
    return [[str(t.no), t.category, t.task, t.requirement, "".join(units_of(t)), t.deadline] for t in rows_of(plan)]


def items_of(plan: OfficialPlan) -> list[tuple[int, str, str, str]]:
    return [(i.no, "".join(units_of(i)), i.task or i.category, i.requirement) for i in rows_of(plan, led=True)]


def test_the_annexes_may_stand_in_any_order_and_before_the_body() -> None:
    tasks = table([header(), cells(T1), cells(T2)])
    items = table(item_rows(ITEMS), ITEM_WIDTHS)
    for blocks in ((items, tasks), (tasks, items), (items, tasks, *map(paragraph, body()))):
        plan = read(*blocks)
        assert tasks_of(plan) == [T1, T2]
        assert [i[2] for i in items_of(plan)] == ["预决算"]


def test_a_table_inside_a_cell_is_found() -> None:
    inner = table([header(), cells(T1)])
    frame = f"<w:tbl><w:tblGrid><w:gridCol w:w='9000'/></w:tblGrid><w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    assert tasks_of(read(frame)) == [T1]


def test_content_controls_insertions_and_text_boxes_count_and_deletions_do_not() -> None:
    rows = table([header(), cells(T1)])
    changed = rows.replace(
        '<w:r><w:t xml:space="preserve">公开事项一。</w:t></w:r>',
        "<w:del><w:r><w:delText>旧文</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>公开</w:t></w:r></w:ins><w:sdt><w:sdtContent><w:r><w:t>事项一。</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>",
    )
    assert changed != rows
    box = (
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>甲政办字〔2023〕9号</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
    )
    plan = read(box, f"<w:sdt><w:sdtContent>{changed}</w:sdtContent></w:sdt>")
    assert tasks_of(plan) == [T1]
    assert plan.head.document_number == "甲政办字〔2023〕9号"


def test_tables_that_each_repeat_the_header_are_one() -> None:
    plan = read(table([header(), cells(T1)]), paragraph(""), table([header(), cells(T2), cells(T3)]))
    assert tasks_of(plan) == [T1, T2, T3]


def test_a_table_that_goes_on_without_a_header() -> None:
    wider = (700, 1200, 1600, 5100, 2300, 2300)
    plan = read(table([header(), cells(T1)]), paragraph("—13—"), table([cells(T2), cells(T3)], wider))
    assert tasks_of(plan) == [T1, T2, T3]


def test_a_table_below_another_annex_heading_does_not_go_on() -> None:
    plan = read(table([header(), cells(T1)]), paragraph("附件4"), paragraph("附件3"), table([cells(T2)]))
    assert tasks_of(plan) == [T1]


def test_the_form_is_no_annex_of_tasks_and_what_follows_it_neither() -> None:
    plan = read(table([header(), cells(T1)]), form(), table([cells(T2)]))
    assert tasks_of(plan) == [T1]


def test_a_row_torn_by_a_page_break_is_one_again() -> None:
    first = ["1", "大类甲", "小类甲", "公开事", "县财政局", "长期"]
    rest = ["", "", "", "项一。", "县水利局", "坚持"]
    plan = read(table([header(), cells(first), header(), cells(rest), cells(T2)]))
    (one, two) = rows_of(plan)
    assert (one.requirement, units_of(one), one.deadline) == ("公开事项一。", ("县财政局", "县水利局"), "长期坚持")
    assert two.no == 2
    assert any("已并入上一项（第1项）" in note for note in plan.notes)


def test_a_torn_row_at_the_end_and_one_of_units_alone() -> None:
    torn = ["2", "大类甲", "小类甲", "公开事", "县财政局、", "年底前"]
    plan = read(table([header(), cells(T1), cells(torn), cells(["", "", "", "项二。", "", ""])]))
    assert [t.requirement for t in rows_of(plan)] == ["公开事项一。", "公开事项二。"]
    plan = read(table([header(), cells(T1), cells(["", "", "", "", "县水利局", ""]), cells(T2)]))
    assert [units_of(t) for t in rows_of(plan)] == [("县财政局", "县水利局"), ("县水利局",)]


def test_a_forgotten_number_is_counted_where_the_numbering_leaves_room() -> None:
    plan = read(table([header(), cells(T1), cells(["", *T2[1:]]), cells(T3)]))
    assert tasks_of(plan) == [T1, T2, T3]
    assert any("已按第2项计" in note for note in plan.notes)
    plan = read(table([header(), cells(T1), cells(T2), cells(["", *T3[1:]])]))
    assert tasks_of(plan) == [T1, T2, T3]


def test_a_number_that_spans_rows_is_one_task() -> None:
    rows = [
        [C("1", 1, "restart"), *cells(T1[1:])],
        [C("", 1, "continue"), C(T1[1]), C(T1[2]), C("另公开清单。"), C(), C()],
        cells(T2),
    ]
    plan = read(table([header(), *rows]))
    assert [t.requirement for t in rows_of(plan)] == ["公开事项一。另公开清单。", "公开事项二。"]


def test_no_column_of_numbers_at_all() -> None:
    rows = [header()[1:], cells(T1[1:]), cells(T2[1:])]
    assert tasks_of(read(table(rows, (1100, 1500, 5000, 2200, 2200)))) == [T1, T2]


def test_full_width_figures_and_blanks_in_headings_and_numbers() -> None:
    names = [C("序　号"), C("工 作 任 务", 2), C("工作\n要求"), C("责任\u00a0单位"), C("时限要求：")]
    rows = [names, cells(["１", *T1[1:]]), cells(["２．", *T2[1:]]), cells(["（3）", *T3[1:]])]
    assert tasks_of(read(table(rows))) == [T1, T2, T3]
    head = read(
        paragraph("甲政办字［２０２３］７号"),
        paragraph("２０２３年甲县政务公开工作方案"),
        paragraph("请于６月１０日前将工作台账报送县政务中心。"),
        table(rows),
    ).head
    assert (head.document_number, head.year, head.county) == ("甲政办字〔2023〕7号", 2023, "甲县")
    assert (head.ledgers_due, head.collecting_unit) == (date(2023, 6, 10), "县政务中心")


def test_a_header_of_two_rows_and_other_names_of_the_columns() -> None:
    top = [
        C("序号", 1, "restart"),
        C("重点任务", 2),
        C("具体要求", 1, "restart"),
        C("责任部门", 1, "restart"),
        C("完成时限", 1, "restart"),
    ]
    below = [C("", 1, "x"), C("大类"), C("小类"), C("", 1, "x"), C("", 1, "x"), C("", 1, "x")]
    assert tasks_of(read(table([top, below, cells(T1), cells(T2)]))) == [T1, T2]


def test_one_column_of_tasks_below_lines_that_name_the_category() -> None:
    widths = (600, 1500, 5000, 2200, 2200, 800)
    names = [*(C(n) for n in ("序号", "工作任务", "工作要求", "责任单位", "时限要求", "备注"))]
    line = [C("大类甲", 6)]
    rows = [names, line, cells([T1[0], *T1[2:], "重点"]), cells([T3[0], *T3[2:], ""])]
    assert [t[1:3] for t in tasks_of(read(table(rows, widths)))] == [["大类甲", "小类甲"], ["大类甲", "小类乙"]]


def test_two_columns_of_units() -> None:
    names = [C(n) for n in ("序号", "工作任务", "工作要求", "牵头单位", "配合单位", "时限要求")]
    plan = read(table([names, cells(["1", "小类", "公开。", "县财政局", "县水利局", "年底前"])]))
    assert rows_of(plan)[0].units == (("牵头单位", ("县财政局",)), ("配合单位", ("县水利局",)))


def test_an_annex_is_led_where_its_title_or_a_head_says_so_and_nobody_joins_in() -> None:
    names = [C(n) for n in ("序号", "工作任务", "要求", "责任单位")]
    both = table([names, cells(["1", "事项", "公开。", "县财政局"])], (600, 2000, 5000, 2000))
    first = table([header(), cells(T1)])
    plan = read(paragraph("附件1："), first, paragraph("附件2"), both)
    assert [(tasks.name, tasks.led, len(tasks.rows)) for tasks in plan.lists] == [
        ("附件1", False, 1),
        ("附件2", False, 1),
    ]
    assert items_of(read(paragraph("附件１"), first, paragraph("附件２ 县直部门牵头重点公开事项清单"), both)) == [
        (1, "县财政局", "事项", "公开。")
    ]


def test_a_blank_cell_takes_over_what_stands_above_and_says_so() -> None:
    plan = read(table([header(), cells(T1), cells([*T2[:4], "", ""])]))
    second = rows_of(plan)[1]
    assert (units_of(second), second.deadline) == (("县财政局",), "长期坚持")
    assert second.units_inherited
    assert second.deadline_inherited


def test_items_over_pages_with_numbers_and_torn_rows() -> None:
    names = [C(n) for n in ("序号", "部门", "牵头公开内容", "要求")]
    rows = [
        names,
        [C("1"), C("县财政局", 1, "restart"), C("预算"), C("指导公开预算。")],
        [C("2"), C("", 1, "continue"), C("决算"), C("指导公开")],
        names,
        [C(), C(), C(), C("决算。")],
        [C("3"), C(), C("采购"), C("监督。")],
        [C("4"), C("县水利局"), C("规划", 1, "restart"), C("督促。")],
        [C("5"), C("县水利局"), C("", 1, "continue"), C("检查。")],
    ]
    plan = read(table([header(), cells(T1)]), table(rows, (600, 2000, 3000, 7000)))
    assert items_of(plan) == [
        (1, "县财政局", "预算", "指导公开预算。"),
        (2, "县财政局", "决算", "指导公开决算。"),
        (3, "县财政局", "采购", "监督。"),
        (4, "县水利局", "规划", "督促。"),
        (5, "县水利局", "规划", "检查。"),
    ]
    unnumbered = [[row[1], *row[2:]] for row in rows]
    assert items_of(read(table([header(), cells(T1)]), table(unnumbered, (2000, 3000, 7000)))) == items_of(plan)


@pytest.mark.parametrize("heading", ["附件2", "附件2：县直部门清单", "附件 2 2023年重点公开工作清单", "附件二"])
def test_headings_of_an_annex(heading: str) -> None:
    names = [C(n) for n in ("序号", "工作任务", "要求", "责任单位")]
    plan = read(
        table([header(), cells(T1)]), paragraph(heading), table([names, cells(["1", "事项", "公开。", "县财政局"])])
    )
    assert [(tasks.name, tasks.rows[0].category) for tasks in plan.lists] == [("附件1", "大类甲"), ("附件2", "事项")]

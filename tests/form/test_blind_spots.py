"""What calamine does not see is looked up in the file itself: nothing is lost silently."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.packaging.custom import StringProperty

from pipeline.form.files import read_file
from pipeline.model import CellFault
from pipeline.office.sheet_xml import _full_pass, sheet_facts
from pipeline.office.sheets import SheetFacts
from tests.form.reading_books import HEADER, book, failure_kind, read
from tests.office.zip_tools import SHEET, STRINGS, changed, plain
from tests.programs import converted

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)
ROW = "1 | 甲 | 乙 | 年底前 | 张三 | 办公室"


def faulty() -> bytes:
    """D2 an error, E2 a formula that was never calculated, F2 one whose value is stored."""

    def tune(workbook: Any, sheet: Any) -> None:
        sheet.write_formula("D2", "=Sheet2!A1", None, "#REF!")
        # xlsxwriter writes no stored value for an empty one, as other libraries do that never calculate.
        sheet.write_formula("E2", "=B2", None, "")
        sheet.write_formula("F2", '="办公"&"室"', None, "办公室")

    return book(f"{HEADER}\n{ROW}", tune=tune)


def test_errors_and_uncalculated_formulas_in_xlsx() -> None:
    result = read_file(faulty(), "x.xlsx")
    (entry,) = result.ledgers[0].entries
    assert (entry.time_limit.text, entry.time_limit.fault) == ("#REF!", CellFault.ERROR_VALUE)
    assert (entry.leader.text, entry.leader.fault) == ("", CellFault.FORMULA_WITHOUT_VALUE)
    assert (entry.section.text, entry.section.fault) == ("办公室", None)
    assert [(n.kind, n.cell) for n in result.notes] == [("error_value", "D2"), ("formula_without_value", "E2")]


def test_an_empty_text_that_a_formula_gave_is_blank_and_no_fault() -> None:
    def tune(workbook: Any, sheet: Any) -> None:
        sheet.write_formula("E2", '=""', workbook.add_format({"border": 1}), "")

    data = book(f"{HEADER}\n{ROW}", tune=tune)
    # Excel types a stored empty text as text.
    result = read_file(
        changed(data, SHEET, lambda x: re.sub(rb'<c r="E2"( s="\d+")?>', rb'<c r="E2"\1 t="str">', x)), "x.xlsx"
    )
    leader = result.ledgers[0].entries[0].leader
    assert (leader.text, leader.fault) == ("", None)


def test_openpyxl_formulas_have_no_value() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(HEADER.split(" | "))
    sheet.append(["1", "甲", "乙", "=B2", "张三", "办公室"])
    out = io.BytesIO()
    workbook.save(out)
    entry = read_file(out.getvalue(), "x.xlsx").ledgers[0].entries[0]
    assert entry.time_limit.fault is CellFault.FORMULA_WITHOUT_VALUE


def test_errors_in_ods() -> None:
    result = read_file(converted(faulty(), "ods"), "x.ods")
    (entry,) = result.ledgers[0].entries
    assert entry.time_limit.fault is CellFault.ERROR_VALUE
    assert entry.time_limit.text.startswith(("#", "Err"))
    assert entry.section.text == "办公室"


def test_errors_in_xls() -> None:
    result = read_file(converted(faulty(), "xls"), "x.xls")
    (entry,) = result.ledgers[0].entries
    assert entry.time_limit.fault is CellFault.ERROR_VALUE
    assert entry.time_limit.text in ("#REF!", "#NAME?")
    assert entry.leader.text == "甲"


def test_uncalculated_formula_in_xls() -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("台账")
    for c, (heading, value) in enumerate(zip(HEADER.split(" | "), ROW.split(" | "), strict=True)):
        sheet.write(0, c, heading)
        sheet.write(1, c, xlwt.Formula("B2") if c == 3 else value)
    out = io.BytesIO()
    workbook.save(out)
    entry = read_file(out.getvalue(), "x.xls").ledgers[0].entries[0]
    assert entry.time_limit.fault is CellFault.FORMULA_WITHOUT_VALUE


def hidden_rows() -> bytes:
    def tune(workbook: Any, sheet: Any) -> None:
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(4, 4, None, None, {"hidden": True})

    return book(f"{HEADER}\n{ROW}\n2 | 丙 | 丁 | 年底前 | 李四 | 信用科", tune=tune)


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_hidden_rows_and_columns_are_read_and_noted(suffix: str) -> None:
    data = hidden_rows() if suffix == "xlsx" else converted(hidden_rows(), suffix)
    ledger = read_file(data, f"x.{suffix}").ledgers[0]
    assert [e.hidden for e in ledger.entries] == [False, True]
    assert ledger.entries[1].leader.text == "李四"
    assert [n.kind for n in ledger.notes] == ["hidden_rows", "hidden_columns"]
    assert "第3行" in ledger.notes[0].text


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
@pytest.mark.parametrize("what", ["picture", "text box"])
def test_what_hangs_on_a_cell_is_no_content_of_it_and_noted(suffix: str, what: str) -> None:
    def tune(workbook: Any, sheet: Any) -> None:
        if what == "picture":
            sheet.insert_image(3, 4, "seal.png", {"image_data": io.BytesIO(PIXEL), "description": "单位公章"})
        else:
            sheet.insert_textbox(3, 4, "以上任务由办公室负责督促落实")

    data = book(f"{HEADER}\n{ROW}", tune=tune)
    result = read_file(data if suffix == "xlsx" else converted(data, suffix), f"x.{suffix}")
    assert result.failure is None
    assert [e.row for e in result.ledgers[0].entries] == [2]
    if suffix == "xlsx" and what == "text box":
        assert [(u.range, u.text) for u in result.unread] == [("E4", "以上任务由办公室负责督促落实")]
    else:
        assert [n.kind for n in result.notes] == ["pictures"]


def test_faults_are_told_once_each_and_not_those_of_sheets_beside_the_ledger() -> None:
    def tune(workbook: Any, sheet: Any) -> None:
        for page in workbook.worksheets():
            for row in (1, 2):
                page.write_formula(row, 3, "=Sheet9!A1", None, "#REF!")

    data = book(f"{HEADER}\n{ROW}\n{ROW}", "说明\n甲\n乙", names=["台账", "说明"], tune=tune)
    assert [(n.sheet, n.text) for n in read_file(data, "x.xlsx").notes] == [
        ("台账", "单元格D2、D3是公式错误值“#REF!”。")
    ]


def with_hidden_sheet(visible: str, hidden: str) -> bytes:
    def tune(workbook: Any, sheet: Any) -> None:
        workbook.worksheets()[1].hide()

    return book(visible, hidden, names=["甲表", "乙表"], tune=tune)


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_a_form_on_a_hidden_sheet_alone_is_read_and_noted(suffix: str) -> None:
    data = with_hidden_sheet("说明", f"台账\n{HEADER}\n{ROW}")
    data = data if suffix == "xlsx" else converted(data, suffix)
    (ledger,) = read_file(data, f"x.{suffix}").ledgers
    assert [(e.hidden, e.sheet) for e in ledger.entries] == [(True, "乙表")]
    assert [n.kind for n in ledger.notes] == ["hidden_sheet"]


def test_a_hidden_form_beside_the_visible_one_is_reported_and_not_counted() -> None:
    form = f"沂源县水利局台账\n{HEADER}\n{ROW}"
    result = read_file(with_hidden_sheet(form, form), "x.xlsx")
    assert [(x.sheet, len(x.entries)) for x in result.ledgers] == [("甲表", 1)]
    assert [(n.kind, n.sheet) for n in result.notes] == [("hidden_form", "乙表")]


def test_a_hidden_form_speaks_for_no_other_unit() -> None:
    forms = [f"沂源县{name}台账\n{HEADER}\n{ROW}" for name in ("水利局", "民政局")]
    result = read_file(with_hidden_sheet(*forms), "x.xlsx")
    assert [x.title for x in result.ledgers] == ["沂源县水利局台账"]
    assert [n.kind for n in result.notes] == ["hidden_form"]
    assert [(u.reason, u.asks) for u in result.unread] == [("隐藏的工作表", True)]


def stamped() -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(plain()))
    for name, value in (("plan", "yiyuan-2022"), ("template_version", "1"), ("unit", "县水利局")):
        workbook.custom_doc_props.append(StringProperty(name=f"taizhang.{name}", value=value))
    workbook.custom_doc_props.append(StringProperty(name="other", value="x"))
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_the_stamp_of_the_template(suffix: str) -> None:
    data = stamped() if suffix == "xlsx" else converted(stamped(), suffix)
    (ledger,) = read_file(data, f"x.{suffix}").ledgers
    assert ledger.stamp == {
        "taizhang.plan": "yiyuan-2022",
        "taizhang.template_version": "1",
        "taizhang.unit": "县水利局",
    }


@pytest.mark.parametrize("epoch", [{}, {"date_1904": True}])
def test_real_dates_and_numbers(epoch: dict[str, bool]) -> None:
    import xlsxwriter

    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, **epoch})
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, HEADER.split(" | "))
    day = workbook.add_format({"num_format": "yyyy年m月d日"})
    sheet.write_row(1, 0, [1, "甲", 2022, "", 3.5, True])
    sheet.write_datetime(1, 3, dt.datetime(2022, 6, 30), day)
    sheet.write_row(2, 0, [2, "甲", "乙", "", "张三", "办公室"])
    sheet.write_datetime(2, 3, dt.datetime(2022, 6, 30, 17, 30), day)
    workbook.close()
    ledger = read_file(out.getvalue(), "x.xlsx").ledgers[0]
    first, second = ledger.entries
    assert (first.no.text, first.measure.text, first.leader.text, first.section.text) == ("1", "2022", "3.5", "TRUE")
    assert (first.time_limit.text, second.time_limit.text) == ("2022-06-30", "2022-06-30 17:30")
    assert [(n.kind, n.cell) for n in ledger.notes] == [("date_cell", "D2"), ("date_cell", "D3")]


def test_a_date_of_no_sensible_year_is_noted() -> None:
    def tune(workbook: Any, sheet: Any) -> None:
        sheet.write_number("D2", 2_958_000, workbook.add_format({"num_format": "yyyy-mm-dd"}))

    result = read_file(book(f"{HEADER}\n{ROW}", tune=tune), "x.xlsx")
    assert ("strange_date", "D2") in [(n.kind, n.cell) for n in result.notes]


def test_rich_text_and_line_breaks() -> None:
    def tune(workbook: Any, sheet: Any) -> None:
        bold = workbook.add_format({"bold": True})
        sheet.write_rich_string("C2", "按月", bold, "公布", "水价\r\n并归档")

    assert read(f"{HEADER}\n{ROW}", tune=tune).entries[0].measure.text == "按月公布水价\n并归档"


def test_texts_stay_as_written() -> None:
    odd = "ＡＢ１２\u00a0（一）\u200b“引号”"
    ledger = read(f"{HEADER}\n1 | 甲 | {odd} | 年底前 | 张三 | 办公室")
    assert ledger.entries[0].measure.text == odd


def test_text_under_a_merged_cell_is_noted() -> None:
    data = changed(
        book(f"{HEADER}\n{ROW}\n^ | ^ | 丁 | 年底前 | 张三 | 办公室"),
        SHEET,
        lambda x: x.replace(b'<c r="B3" s="1"/>', b'<c r="B3" s="1" t="s"><v>0</v></c>'),
    )
    result = read_file(data, "x.xlsx")
    assert result.ledgers[0].entries[1].task.text == "甲"
    assert [(u.range, u.reason) for u in result.unread] == [("B3", "被合并单元格遮盖")]


def test_filled_cells_are_counted_as_the_file_holds_them() -> None:
    assert read_file(plain(), "x.xlsx").filled_cells == 1 + 6 + 6


def test_a_blank_shared_string_is_no_lost_cell() -> None:
    data = changed(plain(), STRINGS, lambda x: x.replace("<t>办公室</t>".encode(), b"<t></t>"))
    result = read_file(data, "x.xlsx")
    assert result.filled_cells == 12
    assert result.ledgers[0].entries[0].section.text == ""


def test_a_cell_that_calamine_loses_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.office import ooxml

    def one_more(content: bytes) -> SheetFacts:
        facts = sheet_facts(content)
        facts.filled[3, 9] = -1
        return facts

    monkeypatch.setattr(ooxml, "sheet_facts", one_more)
    result = read_file(plain(), "x.xlsx")
    assert failure_kind(result) == "damaged"
    assert result.failure is not None
    assert "I3" in result.failure.message


def test_the_quick_and_the_full_pass_agree() -> None:
    for data in (plain(), hidden_rows(), book(f"{HEADER}\n1 | 甲 | a<b & c | 年底前 | 1.5 | 办公室")):
        from tests.office.zip_tools import parts_of

        content = parts_of(data)[SHEET]
        full = SheetFacts()
        _full_pass(content, full)
        assert sheet_facts(content) == full


def test_prefixed_xml_is_read() -> None:
    def prefix(content: bytes) -> bytes:
        content = content.replace(b"<worksheet xmlns=", b"<x:worksheet xmlns:x=").replace(
            b"</worksheet", b"</x:worksheet"
        )
        for tag in (b"sheetData", b"row", b"c", b"v"):
            for end in (b" ", b">", b"/"):
                content = content.replace(b"<" + tag + end, b"<x:" + tag + end)
            content = content.replace(b"</" + tag + b">", b"</x:" + tag + b">")
        return content

    result = read_file(changed(plain(), SHEET, prefix), "x.xlsx")
    assert result.failure is None or result.failure.kind == "damaged"
    if result.ledgers:
        assert len(result.ledgers[0].entries) == 1

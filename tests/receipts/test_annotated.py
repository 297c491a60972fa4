"""The receipt workbook: the sender's own file, marked; and a copy where it cannot be marked."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
import xlsxwriter

from pipeline.form.files import read_file
from pipeline.model import PastFindings, Submission, Verdict
from pipeline.office.patching.stylesheet import ERROR_FILL, WARNING_FILL
from pipeline.receipts.annotated import annotated_workbook
from pipeline.receipts.stripping import strip_marks
from tests.receipts.dump import book_as_text, looks, mark_of
from tests.receipts.samples import (
    COPIED,
    DEVIATIONS,
    ERROR,
    HEADINGS,
    LEADER_1,
    OWN_TASK,
    ROWS,
    SECOND_ROWS,
    deviation,
    ledger_bytes,
    past,
    plan,
    resubmission,
    submission,
    without_ledger,
)

OWN = ("校验结果", "缺失任务")


def receipt(data: bytes, sent: Submission | None = None, previous: PastFindings | None = None) -> bytes:
    return annotated_workbook(data, sent or submission(data), plan(), previous)


def test_every_cell_of_one_matter_is_coloured_and_named() -> None:
    data = ledger_bytes()
    sent = submission(data, (replace(LEADER_1, beside=("F5", "E7")),))
    book = openpyxl.load_workbook(io.BytesIO(receipt(data, sent)))
    for cell in ("E5", "F5", "E7"):
        assert book["台账"][cell].fill.fgColor.rgb.endswith(ERROR_FILL[-6:]), cell
        assert book["台账"][cell].comment is not None
    texts = [str(c.value) for row in book["校验结果"].iter_rows() for c in row if c.value]
    assert any(text.startswith("1. E5、F5、E7：") for text in texts)


@pytest.fixture(scope="module")
def marked() -> bytes:
    return receipt(ledger_bytes())


def test_golden_returned(golden, marked):
    golden("receipts/returned.xlsx.txt", book_as_text(marked))


def test_golden_resubmission(golden):
    second, first = resubmission()
    golden("receipts/resubmission.xlsx.txt", book_as_text(receipt(ledger_bytes(SECOND_ROWS), second, past(first))))


def test_golden_unreadable(golden):
    sent = without_ledger("encrypted", Verdict.UNREADABLE)
    golden("receipts/unreadable.xlsx.txt", book_as_text(receipt(b"", sent)))


def test_the_result_stands_in_front_and_shows(marked):
    book = openpyxl.load_workbook(io.BytesIO(marked))
    assert book.sheetnames == ["校验结果", "缺失任务", "填表人须知", "台账"]
    assert book.active is not None
    assert book.active.title == "校验结果"
    assert [s.title for s in book.worksheets if s.sheet_view.tabSelected] == ["校验结果"]


def test_cells_are_coloured_by_the_gravest_deviation(marked):
    sheet = openpyxl.load_workbook(io.BytesIO(marked))["台账"]
    marks = {c.coordinate: mark_of(c) for row in sheet.iter_rows() for c in row if mark_of(c)}
    errors = dict.fromkeys(("E5", "E7", "D6", "F6", "D5"), ERROR_FILL)
    assert marks == {**errors, "C5": WARNING_FILL}


def test_a_comment_says_what_is_wrong_and_what_to_do(marked):
    sheet = openpyxl.load_workbook(io.BytesIO(marked))["台账"]
    comment = sheet["D5"].comment
    assert comment is not None
    assert comment.author == "校验"
    assert comment.text.startswith("【校验意见·错误】时限“2023年6月底前”晚于要求。")
    assert comment.text.endswith("建议填写：不晚于2022年12月31日")


def test_marks_inside_a_merged_area_go_to_its_first_cell(marked):
    sheet = openpyxl.load_workbook(io.BytesIO(marked))["台账"]
    comment = sheet["B4"].comment  # OWN_TASK was found at B5, which is merged into B4
    assert comment is not None
    assert (
        comment.text
        == "请王主任核一下\n——校验意见——\n【校验意见·提示】未找到与该举措对应的方案任务。\n自行安排的工作可以保留。"
    )
    assert comment.author == "张三"


def test_everything_else_of_the_senders_stays(marked):
    before, after = looks(ledger_bytes()), looks(marked, without=OWN)
    touched = {"E5", "E7", "D6", "F6", "D5", "C5", "B4"}
    for name, sheet in before.items():
        cells, now = sheet.pop("cells"), after[name].pop("cells")
        assert sheet == after[name]
        for cell, looked in cells.items():
            if name == "台账" and cell in touched:
                # value, number format, font, border and alignment stay; fill and comment are the marks
                assert now[cell][:5] == looked[:5]
                assert now[cell][7:10] == looked[7:10]
            else:
                assert now[cell] == looked


def test_names_that_count_sheets_by_position_are_moved(marked):
    names = openpyxl.load_workbook(io.BytesIO(marked))
    assert names["填表人须知"].defined_names["本地名"].attr_text == "'填表人须知'!$A$1"
    assert names["台账"].print_title_rows == "$3:$3"
    assert names["台账"].auto_filter.ref == "A3:F7"


def test_text_that_looks_like_a_formula_stays_text():
    evil = deviation(
        "F09", ERROR, "=1+1", '=HYPERLINK("http://example.org")', "C6", content="=1+1", suggestion="@SUM(A1)"
    )
    data = ledger_bytes()
    book = openpyxl.load_workbook(io.BytesIO(receipt(data, submission(data, (evil,)))))
    formulas = [c.coordinate for s in book.worksheets for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert formulas == []
    found = [c for row in book["校验结果"].iter_rows() for c in row if c.value == "=1+1"]
    assert found
    assert all(c.data_type in ("s", "inlineStr") for c in found)


def test_control_characters_and_escapes_do_no_harm():
    odd = deviation("F09", ERROR, "甲\x00\x0b乙_x000D_丙<&>\"'", "改\ud800。", "C6")
    data = ledger_bytes()
    text = book_as_text(receipt(data, submission(data, (odd,))))
    assert "甲乙" in text
    assert "<&>" in text


@pytest.mark.parametrize("plain", [True, False])
def test_the_same_arguments_give_the_same_bytes(plain):
    data = ledger_bytes(plain=plain)
    assert receipt(data) == receipt(data)


def test_a_plain_workbook_can_be_marked_too():
    data = ledger_bytes(plain=True)
    assert book_as_text(receipt(data)).count(f"[{ERROR_FILL}]") >= 5


@pytest.mark.parametrize("cell", ["H40", "A200", "XFD1"])
def test_cells_that_the_file_does_not_hold_are_made(cell):
    data = ledger_bytes()
    far = replace(LEADER_1, cell=cell)
    sheet = openpyxl.load_workbook(io.BytesIO(receipt(data, submission(data, (far,)))))["台账"]
    assert mark_of(sheet[cell]) == ERROR_FILL


def test_a_deviation_on_a_sheet_that_is_not_there_is_still_told():
    data = ledger_bytes()
    gone = replace(LEADER_1, sheet="别处")
    text = book_as_text(receipt(data, submission(data, (gone,))))
    assert "“别处”E5" in text


def test_names_of_ours_that_are_taken_get_a_number():
    book = openpyxl.load_workbook(io.BytesIO(ledger_bytes(plain=True)))
    book.create_sheet("缺失任务")["A1"] = "本单位自己的表"
    target = io.BytesIO()
    book.save(target)
    marked = openpyxl.load_workbook(io.BytesIO(receipt(target.getvalue())))
    assert marked.sheetnames == ["校验结果", "缺失任务2", "台账", "缺失任务"]
    saved = io.BytesIO()
    marked.save(saved)
    stripped = openpyxl.load_workbook(io.BytesIO(strip_marks(saved.getvalue())))
    assert stripped.sheetnames == ["台账", "缺失任务"]


def test_a_ledger_from_another_format_comes_back_as_a_copy_with_every_text_in_its_cell():
    sent = submission()
    text = receipt(b"\xd0\xcf\x11\xe0 an old workbook", sent)
    sheet = openpyxl.load_workbook(io.BytesIO(text))["台账"]
    assert sheet["C4"].value == "每月汇总本单位规范性文件，报县政府办公室统一公开。"
    assert mark_of(sheet["E7"]) == ERROR_FILL
    assert sheet["E7"].comment is not None
    assert "B4:B5" in {str(m) for m in sheet.merged_cells.ranges}
    assert sent.ledger is not None
    again = read_file(text, "回执.xlsx").ledgers[0]
    assert [e.measure for e in again.entries] == [e.measure for e in sent.ledger.entries]


def test_a_copy_of_a_sheet_whose_name_excel_does_not_allow_gets_another_name():
    sent = submission()
    long = "沂源县水利局2022年政务公开工作台账/（正式报送稿）第一次修改后的最终版本"
    assert sent.ledger is not None
    ledger = replace(sent.ledger, sheet=long, entries=tuple(replace(e, sheet=long) for e in sent.ledger.entries))
    deviations = tuple(replace(d, sheet=long) if d.sheet else d for d in sent.deviations)
    book = openpyxl.load_workbook(io.BytesIO(receipt(b"", replace(sent, ledger=ledger, deviations=deviations))))
    name = book.sheetnames[2]
    assert len(name) <= 31
    assert "/" not in name
    assert mark_of(book[name]["E7"]) == ERROR_FILL
    assert {c.hyperlink.location for row in book["校验结果"] for c in row if c.hyperlink} >= {f"'{name}'!E7"}


@pytest.mark.parametrize("verdict", [Verdict.UNREADABLE, Verdict.NOT_A_LEDGER, Verdict.UNIDENTIFIED])
def test_a_file_without_a_ledger_gets_a_receipt_of_its_own(verdict):
    book = openpyxl.load_workbook(io.BytesIO(receipt(b"", without_ledger("encrypted", verdict))))
    assert book.sheetnames == ["校验结果"]
    assert verdict.label in book_as_text(receipt(b"", without_ledger("encrypted", verdict)))


def test_every_part_has_a_content_type_and_every_relation_a_part(marked):
    with zipfile.ZipFile(io.BytesIO(marked)) as container:
        assert container.testzip() is None
        names = set(container.namelist())
        types = container.read("[Content_Types].xml").decode()
    for name in names - {"[Content_Types].xml"}:
        extension = name.rpartition(".")[2]
        assert f'PartName="/{name}"' in types or f'Extension="{extension}"' in types, name


def test_no_comment_is_doubled_where_the_sender_commented_the_cell_himself():
    data = ledger_bytes(comments=("D5", "E5", "B4"))
    sent = submission(data, (*DEVIATIONS, COPIED, OWN_TASK))
    text = receipt(data, sent)
    with zipfile.ZipFile(io.BytesIO(text)) as container:
        comments = container.read("xl/comments1.xml").decode()
        vml = container.read("xl/drawings/vmlDrawing1.vml").decode()
    assert comments.count('ref="D5"') == 1
    assert vml.count("<v:shape ") == comments.count("<comment ")


def test_a_workbook_with_macros_becomes_an_ordinary_one():
    with zipfile.ZipFile(io.BytesIO(ledger_bytes())) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    override = b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    types = parts["[Content_Types].xml"].replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    parts["[Content_Types].xml"] = types.replace(b"</Types>", override)
    relation = b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
    relations = parts["xl/_rels/workbook.xml.rels"]
    relation += b'Target="vbaProject.bin"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(b"</Relationships>", relation)
    parts["xl/vbaProject.bin"] = b"macros"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as copy:
        for name, content in parts.items():
            copy.writestr(name, content)
    data = target.getvalue()
    marked = receipt(data)
    with zipfile.ZipFile(io.BytesIO(marked)) as container:
        assert not [n for n in container.namelist() if b"macros" in container.read(n)]
        assert b"vba" not in container.read("[Content_Types].xml") + container.read("xl/_rels/workbook.xml.rels")
        assert plain in container.read("[Content_Types].xml")
    assert openpyxl.load_workbook(io.BytesIO(strip_marks(marked))).sheetnames == ["填表人须知", "台账"]


def test_a_chart_sheet_that_was_shown_is_no_longer_selected():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("台账")
    for row, values in enumerate((HEADINGS, *ROWS)):
        sheet.write_row(row, 0, [v.lstrip("=") for v in values])
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=台账!$A$2:$A$3"})
    shown = book.add_chartsheet("图表")
    shown.set_chart(chart)
    shown.activate()
    book.close()
    with zipfile.ZipFile(io.BytesIO(receipt(target.getvalue()))) as container:
        selected = [n for n in container.namelist() if "sheets/" in n and b'tabSelected="1"' in container.read(n)]
    assert selected == ["xl/worksheets/taizhang.xml"]


def test_no_advice_is_cut_in_a_comment():
    long = replace(LEADER_1, advice="请填写分管该项工作的单位领导姓名。" * 120)
    receipt = annotated_workbook(ledger_bytes(), submission(deviations=(long,)), plan(), None)
    note = openpyxl.load_workbook(io.BytesIO(receipt))["台账"]["E5"].comment.text
    assert long.advice in note

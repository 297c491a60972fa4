"""What a person sees is what is read: strikes, invisible text, number formats; and what stands beside the cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from pipeline.office.second_look import is_needed
from pipeline.office.sheets import Sheet
from pipeline.office.workbooks import read_workbook
from pipeline.office.zip_parts import read_parts


def written(fill: Callable[[Any], None]) -> bytes:
    """Write a sheet with A1 = 甲 and what ``fill`` does to it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "甲"
    fill(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(fill: Callable[[Any], None]) -> Sheet:
    (sheet,) = read_workbook(written(fill)).sheets
    return sheet


def set_cell(cell: str, value: object, **look: object) -> Callable[[Any], None]:
    def fill(sheet: Any) -> None:
        sheet[cell] = value
        for name, wanted in look.items():
            setattr(sheet[cell], name, wanted)

    return fill


def test_a_struck_cell_is_not_read_and_told() -> None:
    sheet = read(set_cell("B2", "6月底前", font=Font(strike=True)))
    assert sheet.text(2, 2) == ""
    assert sheet.gone[2, 2] == ("6月底前", "已划删除线")
    assert "B2" in sheet.notes[0].text
    assert "6月底前" in sheet.notes[0].text


def test_of_struck_words_the_others_stay() -> None:
    text = CellRichText(
        TextBlock(InlineFont(strike=True), "6月底前"), TextBlock(InlineFont(color="FFFF0000"), "9月底前")
    )
    sheet = read(set_cell("B2", text))
    assert sheet.text(2, 2) == "9月底前"
    assert sheet.gone[2, 2] == ("6月底前", "已划删除线")


@pytest.mark.parametrize(
    "look",
    [
        {"font": Font(color="FFFFFFFF")},
        {"font": Font(size=1)},
        {"font": Font(color="FFFFFF00"), "fill": PatternFill("solid", fgColor="FFFFFF00")},
        {"number_format": ";;;"},
    ],
    ids=["white", "one point", "the colour of its ground", ";;;"],
)
def test_what_nobody_sees_is_not_read(look: dict[str, object]) -> None:
    sheet = read(set_cell("B2", "由县教体局承担", **look))
    assert sheet.text(2, 2) == ""
    assert sheet.gone[2, 2][0] == "由县教体局承担"


@pytest.mark.parametrize(
    "look",
    [
        {"font": Font(color="FFFFFFFF"), "fill": PatternFill("solid", fgColor="FF1F4E78")},
        {"font": Font(color="FF000000", size=8)},
        {"font": Font(strike=False)},
    ],
    ids=["white on blue", "small", "not struck"],
)
def test_what_can_be_seen_is_read(look: dict[str, object]) -> None:
    assert read(set_cell("B2", "公开", **look)).text(2, 2) == "公开"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (2022.1, "0.00", "2022.10"),
        (datetime(2022, 6, 1), 'm"月底前"', "6月底前"),
        (datetime(2022, 6, 1), "yyyy/m/d", "2022-06-01"),
        (3, '0"个工作日内"', "3个工作日内"),
        (1, '[=1]"是";"否"', "是"),
    ],
)
def test_numbers_and_dates_read_as_shown(value: object, code: str, text: str) -> None:
    assert read(set_cell("B2", value, number_format=code)).text(2, 2) == text


def test_a_plain_workbook_is_not_looked_at_twice() -> None:
    plain = written(set_cell("B2", datetime(2022, 6, 1), number_format="yyyy/m/d"))
    assert not is_needed(read_parts(plain))
    assert is_needed(read_parts(written(set_cell("B2", 1, number_format="0.00"))))
    assert is_needed(read_parts(written(set_cell("B2", 1, font=Font(strike=True)))))


def test_styles_that_openpyxl_refuses_cost_the_looks_and_not_the_ledger() -> None:
    data = written(set_cell("B2", "6月底前", font=Font(strike=True)))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "xl/styles.xml":
                content = content.replace(b"<fills", b"<fills bogus='1'").replace(
                    b"</cellXfs>", b"<xf numFmtId='x'/></cellXfs>"
                )
            target.writestr(member, content)
    book = read_workbook(out.getvalue())
    assert book.sheets[0].text(2, 2) == "6月底前"
    assert [n.kind for n in book.notes] == ["not_looked_at"]


def with_xlsxwriter(fill: Callable[[Any, Any], None]) -> Sheet:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write("A1", "甲")
        fill(book, sheet)
    (read_sheet,) = read_workbook(out.getvalue()).sheets
    return read_sheet


def test_comments_text_boxes_and_page_headers_are_told() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_comment("C5", "此项由县住建局承担", {"author": "张三"})
        sheet.write_comment("C6", "【校验意见·错误】时限晚于要求", {"author": "校验"})
        sheet.insert_textbox("H2", "另有3项任务见附件")
        sheet.set_header("&C内部资料&R&D")
        sheet.set_footer("&C— &P —")

    assert [tuple(b) for b in with_xlsxwriter(fill).beside] == [
        ("", "内部资料", "页眉"),
        ("H2", "另有3项任务见附件", "文本框或图形中的文字"),
        ("C5", "此项由县住建局承担", "批注"),
    ]


def test_a_cell_picture_is_a_picture() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_formula("B2", '=_xlfn.DISPIMG("ID_0F4B",1)', None, '=DISPIMG("ID_0F4B",1)')

    sheet = with_xlsxwriter(fill)
    assert sheet.text(2, 2) == "（图片）"
    assert "B2" in sheet.notes[0].text


@pytest.mark.parametrize("formula", ['=DISPIMG("ID_0F4B",1)', '=_xlfn.DISPIMG("ID_0F4B",1)'])
def test_a_cell_picture_without_a_saved_value_is_a_picture(formula: str) -> None:
    def fill(sheet: Any) -> None:
        sheet["B2"], sheet["B3"] = formula, "=A1"

    sheet = read(fill)
    assert sheet.text(2, 2) == "（图片）"
    assert set(sheet.faults) == {(3, 2)}


def test_areas_that_overlap_cover_nothing() -> None:
    rows = 100
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, rows + 1):
        sheet.cell(row, 2, f"举措{row}")
    sheet.merge_cells("D1:D3")
    out = io.BytesIO()
    book.save(out)
    merges = b"".join(b'<mergeCell ref="A1:C%d"/>' % (n % rows + 1) for n in range(5_000))
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as source, zipfile.ZipFile(data, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename.endswith("sheet1.xml"):
                content = content.replace(b'<mergeCell ref="D1:D3"/>', b'<mergeCell ref="D1:D3"/>' + merges)
            target.writestr(member, content)
    (read_sheet,) = read_workbook(data.getvalue()).sheets
    assert [a for a in read_sheet.merges if a.left < 4] == []
    assert [(a.top, a.bottom) for a in read_sheet.merges] == [(1, 3)]
    assert read_sheet.text(50, 2) == "举措50"
    assert any("互相重叠" in n.text for n in read_sheet.notes)


def test_of_two_contents_of_one_cell_the_shown_one_is_read_and_both_told() -> None:
    data = written(set_cell("B2", 5))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename.endswith("sheet1.xml"):
                content = content.replace(
                    b'<c r="B2" t="n"><v>5</v></c>', b'<c r="B2" t="n"><v>5</v></c><c r="B2" t="n"><v>7</v></c>'
                )
            target.writestr(member, content)
    (sheet,) = read_workbook(out.getvalue()).sheets
    assert sheet.text(2, 2) == "7"
    assert [n.kind for n in sheet.notes] == ["double_cell"]


FORMULAS = [
    ('"12月底前"', "6月底前", "12月底前"),
    ('"12"&"月底前"', "6月底前", "12月底前"),
    ("A1", "乙", "甲"),
    ('IF(1=1,"12月底前","6月底前")', "6月底前", "12月底前"),
    ("2*(1+2)", "5", "6"),
]


@pytest.mark.parametrize(("formula", "stored", "seen"), FORMULAS, ids=[f for f, _, _ in FORMULAS])
def test_of_a_formula_that_contradicts_its_stored_value_what_it_gives_is_read(
    formula: str, stored: str, seen: str
) -> None:
    sheet = with_xlsxwriter(lambda _, sheet: sheet.write_formula("B2", f"={formula}", None, stored))
    assert sheet.text(2, 2) == seen
    assert f"的公式算得“{seen}”，文件中保存的却是“{stored}”" in sheet.notes[0].text


@pytest.mark.parametrize(
    ("formula", "stored"),
    [
        ('"12月底前"', "12月底前"),
        ("A9", "0"),
        ("1/3", "0.333333333333333"),
        ("VLOOKUP(A1,C:D,2,0)", "张三"),
        ("Sheet2!A1", "张三"),
        ("ROW()-1", "1"),
        ("DATE(2022,6,30)", "44742"),
    ],
)
def test_a_formula_that_agrees_or_needs_more_than_constants_is_read_as_stored(formula: str, stored: str) -> None:
    sheet = with_xlsxwriter(lambda _, sheet: sheet.write_formula("B2", f"={formula}", None, stored))
    assert sheet.text(2, 2) == stored
    assert sheet.notes == []

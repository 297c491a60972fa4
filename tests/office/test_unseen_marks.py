"""Marks of .xls and .ods are not read; a file that holds any is told so, one without is not."""

from __future__ import annotations

import struct

import pytest

from pipeline.form.files import read_file
from pipeline.office.ods import OdsFacts
from pipeline.office.unseen_marks import font_is_struck, format_speaks, speaks
from tests.form.reading_books import DATA

CONTENT = (
    '<office:document-content xmlns:office="o" xmlns:style="s" xmlns:number="n" xmlns:table="t" xmlns:text="x">'
    "{styles}<office:body><table:table table:name='台账'><table:table-row><table:table-cell>{cell}<text:p>甲</text:p>"
    "</table:table-cell></table:table-row></table:table></office:body></office:document-content>"
)
STRUCK = '<style:style><style:text-properties style:text-line-through-style="solid"/></style:style>'
PLAIN = '<style:style><style:text-properties style:text-line-through-style="none"/></style:style>'
WORDS = "<number:number-style><number:number/><number:text>个工作日内</number:text></number:number-style>"
DATE = "<number:date-style><number:month/><number:text>月</number:text></number:date-style>"
NOTE = "<office:annotation><text:p>请核</text:p></office:annotation>"


@pytest.mark.parametrize(
    ("styles", "cell", "told"),
    [
        (STRUCK, "", "删除线"),
        (PLAIN, "", ""),
        (WORDS, "", "带文字的数字格式"),
        ("", NOTE, "批注"),
        (PLAIN + DATE, "", ""),
    ],
)
def test_ods(styles: str, cell: str, told: str) -> None:
    facts = OdsFacts({"content.xml": CONTENT.format(styles=styles, cell=cell).encode()})
    said = [note.text for note in facts.notes if note.kind == "marks_unseen"]
    assert [f"其中的{told}不能识别" in text for text in said] == ([True] if told else [])


def test_records_of_an_xls() -> None:
    assert font_is_struck(struct.pack("<HH", 220, 0x0008))
    assert not font_is_struck(struct.pack("<HH", 220, 0x0001))
    words = '0"个工作日内"'
    record = struct.pack("<HHB", 164, len(words), 1) + words.encode("utf-16-le")
    assert format_speaks(record)
    assert not format_speaks(struct.pack("<HHB", 164, 4, 0) + b"0.00")
    assert not speaks('yyyy"年"m"月"d"日"')


def test_a_whole_xls_says_so_once() -> None:
    """Both files hold one row; of the one a measure is struck out and a time limit has a comment."""
    files = [read_file((DATA / "xls" / name).read_bytes(), name) for name in ("plain.xls", "struck-and-noted.xls")]
    plain, marked = ([n.text for n in file.notes if n.kind == "marks_unseen"] for file in files)
    assert plain == []
    (text,) = marked
    assert "删除线、批注不能识别" in text
    assert "不用的请直接删去；批注没有读取" in text
    assert "数值" not in text, "only what the file holds is spoken of"

"""Comments of .xls and .ods are not read; a file that holds any is told so, one without is not."""

from __future__ import annotations

import pytest

from pipeline.form.files import read_file
from pipeline.office.ods import OdsFacts
from pipeline.office.unseen_marks import STRIKES, told
from tests.form.reading_books import DATA

CONTENT = (
    '<office:document-content xmlns:office="o" xmlns:style="s" xmlns:table="t" xmlns:text="x">'
    "<office:body><table:table table:name='台账'><table:table-row><table:table-cell>{cell}<text:p>甲</text:p>"
    "</table:table-cell></table:table-row></table:table></office:body></office:document-content>"
)
NOTE = "<office:annotation><text:p>请核</text:p></office:annotation>"


@pytest.mark.parametrize(("cell", "said"), [("", False), (NOTE, True)])
def test_ods(cell: str, said: bool) -> None:
    facts = OdsFacts({"content.xml": CONTENT.format(cell=cell).encode()})
    texts = [note.text for note in facts.notes if note.kind == "marks_unseen"]
    assert ["其中的批注不能识别：批注没有读取" in text for text in texts] == [True] * said


def test_what_cannot_be_told_of_strikes_is_said_with_what_to_do() -> None:
    (note,) = told({STRIKES}, "xls")
    assert "仍按有效内容读取" in note.text
    assert "不用的请直接删去" in note.text


def test_a_whole_xls_says_so_once() -> None:
    """Both files hold one row; of the one a measure is struck out and a time limit has a comment."""
    files = [read_file((DATA / "xls" / name).read_bytes(), name) for name in ("plain.xls", "struck-and-noted.xls")]
    plain, marked = ([n.text for n in file.notes if n.kind == "marks_unseen"] for file in files)
    assert plain == []
    (text,) = marked
    assert "其中的批注不能识别：批注没有读取" in text
    assert "删除线" not in text, "only what is not read is spoken of"

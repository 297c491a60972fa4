"""A receipt that comes back reads as the sender's own file."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.form.files import read_file
from pipeline.model import Verdict
from pipeline.receipts.annotated import annotated_workbook
from pipeline.receipts.page import receipt_page
from pipeline.receipts.stripping import strip_marks
from tests.receipts.dump import book_as_text, looks, mark_of
from tests.receipts.samples import ROWS, ledger_bytes, plan, submission, without_ledger


def receipt(data: bytes) -> bytes:
    return annotated_workbook(data, submission(data), plan(), None)


@pytest.mark.parametrize("options", [{}, {"plain": True}, {"comments": ("D5", "F6", "A4")}])
def test_an_untouched_receipt_gives_the_original_byte_for_byte(options):
    data = ledger_bytes(**options)
    assert strip_marks(receipt(data)) == data


def test_a_receipt_that_comes_back_instead_of_the_ledger_is_told_so():
    page = receipt_page(submission(), plan(), None).encode()
    bare = annotated_workbook(b"", without_ledger("encrypted", Verdict.UNREADABLE), plan(), None)
    for data, words in ((page, "校验回执的网页"), (bare, "校验回执，其中没有台账")):
        failure = read_file(data, "台账.xlsx").failure
        assert failure is not None
        assert words in failure.message


def test_marking_a_receipt_again_leaves_no_older_marks():
    data = ledger_bytes()
    sent = submission(data)
    once = annotated_workbook(data, sent, plan(), None)
    assert annotated_workbook(once, sent, plan(), None) == once


@settings(deadline=None)
@given(texts=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))), min_size=1, max_size=4))
def test_whatever_stands_in_the_cells_comes_back(texts):
    rows = [(str(i), f"任务{i}", text or "举措", "长期坚持", "王", "办公室") for i, text in enumerate(texts, 1)]
    data = ledger_bytes((*ROWS, *rows), plain=True)
    assert strip_marks(receipt(data)) == data


def resaved(data: bytes, change: dict[str, str] | None = None) -> bytes:
    """Save a receipt as a spreadsheet program does: it drops what it does not know and numbers styles afresh."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for cell, text in (change or {}).items():
        book["台账"][cell] = text
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_receipt_that_was_edited_and_saved_keeps_the_senders_work_and_loses_our_marks():
    data = ledger_bytes()
    stripped = strip_marks(resaved(receipt(data), {"E5": "赵强", "E7": "赵强"}))
    book = openpyxl.load_workbook(io.BytesIO(stripped))
    assert book.sheetnames == ["填表人须知", "台账"]
    sheet = book["台账"]
    assert sheet["E5"].value == "赵强"
    assert not [c.coordinate for row in sheet.iter_rows() for c in row if mark_of(c)]
    comments = {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}
    assert comments == {"B4": "请王主任核一下"}
    assert sheet["E5"].border.left.style == "thin"
    assert sheet["D5"].number_format == "yyyy年m月d日"
    assert "taizhang.receipt" not in {p.name for p in book.custom_doc_props.props}
    assert sheet.print_title_rows == "$3:$3"


def test_a_saved_receipt_looks_like_the_saved_original_but_for_fills_under_marks():
    data = ledger_bytes()
    before, after = looks(resaved(data)), looks(strip_marks(resaved(receipt(data))))
    under_marks = {"C5", "D5", "D6", "E5", "E7", "F6"}
    for sheet in (before, after):
        for cell in under_marks:
            looked = sheet["台账"]["cells"][cell]
            sheet["台账"]["cells"][cell] = (*looked[:5], *looked[7:])
    assert after == before


def test_the_ledger_reads_the_same_from_the_receipt_and_from_its_stripped_form():
    data = ledger_bytes()
    marked = receipt(data)
    entries = read_file(data, "台账.xlsx").ledgers[0].entries
    for other in (marked, strip_marks(marked), resaved(marked), strip_marks(resaved(marked))):
        (ledger,) = read_file(other, "台账.xlsx").ledgers
        assert ledger.entries == entries


def test_a_file_that_is_no_receipt_comes_back_as_it_is():
    data = ledger_bytes()
    for other in (data, b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", resaved(data)):
        assert strip_marks(other) == other


def test_a_forged_record_is_not_believed():
    data = receipt(ledger_bytes())
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == "taizhang/receipt.json":
                content = content.replace(b'"sha256": "', b'"sha256": "0')
            copy.writestr(name, content)
    stripped = strip_marks(target.getvalue())
    assert openpyxl.load_workbook(io.BytesIO(stripped)).sheetnames == ["填表人须知", "台账"]
    assert "taizhang" not in "".join(zipfile.ZipFile(io.BytesIO(stripped)).namelist())


@settings(deadline=None)
@given(cut=st.integers(min_value=0, max_value=20_000), flip=st.integers(min_value=0, max_value=255))
def test_damaged_receipts_never_raise(cut, flip):
    data = bytearray(MARKED)
    data[cut % len(data)] ^= flip
    assert isinstance(strip_marks(bytes(data)), bytes)
    assert isinstance(strip_marks(bytes(data[:cut])), bytes)


MARKED = receipt(ledger_bytes())


def test_dump_shows_marks():
    assert "[FF" in book_as_text(MARKED)

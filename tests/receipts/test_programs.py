"""The programs that people open receipts with: LibreOffice opens and saves them whole, Chromium shows the page."""

from __future__ import annotations

import io
import subprocess
import zlib

import openpyxl
import pytest

from pipeline.form.files import read_file
from pipeline.model import Verdict
from pipeline.receipts.annotated import annotated_workbook
from pipeline.receipts.page import receipt_page
from pipeline.receipts.stripping import strip_marks
from tests.programs import converted, program
from tests.receipts.dump import mark_of
from tests.receipts.samples import ledger_bytes, plan, submission, without_ledger


def texts(data: bytes) -> dict[str, dict[str, object]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        s.title: {c.coordinate: c.value for row in s.iter_rows() for c in row if c.value not in (None, "")}
        for s in book.worksheets
    }


def test_libreoffice_saves_a_receipt_without_loss(tmp_path):
    data = ledger_bytes()
    receipt = annotated_workbook(data, submission(data), plan(), None)
    saved = converted(receipt, "xlsx")
    assert texts(saved) == texts(receipt)
    before = openpyxl.load_workbook(io.BytesIO(receipt))["台账"]
    after = openpyxl.load_workbook(io.BytesIO(saved))["台账"]
    for row in before.iter_rows():
        for cell in row:
            same = after[cell.coordinate]
            assert mark_of(cell) == mark_of(same), cell.coordinate
            assert (cell.comment is None) == (same.comment is None), cell.coordinate
    links = [
        c.hyperlink.location
        for row in openpyxl.load_workbook(io.BytesIO(saved))["校验结果"]
        for c in row
        if c.hyperlink
    ]
    assert len(links) > len(submission(data).deviations)


def test_a_receipt_that_libreoffice_saved_is_stripped_to_the_ledger(tmp_path):
    data = ledger_bytes()
    saved = converted(annotated_workbook(data, submission(data), plan(), None), "xlsx")
    stripped = strip_marks(saved)
    book = openpyxl.load_workbook(io.BytesIO(stripped))
    assert book.sheetnames == ["填表人须知", "台账"]
    assert not [c.coordinate for row in book["台账"].iter_rows() for c in row if mark_of(c)]
    comments = {c.coordinate: c.comment.text for row in book["台账"].iter_rows() for c in row if c.comment}
    assert set(comments) == {"B4"}
    assert "校验意见" not in comments["B4"]
    (ledger,) = read_file(stripped, "台账.xlsx").ledgers
    (original,) = read_file(data, "台账.xlsx").ledgers
    assert ledger.entries == original.entries


@pytest.mark.parametrize("kind", ["copy", "unreadable"])
def test_libreoffice_opens_receipts_of_files_that_cannot_be_marked(tmp_path, kind):
    sent = submission() if kind == "copy" else without_ledger("encrypted", Verdict.UNREADABLE)
    receipt = annotated_workbook(b"", sent, plan(), None)
    assert texts(converted(receipt, "xlsx")) == texts(receipt)


@pytest.mark.parametrize("size", ["1000,1600", "390,1600"])
def test_chromium_renders_the_page(tmp_path, size):
    page = tmp_path / "receipt.html"
    page.write_text(receipt_page(submission(), plan(), None), encoding="utf-8")
    picture = tmp_path / "page.png"
    subprocess.run(
        [program("chromium", "chromium-browser", "google-chrome"), "--headless", "--no-sandbox", "--disable-gpu",
         f"--user-data-dir={tmp_path / 'profile'}", "--hide-scrollbars", f"--window-size={size}",
         f"--screenshot={picture}", page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    shades = pixels(picture.read_bytes())
    assert len(set(shades)) > 20  # not a blank page


def pixels(png: bytes) -> bytes:
    """Give the raw bytes of a picture's rows."""
    data, position = b"", 8
    while position < len(png):
        length = int.from_bytes(png[position : position + 4], "big")
        if png[position + 4 : position + 8] == b"IDAT":
            data += png[position + 8 : position + 8 + length]
        position += length + 12
    return zlib.decompress(data)

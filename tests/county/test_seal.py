"""The seal of a county workbook outlives saving in office programs, and does not go with what is copied out of it."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import openpyxl
import pytest

from pipeline.county.presentation import Presentation
from pipeline.county.workbook import county_workbook
from pipeline.form.files import read_file
from pipeline.model.stamp import SEAL, SEAL_NAME
from tests.county.county_builder import sample_county
from tests.office.zip_tools import changed
from tests.programs import program

TEXT = "yiyuan-2022~2022-05-21~" + "0123456789abcdef" * 2 + "01234567"


@pytest.fixture(scope="module")
def book() -> bytes:
    return county_workbook(sample_county(), Presentation(seal=TEXT))


def seal(data: bytes) -> str:
    return read_file(data, "汇总表.xlsx").seal


def test_it_is_read_back(book: bytes) -> None:
    assert seal(book) == TEXT
    assert seal(county_workbook(sample_county())) == ""


@pytest.mark.parametrize("left", ["keywords", "name", "property"])
def test_any_one_of_its_three_places_is_enough(book: bytes, left: str) -> None:
    """Programs drop one or the other on saving."""
    if left != "property":
        book = changed(book, "docProps/custom.xml", lambda part: part.replace(SEAL.encode(), b"taizhang.other"))
    if left != "keywords":
        book = changed(book, "docProps/core.xml", lambda part: part.replace(f"{SEAL}={TEXT}".encode(), b""))
    if left != "name":
        book = changed(book, "xl/workbook.xml", lambda part: part.replace(SEAL_NAME.encode(), b"other_name"))
    assert seal(book) == TEXT


def test_visible_cells_that_are_copied_do_not_carry_it(book: bytes) -> None:
    copied = openpyxl.Workbook()
    copied.remove(copied.worksheets[0])
    for name in ("存疑核定", "责任待明确", "待确认来件", "现行核定"):
        target = copied.create_sheet(name)
        for row in openpyxl.load_workbook(io.BytesIO(book))[name].iter_rows():
            for cell in row:
                target[cell.coordinate] = cell.value
    buffer = io.BytesIO()
    copied.save(buffer)
    read = read_file(buffer.getvalue(), "核定.xlsx")
    assert read.decisions is not None, "known for what it is"
    assert (read.seal, read.ledgers) == ("", ())


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_it_outlives_libreoffice(book: bytes, tmp_path: Path, ending: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "county.xlsx").write_bytes(book)
    command = [
        program("soffice"),
        f"-env:UserInstallation=file://{tmp_path / 'profile'}",
        "--headless",
        "--convert-to",
        ending,
        "--outdir",
        str(tmp_path),
        str(tmp_path / "in" / "county.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    assert seal((tmp_path / f"county.{ending}").read_bytes()) == TEXT

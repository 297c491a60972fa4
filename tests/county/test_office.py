"""The workbook in an office program: LibreOffice opens it, and prints it as meant."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.county.workbook import county_workbook
from tests.county.county_builder import sample_county
from tests.programs import program


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook as LibreOffice prints it."""
    folder = tmp_path_factory.mktemp("office")
    book = folder / "county.xlsx"
    book.write_bytes(county_workbook(sample_county()))
    command = [
        program("soffice"),
        f"-env:UserInstallation=file://{folder / 'profile'}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(book),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return folder / "county.pdf"


def _pages(pdf: Path) -> list[str]:
    text = subprocess.run(
        [program("pdftotext"), "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    return text.split("\f")[:-1]


def test_the_overview_prints_on_one_page(printed: Path) -> None:
    pages = _pages(printed)
    assert "工作台账汇总" in pages[0]
    assert "五、近期到期" in pages[0]
    assert "各单位台账报送情况" in pages[1]


def test_no_number_is_too_wide_for_its_column(printed: Path) -> None:
    assert not any("###" in page for page in _pages(printed))


def test_every_page_bears_its_number_and_the_mark(printed: Path) -> None:
    pages = _pages(printed)
    for at, page in enumerate(pages, 1):
        assert f"第 {at} 页，共 {len(pages)} 页" in page
        assert "内部资料" in page

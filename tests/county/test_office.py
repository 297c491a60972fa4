"""The workbooks in an office program: LibreOffice opens them, and prints them as meant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from pipeline.county.paper_book import paper_workbook
from pipeline.county.workbook import county_workbook
from pipeline.model import County, UnitReport, UnitStatus
from tests.county.county_builder import sample_county
from tests.county.test_frames import SHEETS
from tests.programs import program
from tools.paper import LEAST_GLYPH, MOST_PAGES, SheetMeasure, measured, printed_all

HEAD_SET = ["封面", "总览", "报送情况", "未报送", "漏项", "时限", "进度", "说明"]


def _unfit(path: Path) -> None:
    """Write a workbook as it must not be: a row too low for its text, and small letters."""
    book = Workbook(path)
    sheet = book.add_worksheet("小字")
    boxed: dict[str, Any] = {"border": 1, "text_wrap": True, "valign": "vcenter"}
    sheet.set_column(0, 0, 30)
    sheet.set_row(0, 21)
    sheet.write(0, 0, "一行写不下的文字，" * 12, book.add_format({**boxed, "font_size": 11}))
    sheet.write(1, 0, "小字", book.add_format({**boxed, "font_size": 5}))
    sheet.set_footer("第 &P 页，共 &N 页&R&A")
    book.close()


def _small_county() -> County:
    """The sample county with three of its ledgers: enough for sheets of several pages."""
    county = sample_county()
    kept = [r.unit for r in county.reports if r.submission and r.submission.ledger][:3]
    reports = tuple(r if r.unit in kept else UnitReport(r.unit, UnitStatus.MISSING) for r in county.reports)
    tracked = tuple(t for t in county.tracked if t.unit in kept)
    return replace(county, reports=reports, tracked=tracked)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county workbook, that of a full county on paper, and one as it must not be, as LibreOffice prints them."""
    program("soffice")
    folder = tmp_path_factory.mktemp("office")
    (folder / "county.xlsx").write_bytes(county_workbook(_small_county()))
    (folder / "paper.xlsx").write_bytes(paper_workbook(sample_county(full=True)))
    _unfit(folder / "unfit.xlsx")
    printed_all([folder / f"{name}.xlsx" for name in ("county", "paper", "unfit")], folder)
    return folder


@pytest.fixture(scope="module")
def county(printed: Path) -> list[SheetMeasure]:
    """The pages of the county workbook."""
    return measured(printed / "county.pdf")


@pytest.fixture(scope="module")
def paper(printed: Path) -> list[SheetMeasure]:
    """The pages that are printed for the head of office, of 42 units of which all but one have reported."""
    return measured(printed / "paper.pdf")


def _texts(sheets: list[SheetMeasure]) -> list[str]:
    return [page.text for sheet in sheets for page in sheet.pages]


def test_every_sheet_is_printed_in_letters_that_can_be_read(
    county: list[SheetMeasure], paper: list[SheetMeasure]
) -> None:
    assert [s.sheet for s in county] == SHEETS
    small = {s.sheet: s.smallest for s in (*county, *paper) if s.smallest < LEAST_GLYPH}
    assert not small
    assert not {s.sheet: s.cut for s in (*county, *paper) if s.cut}


def test_what_must_not_be_is_measured(printed: Path) -> None:
    (sheet,) = measured(printed / "unfit.pdf")
    assert sheet.smallest == pytest.approx(5, abs=0.1)
    assert sheet.cut > 0


def test_headings_stand_on_every_page(county: list[SheetMeasure], paper: list[SheetMeasure]) -> None:
    by_name = {s.sheet: s for s in county}
    long = {"汇总台账": "单位分管领导", "完成情况": "提示灯", "整改销号": "存续天数", "任务覆盖": "任务摘要"}
    for name, heading in long.items():
        assert len(by_name[name].pages) > 1
        assert by_name[name].repeats(heading), name
    assert next(s for s in paper if s.sheet == "漏项").repeats("漏项任务")


def test_the_overview_prints_on_one_page_with_all_names(county: list[SheetMeasure]) -> None:
    (page,) = county[0].pages
    assert page.paper == "A3"
    bare = page.text.replace("\r\n", "")
    assert "五、近期到期" in bare
    missing = [r.unit for r in _small_county().reports if r.submission is None]
    assert len(missing) > 20
    assert not [unit for unit in missing if unit not in bare]


def test_what_the_head_of_office_asks_for_is_printed_on_few_pages(paper: list[SheetMeasure]) -> None:
    assert [s.sheet for s in paper] == HEAD_SET
    assert sum(len(s.pages) for s in paper) <= MOST_PAGES
    cover = paper[0].pages[0].text
    assert all(name in cover for name in HEAD_SET[1:])


def test_no_number_is_too_wide_for_its_column(county: list[SheetMeasure], paper: list[SheetMeasure]) -> None:
    assert not any("###" in page for page in _texts([*county, *paper]))


def test_every_page_bears_its_number_and_the_mark(county: list[SheetMeasure], paper: list[SheetMeasure]) -> None:
    for sheets in (county, paper):
        texts = _texts(sheets)
        for at, text in enumerate(texts, 1):
            assert f"第 {at} 页，共 {len(texts)} 页" in text
            assert "内部资料" in text

"""The county's figures on paper (打印版): a cover with contents, 总览, and what the head of office asks for by unit.

The whole of it is meant to be printed, on few pages; the county workbook is for the screen and has everything.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pipeline.county.columns import Table
from pipeline.county.facts import CountyFacts
from pipeline.county.figures import CountyFigures
from pipeline.county.frames import CountyTables
from pipeline.county.frames_notes import NOTES
from pipeline.county.frames_overview import OVERVIEW
from pipeline.county.frames_paper import ABSENT_UNITS, GAPS, LIMITS, PROGRESS_OF_UNITS, paper_tables
from pipeline.county.overflow import Overflow
from pipeline.county.places import Part, Places
from pipeline.county.presentation import Limits, Presentation
from pipeline.county.sheet_cover import COVER, Content, write_cover
from pipeline.county.sheet_notes import write_notes
from pipeline.county.sheet_overview import OverviewWriter
from pipeline.county.sheet_page import A4, pages_for
from pipeline.county.sheet_table import Kit, write_table
from pipeline.county.styles import Styles, new_book
from pipeline.county.workbook import heading_of, source_of, stamp_book
from pipeline.model import County

TITLE = "工作台账情况"
_TOLD, _DRAWN = slice(0, 2), slice(-2, None)
"""Of the tables of 说明: those that are printed, and those from which the charts are drawn."""


def paper_workbook(county: County, approval: str = "", tables: CountyTables | None = None) -> bytes:
    """Write what is printed. The same county gives the same bytes; nothing in it is to come back.

    ``tables`` are the county's where they are made already.
    """
    tables = tables or CountyTables(CountyFacts(county))
    printed = paper_tables(tables)
    told, drawn = tables.notes[_TOLD], tables.notes[_DRAWN]
    presentation = Presentation(approval, limits=Limits(links=0))
    buffer = BytesIO()
    book = new_book(buffer)
    stamp_book(book, county, "")
    places = Places(printed, (*told, *drawn), presentation)
    kit = Kit(Styles(book), places, presentation, heading_of(county), source_of(county), Overflow(2**20))
    sheets = {name: book.add_worksheet(name) for name in (COVER, OVERVIEW, *(t.name for t in printed), NOTES)}
    for table in printed:
        write_table(sheets[table.name], Part(table.name, 0, len(table.rows)), table, kit)
    write_notes(sheets[NOTES], (*told, *drawn), kit, printed=len(told))
    trend, rates = drawn
    OverviewWriter(book, sheets[OVERVIEW], tables.figures, kit).write(trend, rates)
    write_cover(sheets[COVER], TITLE, _contents(printed, tables.figures), kit)
    sheets[COVER].activate()
    book.close()
    return buffer.getvalue()


def _contents(printed: tuple[Table[Any], ...], figures: CountyFigures) -> list[Content]:
    rate = "" if figures.reporting_rate is None else f"，报送率{figures.reporting_rate:.1%}"
    covered = "" if figures.coverage_rate is None else f"，任务覆盖率{figures.coverage_rate:.1%}"
    progress = figures.progress
    done = "" if progress.rate is None else f"，有期限事项完成率{progress.rate:.1%}"
    words = {
        ABSENT_UNITS: f"{figures.absent_word}{len(figures.missing_units)}家，逾期报送{len(figures.late_units)}家，"
        f"无法读取{len(figures.unreadable_units)}家",
        GAPS: f"漏项{figures.gaps}项次{covered}",
        LIMITS: f"自定时限已到期{figures.overdue}项，临期{figures.due_soon}项",
        PROGRESS_OF_UNITS: f"台账所列事项{progress.steps}项，已完成{progress.done}项，"
        f"逾期未完成{progress.overdue}项{done}",
    }
    reported = f"应报{figures.expected}家，已报送{figures.reported}家{rate}"
    contents = [Content(OVERVIEW, "全县总体情况", f"错误和警告共{figures.to_put_right}条，请督促整改", "A3")]
    for table in printed:
        paper = "A4" if pages_for([c.width for c in table.columns]).paper is A4 else "A3"
        contents.append(Content(table.name, table.title, words.get(table.name, reported), paper))
    return [*contents, Content(NOTES, "汇总依据和标识说明", "", "A3")]

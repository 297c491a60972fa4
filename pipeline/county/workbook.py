"""The county workbook (汇总表), made from the frames: the same bytes for the same county."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.county.facts import CountyFacts
from pipeline.county.frames import CountyTables
from pipeline.county.frames_ledgers import COVERAGE
from pipeline.county.frames_notes import NOTES
from pipeline.county.frames_overview import OVERVIEW
from pipeline.county.overflow import Overflow
from pipeline.county.places import Part, Places, parts_of
from pipeline.county.presentation import Presentation
from pipeline.county.sheet_coverage import write_coverage
from pipeline.county.sheet_notes import write_notes
from pipeline.county.sheet_overview import OverviewWriter
from pipeline.county.sheet_table import Kit, write_table
from pipeline.county.styles import Styles, new_book
from pipeline.judging.checks.wording import day
from pipeline.model import County, stamp

if TYPE_CHECKING:
    from xlsxwriter import Workbook


def load_writers() -> None:
    """Load the libraries that the county workbook is made with, which takes a moment; else its first use does."""
    import_module("pandas")
    import_module("xlsxwriter")


def county_workbook(county: County, presentation: Presentation | None = None) -> bytes:
    """Write the county workbook.

    The same county and presentation give the same bytes, whatever the order of reports, strays, tracked deviations
    and decisions. Tables that a sheet cannot hold, and texts that a cell cannot, go on on further sheets at the end.
    """
    with _nothing_thrown_away():
        return _written(county, presentation or Presentation())


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Keep the garbage collector still: it would look again and again at cells that all stay, for a quarter more."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _written(county: County, presentation: Presentation) -> bytes:
    tables = CountyTables(CountyFacts(county))
    buffer = BytesIO()
    book = new_book(buffer)
    stamp_book(book, county, presentation.seal)
    listed = (*tables.listed, *tables.turned)
    overflow = Overflow(presentation.limits.text)
    places = Places(listed, tables.notes, presentation)
    kit = Kit(Styles(book), places, presentation, heading_of(county), source_of(county), overflow)
    parts = [(part, table) for table in listed for part in parts_of(table, presentation.limits)]
    # The contract's sheets, in its order; then what shows them in another order; then what a sheet could not hold.
    names = [OVERVIEW, *(t.name for t in tables.listed), NOTES, *(t.name for t in tables.turned)]
    sheets = {name: book.add_worksheet(name) for name in names}
    sheets |= {part.sheet: book.add_worksheet(part.sheet) for part, _ in parts if part.start > 0}
    overview, notes = sheets[OVERVIEW], sheets[NOTES]
    for part, table in parts:
        if table.name == COVERAGE:
            write_coverage(sheets[part.sheet], part, table, tables.facts, kit)
        else:
            write_table(sheets[part.sheet], part, table, kit)
    write_notes(notes, tables.notes, kit)
    trend, rates = tables.notes[-2:]
    OverviewWriter(book, overview, tables.figures, kit).write(trend, rates)
    if overflow.table is not None:
        rest = overflow.table
        write_table(book.add_worksheet(rest.name), Part(rest.name, 0, len(rest.rows)), rest, kit)
    overview.activate()
    book.close()
    return buffer.getvalue()


def heading_of(county: County) -> str:
    """Give what every title begins with."""
    return f"{county.plan.county}{county.plan.year}年政务公开"


def source_of(county: County) -> str:
    """Say who collected the ledgers and as of which day."""
    collecting = county.plan.settings.collecting_unit
    return "　".join(filter(None, (collecting and f"汇总单位：{collecting}", f"截至{day(county.as_of)}")))


def stamp_book(book: Workbook, county: County, seal: str) -> None:
    """Stamp the workbook, so that it is known again when it comes back, and known to be stale."""
    book.set_properties(
        {
            "title": f"{heading_of(county)}工作台账汇总",
            "subject": county.plan.title,
            "author": county.plan.settings.collecting_unit,
            "created": county.generated_at.replace(tzinfo=None),
            "keywords": f"{stamp.SEAL}={seal}" if seal else "",
        }
    )
    stamps = {
        stamp.KIND: stamp.COUNTY_WORKBOOK,
        stamp.PLAN: county.plan.id,
        stamp.AS_OF: county.as_of.isoformat(),
        f"{stamp.PREFIX}generated_at": county.generated_at.isoformat(),
        **{f"{stamp.PREFIX}version.{name}": value for name, value in sorted(county.versions.items())},
    }
    if seal:
        # Where one program drops the properties on saving, another keeps the names; a copied sheet has neither.
        stamps[stamp.SEAL] = seal
        book.define_name(stamp.SEAL_NAME, f'="{seal}"')
    for name, value in stamps.items():
        book.set_custom_property(name, value, "text")

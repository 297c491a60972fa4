"""Writes 任务覆盖: obligations down, units across, marks that differ without colour, totals on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.county.columns import Column, Table
from pipeline.county.coverage import Coverage
from pipeline.county.facts import CountyFacts
from pipeline.county.frames_ledgers import COVERAGE_LEFT, COVERAGE_RIGHT
from pipeline.county.places import FIRST_ROW, HEADING_ROW, Part, target
from pipeline.county.sheet_table import Kit, SheetWriter, column_values, finish, row_height, write_head
from pipeline.county.styles import HEAD_FILL, LEAST_HEIGHT, WARNING_FILL
from pipeline.model import UnitReport

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.worksheet import Worksheet

CHARACTER_HEIGHT = 13.0
FILTER_HEIGHT = 18.0
"""The button of the filter stands below a name and not upon its last character."""

_TOTALS = (
    ("应落实任务", None),
    ("● 已覆盖", Coverage.COVERED),
    ("✗ 漏项", Coverage.MISSING),
    ("? 存疑", Coverage.DOUBTFUL),
    ("○ 自愿认领", Coverage.VOLUNTARY),
    ("未 未报送", Coverage.AWAITED),
)
_TOTALLED = {mark: at for at, mark in enumerate(mark for _, mark in _TOTALS)}
"""The column on the right below which the grand total of a mark stands."""


def write_coverage(
    sheet: Worksheet, part: Part, table: Table, frame: pd.DataFrame, facts: CountyFacts, kit: Kit
) -> None:
    """Write 任务覆盖; below the obligations stand each unit's totals."""
    writer = kit.on(sheet)
    printed = sum(not c.unprinted for c in table.columns)
    write_head(writer, table, part, printed, kit)
    _write_headings(writer, table.columns, facts, kit)
    _write_marks(writer, table.columns, part, frame, kit)
    last = FIRST_ROW + part.stop - part.start - 1
    finish(sheet, table, printed, last, kit)
    sheet.repeat_columns(0, len(COVERAGE_LEFT) - 1)
    # The totals stand below the filter, so that sorting leaves them in their place.
    _write_totals(writer, last + 1, facts, kit)
    sheet.print_area(0, 0, last + len(_TOTALS) + 1, printed - 1)


def shown_name(report: UnitReport, facts: CountyFacts) -> str:
    """Give the name of a unit as it shows above its column; * marks one whose ledger is not there."""
    read = report.submission is not None and report.submission.ledger is not None
    name = facts.short_name(report.unit)
    return name if read else f"*{name}"


def _write_headings(writer: SheetWriter, columns: Sequence[Column], facts: CountyFacts, kit: Kit) -> None:
    names = [shown_name(r, facts) for r in facts.reports]
    first = len(COVERAGE_LEFT)
    for at, column in enumerate(columns):
        writer.sheet.set_column(at, at, column.width)
        shown = names[at - first] if first <= at < first + len(names) else None
        if shown is None:
            style = kit.styles.heading
        elif shown == column.heading:
            style = kit.styles.upright()
        else:
            # The cell holds the unit's own name, by which it is looked up; only the number format shows another.
            style = kit.styles.upright(num_format=f';;;"{shown}"')
        writer.text(HEADING_ROW, at, column.heading, style)
    tallest = max((len(n) for n in names), default=4)
    writer.sheet.set_row(HEADING_ROW, max(tallest, 6) * CHARACTER_HEIGHT + FILTER_HEIGHT)


def _write_marks(writer: SheetWriter, columns: Sequence[Column], part: Part, frame: pd.DataFrame, kit: Kit) -> None:
    first, after = len(COVERAGE_LEFT), len(columns) - len(COVERAGE_RIGHT)
    writers = [writer.writer_of(c.kind) for c in columns]
    styles = {mark.value: kit.styles.mark(mark) for mark in Coverage} | {"": kit.styles.mark(None)}
    disputed = kit.styles.boxed(align="center", bold=True, bg_color=WARNING_FILL, num_format='"◆ "@', font_size=9)
    values = [column_values(frame, c)[part.start : part.stop] for c in columns]
    for at, row in enumerate(zip(*values, strict=True)):
        line = FIRST_ROW + at
        for column, value in enumerate(row):
            if first <= column < after:
                writer.text(line, column, value, styles[value])
            elif columns[column].heading == "责任偏差" and value:
                writer.link(line, column, target("偏差-责任"), value, disputed)
            else:
                writers[column](line, column, value, None)
        writer.sheet.set_row(line, row_height(columns[:first], row[:first]))


def _write_totals(writer: SheetWriter, row: int, facts: CountyFacts, kit: Kit) -> None:
    style = kit.styles.boxed(align="center", bold=True, bg_color=HEAD_FILL, font_size=9, text_wrap=False)
    rate = kit.styles.boxed(
        align="center", bg_color=HEAD_FILL, font_size=9, num_format="0%", rotation=90, text_wrap=False
    )
    first = len(COVERAGE_LEFT)
    right = len(facts.coverage) + first
    for at, (name, mark) in enumerate(_TOTALS):
        writer.sheet.set_row(row + at, LEAST_HEIGHT)
        writer.merged(row + at, 0, first - 1, f"各单位合计　{name}", style)
        counts = [c.required if mark is None else c.count(mark) for c in facts.coverage]
        for column, count in enumerate(counts, first):
            writer.number(row + at, column, count, style)
        _total(writer, row + at, right, mark, counts, style)
    row += len(_TOTALS)
    writer.sheet.set_row(row, 34)
    writer.merged(row, 0, first - 1, "各单位覆盖率", style)
    for column, c in enumerate(facts.coverage, first):
        read = c.count(Coverage.AWAITED) == 0 and c.required
        writer.number(row, column, c.covered / c.required if read else None, rate)
    for column in range(right, right + sum(not c.unprinted for c in COVERAGE_RIGHT)):
        writer.text(row, column, "", style)


def _total(
    writer: SheetWriter, row: int, right: int, mark: Coverage | None, counts: Sequence[int], style: Any
) -> None:
    """Write the grand total below the column of the same name, blanks below the others."""
    for at, column in enumerate(COVERAGE_RIGHT):
        if not column.unprinted:
            writer.number(row, right + at, sum(counts) if _TOTALLED[mark] == at else None, style)

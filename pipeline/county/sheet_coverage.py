"""Writes 任务覆盖: obligations down, units across, marks that differ without colour, totals on both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.county.columns import Kind, Table
from pipeline.county.counts import UnitCounts
from pipeline.county.coverage import Coverage
from pipeline.county.facts import CountyFacts
from pipeline.county.places import FIRST_ROW, HEADING_ROW, Part, target
from pipeline.county.sheet_table import Kit, SheetWriter, finish, row_height, write_head
from pipeline.county.styles import HEAD_FILL, LEAST_HEIGHT, WARNING_FILL
from pipeline.model import UnitReport

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

CHARACTER_HEIGHT = 14.5
_UPRIGHT_HEIGHT = 34.0
_TOO_WIDE = 100
"""Numbers from here on do not fit into the column of a unit unless they stand upright."""
FILTER_HEIGHT = 18.0
"""The button of the filter stands below a name and not upon its last character."""


@dataclass(frozen=True, slots=True)
class _Total:
    """A line of totals: its name, what it counts of a unit, and the column below which the grand total stands."""

    name: str
    count: Callable[[UnitCounts], int]
    heading: str


_TOTALS = (
    _Total("应落实任务", lambda u: u.required, "应落实单位"),
    _Total("● 已覆盖", lambda u: u.covered, "已覆盖"),
    _Total("✗ 漏项", lambda u: u.missing, "漏项"),
    _Total("? 存疑", lambda u: u.doubtful, "存疑"),
    _Total("○ 自愿认领", lambda u: u.voluntary, "自愿认领"),
    _Total("未 未报送", lambda u: u.awaited, "未报送"),
)


def write_coverage(sheet: Worksheet, part: Part, table: Table[Any], facts: CountyFacts, kit: Kit) -> None:
    """Write 任务覆盖; below the obligations stand each unit's totals."""
    writer = kit.on(sheet)
    printed = sum(not c.unprinted for c in table.columns)
    write_head(writer, table, part, printed, kit)
    _write_headings(writer, table, facts, kit)
    _write_marks(writer, table, part, kit)
    last = FIRST_ROW + part.stop - part.start - 1
    finish(sheet, table, printed, last, kit)
    # The totals stand below the filter, so that sorting leaves them in their place.
    _write_totals(writer, table, last + 1, facts, kit)
    sheet.print_area(0, 0, last + len(_TOTALS) + 1, printed - 1)


def shown_name(report: UnitReport, facts: CountyFacts) -> str:
    """Give the name of a unit as it shows above its column; * marks one whose ledger is not there."""
    read = report.submission is not None and report.submission.ledger is not None
    name = facts.short_name(report.unit)
    return name if read else f"*{name}"


def _write_headings(writer: SheetWriter, table: Table[Any], facts: CountyFacts, kit: Kit) -> None:
    names = {r.unit: shown_name(r, facts) for r in facts.reports}
    for at, column in enumerate(table.columns):
        writer.sheet.set_column(at, at, column.width)
        if column.kind is not Kind.MARK:
            style = kit.styles.heading
        elif names[column.heading] == column.heading:
            style = kit.styles.upright()
        else:
            # The cell holds the unit's own name, by which it is looked up; only the number format shows another.
            style = kit.styles.upright(num_format=f';;;"{names[column.heading]}"')
        writer.text(HEADING_ROW, at, column.heading, style)
    tallest = max((len(n) for n in names.values()), default=4)
    writer.sheet.set_row(HEADING_ROW, max(tallest, 6) * CHARACTER_HEIGHT + FILTER_HEIGHT)


def _write_marks(writer: SheetWriter, table: Table[Any], part: Part, kit: Kit) -> None:
    columns = table.columns
    writers = [writer.writer_of(c.kind) for c in columns]
    styles = {mark.value: kit.styles.mark(mark) for mark in Coverage} | {"": kit.styles.mark(None)}
    disputed = kit.styles.boxed(align="center", bold=True, bg_color=WARNING_FILL, num_format='"◆ "@')
    for at, row in enumerate(table.rows[part.start : part.stop]):
        line = FIRST_ROW + at
        for column, value in enumerate(row):
            if columns[column].kind is Kind.MARK:
                writer.text(line, column, value, styles[value])
            elif columns[column].kind is Kind.DISPUTE and value:
                writer.link(line, column, target("偏差-责任"), value, disputed)
            else:
                writers[column](line, column, value, None)
        writer.sheet.set_row(line, row_height(columns[: table.frozen], row[: table.frozen]))


def _write_totals(writer: SheetWriter, table: Table[Any], row: int, facts: CountyFacts, kit: Kit) -> None:
    first, columns = table.frozen, [c for c in table.columns if not c.unprinted]
    style = kit.styles.boxed(align="center", bold=True, bg_color=HEAD_FILL, text_wrap=False)
    upright = kit.styles.boxed(align="center", bold=True, bg_color=HEAD_FILL, rotation=90, text_wrap=False)
    rate = kit.styles.boxed(align="center", bg_color=HEAD_FILL, num_format="0%", rotation=90, text_wrap=False)
    for total in _TOTALS:
        writer.merged(row, 0, first - 1, f"各单位合计　{total.name}", style)
        counts = [total.count(u) for u in facts.counts.by_unit.values()]
        narrow = max(counts, default=0) >= _TOO_WIDE
        writer.sheet.set_row(row, _UPRIGHT_HEIGHT if narrow else LEAST_HEIGHT)
        for column, count in enumerate(counts, first):
            writer.number(row, column, count, upright if narrow else style)
        for at, right in enumerate(columns[first + len(counts) :], first + len(counts)):
            writer.number(row, at, sum(counts) if right.heading == total.heading else None, style)
        row += 1
    writer.sheet.set_row(row, _UPRIGHT_HEIGHT)
    writer.merged(row, 0, first - 1, "各单位覆盖率", style)
    for column, unit in enumerate(facts.counts.by_unit.values(), first):
        writer.number(row, column, None if unit.awaited else unit.rate, rate)
    for column in range(first + len(facts.coverage), len(columns)):
        writer.text(row, column, "", style)

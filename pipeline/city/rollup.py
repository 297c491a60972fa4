"""The sheets of many counties put together: the city workbook, with a column for the county; figures add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from operator import itemgetter
from typing import Any, Final

from pipeline.city.city import TOTAL, City, Member
from pipeline.county.columns import Column, Kind, Table
from pipeline.county.frames_overview import OVERVIEW
from pipeline.county.overflow import Overflow
from pipeline.county.places import Places, parts_of
from pipeline.county.plain import PlainColumn, PlainCounty, PlainTable, plain_county
from pipeline.county.presentation import Presentation
from pipeline.county.sheet_table import Kit, write_table
from pipeline.county.styles import Styles, new_book
from pipeline.judging.checks.wording import day
from pipeline.model import Plan

COUNTY: Final = PlainColumn("县", Kind.TEXT, 12)
ALIGNED: Final = PlainColumn("对应任务编号", Kind.TEXT, 9)
_RATES: Final = (("报送率", "报送|已报送", "报送|应报单位"), ("覆盖率", "覆盖|已覆盖（项次）", "覆盖|应落实（项次）"))

Row = tuple[Any, ...]


def county_of(member: Member, as_of: date | None = None) -> PlainCounty:
    """Give what a county's workbook says as of a day (today by default); nothing is recorded."""
    from pipeline.flow.night.county import build_county
    from pipeline.settings.places import working_folder
    from pipeline.wiring import open_installation

    installation = open_installation(working_folder(member.folder))
    try:
        return plain_county(build_county(installation, as_of or installation.clock().date()), member.name)
    finally:
        installation.register.close()


def aligned(plans: Sequence[Plan], concepts: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Give, for each plan, the obligation of the first plan that each of its own is, in the same or other words."""
    from pipeline.plan.comparison import compare_plans

    first = plans[0].obligations
    known = [(first, {o.id: o.id for o in first})]
    found = []
    for plan in plans:
        same = next((ids for obligations, ids in known if obligations == plan.obligations), None)
        if same is None:
            same = dict(compare_plans(plan, plans[0], concepts).successors)
            known.append((plan.obligations, same))
        found.append(same)
    return found


def put_together(counties: Sequence[PlainCounty], concepts: Mapping[str, Sequence[str]]) -> tuple[PlainTable, ...]:
    """Put the sheets of counties one below the other, 总览 first; counties in the order given, at least one.

    Columns follow the first county that has them; where a sheet names obligations, what they are in the plan of the
    first county stands behind. Sheets and rows are those of the counties, none left out and none counted twice.
    """
    same = aligned([c.plan for c in counties], concepts)
    names = dict.fromkeys(t.name for c in counties for t in c.tables)
    return (_overview(counties), *(_sheet(name, counties, same) for name in names))


def _sheet(name: str, counties: Sequence[PlainCounty], same: Sequence[Mapping[str, str]]) -> PlainTable:
    parts = [(c, t, ids) for c, ids in zip(counties, same, strict=True) for t in c.tables if t.name == name]
    columns = list(dict.fromkeys(column for _, table, _ in parts for column in table.columns))
    names_one = any(c.names_obligation for c in columns)
    rows: list[Row] = []
    for county, table, ids in parts:
        place = {column: at for at, column in enumerate(table.columns)}
        own = next((at for column, at in place.items() if column.names_obligation), None)
        for row in table.rows:
            held = (row[place[c]] if c in place else _nothing(c) for c in columns)
            meant = (ids.get(str(row[own]), "") if own is not None else "",) if names_one else ()
            rows.append((county.name, *held, *meant))
    return PlainTable(name, parts[0][1].title, (COUNTY, *columns, *((ALIGNED,) if names_one else ())), tuple(rows))


def _nothing(column: PlainColumn) -> Any:
    return "" if column.kind in (Kind.TEXT, Kind.PROSE, Kind.SEVERITY, Kind.STATE) else None


def _overview(counties: Sequence[PlainCounty]) -> PlainTable:
    """One line for each county and one for all; rates are worked out from the sums, not from rates."""
    names = list(dict.fromkeys(name for c in counties for name in c.counts))
    total = {name: sum(c.counts.get(name, 0) for c in counties) for name in names}
    columns = (
        COUNTY,
        *(PlainColumn(title, Kind.PERCENT, 9) for title, _, _ in _RATES),
        *(PlainColumn(name.replace("|", "-"), Kind.NUMBER, 9) for name in names),
    )
    lines = [*((c.name, c.counts) for c in counties), (TOTAL, total)]
    return PlainTable(OVERVIEW, "总览", columns, tuple(_line(name, counts, names) for name, counts in lines))


def _line(name: str, counts: Mapping[str, int], names: Sequence[str]) -> Row:
    rates = (counts.get(part, 0) / counts[whole] if counts.get(whole) else None for _, part, whole in _RATES)
    return (name, *rates, *(counts.get(n, 0) for n in names))


def city_workbook(city: City, tables: Sequence[PlainTable], as_of: date) -> bytes:
    """Write the city workbook: each table a sheet; what one cannot hold goes on on further sheets.

    Counties of the city that are not in the tables are named on every sheet.
    """
    buffer = BytesIO()
    book = new_book(buffer)
    presentation = Presentation()
    there = {row[0] for row in tables[0].rows}
    absent = "、".join(m.name for m in city.members if m.name not in there)
    kit = Kit(
        Styles(book),
        Places((), (), presentation),
        presentation,
        f"{city.name}政务公开",
        f"共{len(city.members)}个县　截至{day(as_of)}" + (f"　未汇入：{absent}" if absent else ""),
        Overflow(presentation.limits.text),
    )
    for plain in tables:
        table = _table(plain)
        for part in parts_of(table, presentation.limits):
            write_table(book.add_worksheet(part.sheet), part, table, kit)
    book.close()
    return buffer.getvalue()


def _table(plain: PlainTable) -> Table[Row]:
    columns: tuple[Column[Row], ...] = tuple(
        Column(c.heading, c.kind, c.width, itemgetter(at)) for at, c in enumerate(plain.columns)
    )
    return Table(plain.name, plain.title, columns, plain.rows, f"共{len(plain.rows)}行。", "各县均无此项内容。")

"""The county's sheets as rows alone, to be sent elsewhere and put together with those of others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipeline.county.columns import DATES, FRACTIONS, NUMBERS, Column, Kind, Table
from pipeline.county.facts import CountyFacts
from pipeline.county.frames import CountyTables
from pipeline.county.frames_overview import overview_table
from pipeline.form.officers.columns import OBLIGATION
from pipeline.model import County, Plan

_LEFT_OUT = frozenset({Kind.MARK, Kind.KEY, Kind.FILL, Kind.FILL_DATE})
"""What a single county's units or officers are for: no column of several counties."""
_PROSE = frozenset({Kind.PROSE, Kind.SOURCE})


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """A heading, what stands below it (no links), its width; ``names_obligation``: it holds obligations' ids."""

    heading: str
    kind: Kind
    width: float = field(compare=False)
    names_obligation: bool = False


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A sheet: its name and title, its columns, and the rows, as long as those; the last are ``totals``."""

    name: str
    title: str
    columns: tuple[PlainColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    totals: int = 0


@dataclass(frozen=True)
class PlainCounty:
    """What a county's workbook says, as data: the plan, the counts of 总览 by name, and its sheets."""

    name: str
    plan: Plan
    counts: dict[str, int]
    tables: tuple[PlainTable, ...]


def plain_county(county: County, name: str) -> PlainCounty:
    """Give the sheets of a county workbook as data, under the name by which the county is to be listed."""
    tables = CountyTables(CountyFacts(county))
    figures = overview_table(tables.figures).items
    numbers = {f"{f.group}|{f.name}": f.number for f in figures}
    counts = {name: int(number) for name, number in numbers.items() if number is not None and _is_count(number)}
    return PlainCounty(name, county.plan, counts, tuple(_plain(t) for t in (*tables.listed, *tables.turned)))


def _is_count(number: float) -> bool:
    return isinstance(number, int)  # what adds up; rates are fractions


def _plain(table: Table[Any]) -> PlainTable:
    kept = [at for at, c in enumerate(table.columns) if c.kind not in _LEFT_OUT]
    columns = tuple(_column(table.columns[at]) for at in kept)
    return PlainTable(table.name, table.title, columns, tuple(tuple(row[at] for at in kept) for row in table.rows))


def _column(column: Column[Any]) -> PlainColumn:
    kind = column.kind
    if kind in NUMBERS and kind is not Kind.DAYS_LEFT:
        kind = Kind.NUMBER
    elif kind in _PROSE:
        kind = Kind.PROSE
    elif kind not in NUMBERS | FRACTIONS | DATES | {Kind.SEVERITY, Kind.STATE}:
        kind = Kind.TEXT
    names_one = column.kind in (Kind.OBLIGATION, Kind.GROUP) or column.heading == OBLIGATION
    return PlainColumn(column.heading, kind, column.width, names_one)

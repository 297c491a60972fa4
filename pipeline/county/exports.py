"""The county's tables for other programs: 汇总台账 and all deviations as CSV or Parquet."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from pipeline.county.columns import FRACTIONS, NUMBERS, Column, Kind, Table, frame_of
from pipeline.county.facts import CountyFacts, CurrentDeviation
from pipeline.county.families import family_of
from pipeline.county.frames_deviations import deviation_columns, deviation_tables
from pipeline.county.frames_ledgers import merged_table
from pipeline.model import County

if TYPE_CHECKING:
    from datetime import date

DEVIATIONS = "偏差清单"
FORMATS = ("csv", "parquet")

_FORMULA_STARTS = tuple("=+-@\t\r\n")


class ExportError(Exception):
    """The tables cannot be written in this format here; the text says, in Chinese, what to do."""


def county_exports(county: County, form: str) -> Mapping[str, bytes]:
    """Write 汇总台账 and 偏差清单 in one of ``FORMATS``; give each file's content by its name.

    CSV is UTF-8 with a byte order mark, as Excel wants it; text that a spreadsheet would take for a formula has an
    apostrophe before it. Parquet holds the texts as they are, and needs pyarrow. The same county gives the same rows
    in the same order.

    Raises:
        ExportError: the format needs a package that is not installed.
    """
    check_format(form)
    facts = CountyFacts(county)
    write = _csv if form == "csv" else _parquet
    return {f"{table.name}.{form}": write(table) for table in (merged_table(facts), _deviations(facts))}


def check_format(form: str) -> None:
    """Raise ``ExportError`` where a format cannot be written here, before any work is done for it."""
    if form == "parquet" and find_spec("pyarrow") is None:
        raise ExportError(
            "输出 parquet 需要 pyarrow，请先安装：pip install 'taizhang[parquet]'；也可改用 --format csv。"
        )


def _deviations(facts: CountyFacts) -> Table[CurrentDeviation]:
    """Put the five tables of deviations one below the other, numbered through, with the sheet of each line."""
    number, *others = deviation_columns(facts)
    sheet: Column[CurrentDeviation] = Column("所在表", Kind.TEXT, 12, lambda c: family_of(c.deviation.code).sheet)
    those = [c for table in deviation_tables(facts) for c in table.items]
    return Table(DEVIATIONS, "", (number, sheet, *others), those, "", "")


def _csv(table: Table[Any]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([c.heading for c in table.columns])
    for row in table.rows:
        writer.writerow([_cell(column, value) for column, value in zip(table.columns, row, strict=True)])
    return buffer.getvalue().encode("utf-8-sig")


def _cell(column: Column[Any], value: object) -> object:
    if value is None:
        return ""
    if column.kind in NUMBERS or column.kind in FRACTIONS:
        return value
    if column.kind in (Kind.DATE, Kind.MOMENT):
        day: date = value  # type: ignore[assignment]  # what these kinds hold
        return day.isoformat()
    return neutral(str(value))


def neutral(text: str) -> str:
    """Give the text so that no spreadsheet takes it for a formula (full-width signs included)."""
    start = unicodedata.normalize("NFKC", text.lstrip()[:1])
    return f"'{text}" if start.startswith(_FORMULA_STARTS) or text.startswith(("\t", "\r", "\n")) else text


def _parquet(table: Table[Any]) -> bytes:
    buffer = io.BytesIO()
    frame: Any = frame_of(table)
    frame.to_parquet(buffer, engine="pyarrow", index=False)
    return buffer.getvalue()

"""The county's tables for other programs: 汇总台账 and all deviations as CSV or Parquet."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from pipeline.county.columns import FRACTIONS, NUMBERS, Column, Kind, Row, frame_of
from pipeline.county.facts import CountyFacts
from pipeline.county.families import family_of
from pipeline.county.frames_deviations import deviation_tables
from pipeline.county.frames_ledgers import MERGED, merged_table
from pipeline.county.text import clean
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
    merged = merged_table(facts)
    tables = {MERGED: (merged.columns, merged.rows), DEVIATIONS: _deviations(facts)}
    write = _csv if form == "csv" else _parquet
    return {f"{name}.{form}": write(columns, rows) for name, (columns, rows) in tables.items()}


def check_format(form: str) -> None:
    """Raise ``ExportError`` where a format cannot be written here, before any work is done for it."""
    if form == "parquet" and find_spec("pyarrow") is None:
        raise ExportError(
            "输出 parquet 需要 pyarrow，请先安装：pip install 'taizhang[parquet]'；也可改用 --format csv。"
        )


def _deviations(facts: CountyFacts) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Put the five tables of deviations one below the other, numbered through, with the sheet of each line."""
    tables = deviation_tables(facts)
    number, *others = tables[0].columns
    rows = [row for table in tables for row in table.rows]
    code = [c.heading for c in tables[0].columns].index("代码")
    return (
        (number, Column("所在表", Kind.TEXT, 12), *others),
        tuple((at, family_of(str(row[code])).sheet, *row[1:]) for at, row in enumerate(rows, 1)),
    )


def _csv(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([c.heading for c in columns])
    for row in rows:
        writer.writerow([_cell(column, value) for column, value in zip(columns, row, strict=True)])
    return buffer.getvalue().encode("utf-8-sig")


def _cell(column: Column, value: object) -> object:
    if value is None:
        return ""
    if column.kind in NUMBERS or column.kind in FRACTIONS:
        return value
    if column.kind in (Kind.DATE, Kind.MOMENT):
        day: date = value  # type: ignore[assignment]  # what these kinds hold
        return day.isoformat()
    return neutral(clean(str(value)))


def neutral(text: str) -> str:
    """Give the text so that no spreadsheet takes it for a formula (full-width signs included)."""
    start = unicodedata.normalize("NFKC", text.lstrip()[:1])
    return f"'{text}" if start.startswith(_FORMULA_STARTS) or text.startswith(("\t", "\r", "\n")) else text


def _parquet(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> bytes:
    buffer = io.BytesIO()
    frame: Any = frame_of(columns, rows)
    frame.to_parquet(buffer, engine="pyarrow", index=False)
    return buffer.getvalue()

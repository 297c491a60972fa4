"""超长内容: what is longer than a cell can hold goes on here, so that nothing is lost."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.county.columns import Column, Kind, Table
from pipeline.county.text import split

OVERFLOW = "超长内容"


class _Rest(NamedTuple):
    """A piece of what a cell could not hold."""

    cells: str
    text: str


_COLUMNS: tuple[Column[_Rest], ...] = (
    Column("序号", Kind.NUMBER, 6),
    Column("所在单元格", Kind.PROSE, 40, lambda r: r.cells),
    Column("续文", Kind.PROSE, 150, lambda r: r.text),
)


class Overflow:
    """Collects the rests of texts that were cut, each with the cells that it belongs to."""

    def __init__(self, limit: int) -> None:
        """Take the most characters that a cell can hold."""
        self._limit = limit
        self._cells: dict[str, list[str]] = {}

    def held(self, text: str, sheet: str, row: int, column: int) -> str:
        """Give what a cell holds of a text; what does not fit is kept for ``table``."""
        if len(text) <= self._limit:
            return text
        from xlsxwriter.utility import xl_rowcol_to_cell

        held, rest = split(text, self._limit, f"……（超过单元格容量，续文见“{OVERFLOW}”表）")
        self._cells.setdefault(rest, []).append(f"{sheet}!{xl_rowcol_to_cell(row, column)}")
        return held

    @property
    def table(self) -> Table[_Rest] | None:
        """The rests, each in as many lines as it takes; None where nothing was cut."""
        rests = [
            _Rest("、".join(cells)[: self._limit], rest[start : start + self._limit])
            for rest, cells in self._cells.items()
            for start in range(0, len(rest), self._limit)
        ]
        if not rests:
            return None
        words = "下列内容超过单个单元格的容量，接在所列单元格之后；一处内容有几行的，依次相接。"
        return Table(OVERFLOW, "超长内容续文", _COLUMNS, rests, words, "")

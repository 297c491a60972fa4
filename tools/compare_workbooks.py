"""Compare workbooks cell for cell: `python -m tools.compare_workbooks BEFORE AFTER` (files, or folders of them).

What differs from run to run by nature is put on one form first: dates and times of day, paths of this machine, and
check sums of files (an encrypted file has another each time), which are numbered in the order of their appearance.
Says each difference, and ends with 1 where there is one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from pipeline.model.cells import address

_TIME = re.compile(r"\d{4}[-年]\d{1,2}[-月]\d{1,2}日?|\d{1,2}[:时]\d{2}分?")
_PATH = re.compile(r"(?:/[\w.+-]+){2,}/")
_SUM = re.compile(r"[0-9a-f]{64}|(?<=HZ\d{4}-)[0-9A-F]{8}")
_MOST_SHOWN = 40


class Reader:
    """Reads the cells of one workbook as they are compared."""

    def __init__(self) -> None:
        self._sums: dict[str, str] = {}

    def shown(self, cell: Any) -> tuple[object, ...]:
        """What a reader sees of a cell: its value, its number format, its look, where it leads."""
        link = cell.hyperlink
        leads = (self._even(link.target or ""), link.location) if link else None
        return (self._even(cell.value), cell.number_format, cell.font.b, cell.fill.fgColor.rgb, leads)

    def _even(self, value: object) -> object:
        if isinstance(value, datetime | date):
            return type(value).__name__
        if not isinstance(value, str):
            return value
        text = _SUM.sub(lambda found: self._sums.setdefault(found[0], f"〈sum {len(self._sums)}〉"), value)
        return _PATH.sub("/…/", _TIME.sub("〈time〉", text))


def differences(before: Path, after: Path) -> Iterator[str]:
    """Give each cell that is not the same in both workbooks, and each sheet that is in one alone."""
    one, other = (openpyxl.load_workbook(path) for path in (before, after))
    reading, rereading = Reader(), Reader()
    if one.sheetnames != other.sheetnames:
        yield f"sheets: {one.sheetnames} / {other.sheetnames}"
    for name in one.sheetnames:
        if name not in other.sheetnames:
            continue
        first, second = one[name], other[name]
        for row in range(1, max(first.max_row, second.max_row) + 1):
            for column in range(1, max(first.max_column, second.max_column) + 1):
                was, now = reading.shown(first.cell(row, column)), rereading.shown(second.cell(row, column))
                if was != now:
                    yield f"{name}!{address(row, column)}: {was} / {now}"
        if sorted(map(str, first.merged_cells.ranges)) != sorted(map(str, second.merged_cells.ranges)):
            yield f"{name}: merged cells"
        for what in ("freeze_panes", "print_area", "print_title_rows"):
            if getattr(first, what) != getattr(second, what):
                yield f"{name}: {what} {getattr(first, what)} / {getattr(second, what)}"
        widths = [{k: (round(v.width, 2), v.hidden) for k, v in s.column_dimensions.items()} for s in (first, second)]
        if widths[0] != widths[1]:
            yield f"{name}: widths {widths[0]} / {widths[1]}"
        heights = [{k: v.height for k, v in s.row_dimensions.items()} for s in (first, second)]
        if heights[0] != heights[1]:
            yield f"{name}: heights"


def _pairs(before: Path, after: Path) -> Iterator[tuple[Path, Path]]:
    if before.is_file():
        yield before, after
        return
    for path in sorted(before.rglob("*.xlsx")):
        yield path, after / path.relative_to(before)


def main(before: str, after: str) -> int:
    """Compare two workbooks, or all those of two folders that bear the same name."""
    found = books = 0
    for one, other in _pairs(Path(before), Path(after)):
        books += 1
        if not other.exists():
            print(f"{one.name}: only before")
            found += 1
            continue
        for difference in differences(one, other):
            found += 1
            if found <= _MOST_SHOWN:
                print(f"{one.name}: {difference}")
    print(f"{books} workbooks, {found} differences")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""Small workbooks from tables drawn in the tests.

A table is drawn with ``|``: ``^`` continues the merged cell above, ``<`` the one to the left, an empty place is a
blank cell. Lines without ``|`` are rows with one cell; an empty line is a blank row.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from pipeline.form.files import read_file
from pipeline.model import Entry, Field, FileRead, Ledger

HEADER = "序号 | 工作任务 | 工作举措 | 时限要求 | 单位分管领导 | 责任科室"
DATA = Path(__file__).parents[1] / "data"
Grid = list[list[Any]]
Merge = tuple[int, int, int, int]


def drawn(table: str) -> tuple[Grid, list[Merge]]:
    """Give the grid and the merged areas (top, left, bottom, right; 0-based) of a drawn table."""
    rows = [[c.strip() for c in line.split("|")] for line in table.removeprefix("\n").removesuffix("\n").split("\n")]
    merges: list[Merge] = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in ("^", "<"):
                continue
            right = c
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            bottom = r
            while bottom + 1 < len(rows) and c < len(rows[bottom + 1]) and rows[bottom + 1][c] == "^":
                bottom += 1
            if (bottom, right) != (r, c):
                merges.append((r, c, bottom, right))
    grid: Grid = [[_typed(t) for t in row] for row in rows]
    return grid, merges


def _typed(text: str) -> Any:
    if text in ("^", "<"):
        return ""
    text = text.replace("\\n", "\n")
    return int(text) if text.isascii() and text.isdigit() and (text == "0" or text[0] != "0") else text


def book(*tables: str, names: Sequence[str] = (), tune: Callable[[Any, Any], None] | None = None) -> bytes:
    """Write drawn tables as the sheets of an xlsx. ``tune(workbook, first sheet)`` may change it further."""
    sheets = [drawn(t) for t in tables]
    return written(
        [(names[i] if names else f"Sheet{i + 1}", grid, merges) for i, (grid, merges) in enumerate(sheets)], tune
    )


def written(sheets: Iterable[tuple[str, Grid, list[Merge]]], tune: Callable[[Any, Any], None] | None = None) -> bytes:
    """Write grids and merged areas as an xlsx."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    border = workbook.add_format({"border": 1, "text_wrap": True})
    first = None
    for name, grid, merges in sheets:
        sheet = workbook.add_worksheet(name)
        first = first or sheet
        tops = {(top, left): (bottom, right) for top, left, bottom, right in merges}
        covered = {(r, c) for t, left, b, right in merges for r in range(t, b + 1) for c in range(left, right + 1)}
        for r, row in enumerate(grid):
            for c, value in enumerate(row):
                if (r, c) in tops:
                    sheet.merge_range(r, c, *tops[r, c], value, border)
                elif (r, c) not in covered and value != "":
                    sheet.write(r, c, value, border)
                elif (r, c) not in covered:
                    sheet.write_blank(r, c, None, border)
    if tune:
        tune(workbook, first)
    workbook.close()
    return out.getvalue()


def read(*tables: str, **options: Any) -> Ledger:
    """Write drawn tables, read them back, and give the only ledger."""
    result = read_file(book(*tables, **options), "台账.xlsx")
    assert result.failure is None, result.failure
    (ledger,) = result.ledgers
    return ledger


def unread(*tables: str) -> list[tuple[str, str]]:
    """Write drawn tables and read them back: the ranges that are unread, each with the reason."""
    return [(u.range, u.reason) for u in read_file(book(*tables), "台账.xlsx").unread]


def brief(entry: Entry) -> str:
    """One entry as a line: its row and its six texts."""
    return f"{entry.row}: " + " | ".join(entry.value(f).text for f in Field).rstrip()


def briefs(ledger: Ledger) -> list[str]:
    """The entries of a ledger as lines."""
    return [" ".join(brief(e).split()) for e in ledger.entries]


def texts(entries: Iterable[Entry]) -> list[tuple[str, ...]]:
    """The six texts of each entry."""
    return [tuple(e.value(f).text for f in Field) for e in entries]


def sample_files() -> list[Path]:
    """All labelled sample ledgers."""
    files = sorted((DATA / "ledgers").glob("*.json")) + sorted((DATA / "ledgers-b").glob("*.json"))
    assert len(files) == 16
    return files


def sample(path: Path) -> dict[str, Any]:
    """One labelled sample ledger."""
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def sample_entries(ledger: dict[str, Any]) -> list[tuple[str, ...]]:
    """The six texts of each entry that a sample ledger means, null being the same as above."""
    entries = []
    for number, task in enumerate(ledger["tasks"], 1):
        leader = section = ""
        for m in task["measures"]:
            leader = leader if m["leader"] is None else m["leader"]
            section = section if m["section"] is None else m["section"]
            entries.append((str(number), task["task"], m["measure"], m["deadline"], leader, section))
    return entries


def sample_grid(ledger: dict[str, Any], *, merged: bool = True) -> tuple[Grid, list[Merge]]:
    """A sample ledger as rows of six values with its merged areas, header not included.

    Unmerged, what is the same as above is left blank.
    """
    grid: Grid = []
    merges: list[Merge] = []
    for number, task in enumerate(ledger["tasks"], 1):
        top, count = len(grid), len(task["measures"])
        for i, m in enumerate(task["measures"]):
            head = [number, task["task"]] if i == 0 else ["", ""]
            grid.append([*head, m["measure"], m["deadline"], m["leader"] or "", m["section"] or ""])
        if count > 1:
            merges += [(top, c, top + count - 1, c) for c in (0, 1)]
        for c, key in ((4, "leader"), (5, "section")):
            start = 0
            for i in range(1, count + 1):
                if i == count or task["measures"][i][key] is not None:
                    if i - start > 1:
                        merges.append((top + start, c, top + i - 1, c))
                    start = i
    return grid, merges if merged else []


def failure_kind(result: FileRead) -> str:
    """The kind of a failure, with both sentences checked to be there and no ledger beside it."""
    assert result.failure is not None
    assert result.failure.message.endswith(("。", "）"))
    assert result.failure.advice.endswith("。")
    assert not result.ledgers
    return result.failure.kind

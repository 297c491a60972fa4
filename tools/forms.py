"""A labelled ledger as the workbook that its clerk would have sent: the plain 附件3 form with merged cells."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

HEADINGS = ("序号", "工作任务", "工作举措", "时限要求", "单位分管领导", "责任科室")


def form_workbook(path: Path) -> bytes:
    """Write one labelled ledger (its JSON file) as .xlsx; null means merged with the cell above."""
    from xlsxwriter import Workbook

    raw = json.loads(path.read_text(encoding="utf-8"))
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("台账")
        sheet.merge_range(0, 0, 0, 5, raw["title"])
        for column, heading in enumerate(HEADINGS):
            sheet.write_string(2, column, heading)
        row = 3
        for number, task in enumerate(raw["tasks"], 1):
            measures = task["measures"]
            last = row + len(measures) - 1
            _span(sheet, row, last, 0, str(number))
            _span(sheet, row, last, 1, task["task"])
            for offset, measure in enumerate(measures):
                _text(sheet, row + offset, 2, measure["measure"])
                _text(sheet, row + offset, 3, measure["deadline"])
            for column, field in ((4, "leader"), (5, "section")):
                for first, end, text in _runs([m[field] for m in measures]):
                    _span(sheet, row + first, row + end, column, text)
            row = last + 1
    return buffer.getvalue()


def _runs(values: list[str | None]) -> list[tuple[int, int, str]]:
    runs: list[tuple[int, int, str]] = []
    for place, value in enumerate(values):
        if value is None and runs:
            runs[-1] = (runs[-1][0], place, runs[-1][2])
        else:
            runs.append((place, place, value or ""))
    return runs


def _span(sheet: Any, first: int, last: int, column: int, text: str) -> None:
    if last > first:
        sheet.merge_range(first, column, last, column, text)
    else:
        _text(sheet, first, column, text)


def _text(sheet: Any, row: int, column: int, text: str) -> None:
    if text:
        sheet.write_string(row, column, text)

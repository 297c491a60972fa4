"""The workbook of doubts: one sheet that an officer fills in and gives back."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.office.workbooks import read_workbook
from pipeline.plan.official.doubts import Doubt, DoubtKind

DOUBTS_FILE: Final = "待确认事项.xlsx"
SHEET: Final = "待确认事项"
_COLUMNS: Final = (
    ("序号", 6),
    ("必答", 7),
    ("类别", 11),
    ("方案原文", 34),
    ("出处", 24),
    ("答复前暂按", 34),
    ("答复（请填写）", 34),
    ("怎样填写", 44),
    ("键", 14),
)
_LINE: Final = 18
"""Points that a line of text takes."""
_KIND, _ANSWER, _KEY = "类别", "答复（请填写）", "键"


def doubts_workbook(doubts: Sequence[Doubt], folder: str, title: str) -> bytes:
    """Write the workbook. The column 键 is hidden; it says which doubt a line answers."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    plain = {"font_name": "宋体", "font_size": 11, "text_wrap": True, "valign": "vcenter", "border": 1}
    head, cell = book.add_format({**plain, "bold": True, "bg_color": "#D9E1F2"}), book.add_format(plain)
    fill = book.add_format({**plain, "bg_color": "#FFF2CC"})
    big = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"})
    sheet.merge_range(0, 0, 0, len(_COLUMNS) - 2, f"{title}待确认事项", big)
    musts = sum(doubt.must for doubt in doubts)
    told = (
        f"共{len(doubts)}项，其中必答{musts}项。请在黄色一栏填写后保存，运行："
        f"taizhang rules import --answers {Path(folder) / DOUBTS_FILE}。"
        "未答复的，按“答复前暂按”一栏使用，不影响方案启用。"
    )
    sheet.merge_range(1, 0, 1, len(_COLUMNS) - 2, told, cell)
    sheet.set_row(0, 30)
    sheet.set_row(1, 34)
    for i, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(i, i, width, None, {"hidden": name == _KEY})
        sheet.write_string(2, i, name, head)
    for row, doubt in enumerate(doubts, 3):
        texts = (
            str(row - 2),
            "必答" if doubt.must else "可选",
            doubt.kind.value,
            doubt.printed,
            doubt.where,
            doubt.taken,
            "",
            doubt.how,
            doubt.key,
        )
        for i, text in enumerate(texts):
            sheet.write_string(row, i, text, fill if _COLUMNS[i][0] == _ANSWER else cell)
        # Not every program makes a row as tall as its text needs when it opens the file.
        sheet.set_row(row, _LINE * max(-(-2 * len(text) // (width - 2)) for text, (_, width) in _shown(texts)))
    sheet.freeze_panes(3, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _shown(texts: Sequence[str]) -> Iterator[tuple[str, tuple[str, int]]]:
    return ((text or "　", column) for text, column in zip(texts, _COLUMNS, strict=True) if column[0] != _KEY)


@dataclass(frozen=True, slots=True)
class Answers:
    """The doubts of a workbook, and what the officer filled in, by (kind, key)."""

    doubts: tuple[Doubt, ...]
    given: dict[tuple[str, str], str]

    def open(self, taken: Collection[tuple[str, str]]) -> tuple[Doubt, ...]:
        """List the doubts that stay when some answers have been taken up."""
        return tuple(doubt for doubt in self.doubts if (doubt.kind.value, doubt.key) not in taken)


def read_answers(data: bytes, name: str) -> Answers | None:
    """Read what the officer filled in; None where the workbook is none of these.

    Raises UnreadableError where it cannot be read.
    """
    wanted = [head for head, _ in _COLUMNS]
    for sheet in read_workbook(data, name).sheets:
        for number in range(1, min(len(sheet.rows), 10) + 1):
            heads = {sheet.text(number, column).strip(): column for column in range(1, sheet.width + 1)}
            if {_KIND, _ANSWER, _KEY} <= heads.keys():
                rows = range(number + 1, len(sheet.rows) + 1)
                lines = [{h: sheet.text(r, heads[h]).strip() if h in heads else "" for h in wanted} for r in rows]
                return _answers([line for line in lines if line[_KEY] and line[_KIND] in set(DoubtKind)])
    return None


def _answers(lines: Sequence[dict[str, str]]) -> Answers:
    doubts = tuple(
        Doubt(
            DoubtKind(line[_KIND]),
            line[_KEY],
            line["必答"] == "必答",
            line["方案原文"],
            line["出处"],
            line["答复前暂按"],
            line["怎样填写"],
        )
        for line in lines
    )
    return Answers(doubts, {(line[_KIND], line[_KEY]): line[_ANSWER] for line in lines if line[_ANSWER]})

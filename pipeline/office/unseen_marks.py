"""Marks in .xls and .ods that are not read: the sender is told where such a file holds any."""

from __future__ import annotations

from typing import Final

from pipeline.model import ReadingNote

STRIKES: Final = "删除线"
COMMENTS: Final = "批注"
_READ_AS: Final = {STRIKES: "划去的文字按没有划去读取", COMMENTS: "批注不读取"}


def told(marks: set[str], ending: str) -> list[ReadingNote]:
    """Say which marks a file of a format holds that are not looked at; nothing where it holds none."""
    if not marks:
        return []
    found = [mark for mark in _READ_AS if mark in marks]
    remedy = "如有划去不用的内容，请直接删去；也可以" if STRIKES in marks else "需要读取的，可以"
    text = (
        f"本文件是.{ending}格式，其中的{'、'.join(found)}不能识别：{'，'.join(_READ_AS[m] for m in found)}。"
        f"{remedy}另存为.xlsx格式后重新报送。"
    )
    return [ReadingNote("marks_unseen", text)]

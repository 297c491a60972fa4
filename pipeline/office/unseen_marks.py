"""Marks in .xls and .ods that are not read: the sender is told where such a file holds any."""

from __future__ import annotations

from typing import Final

from pipeline.model import ReadingNote

STRIKES: Final = "删除线"
COMMENTS: Final = "批注"
_REMEDIES: Final = {
    STRIKES: "划了删除线的文字仍按有效内容读取，不用的请直接删去",
    COMMENTS: "批注没有读取，属于台账内容的请写进单元格",
}
"""What became of each kind of mark, and what to do."""


def told(marks: set[str], ending: str) -> list[ReadingNote]:
    """Say which marks a file of a format holds that are not looked at; nothing where it holds none."""
    if not marks:
        return []
    found = [mark for mark in _REMEDIES if mark in marks]
    text = (
        f"本文件是.{ending}格式，其中的{'、'.join(found)}不能识别：{'；'.join(_REMEDIES[m] for m in found)}。"
        "也可以另存为.xlsx格式后重新报送。"
    )
    return [ReadingNote("marks_unseen", text)]

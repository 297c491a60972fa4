"""Marks in .xls and .ods that are not read: the sender is told where such a file holds any."""

from __future__ import annotations

import re
import struct
from typing import Final

from pipeline.model import ReadingNote

STRIKES: Final = "删除线"
COMMENTS: Final = "批注"
FORMATS: Final = "带文字的数字格式"
_REMEDIES: Final = {
    STRIKES: "划了删除线的文字仍按有效内容读取，不用的请直接删去",
    COMMENTS: "批注没有读取，属于台账内容的请写进单元格",
    FORMATS: "数字只读取数值，请把单位一并写进单元格，例如“20个工作日内”",
}
"""What became of each kind of mark, and what to do."""
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
_STRUCK: Final = 0x0008
_WIDE: Final = 0x01


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


def font_is_struck(record: bytes) -> bool:
    """Say whether a FONT record of an .xls strikes its text out."""
    return len(record) >= 4 and bool(struct.unpack_from("<H", record, 2)[0] & _STRUCK)


def format_speaks(record: bytes) -> bool:
    """Say whether a FORMAT record of an .xls adds Chinese words to a number; a whole date shows as it is read."""
    if len(record) < 5:
        return False
    length, flags = struct.unpack_from("<HB", record, 2)
    encoding, size = ("utf-16-le", 2 * length) if flags & _WIDE else ("latin-1", length)
    return speaks(record[5 : 5 + size].decode(encoding, "replace"))


def speaks(code: str) -> bool:
    """Say whether a format code shows words that the value does not hold."""
    return bool(_CHINESE.search(code)) and not {"y", "m", "d"} <= set(code.casefold())

"""Which row of the ledger is meant by 已含于第__行, or why none can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.judging.matching.text import normalise
from pipeline.model import Application, Ledger
from pipeline.office.second_look import STRUCK
from pipeline.office.sheets import Sheet

ROW_NUMBER: Final = "Excel窗口左侧的行号，不是“序号”栏的数"
_ROW: Final = re.compile(r"第?\s*(\d{1,5})\s*(?:[、,和及至~-]\s*\d{1,5}\s*)*行")
_NO: Final = re.compile(r"序号(?:为|是|栏|:|第|\"|')*(\d{1,4})|(?<![\])])第(\d{1,4})(?:号|个)(?!文|令|公告|通知)")
_BARE: Final = re.compile(r"\d{1,5}")


def held_row(application: Application, ledger: Ledger, sheet: Sheet) -> tuple[int, str]:
    """Give the row that is said to hold the task, or 0 and why there is none.

    A number with 行 is a row of ``sheet``, the ledger's; one with 序号 is what stands in that column. A bare number
    in the answer itself is a row. A row above the first one can only be a number of 序号.
    """
    entries = [e for e in ledger.entries if e.sheet == ledger.sheet and e.measure.text.strip()]
    rows = {e.row for e in entries}
    why = f"没有写明含于台账哪一行，请填写{ROW_NUMBER}"
    for number, by_no in reversed(list(_numbers(application))):
        numbered = {e.row for e in entries if _is(e.no.text, number)}
        if by_no or number <= ledger.header_row:
            if len(numbered) == 1:
                return next(iter(numbered)), ""
            why = f"台账中没有唯一一行的序号是“{number}”，请填写{ROW_NUMBER}"
        elif number in rows:
            return number, ""
        else:
            why = _why_not(number, sheet)
    return 0, why


def _numbers(application: Application) -> Iterator[tuple[int, bool]]:
    """Yield the numbers named, the least telling first, with whether each is one of 序号."""
    choice = normalise(application.choice.text)
    # What is said beside an answer that names its row may speak of any number: of a document, of a meeting.
    texts = (choice,) if any(c.isdigit() for c in choice) else (normalise(application.reason.text), choice)
    for text in texts:
        bare = _BARE.findall(text) if text == choice else []
        if len(bare) == 1:
            yield int(bare[0]), False
        yield from reversed([(int(found[1]), False) for found in _ROW.finditer(text)])
        yield from reversed([(int(found[1] or found[2]), True) for found in _NO.finditer(text)])


def _is(text: str, number: int) -> bool:
    found = _BARE.fullmatch(normalise(text).removesuffix(".0").strip("()., "))
    return found is not None and int(found[0]) == number


def _why_not(row: int, sheet: Sheet) -> str:
    columns = range(1, sheet.width + 1)
    if any(sheet.text(row, column).strip() for column in columns):
        return f"所写的台账第{row}行没有工作举措，不能算作已含"
    if any(sheet.gone.get((row, column), ("", ""))[1] == STRUCK for column in columns):
        return f"所写的台账第{row}行已划删除线，不能算作已含；如系误划，取消删除线即可"
    return f"所写的台账第{row}行没有内容"

"""S08: something stands in the file that was not read and may be meant as part of the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.arrival_case import ArrivalCase
from pipeline.judging.checks.check import Check, Finding, Place, Scope
from pipeline.judging.checks.s05_not_the_form import unnamed_columns
from pipeline.judging.checks.wording import excerpt
from pipeline.judging.substance.put_off import remark_puts_off
from pipeline.model import Severity, Unread

_QUOTED = 30
_REMEDY = "属于台账内容的，请移入表格的相应栏目后重新报送；不属于的，无需处理，也可以删去。"


def _taken_back(case: ArrivalCase, unread: Unread) -> str:
    """Say what to do about a remark beside a measure that takes it back; "" where it does not."""
    if case.ledger is None or not remark_puts_off(unread.text):
        return ""
    row = int("".join(filter(str.isdigit, unread.range.partition(":")[0])) or 0)
    beside = [e for e in case.ledger.entries if e.sheet == unread.sheet and e.row == row and e.measure.text.strip()]
    if not beside:
        return ""
    cell = beside[0].measure.cell
    return (
        f"这段文字与同行{cell}所写的举措像是相互矛盾：确不开展的，请把{cell}改写为不开展的理由，由汇总单位核定；"
        f"仍要开展的，请删去这段文字。请勿把两段文字都留在{cell}。"
    )


def find(case: ArrivalCase) -> Iterator[Finding]:
    """Yield each unread range that the sender is to be asked about."""
    if case.file.failure is not None:
        return
    told = unnamed_columns(case.file, case.ledger).values() if case.ledger is not None else ()  # S05
    for unread in case.file.unread_beside(case.ledger):
        if not unread.asks or unread in told:
            continue
        where = f"工作表“{unread.sheet}”" + (f"{unread.range}" if unread.range else "")
        said = f"“{excerpt(unread.text, _QUOTED)}”" if unread.text.strip() else "的内容"
        yield Finding(
            place=Place(where, unread.sheet, unread.range.partition(":")[0] or None),
            words={
                "content": said,
                "reason": unread.reason,
                "remedy": unread.remedy or _taken_back(case, unread) or _REMEDY,
            },
            content=unread.text,
            subject=f"{unread.sheet}|{unread.reason}|{unread.text}",
        )


CHECK = Check(
    code="S08",
    title="有未读取的内容",
    severity=Severity.WARNING,
    scope=Scope.ARRIVAL,
    meaning="文件中有内容没有计入台账，而可能是要报送的：表格旁边、下方的文字，没有栏名的列，批注、文本框、页眉，看不见的文字；"
    "或者有两张表都可能是台账，只校验了其中一张。",
    sentence_template="{content}未计入台账（{reason}）。",
    advice_template="{remedy}",
    example="工作表“台账”G32：“9月底前”未计入台账（表格以外的内容）。",
    find=find,
)

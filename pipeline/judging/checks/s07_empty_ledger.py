"""S07: the form is there, but no task stands in it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Place, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Field, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield once; an empty form gets this one message instead of a list of all that is missing."""
    ledger = case.ledger
    formless = {Field.TASK, Field.MEASURE} <= set(ledger.missing_columns)  # S05 has said so
    owed = [o for o in case.binding if o.id not in case.excused]
    excused = bool(case.binding) and not owed  # an empty form is what a nil return means
    if case.is_empty and not formless and not excused:
        yield Finding(
            place=Place(f"工作表“{ledger.sheet}”", ledger.sheet, f"A{max(ledger.header_row, 1)}"),
            subject="empty",
            words={"count": f"本单位至少应落实{len(owed)}项任务，" if owed else ""},
        )


CHECK = Check(
    code="S07",
    title="空台账",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="表式无误，但一项工作任务和工作举措也没有填写。此时不再逐项列出漏项。",
    sentence_template="台账中没有填写任何工作任务和工作举措。",
    advice_template="{count}请对照{annexes}逐项填写工作任务、工作举措、时限要求、单位分管领导和责任科室后重新报送；"
    "回执“缺失任务”表列有本单位应落实的任务，可以在该表中直接填写，无需复制。",
    example="工作表“台账”：台账中没有填写任何工作任务和工作举措。",
    find=find,
)

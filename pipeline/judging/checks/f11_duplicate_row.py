"""F11: a row says the same as one before it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.wording import at_field
from pipeline.model import Field, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each row whose task and measure stand in an earlier row already."""
    for row in case.rows:
        if row.twin is not None:
            yield Finding(
                place=at_field(row.entry, Field.MEASURE),
                words={"row": str(row.twin.row)},
                content=row.entry.measure.text,
            )


CHECK = Check(
    code="F11",
    title="重复行",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="工作任务和工作举措都与前面的某一行相同。重复的行不再重复报其他内容类偏差。",
    sentence_template="工作任务和工作举措与第{row}行重复。",
    advice_template="请保留一行，删去重复的行；两行的时限、科室不同的，请合并填写，或写明各自不同的举措。",
    example="工作表“台账”C11单元格（工作任务“加强公开平台建设”）：工作任务和工作举措与第8行重复。",
    find=find,
)

"""T01: the ledger's date is later than the plan's."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.judged_limits import faults
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each such obligation at the entry with the earliest of the late dates."""
    yield from faults(case, "T01")


CHECK = Check(
    code="T01",
    title="时限晚于要求",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="方案规定了完成日期，而台账中最早的日期仍晚于该日期。同一任务的各行合并判断，有一行符合即可。已核定延期的，按延期后的日期判断。",
    sentence_template="时限“{content}”晚于要求。{rule}。",
    advice_template="{so}请将时限调整为“{suggestion}”或更早。",
    example="工作表“台账”D12单元格（工作任务“规范开展政府信息公开”）：时限“2月底前”晚于要求。方案对{carried}第9项“对没有标明公开属性的文件逐件认定”的时限要求为“年底前”：须于20XX年12月31日前完成，台账“2月底前”为次年2月28日。",
    find=find,
)

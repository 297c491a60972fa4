"""T05: the plan is definite, the ledger is not."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.judged_limits import faults
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each such obligation at the first entry that says something about time."""
    yield from faults(case, "T05")


CHECK = Check(
    code="T05",
    title="时限不明确",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="方案规定了明确的日期、频次、天数或最低期限，而台账只写“长期坚持”“及时”“按要求”等，举措中也没有写明时间。",
    sentence_template="时限“{content}”不明确。{rule}。",
    advice_template="请写明具体的日期、频次或天数，例如“{suggestion}”。",
    example="工作表“台账”D12单元格（工作任务“规范开展政府信息公开”）：时限“及时”不明确。方案对{carried}第9项“对没有标明公开属性的文件逐件认定”的时限要求为“年底前”：台账“及时”没有写明最迟在哪一天完成。",
    find=find,
)

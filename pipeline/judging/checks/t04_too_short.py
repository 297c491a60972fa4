"""T04: a period that must last some days at least is shorter."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.judged_limits import faults
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each such obligation at the entry with the longest period, which comes nearest to what is asked."""
    yield from faults(case, "T04")


CHECK = Check(
    code="T04",
    title="短于最低期限",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="方案规定了最低期限（如征求意见不少于30日），而台账写的期限更短。天数写在“时限要求”或“工作举措”栏均可。",
    sentence_template="期限“{content}”短于最低期限。{rule}。",
    advice_template="{so}请将期限调整为“{suggestion}”。",
    example="工作表“台账”D9单元格（工作任务“推进行政决策公开透明”）：期限“征求意见20日”短于最低期限。方案对{carried}第11项“就决策草案征求社会意见”的时限要求为“征求意见期限不少于30日”：至少30日，台账“征求意见20日”为20日。",
    find=find,
)

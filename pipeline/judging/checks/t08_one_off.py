"""T08: a standing obligation has only dates that pass."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.judged_limits import faults
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each such obligation at the first entry with a date."""
    yield from faults(case, "T08")


CHECK = Check(
    code="T08",
    title="长期任务只列一次性时限",
    severity=Severity.NOTICE,
    scope=Scope.LEDGER,
    meaning="方案要求长期坚持、动态调整的任务，台账只列了一次性日期。写有频次、天数或“长期坚持”等字样的，不在此列。",
    sentence_template="长期任务只列了一次性时限“{content}”。{rule}。",
    advice_template="{so}本年度内的完成日期可以保留，请同时写明长期安排，例如“{suggestion}”。",
    example="工作表“台账”D12单元格（工作任务“规范开展政府信息公开”）：长期任务只列了一次性时限“6月底前”。方案对{carried}第12项“在起草文件时同步认定公开属性”的时限要求为“长期坚持”：台账“6月底前”到期即止，没有写明长期安排。",
    find=find,
)

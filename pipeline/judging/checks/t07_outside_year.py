"""T07: a date lies outside the plan's year."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.judged_limits import faults
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each such obligation at the first entry with a date of another year."""
    yield from faults(case, "T07")


CHECK = Check(
    code="T07",
    title="超出计划年度",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="台账中的日期不在方案年度之内，且未按“时限晚于要求”报告。常见于照抄上一年台账或年份笔误。",
    sentence_template="时限“{content}”不在{year}年度内。{rule}。",
    advice_template="{so}请核对年份，例如改为“{suggestion}”。",
    example="工作表“台账”D12单元格（工作任务“规范开展政府信息公开”）：时限“上年12月31日前”不在20XX年度内。方案对{carried}第9项“对没有标明公开属性的文件逐件认定”的时限要求为“年底前”：台账“上年12月31日前”早于方案年度，不能作为今年举措的完成时限。",
    find=find,
)

"""T06: something stands in the cell, but nothing about time."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.judged_limits import faults
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each such obligation at the first entry whose cell says nothing about time."""
    yield from faults(case, "T06")


CHECK = Check(
    code="T06",
    title="时限栏无时间内容",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="“时限要求”栏不是空白，但写的不是时间（如“无”“/”“见附件”、文号、人名）。只报本项，不再报时限不明确。",
    sentence_template="“时限要求”填写的“{content}”没有时间内容。",
    advice_template="{so}请改填完成日期、频次或天数，例如“{suggestion}”。{rule}。",
    example="工作表“台账”D12单元格（工作任务“规范开展政府信息公开”）：“时限要求”填写的“见附件”没有时间内容。",
    find=find,
)

"""F05: no section is named."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.blank_cells import blank_cells
from pipeline.judging.checks.cases import LedgerCase
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.model import Field, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each blank 责任科室 cell."""
    for _, finding in blank_cells(case, Field.SECTION):
        yield finding


CHECK = Check(
    code="F05",
    title="缺责任科室",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="“责任科室”栏空白。多行由同一科室负责的，可合并单元格，不算空白。",
    basis="方案七“要明确责任主体和时限要求”",
    sentence_template="“责任科室”未填写。",
    advice_template="请填写具体负责的科室名称，例如“办公室”；多行由同一科室负责的，可合并单元格。",
    example="工作表“台账”F12单元格（工作任务“规范开展政府信息公开”）：“责任科室”未填写。",
    find=find,
)

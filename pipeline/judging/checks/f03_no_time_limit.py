"""F03: no time limit is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.judging.checks.blank_cells import blank_cells
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.suggestions import limit_for
from pipeline.model import Field, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each blank time limit, with the plan's own words as a suggestion where one obligation gives them."""
    for row, finding in blank_cells(case, Field.TIME_LIMIT):
        yield replace(finding, suggestion=limit_for(case, row))


CHECK = Check(
    code="F03",
    title="缺时限要求",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="“时限要求”栏空白，备注栏、分节标题和表头上方的说明中也没有写明时限。空白的时限只报本项，"
    "不再报时限类（T）偏差。",
    sentence_template="“时限要求”未填写。",
    advice_template="请对照方案填写明确的时限，例如“12月底前”“每季度”“信息形成之日起20个工作日内”；方案要求长期坚持的，填写“长期坚持”。",
    example="工作表“台账”D12单元格（工作任务“规范开展政府信息公开”）：“时限要求”未填写。",
    find=find,
)

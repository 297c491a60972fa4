"""F03: no time limit is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.judging.checks.blank_cells import blank_cells
from pipeline.judging.checks.cases import LedgerCase
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.suggestions import is_fit
from pipeline.judging.checks.wording import limit_of
from pipeline.model import Field, Obligation, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each blank time limit, with the plan's own words as a suggestion where one obligation gives them."""
    for row, finding in blank_cells(case, Field.TIME_LIMIT):
        met = [case.plan.by_id[m.obligation] for m in row.match.certain if m.obligation in case.plan.by_id]
        yield replace(finding, suggestion=_suggestion(case, met))


def _suggestion(case: LedgerCase, met: Sequence[Obligation]) -> str:
    """Give the plan's own words: of several obligations those that satisfy them all, together if need be."""
    limits = list(dict.fromkeys(limit for o in met if (limit := limit_of(o))))
    if len(limits) < 2:
        return "".join(limits)
    texts = (
        text for text in (*limits, "；".join(limits)) if all(is_fit(text, case.required(o), case.here) for o in met)
    )
    return next(texts, "")


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

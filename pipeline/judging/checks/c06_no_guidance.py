"""C06: the leader of a matter for the whole county says nothing of guiding, urging or supervising others."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import EntryRow, LedgerCase
from pipeline.judging.checks.wording import at_field, blank, named
from pipeline.judging.matching.text import normalise
from pipeline.model import Field, Role, Severity

GUIDANCE = (
    "指导", "督促", "监督", "检查", "督导", "督查", "督办", "抽查", "巡查", "核查", "通报", "考核", "调度",
    "统筹", "协调", "推动", "培训", "提醒", "约谈", "辅导", "催办",
)  # fmt: skip
"""Words with which ledgers speak of work upon others; plans use the first four and 统筹."""


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each matter that the unit leads and covers by its own disclosure only, at its first entry."""
    for obligation_id, rows in case.covering.items():
        obligation = case.plan.by_id[obligation_id]
        assignment = case.assignment_of(obligation)
        leads = obligation.annex.led and assignment is not None and assignment.role is Role.LEAD
        told = [r for r in rows if not blank(r.entry.measure)]  # a blank measure is asked for first (F02)
        if leads and told and obligation_id not in case.excused and not any(_guides(r) for r in rows):
            entry = told[0].entry
            yield Finding(
                place=at_field(entry, Field.MEASURE),
                words={"obligation": named(obligation)},
                obligation=obligation_id,
                content=entry.measure.text,
            )


def _guides(row: EntryRow) -> bool:
    entry = row.entry
    return guides(f"{entry.task.text}\n{entry.measure.text}\n{entry.time_limit.text}")


def guides(text: str) -> bool:
    """Say whether a text speaks of work upon others."""
    text = normalise(text)
    return any(word in text for word in GUIDANCE)


CHECK = Check(
    code="C06",
    title="牵头事项缺少指导、督促、监督内容",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="本单位牵头的{led}事项，台账中对应的各行只写了本单位自己公开，没有写如何指导、督促、监督、检查有关单位。",
    sentence_template="{obligation}由本单位牵头，但举措中没有指导、督促、监督有关单位公开的内容。",
    advice_template="请补充对有关单位的指导、督促、监督举措，例如“印发通知明确公开内容和时限，每季度检查各单位公开情况，对未公开的督促整改”。",
    example="工作表“台账”C6单元格（工作任务“财政信息公开”）：{led}第2项“督促各部门按时公开收支情况”由本单位牵头，"
    "但举措中没有指导、督促、监督有关单位公开的内容。",
    find=find,
)

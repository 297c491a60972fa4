"""C05: the ledger covers an obligation that the plan gives to others."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.wording import at_measure, named
from pipeline.model import LEFT_OPEN, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each covered obligation that does not bind the unit, at the first entry that covers it.

    Where the plan leaves open whom an obligation binds, nobody can say that it is not the unit's.
    """
    if case.unit is None:
        return
    for obligation_id, rows in case.covering.items():
        obligation = case.plan.by_id[obligation_id]
        said = [r.entry for r in rows if r.entry.measure.text.strip() or r.entry.task.text.strip()]
        left_open = any(a.binding in LEFT_OPEN for a in obligation.assignments)
        if not said or left_open or case.assignment_of(obligation) is not None:
            continue
        entry = said[0]
        yield Finding(
            place=at_measure(entry),
            words={
                "obligation": named(obligation),
                "bearers": "、".join(dict.fromkeys(a.bearer for a in obligation.assignments)),
            },
            obligation=obligation_id,
            content=entry.measure.text or entry.task.text,
        )


CHECK = Check(
    code="C05",
    title="认领他单位任务",
    severity=Severity.NOTICE,
    scope=Scope.LEDGER,
    meaning="台账落实了方案分给其他单位的任务（本单位既未被点名，也不在统称范围内）。仅作提示，作自愿认领登记。"
    "方案没有明确责任单位的任务不在此列。",
    sentence_template="该举措对应{obligation}，方案确定的责任单位为{bearers}，不含本单位。",
    advice_template="确由本单位配合落实的，可以保留；如系误填或照抄，请删除，或改为本单位承担的任务。",
    example="工作表“台账”C18单元格（工作任务“加强公开平台建设”）：该举措对应{carried}第6项“办好公报”，"
    "方案确定的责任单位为XX办公室，不含本单位。",
    find=find,
)

"""F02: a task stands without a measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.judging.checks.blank_cells import blank_cells
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Field, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each blank 工作举措 cell."""
    binding = {o.id for o in case.binding}
    struck = {(e.sheet, e.measure.cell) for e in case.ledger.struck if e.measure.text.strip()}
    for row, finding in blank_cells(case, Field.MEASURE):
        met = {m.obligation for m in (*row.match.certain, *row.match.doubtful, *row.match.meant)}
        if (row.entry.sheet, row.entry.measure.cell) in struck:
            yield replace(finding, words={"reason": _STRUCK, "remedy": _RESTORE})
        else:
            yield replace(finding, words={"reason": "未填写", "remedy": _OWN if met & binding else _PERHAPS_NOT})


_ASK = (
    "请写明本单位落实该任务的具体做法（做什么、怎么做、由谁做），"
    "例如“对历史公文逐件认定公开属性，形成认定清单并归档”。"
)
_STRUCK = "一格的文字划了删除线，视为已删去"
_RESTORE = "仍用这条举措的，请取消删除线；不用的，请另写一条，并取消该格的删除线。"


_OWN = f"{_ASK}该行任务由本单位承担，请勿删行；确无此项业务的，请在本格写明理由，由汇总单位核定。"
_PERHAPS_NOT = (
    f"{_ASK}不属于本单位的任务，可以删去该行；方案规定由本单位承担而确无此项业务的，请勿删行，"
    "在本格写明理由，由汇总单位核定。"
)


CHECK = Check(
    code="F02",
    title="缺工作举措",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="已填写工作任务，但没有填写落实该任务的具体举措。",
    sentence_template="“工作举措”{reason}。",
    advice_template="{remedy}",
    example="工作表“台账”C15单元格（工作任务“推进政策精细化解读”）：“工作举措”未填写。",
    find=find,
)

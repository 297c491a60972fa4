"""F15: what a unit says of how far it has got contradicts itself, or the calendar."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import at_cell, excerpt
from pipeline.judging.progress.claims import contradictions
from pipeline.model import Severity

_CELL = 30


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each cell in the columns of progress that cannot be as it is, merged ones once."""
    headings = {told: heading for heading, told in case.plan.form.telling.items()}
    seen: set[tuple[str, str]] = set()
    for entry in case.ledger.entries:
        for fault in contradictions(entry.claim, case.here) if entry.claim else ():
            value = fault.value
            if (entry.sheet, value.cell) in seen:
                continue
            seen.add((entry.sheet, value.cell))
            yield Finding(
                place=at_cell(entry.sheet, value.cell, task=entry.task.text),
                words={
                    "heading": headings.get(fault.told, fault.told.value),
                    "content": excerpt(value.text, _CELL),
                    "reason": fault.reason,
                    "remedy": fault.remedy,
                },
                content=value.text,
                subject=f"{entry.task.text.strip()}|{entry.measure.text.strip()}|{fault.told}|{value.text.strip()}",
            )


CHECK = Check(
    code="F15",
    title="进度填报矛盾",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="报告进度时所填的完成情况、完成时间、佐证相互矛盾或者不合常理：填“已完成”而完成时间在报送日期之后、在方案印发之前或者"
    "没有写明日期；已填完成时间而完成情况为“未开展”“进行中”；网页地址书写不完整。佐证只看写法，不打开核对。",
    sentence_template="{heading}“{content}”{reason}。",
    advice_template="{remedy}",
    example="工作表“台账”H6单元格（工作任务“加强公开平台建设”）：完成时间“20XX年9月30日”晚于报送日期。",
    find=find,
    traits=frozenset({Trait.PROGRESS}),
)

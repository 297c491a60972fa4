"""F01: the task cell is blank in a row that says something else."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.blank_cells import blank_cells
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Field, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each blank 工作任务 cell."""
    for _, finding in blank_cells(case, Field.TASK):
        yield finding


CHECK = Check(
    code="F01",
    title="缺工作任务",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="行内已有工作举措等内容，但工作任务栏空白。",
    sentence_template="“工作任务”未填写。",
    advice_template="请填写该举措所落实的工作任务，可使用{annexes}中的任务名称，例如“规范开展政府信息公开”；与上一行同属一项任务的，可合并单元格。",
    example="工作表“台账”B9单元格：“工作任务”未填写。",
    find=find,
)

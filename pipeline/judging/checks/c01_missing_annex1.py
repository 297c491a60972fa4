"""C01: an obligation that binds the unit to carry it out is not in its ledger."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.gaps import gaps
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.traits import Trait
from pipeline.model import Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each missing obligation that the unit carries out."""
    yield from gaps(case, led=False)


CHECK = Check(
    code="C01",
    title="{carried}任务漏项",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="{carried}点名本单位或者以统称包括本单位的任务，台账中没有任何一行与之对应（存疑的视为已列入）。"
    "方案未明确责任单位的任务、已登记豁免或“无此项任务”的，不算漏项。",
    sentence_template="台账缺少{number}（{label}）：“{requirement}”{limit}。本单位是该项任务的{role}。",
    advice_template="请在台账中补充该项任务，写明工作举措、时限要求、单位分管领导和责任科室；"
    "也可以在回执“缺失任务”表中直接填写，填好的各行计入台账，无需复制。确不承担的，在该表“处理方式”栏中选择并写明理由，由汇总单位核定。",
    example="台账缺少{carried}第9项（清理历史文件）：“对没有标明公开属性的文件逐件认定，认定结果向社会公布”，"
    "时限要求“年底前”。本单位是该项任务的“政府各部门”范围内的责任单位。",
    find=find,
    traits=frozenset({Trait.GAP}),
)

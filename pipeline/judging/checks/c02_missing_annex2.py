"""C02: a matter that the unit leads for the whole county is not in its ledger."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.gaps import gaps
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.traits import Trait
from pipeline.model import Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each missing matter that the unit leads."""
    yield from gaps(case, led=True)


CHECK = Check(
    code="C02",
    title="{led}牵头事项漏项",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="{led}规定由本单位牵头的重点公开事项，台账中没有任何一行与之对应（存疑的视为已列入）。已登记豁免的不算漏项。",
    sentence_template="台账缺少{number}（{label}）：“{requirement}”{limit}。本单位是该事项的{role}。",
    advice_template="请在台账中补充该牵头事项，写明如何指导、督促、监督有关单位公开，以及时限要求、单位分管领导和责任科室；"
    "也可以在回执“缺失任务”表中直接填写，填好的各行计入台账，无需复制。确不承担的，在该表“处理方式”栏中选择并写明理由，由汇总单位核定。",
    example="台账缺少{led}第4项（预案公开）：“督促各部门把修订后的预案文本向社会公布”。本单位是该事项的牵头单位。",
    find=find,
    traits=frozenset({Trait.GAP}),
)

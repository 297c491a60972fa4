"""C01: an obligation of 附件1 that binds the unit is not in its ledger."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.cases import LedgerCase
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.gaps import gaps
from pipeline.model import Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each missing obligation of 附件1."""
    yield from gaps(case, 1)


CHECK = Check(
    code="C01",
    title="附件1任务漏项",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="附件1点名本单位、或者以“县政府各部门单位”等统称包括本单位的任务，台账中没有任何一行与之对应（存疑的也算有）。"
    "方案未明确责任单位的任务、已登记豁免或“无此项任务”的，不算漏项。",
    basis="附件1；方案七“对照本要点提出的重点任务，对所承担的工作任务系统全面梳理”",
    sentence_template="台账缺少{number}（{label}）：“{requirement}”{limit}。本单位是该项任务的{role}。",
    advice_template="请在台账中补充该项任务，写明工作举措、时限要求、单位分管领导和责任科室；回执“缺失任务”表已按附件3格式列出，"
    "可复制后填写。确无此项任务的，请说明理由，由汇总单位登记。",
    example="台账缺少附件1第47项（规范开展政府信息公开）：“加强历史公文公开属性转化工作，对未开展过公文公开属性认定的公文进行公开属性认定”，"
    "时限要求“年底前”。本单位是该项任务的“县政府各部门单位”范围内的责任单位。",
    find=find,
)

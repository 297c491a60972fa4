"""T03: the ledger allows itself more days than the plan."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.judged_limits import faults
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each such obligation at the entry with the fewest days, which come nearest to what is asked."""
    yield from faults(case, "T03")


CHECK = Check(
    code="T03",
    title="时限宽于规定天数",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="方案规定了若干天（工作日）内办结，而台账写的天数更宽。自然日与工作日按7∶5折算比较。同一任务的各行合并判断，有一行符合即可。",
    sentence_template="时限“{content}”宽于规定天数。{rule}。",
    advice_template="{so}请将时限调整为“{suggestion}”，天数可以更短，不能更长。",
    example="工作表“台账”D12单元格（工作任务“规范开展政府信息公开”）：时限“自收到申请之日起30个工作日内答复”宽于规定天数。方案对{carried}第10项“按期答复公开申请”的时限要求为“自收到申请之日起20个工作日内予以答复”：最多20个工作日，台账“自收到申请之日起30个工作日内答复”为30个工作日。",
    find=find,
)

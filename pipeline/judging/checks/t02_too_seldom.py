"""T02: the ledger's frequency is lower than the plan's, or it names one date only."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.judged_limits import faults
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each such obligation at the entry that comes nearest: the most frequent, else a date."""
    yield from faults(case, "T02")


CHECK = Check(
    code="T02",
    title="频次低于要求",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="方案规定了公开频次（如按季度、每年），而台账中的频次更低，或者只列一次性日期。同一任务的各行合并判断，有一行符合即可；逐期写明的日期合起来满足每一期的，视为符合；每年一次的，年内有一个日期即可。",
    sentence_template="时限“{content}”的频次低于要求。{rule}。",
    advice_template="{so}请将时限调整为“{suggestion}”，频次可以更高，不能更低；也可以逐期写明日期。",
    example="工作表“台账”D6单元格（工作任务“加强推动高质量发展信息公开”）：时限“每半年”的频次低于要求。方案对{carried}第1项“定期公布所承担任务的进展”的时限要求为“按季度公开”：台账“每半年”达不到这一频次。",
    find=find,
)

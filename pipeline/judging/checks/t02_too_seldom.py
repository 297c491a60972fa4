"""T02: the ledger's frequency is lower than the plan's, or it names one date only."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.cases import LedgerCase
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.judged_limits import faults, first, speaks
from pipeline.judging.checks.wording import EVERY
from pipeline.model import Clause, ClauseKind, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each such obligation at the first entry that names a frequency, else a date."""
    for fault in faults(case, "T02"):
        rows = tuple(r for r in fault.rows if speaks(r, ClauseKind.RECURRING)) or fault.rows
        row = first(rows, lambda r: speaks(r, ClauseKind.RECURRING, ClauseKind.FIXED))
        required = fault.only(ClauseKind.RECURRING)
        yield fault.finding(row, suggestion=_frequency(required) if required else "")


def _frequency(clause: Clause) -> str:
    often = EVERY.get(clause.every or "", "")
    if often and clause.month_day:
        month, day = clause.month_day.split("-")
        return f"{often}{int(month)}月{int(day)}日前"
    return often


CHECK = Check(
    code="T02",
    title="频次低于要求",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="方案规定了公开频次（如按季度、每年），而台账中的频次更低，或者只列一次性日期。同一任务的各行合并判断，有一行符合即可。",
    sentence_template="时限“{content}”的频次低于要求。{rule}。",
    advice_template="请将时限调整为{suggestion}，频次可以更高，不能更低。",
    example="工作表“台账”D6单元格（工作任务“加强推动高质量发展信息公开”）：时限“每半年”的频次低于要求。方案对{carried}第1项“定期公布所承担任务的进展”的时限要求为“按季度公开”。",
    find=find,
)

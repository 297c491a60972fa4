"""C03: an entry stems from no obligation of the plan."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.wording import at_field, blank
from pipeline.model import Field, Severity, Substance


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each entry without any match, be it an obligation or a duty of the body text.

    A row without a measure is asked for its measure first (F02), a repeated row has been told already (F11).
    """
    for row in case.rows:
        if row.twin is not None or row.match.certain or row.match.doubtful or blank(row.entry.measure):
            continue
        if row.match.substance in (Substance.HOLLOW, Substance.REFUSAL):
            continue  # F12, F13
        if row.entry.measure.fault is None:
            yield Finding(
                place=at_field(row.entry, Field.MEASURE),
                content=row.entry.measure.text,
            )


CHECK = Check(
    code="C03",
    title="本表外任务",
    severity=Severity.NOTICE,
    scope=Scope.LEDGER,
    meaning="该行不出自{annexes}的任何一项任务，也不出自方案正文的要求，视为本单位自行安排的工作。仅作提示，不影响通过。",
    sentence_template="未找到与该举措对应的方案任务，按本单位自行安排的工作登记。",
    advice_template="自行安排的工作可以保留。如该举措是为落实方案中的某项任务，请在工作任务或工作举措中写出该项任务的主要内容，"
    "例如采用方案“工作要求”中的关键表述。",
    example="工作表“台账”C22单元格（工作任务“档案开放利用”）：未找到与该举措对应的方案任务，按本单位自行安排的工作登记。",
    find=find,
)

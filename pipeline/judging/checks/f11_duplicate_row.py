"""F11: a row says the same as one before it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.wording import at_field
from pipeline.judging.matching.text import normalise
from pipeline.model import Entry, Field, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each row whose task and measure stand in an earlier row already."""
    for row in case.rows:
        if row.twin is not None:
            yield Finding(
                place=at_field(row.entry, Field.MEASURE),
                words={"row": str(row.twin.row), "remedy": _SAME if _is_same(row.entry, row.twin) else _OTHERWISE},
                content=row.entry.measure.text,
            )


_SAME = "两行各栏内容相同，请删去本行；删行后以下各行的行号会变，请改好其他各处后再删。"
_OTHERWISE = "请保留一行，删去重复的行；两行的时限、领导、科室不同的，请合并填写，或写明各自不同的举措。"


def _is_same(one: Entry, other: Entry) -> bool:
    fields = (Field.TIME_LIMIT, Field.LEADER, Field.SECTION)
    return all(normalise(one.value(f).text) == normalise(other.value(f).text) for f in fields)


CHECK = Check(
    code="F11",
    title="重复行",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="工作任务和工作举措都与前面的某一行相同。重复的行不再重复报其他内容类偏差。",
    sentence_template="工作任务和工作举措与第{row}行重复。",
    advice_template="{remedy}",
    example="工作表“台账”C11单元格（工作任务“加强公开平台建设”）：工作任务和工作举措与第8行重复。",
    find=find,
)

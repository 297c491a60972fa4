"""F09: the measure only repeats the task or the plan's requirement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import EntryRow, LedgerCase
from pipeline.judging.checks.wording import at_field
from pipeline.judging.matching.text import normalise
from pipeline.model import Field, Severity, Substance

SIMILAR = 90.0
"""From which likeness (0 to 100, edit distance against length) a text counts as copied."""


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each measure that says nothing beyond what it copies; a repeated row has been told already (F11)."""
    for row in case.rows:
        value = row.entry.measure
        if row.twin is not None or value.inherited or not _letters(value.text):
            continue
        if row.match.substance is Substance.HOLLOW:
            continue  # F12
        source, obligation = _copied_from(case, row)
        if source:
            yield Finding(
                place=at_field(row.entry, Field.MEASURE),
                words={"source": source},
                obligation=obligation,
                content=value.text,
                subject=value.text,
            )


def _copied_from(case: LedgerCase, row: EntryRow) -> tuple[str, str | None]:
    measure = row.entry.measure.text
    for match in (*row.match.certain, *row.match.doubtful):
        obligation = case.plan.by_id.get(match.obligation)
        if obligation and (row.match.substance is Substance.COPIED or is_copy(measure, obligation.requirement)):
            return "方案对应任务的工作要求", obligation.id
    if is_copy(measure, row.entry.task.text):
        return "本行的工作任务", None
    return "", None


def is_copy(one: str, other: str) -> bool:
    """Say whether two texts are alike beyond ``SIMILAR``, marks and spaces apart; never where one is blank."""
    from rapidfuzz.fuzz import ratio

    left, right = _letters(one), _letters(other)
    return bool(left and right) and ratio(left, right, score_cutoff=SIMILAR) >= SIMILAR


@lru_cache(maxsize=4096)
def _letters(text: str) -> str:
    """Leave only what carries meaning: a changed comma makes no new measure."""
    return re.sub(r"[\W_]+", "", normalise(text))


CHECK = Check(
    code="F09",
    title="举措照抄任务或要求",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="工作举措与工作任务或方案的工作要求基本相同（文字相似度90%以上），或者绝大部分取自方案原文，没有本单位的具体做法。",
    sentence_template="工作举措与{source}基本相同，没有写出本单位的具体举措。",
    advice_template="请结合本单位实际写明做什么、怎么做、做到什么程度，例如“每月10日前由办公室汇总各科室拟公开信息，审核后在政府网站专栏发布”。",
    example="工作表“台账”C8单元格（工作任务“推进政策精细化解读”）：工作举措与本行的工作任务基本相同，没有写出本单位的具体举措。",
    find=find,
)

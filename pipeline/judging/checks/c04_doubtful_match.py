"""C04: what an entry fulfils is not certain; an officer decides."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.wording import at_field, blank, named
from pipeline.model import EntryMatch, Field, Severity, Substance


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each entry with a doubtful match, all its doubts in one finding.

    The obligation of the finding is the likeliest. Doubts about the plan's body text need no decision; a row
    without a measure is asked for its measure first (F02), a repeated row has been told already (F11).
    """
    for row in case.rows:
        if row.twin is not None or blank(row.entry.measure):
            continue
        doubts = sorted(
            (m for m in row.match.doubtful if m.obligation in case.plan.by_id), key=lambda m: (-m.score, m.obligation)
        )
        if doubts:
            yield Finding(
                place=at_field(row.entry, Field.MEASURE),
                words={
                    "candidates": "、".join(named(case.plan.by_id[m.obligation]) for m in doubts),
                    "reason": why_doubtful(row.match),
                },
                obligation=doubts[0].obligation,
                content=row.entry.measure.text,
                subject=f"{row.entry.task.text.strip()}|{row.entry.measure.text.strip()}",
            )


_REASONS = {
    Substance.UNCLEAR: "没有写明本单位具体做什么、怎么做",
    Substance.REFUSAL: "写明本单位不涉及、不承担",
}


def why_doubtful(match: EntryMatch) -> str:
    """Say why an officer has to decide of an entry, in words that follow a “但”."""
    return _REASONS.get(match.substance, "文字不足以确定")


CHECK = Check(
    code="C04",
    title="匹配存疑",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="该行可能落实了某项任务，但文字不足以确定，需由汇总单位核定。核定之前不列为漏项。",
    sentence_template="该举措可能对应{candidates}，但{reason}，将由汇总单位核定。",
    advice_template="如确为落实该项任务，请在工作举措中用本单位的话写明做什么、公开什么、在哪里公开，不必照抄方案原文；"
    "如与本行的工作任务不符，请检查是否写错了行并改正；都不是的，可以不改，等候核定。",
    example="工作表“台账”C10单元格（工作任务“公开专区”）：该举措可能对应{carried}第5项“增设便民查阅点”，"
    "但文字不足以确定，将由汇总单位核定。",
    find=find,
)

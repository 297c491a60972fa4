"""R01: units that share an obligation set different dates or frequencies for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.county_case import Commitment, CountyCase
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import at_field, excerpt, named
from pipeline.model import ClauseKind, Field, Severity

_Said = frozenset[str]


def find(case: CountyCase) -> Iterator[Finding]:
    """Yield, for each unit, the partners with which it agrees on no date, or on no frequency.

    Several measures may well have several dates: two units disagree only where both name dates and have none in
    common, or both name frequencies and have none in common.
    """
    for obligation in case.plan.obligations:
        entries: dict[str, tuple[Commitment, ...]] = {
            unit: case.covering[unit, obligation.id]
            for unit in case.partners(obligation)
            if (unit, obligation.id) in case.covering
        }
        said = {unit: _said(own) for unit, own in entries.items()}
        for unit, own in entries.items():
            others = [u for u in entries if u != unit and _disagree(said[unit], said[u])]
            if not others:
                continue
            entry = _dated(own).entry
            yield Finding(
                unit=unit,
                place=at_field(entry, Field.TIME_LIMIT),
                words={
                    "obligation": named(obligation),
                    "own": excerpt(entry.time_limit.text, 30),
                    "others": "、".join(
                        f"{u}“{excerpt(_dated(entries[u]).entry.time_limit.text, 30)}”" for u in others
                    ),
                },
                obligation=obligation.id,
                content=entry.time_limit.text,
            )


def _said(own: tuple[Commitment, ...]) -> Mapping[ClauseKind, _Said]:
    dates, frequencies = set(), set()
    for commitment in own:
        for clause in commitment.clauses:
            if clause.deadline is not None:
                dates.add(clause.deadline.isoformat())
            elif clause.kind is ClauseKind.RECURRING and clause.every not in (None, "unspecified"):
                frequencies.add(str(clause.every))
    return {ClauseKind.FIXED: frozenset(dates), ClauseKind.RECURRING: frozenset(frequencies)}


def _disagree(one: Mapping[ClauseKind, _Said], other: Mapping[ClauseKind, _Said]) -> bool:
    return any(one[kind] and other[kind] and not one[kind] & other[kind] for kind in one)


def _dated(own: tuple[Commitment, ...]) -> Commitment:
    """Give the entry to show: the first that names a date or a frequency."""
    definite = (ClauseKind.FIXED, ClauseKind.RECURRING)
    return next((c for c in own if any(clause.kind in definite for clause in c.clauses)), own[0])


CHECK = Check(
    code="R01",
    title="共同责任单位时限不一致",
    severity=Severity.WARNING,
    scope=Scope.COUNTY,
    meaning="方案点名由几个单位共同承担的任务，各单位台账写的日期（或频次）没有一个相同。仅在汇总时报告。",
    sentence_template="{obligation}由几个单位共同承担，本单位时限为“{own}”，与{others}不一致。",
    advice_template="请与共同责任单位会商，统一时限后分别修改台账；确因分工不同而时限不同的，请在工作举措中写明分工。",
    example="工作表“台账”D4单元格（工作任务“加强公共企事业单位信息公开”）：{carried}第7项“公布水质检测结果和停水通知”由几个单位共同承担，"
    "本单位时限为“8月底前”，与XX局“10月底前”不一致。",
    find=find,
    traits=frozenset({Trait.DISPUTE}),
)

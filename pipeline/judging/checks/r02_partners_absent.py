"""R02: some of the units that share an obligation have taken it on, others have submitted without it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.county_case import CountyCase
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import named
from pipeline.model import Severity


def find(case: CountyCase) -> Iterator[Finding]:
    """Yield each named partner that has submitted and does not cover what another named partner covers.

    A doubtful match or a refusal is not held against the unit: the officer decides first (C04, F13).
    """
    for obligation in case.plan.obligations:
        partners = [u for u in case.partners(obligation) if u in case.submissions]
        taken = [u for u in partners if obligation.id in case.submissions[u].covered]
        for unit in partners:
            submission = case.submissions[unit]
            if taken and unit not in taken and obligation.id not in (*submission.doubtful, *submission.pending):
                yield Finding(
                    unit=unit,
                    words={"obligation": named(obligation), "taken": "、".join(taken)},
                    obligation=obligation.id,
                )


CHECK = Check(
    code="R02",
    title="共同责任单位未全部认领",
    severity=Severity.WARNING,
    scope=Scope.COUNTY,
    meaning="方案点名由几个单位共同承担的任务，有的单位已列入台账，有的单位已报送台账但没有列入。仅在汇总时报告。",
    sentence_template="{obligation}由几个单位共同承担，{taken}已列入台账，本单位尚未列入。",
    advice_template="请在台账中补充该项任务中由本单位负责的部分，并与已列入的单位明确分工，避免遗漏或重复。",
    example="{carried}第7项“公布水质检测结果和停水通知”由几个单位共同承担，XX局已列入台账，本单位尚未列入。",
    find=find,
    traits=frozenset({Trait.DISPUTE}),
)

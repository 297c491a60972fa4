"""S01: an expected unit has sent nothing by the due date."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.county_case import CountyCase
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import collector, day
from pipeline.model import Severity, UnitStatus


def find(case: CountyCase) -> Iterator[Finding]:
    """Yield each unit that is still missing once the due date itself is over (“前”含当日)."""
    if case.as_of <= case.plan.ledgers_due:
        return
    for report in case.reports:
        unit = case.plan.unit_by_name.get(report.unit)
        if unit is not None and unit.expected and report.status is UnitStatus.MISSING:
            yield Finding(
                unit=report.unit,
                subject=report.unit,
                words={
                    "unit": report.unit,
                    "due": day(case.plan.ledgers_due),
                    "days": str((case.as_of - case.plan.ledgers_due).days),
                    "collector": collector(case.plan),
                },
            )


CHECK = Check(
    code="S01",
    title="未报送",
    severity=Severity.ERROR,
    scope=Scope.COUNTY,
    meaning="应报送台账的单位在报送截止日之后仍未报送。截止日当天报送不算逾期；已登记“无此项任务”的单位不列入。",
    sentence_template="{unit}未在{due}前报送政务公开工作台账，已逾期{days}天。",
    advice_template="请按{form}格式编制台账并尽快报{collector}；如确无承担任务，请书面说明，由汇总单位登记“无此项任务”。",
    example="XX局未在20XX年5月20日前报送政务公开工作台账，已逾期3天。",
    find=find,
    traits=frozenset({Trait.NOT_SUBMITTED}),
)

"""T10: a day that the ledger sets, of a date or of a period, falls due within the days of the plan's settings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.county_case import CountyCase
from pipeline.judging.checks.due_dates import due_dates
from pipeline.judging.checks.traits import Trait
from pipeline.model import Severity


def find(case: CountyCase) -> Iterator[Finding]:
    """Yield each day from the day of the consolidation to the end of the days that are set."""
    horizon = case.as_of + timedelta(days=case.plan.settings.due_soon_days)
    yield from due_dates(case, lambda due: case.as_of <= due <= horizon)


CHECK = Check(
    code="T10",
    title="临期",
    severity=Severity.NOTICE,
    scope=Scope.COUNTY,
    meaning="台账自定的到期日（写明的日期，按期开展的为每期截止日）在汇总日之后的规定天数之内（天数在方案设置中规定，含汇总日当天），单位尚未报告完成。仅在汇总时提示。",
    sentence_template="“{measure}”将于{due}到期，还有{days}天。",
    advice_template="请按期完成；预计不能完成的，请提前报汇总单位核定延期。",
    example="工作表“台账”D12单元格（工作任务“规范开展政府信息公开”）：“开展历史公文公开属性认定”将于20XX年6月30日到期，还有12天。",
    find=find,
    traits=frozenset({Trait.DUE_SOON}),
)

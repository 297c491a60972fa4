"""T09: a day that the ledger sets has passed: a date, or the end of a period of what recurs."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.county_case import CountyCase
from pipeline.judging.checks.due_dates import due_dates
from pipeline.judging.checks.traits import Trait
from pipeline.model import Severity


def find(case: CountyCase) -> Iterator[Finding]:
    """Yield each day before the day of the consolidation; the day itself still counts (“前”含当日)."""
    yield from due_dates(case, lambda due: due < case.as_of)


CHECK = Check(
    code="T09",
    title="已到期",
    severity=Severity.NOTICE,
    scope=Scope.COUNTY,
    meaning="台账自定的到期日（写明的日期，按期开展的为每期截止日）在汇总日之前，单位尚未报告完成，即“完成情况”中的逾期未完成。只提示应当完成，不表示没有完成。仅在汇总时提示。",
    sentence_template="“{measure}”的时限{due}已过{days}天。",
    advice_template="请确认是否已经完成；尚未完成的，请抓紧办理并说明原因，需要延期的请报汇总单位核定。",
    example="工作表“台账”D12单元格（工作任务“规范开展政府信息公开”）：“开展历史公文公开属性认定”的时限20XX年6月30日已过15天。",
    find=find,
    traits=frozenset({Trait.DUE_PASSED}),
)

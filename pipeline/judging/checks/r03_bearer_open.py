"""R03: the plan leaves open whom an obligation binds, and nobody has decided it yet."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.county_case import CountyCase
from pipeline.judging.checks.wording import named
from pipeline.model import Severity


def find(case: CountyCase) -> Iterator[Finding]:
    """Yield each such obligation once, for no unit in particular: the collecting unit settles it."""
    for obligation in case.plan.obligations:
        bearers = case.unresolved(obligation)
        if bearers:
            yield Finding(
                words={
                    "obligation": named(obligation),
                    "bearers": "、".join(dict.fromkeys(f"“{a.bearer}”" for a in bearers)),
                },
                obligation=obligation.id,
            )


CHECK = Check(
    code="R03",
    title="责任单位待明确",
    severity=Severity.NOTICE,
    scope=Scope.COUNTY,
    meaning="方案以“有关职能部门”“相关部门单位”、附条件的统称或另一份文件规定责任单位，具体是哪些单位尚未核定。"
    "核定之前不计漏项。仅在汇总时提示。",
    sentence_template="{obligation}的责任单位写为{bearers}，方案未明确具体单位。",
    advice_template="请在汇总表“责任待明确”表中填写具体责任单位和核定人，放入收件夹的“核定”文件夹；核定后按点名单位校验。",
    example="{carried}第8项“公布年度计划的执行情况”的责任单位写为“有关职能部门”，方案未明确具体单位。",
    find=find,
)

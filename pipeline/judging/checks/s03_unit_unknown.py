"""S03: nothing says which unit sent the file, or the signs contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.arrival_case import ArrivalCase
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import excerpt, in_file
from pipeline.model import Evidence, Severity

SIGNS = {
    "title": "表格标题",
    "reporting_unit": "填报单位",
    "file_name": "文件名",
    "folder": "存放文件夹",
    "template": "所用模板",
    "sender": "发件人",
    "option": "命令指定",
}
"""What the sources of evidence are called."""


def find(case: ArrivalCase) -> Iterator[Finding]:
    """Yield once where the unit stays unknown; a file that could not be read has said so already (S04, S05)."""
    if case.identification.unit is not None or case.file.failure is not None:
        return
    evidence = case.identification.evidence
    if case.identification.stranger:
        reason = f"来件邮箱{case.identification.stranger}未在单位名录中登记，须由汇总单位核实后计入"
    elif case.identification.contradictory:
        signs = "，".join(_told(e) for e in evidence)
        reason = f"来件中的单位标识互相矛盾（{signs}）"
    else:
        reason = "表格标题、填报单位栏和文件名中均未写明单位名称"
    yield Finding(
        place=in_file(case.file.file_name),
        words={"reason": reason, "county": case.plan.county},
        subject=case.file.sha256,
    )


def _told(evidence: Evidence) -> str:
    source = SIGNS.get(evidence.source, evidence.source)
    return f"{source}“{excerpt(evidence.text, 30)}”指向{evidence.unit}"


CHECK = Check(
    code="S03",
    title="单位无法识别",
    severity=Severity.ERROR,
    scope=Scope.ARRIVAL,
    meaning="从文件夹、所用模板、表格标题、填报单位、文件名、发件人都看不出是哪个单位报送的，或者这些标识互相矛盾。程序不作猜测。",
    sentence_template="无法确认报送单位：{reason}。",
    advice_template="请在表格标题和文件名中写明本单位规范名称并保持一致后重新报送，例如标题“{county}某某局政务公开工作任务台账”、"
    "文件名“某某局政务公开工作台账.xlsx”。",
    example="来件“台账.xlsx”：无法确认报送单位：表格标题、填报单位栏和文件名中均未写明单位名称。",
    find=find,
    traits=frozenset({Trait.UNIDENTIFIED}),
)

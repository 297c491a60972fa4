"""S09: the file would act for a unit, or as an officer, and nothing proves that it may; it waits for the center."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.arrival_case import ArrivalCase
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import collector, in_file
from pipeline.model import Doubt, Severity

_RESEND = "请将台账放入收件夹中本单位的文件夹，或用登记的邮箱报送；确系本单位报送的，请告知{collector}确认。"
_CONFIRM = "如确需以本次来件为准，请告知{collector}确认；如系误报，请将完整的台账重新报送。"

_REASONS = {
    Doubt.SOURCE: ("除文件自称外，没有依据证明来件确由{unit}报送，而现行台账有此依据", _RESEND),
    Doubt.FORGED: ("邮件服务器的验证记录显示，发件人可能系冒用", _RESEND),
    Doubt.BLANK: ("台账中没有填写任何工作举措", _CONFIRM),
    Doubt.HIDDEN: ("台账内容全部在隐藏的工作表或隐藏的行中，打开文件时看不到", "请取消隐藏后重新报送。"),
    Doubt.SHRUNKEN: ("本次台账的内容比现行台账少了一半以上", _CONFIRM),
    Doubt.WITHDRAWN: ("本次内容与已撤回的一版相同", _RESEND),
    Doubt.DECISIONS: (
        "文件中填有核定意见，但不是在收件夹的“核定”文件夹中收到的本程序汇总表原件",
        "核定意见请由{collector}工作人员填入最新的全县汇总表，放入收件夹的“核定”文件夹；单位台账请按{form}格式报送。",
    ),
}


def find(case: ArrivalCase) -> Iterator[Finding]:
    """Yield once where the arrival waits."""
    if case.doubt is None:
        return
    reason, remedy = _REASONS[case.doubt]
    unit = case.identification.unit or "该单位"
    yield Finding(
        place=in_file(case.file.file_name),
        words={
            "reason": reason.format(unit=unit),
            "remedy": remedy.format(collector=collector(case.plan), form=case.plan.words["form"]),
        },
        subject=f"{case.doubt.value}|{case.file.sha256}",
    )


CHECK = Check(
    code="S09",
    title="来源未核实",
    severity=Severity.ERROR,
    scope=Scope.ARRIVAL,
    meaning="来件将改变某单位的现行台账或登记核定意见，但没有依据证明来自该单位或工作人员；或者是空白、隐藏、内容大幅减少的台账。"
    "来件照常留存和校验，经汇总单位确认后方才生效，此前一切不变。",
    sentence_template="来源未核实：{reason}，已留存待确认，确认前不生效。",
    advice_template="{remedy}",
    example="来件“XX局台账.xlsx”：来源未核实：本次台账的内容比现行台账少了一半以上，已留存待确认，确认前不生效。",
    find=find,
    traits=frozenset({Trait.REGISTER, Trait.WAITS}),
)

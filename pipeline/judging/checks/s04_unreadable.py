"""S04: the file is broken, encrypted, unsafe or no workbook at all."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.arrival_case import ArrivalCase
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import in_file
from pipeline.model import Severity

NOT_THE_FORM = "not_a_ledger"
"""The kind of failure in which the workbook itself was read: that is S05, not S04."""

RESEND = "请在WPS或Excel中打开原文件，另存为“.xlsx”格式，确认能正常打开后重新报送。"
"""What to do where the reader had no better advice."""


def find(case: ArrivalCase) -> Iterator[Finding]:
    """Yield the reader's own reason and advice."""
    failure = case.file.failure
    if failure is not None and failure.kind != NOT_THE_FORM:
        yield Finding(
            place=in_file(case.file.file_name),
            subject=case.file.sha256,
            words={"reason": failure.message.strip().rstrip("。"), "remedy": failure.advice.strip() or RESEND},
        )


CHECK = Check(
    code="S04",
    title="文件无法读取",
    severity=Severity.ERROR,
    scope=Scope.ARRIVAL,
    meaning="文件已损坏、不完整、已加密、含有不安全内容，或者不是电子表格。说明中写明是哪一种情况以及如何处理。",
    sentence_template="{reason}。",
    advice_template="{remedy}",
    example="来件“XX局台账.xlsx”：文件设置了打开密码，无法读取。",
    find=find,
    traits=frozenset({Trait.UNREADABLE}),
)

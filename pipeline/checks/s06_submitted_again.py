"""S06: the same content again, or an older version after a newer one."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.cases import ArrivalCase, RepeatKind
from pipeline.checks.check import Check, Finding, Scope
from pipeline.checks.wording import day, in_file
from pipeline.model import Severity


def find(case: ArrivalCase) -> Iterator[Finding]:
    """Yield once where the arrival brings nothing new."""
    repeat = case.repeat
    if repeat is None:
        return
    known = f"{day(repeat.received_at.date())}收到的第{repeat.version}版“{repeat.file_name}”"
    if repeat.kind is RepeatKind.SAME_CONTENT:
        reason = f"本次内容与{known}完全相同"
    else:
        reason = f"本次内容与更早报送的一版相同，现行台账仍以{known}为准"
    yield Finding(place=in_file(case.file.file_name), words={"reason": reason}, subject=case.file.sha256)


CHECK = Check(
    code="S06",
    title="重复报送",
    severity=Severity.NOTICE,
    scope=Scope.ARRIVAL,
    meaning="同一内容再次报送，或者在新版之后又报送了旧版。仅作提示，不影响已收到的台账。",
    basis="方案七关于“县政府各部门单位工作台账”报送时间的要求",
    sentence_template="重复报送：{reason}。",
    advice_template="如已按回执修改，请核对是否发错了文件，并报送修改后的版本；如属重复发送，无需处理。",
    example="来件“XX局台账.xlsx”：重复报送：本次内容与20XX年5月18日收到的第1版“XX局台账.xlsx”完全相同。",
    find=find,
)

"""S06: the same content again, or an older version after a newer one."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.arrival_case import ArrivalCase, Repeat, RepeatKind
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import day, in_file, minute
from pipeline.model import Deviation, Severity

_COUNTING = frozenset({RepeatKind.SAVED_EARLIER, RepeatKind.RESTORED})
"""The kinds in which the arrival is a new version all the same."""
_SEND_THE_OTHER = "如已按回执修改，请核对是否发错了文件，并报送修改后的版本；如属重复发送，无需处理。"


def find(case: ArrivalCase) -> Iterator[Finding]:
    """Yield once where the arrival brings nothing new, or what seems to be an old draft."""
    repeat = case.repeat
    if repeat is None or repeat.kind is RepeatKind.PROGRESS:
        return
    reason, remedy = _said(repeat)
    sha256 = case.file.sha256
    yield Finding(
        place=in_file(case.file.file_name),
        words={"reason": reason, "remedy": remedy},
        subject=f"{repeat.kind.value}|{sha256}" if repeat.kind in _COUNTING else sha256,
    )


def _said(repeat: Repeat) -> tuple[str, str]:
    known = f"{day(repeat.received_at.date())}收到的第{repeat.version}版“{repeat.file_name}”"
    if repeat.kind is RepeatKind.SAVED_EARLIER and repeat.saved is not None:
        mine, other = map(minute, repeat.saved)
        return (
            f"疑似误发旧稿：按文件属性记载，本文件最后保存于{mine}，早于{known}的最后保存时间（{other}）",
            "本次来件已登记为最新一版，请核对是否误发了旧稿：如系误发，请将最新文件重新报送一次；"
            "如确需以本文件为准，可不理会本条提示。",
        )
    if repeat.kind is RepeatKind.RESTORED:
        return (
            f"重复报送：本次内容与{known}相同，现行台账以本次来件为准，即恢复为该版",
            "本次来件无需再次报送；如回执列有错误，请修改后重新报送。",
        )
    if repeat.kind is RepeatKind.OLDER_VERSION:
        return f"重复报送：本次内容与更早报送的一版相同，现行台账仍以{known}为准", _SEND_THE_OTHER
    return f"重复报送：本次内容与{known}完全相同，现行台账即为该版", _SEND_THE_OTHER


def counts_all_the_same(deviation: Deviation) -> bool:
    """Say whether a deviation is an S06 on an arrival that is nevertheless the version that counts."""
    return deviation.code == CHECK.code and deviation.subject.partition("|")[0] in _COUNTING


CHECK = Check(
    code="S06",
    title="重复报送",
    severity=Severity.NOTICE,
    scope=Scope.ARRIVAL,
    meaning="同一内容再次报送，或者在新版之后又报送了旧版；仅作提示。内容是新的、但文件自身记载的"
    "最后保存时间比此前所收一版早12小时以上的，也提示核对是否误发旧稿，来件照常登记为最新一版。此前报送过的内容由原单位重新报送一次，"
    "即恢复以其为准；没有来源依据的，或者内容比现行台账少一半以上的除外。"
    "文件未记载保存时间，或者所记时间不合常理（如晚于收到时间）的，不作此提示。",
    sentence_template="{reason}。",
    advice_template="{remedy}",
    example="来件“XX局台账.xlsx”：重复报送：本次内容与20XX年5月18日收到的第1版“XX局台账.xlsx”完全相同，现行台账即为该版。",
    find=find,
    traits=frozenset({Trait.REPEAT, Trait.REGISTER, Trait.PAST}),
)

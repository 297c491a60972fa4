"""S10: the ledger that counts came again with its progress filled in: a report of progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.judging.checks.arrival_case import ArrivalCase, RepeatKind
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import day, in_file
from pipeline.judging.progress.claims import stage_of
from pipeline.model import Ledger, Severity, Stage

_ORDER = (Stage.DONE, Stage.UNDER_WAY, Stage.NOT_BEGUN)


def find(case: ArrivalCase) -> Iterator[Finding]:
    """Yield once where the arrival reports progress and changes nothing else."""
    repeat = case.repeat
    if repeat is None or repeat.kind is not RepeatKind.PROGRESS or case.ledger is None:
        return
    known = f"{day(repeat.received_at.date())}收到的第{repeat.version}版“{repeat.file_name}”"
    yield Finding(
        place=in_file(case.file.file_name),
        words={"reason": f"台账内容与{known}相同，按进度报告登记，不作重新报送：{_counted(case.ledger)}"},
        subject=case.file.sha256,
    )


def _counted(ledger: Ledger) -> str:
    stages = Counter(stage_of(e.claim.state.text) for e in ledger.entries if e.claim)
    parts = [f"{stage.value}{stages[stage]}条" for stage in _ORDER if stages[stage]]
    silent = len(ledger.entries) - sum(stages[stage] for stage in _ORDER)
    return "、".join([*parts, *([f"未写明完成情况{silent}条"] if silent else [])])


CHECK = Check(
    code="S10",
    title="进度报告",
    severity=Severity.NOTICE,
    scope=Scope.ARRIVAL,
    meaning="现行台账再次报送，只新填或者更新了完成情况、完成时间、佐证：登记为进度报告，台账版本不变，不作重新报送。",
    sentence_template="{reason}。",
    advice_template="所报进度已计入汇总表“完成情况”，无需再次报送；以后报告进度，请在同一份台账上接着填写。",
    example="来件“XX局台账.xlsx”：台账内容与20XX年5月18日收到的第1版“XX局台账.xlsx”相同，按进度报告登记，不作重新报送：已完成6条、进行中3条。",
    find=find,
    traits=frozenset({Trait.REPEAT, Trait.REGISTER, Trait.PAST}),
)

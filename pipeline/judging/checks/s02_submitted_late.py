"""S02: the unit's first submission came after the due date."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.arrival_case import ArrivalCase
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import collector, day, in_file
from pipeline.model import Severity


def find(case: ArrivalCase) -> Iterator[Finding]:
    """Yield once where the first submission is late; a corrected version after the due date is not.

    The due date binds those from which a ledger is expected; one that is sent unasked is never late.
    """
    first, due = case.first_received, case.plan.ledgers_due
    unit = case.plan.unit_by_name.get(case.identification.unit or "")
    unasked = unit is not None and not unit.expected
    if case.file.failure is None and first is not None and first > due and not unasked:
        yield Finding(
            place=in_file(case.file.file_name),
            subject="first",
            words={
                "received": day(first),
                "due": day(due),
                "days": str((first - due).days),
                "collector": collector(case.plan),
            },
        )


CHECK = Check(
    code="S02",
    title="逾期报送",
    severity=Severity.WARNING,
    scope=Scope.ARRIVAL,
    meaning="单位首次报送的日期晚于报送截止日。按期报送后再补正的，不要求报送而自行报送的，不算逾期。",
    sentence_template="首次报送日期为{received}，晚于报送截止日{due}，逾期{days}天。",
    advice_template="台账已收到，无需为此重新报送。请今后按规定时间报送；如有特殊原因，可书面告知{collector}。",
    example="来件“XX局台账.xlsx”：首次报送日期为20XX年5月23日，晚于报送截止日20XX年5月20日，逾期3天。",
    find=find,
    traits=frozenset({Trait.LATE, Trait.REGISTER, Trait.PAST}),
)

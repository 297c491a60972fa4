"""Coverage (任务覆盖): what each unit's ledger makes of each obligation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.judging.checks.ledger_case import excused
from pipeline.model import County, DecisionKind, UnitReport, UnitStatus


class Coverage(StrEnum):
    """The marks of 任务覆盖: the contract's four, and two that keep what is no gap from looking like one."""

    COVERED = "●"
    MISSING = "✗"
    DOUBTFUL = "?"
    VOLUNTARY = "○"
    EXCUSED = "免"
    AWAITED = "未"

    @property
    def meaning(self) -> str:
        """What the mark means, for the legend."""
        return {
            "●": "已覆盖：台账已列明落实该任务的举措",
            "✗": "漏项：应落实，台账中没有对应举措",
            "?": "存疑：可能对应，或者该单位申请不适用，待核定（见“存疑核定”）",
            "○": "自愿认领：方案未明确由该单位落实，台账已列入",
            "免": "经核定豁免或确认无此项任务",
            "未": "应落实，该单位尚未报送（或文件无法读取）",
        }[self.value]


@dataclass(frozen=True, slots=True)
class UnitCoverage:
    """How one unit stands: a mark for each obligation that concerns it, and which obligations bind it."""

    unit: str
    marks: Mapping[str, Coverage]
    binding: frozenset[str]
    """Obligations that the unit must fulfil, without those from which it is excused."""


def coverage_of(county: County, report: UnitReport) -> UnitCoverage:
    """Mark every obligation that concerns a unit."""
    plan, unit = county.plan, county.plan.unit_by_name.get(report.unit)
    own = [d for d in county.decisions if d.unit == report.unit and d.in_force(county.as_of)]
    free = excused(plan, own, county.as_of)
    if report.status is UnitStatus.NIL:
        free = frozenset(plan.by_id)
    binding = {o.id for o in plan.binding_on(unit)} if unit else set()
    binding |= {d.obligation for d in own if d.kind is DecisionKind.ASSIGN}
    submission = report.submission if report.submission and report.submission.ledger else None
    covered = submission.covered if submission else frozenset()
    doubtful = submission.doubtful | frozenset(submission.pending) if submission else frozenset()
    marks: dict[str, Coverage] = {}
    for obligation in plan.obligations:
        mark = _mark(
            bound=obligation.id in binding,
            free=obligation.id in free,
            read=submission is not None,
            covered=obligation.id in covered,
            doubtful=obligation.id in doubtful,
        )
        if mark is not None:
            marks[obligation.id] = mark
    return UnitCoverage(report.unit, marks, frozenset(o for o in binding if marks.get(o) is not Coverage.EXCUSED))


def _mark(*, bound: bool, free: bool, read: bool, covered: bool, doubtful: bool) -> Coverage | None:
    if covered:
        return Coverage.COVERED if bound else Coverage.VOLUNTARY
    if bound and free:
        return Coverage.EXCUSED
    if doubtful:
        return Coverage.DOUBTFUL
    if bound:
        return Coverage.MISSING if read else Coverage.AWAITED
    return None

"""The consolidation: from the register to the county workbook, published whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from pipeline import __version__
from pipeline.flow.examine import Examiner
from pipeline.flow.installation import HISTORY, Installation
from pipeline.model import (
    County,
    Decision,
    DecisionKind,
    Submission,
    UnitReport,
    UnitStatus,
)
from pipeline.store.archive import write_durably
from pipeline.store.lives import Found, follow


@dataclass(frozen=True, slots=True)
class Published:
    """Where a consolidation lies. ``newest`` is None where the newest copy could not be replaced (it is open)."""

    dated: Path
    newest: Path | None
    county: County


def consolidate(installation: Installation, as_of: date | None = None, target: Path | None = None) -> Published:
    """Write the county workbook as of a day (today by default), to ``target`` or into outbox/汇总/.

    The same register, plan and day give the same workbook but for its time stamps.
    """
    from pipeline.consolidation import county_figures, county_workbook

    day = as_of or installation.clock().date()
    county = build_county(installation, day)
    book = county_workbook(county)
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_durably(target, book)
        return Published(target, target, county)
    published = _publish(installation, county, book)
    installation.register.record_consolidation(day, county.generated_at, county_figures(county).as_history())
    return published


def build_county(installation: Installation, as_of: date) -> County:
    """Gather what is known as of a day: each unit's newest submission, checked anew under the decisions in force."""
    from pipeline.checks import CountyCase, check_county

    register = installation.register
    decisions = register.all_decisions()
    examiner = installation.examiner(decisions).prepare()
    plan = examiner.plan
    end_of_day = datetime.combine(as_of, time.max, tzinfo=installation.clock().tzinfo)
    known = [
        s
        for _, _, s in register.all_submissions()
        if s.arrival.received_at <= end_of_day and s.file.decisions is None
    ]
    reports, strays = _reports(examiner, known, decisions, as_of)
    run = check_county(CountyCase(plan, as_of, reports, decisions))
    for fault in run.faults:
        register.note(installation.clock(), "check_fault", fault.code, f"{fault.message}\n{fault.detail}")
    found: list[Found] = [(unit, deviation, "") for unit, deviation in run.deviations]
    for submission in (*(r.submission for r in reports if r.submission), *strays):
        found.extend((submission.unit or "", d, submission.arrival.file_name) for d in submission.deviations)
    return County(
        plan=plan,
        as_of=as_of,
        generated_at=installation.clock(),
        reports=reports,
        strays=strays,
        tracked=follow(register, found, as_of, _waived(decisions, as_of)),
        decisions=decisions,
        history=register.consolidations_before(as_of),
        versions={"程序版本": __version__, "方案": plan.id, "方案数据指纹": plan.fingerprint},
    )


def _reports(
    examiner: Examiner, known: Sequence[Submission], decisions: Sequence[Decision], as_of: date
) -> tuple[tuple[UnitReport, ...], tuple[Submission, ...]]:
    plan = examiner.plan
    by_unit: dict[str, list[Submission]] = defaultdict(list)
    strays: list[Submission] = []
    for submission in known:
        checked = _checked_anew(examiner, submission, as_of)
        if checked.unit in plan.unit_by_name:
            by_unit[checked.unit or ""].append(checked)
        else:
            strays.append(checked)
    nil = {d.unit for d in decisions if d.kind is DecisionKind.NIL_RETURN and not d.obligation and d.in_force(as_of)}
    reports = []
    for unit in plan.units:
        versions = by_unit.get(unit.name, [])
        if unit.expected or versions:
            reports.append(_report(unit.name, versions, plan.ledgers_due, nil))
    strays.sort(key=lambda s: (s.arrival.received_at, s.arrival.file_name, s.arrival.sha256))
    return tuple(reports), tuple(strays)


def _report(unit: str, versions: Sequence[Submission], due: date, nil: set[str]) -> UnitReport:
    readable = [s for s in versions if s.ledger is not None]
    newest = max(readable or versions, key=lambda s: (s.version, s.arrival.received_at), default=None)
    first = min((s.arrival.received_at for s in readable or versions), default=None)
    if readable and first is not None:
        status = UnitStatus.ON_TIME if first.date() <= due else UnitStatus.LATE
    elif unit in nil:
        status = UnitStatus.NIL
    else:
        status = UnitStatus.UNREADABLE if versions else UnitStatus.MISSING
    return UnitReport(unit, status, newest, first, len({s.version for s in readable}))


def _checked_anew(examiner: Examiner, submission: Submission, as_of: date) -> Submission:
    """Match and check a recorded ledger under today's plan and decisions; what only its arrival told stays."""
    if submission.ledger is None:
        return submission
    anew = examiner.examine_ledger(submission.ledger, submission.file, submission.arrival, as_of)
    kept = tuple(d for d in submission.deviations if d.code in ("S02", "S06"))
    return replace(anew, deviations=(*kept, *anew.deviations), version=submission.version)


def _waived(decisions: Sequence[Decision], as_of: date) -> dict[str, frozenset[str]]:
    waived: dict[str, set[str]] = defaultdict(set)
    for decision in decisions:
        if decision.kind in (DecisionKind.WAIVE, DecisionKind.NIL_RETURN) and decision.in_force(as_of):
            waived[decision.unit].add(decision.obligation)
    return {unit: frozenset(obligations) for unit, obligations in waived.items()}


def _publish(installation: Installation, county: County, book: bytes) -> Published:
    """Write the dated copy first, under a name that nobody holds open, and then replace the newest."""
    folder = installation.summary_folder
    history = folder / HISTORY
    history.mkdir(parents=True, exist_ok=True)
    name = f"{county.plan.year}年{county.plan.county}政务公开工作台账汇总"
    dated = history / f"{name}_{county.as_of.isoformat()}.xlsx"
    newest: Path | None = folder / f"{name}.xlsx"
    assert newest is not None
    write_durably(dated, book)
    try:
        write_durably(newest, book)
    except PermissionError as held:
        # Somebody has it open over the share; readers keep the old one whole, and the next run tries again.
        installation.register.note(county.generated_at, "publish_pending", newest.name, str(held))
        newest = None
    installation.register.note(county.generated_at, "published", dated.name, hashlib.sha256(book).hexdigest())
    _keep_only(history, name, installation.keep_daily_copies)
    return Published(dated, newest, county)


def _keep_only(history: Path, name: str, copies: int) -> None:
    for old in sorted(history.glob(f"{name}_*.xlsx"))[:-copies]:
        with contextlib.suppress(OSError):
            old.unlink()

"""A trial of another plan (试算): what it would change, department by department, before it goes live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.flow.again.changes import Change, Findings, changes
from pipeline.flow.day.standing import is_note
from pipeline.flow.day.versions import offer_of
from pipeline.flow.examine import Examiner
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import known_decisions
from pipeline.flow.night.view import View, look
from pipeline.model import Deviation, Obligation, Plan, Submission

WHOLE_COUNTY = "全县"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """How two plans differ. ``altered`` gives each obligation that both have with what differs, in Chinese."""

    added: tuple[Obligation, ...]
    removed: tuple[Obligation, ...]
    altered: tuple[tuple[Obligation, tuple[str, ...]], ...]
    units_added: tuple[str, ...]
    units_removed: tuple[str, ...]
    ledgers_due: tuple[date, date]


@dataclass(frozen=True, slots=True)
class DryRun:
    """What another plan would change: in the plan itself, and for each unit and file."""

    before: Plan
    after: Plan
    plan: PlanChange
    changes: tuple[Change, ...]

    @property
    def new_errors(self) -> int:
        """How many errors it would add."""
        return sum(c.new_errors for c in self.changes)


def dry_run(installation: Installation, rules: Path, as_of: date | None = None) -> DryRun:
    """Judge all that has been received under the plan in force and under another one, and compare.

    Nothing is recorded. Files of nobody count where the other plan knows their unit. The decisions on record hold
    under both plans. Raises ``RulesError`` or ``ModelError`` where the other plan cannot be read.
    """
    day = as_of or installation.clock().date()
    decisions = known_decisions(installation, day)
    before = look(installation, installation.examiner(decisions), day)
    after = look(installation, Examiner(rules, decisions), day, placing=lambda strays: _placed(installation, strays))
    return DryRun(
        before.plan,
        after.plan,
        compared(before.plan, after.plan),
        changes(_findings(before), _findings(after)),
    )


def _placed(installation: Installation, strays: Sequence[Submission]) -> dict[str, Submission]:
    """Give the files of nobody that other rules know the unit of: they will count for it once those are in force."""

    def counts(one: Submission) -> bool:
        return not is_note(one) if one.ledger is None else offer_of(installation, one).flaw is None

    return {one.unit: one for one in strays if one.unit is not None and counts(one)}


def compared(before: Plan, after: Plan) -> PlanChange:
    """Compare two plans."""
    units = [tuple(u.name for u in plan.units) for plan in (before, after)]
    altered = (
        (o, tuple(name for name, old, new in _aspects(before.by_id[o.id], o) if old != new))
        for o in after.obligations
        if o.id in before.by_id
    )
    return PlanChange(
        added=tuple(o for o in after.obligations if o.id not in before.by_id),
        removed=tuple(o for o in before.obligations if o.id not in after.by_id),
        altered=tuple((o, aspects) for o, aspects in altered if aspects),
        units_added=tuple(u for u in units[1] if u not in units[0]),
        units_removed=tuple(u for u in units[0] if u not in units[1]),
        ledgers_due=(before.ledgers_due, after.ledgers_due),
    )


def _aspects(old: Obligation, new: Obligation) -> tuple[tuple[str, object, object], ...]:
    return (
        ("任务", (old.category, old.task), (new.category, new.task)),
        ("要求", old.requirement, new.requirement),
        ("时限", (old.time_limit_text, old.clauses), (new.time_limit_text, new.clauses)),
        ("责任单位", (old.responsible_text, old.assignments), (new.responsible_text, new.assignments)),
    )


def _findings(view: View) -> dict[str, Findings]:
    of_county: dict[str, list[Deviation]] = defaultdict(list)
    for unit, deviation in view.run.deviations:
        of_county[unit].append(deviation)
    found = {}
    for report in view.reports:
        submission = report.submission
        verdict = f"{report.status.value}，{submission.verdict.label}" if submission else report.status.value
        own = submission.deviations if submission else ()
        found[report.unit] = Findings(
            verdict, (*own, *of_county.pop(report.unit, ())), submission.missing if submission else ()
        )
    for stray in view.strays:
        name = f"来件“{stray.arrival.file_name}”（{stray.arrival.sha256[:8]}）"
        found[name] = Findings(stray.verdict.label, stray.deviations, stray.missing)
    rest = tuple(d for those in of_county.values() for d in those)
    return {**found, WHOLE_COUNTY: Findings(deviations=rest)}

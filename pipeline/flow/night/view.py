"""The county's submissions as one plan judges them on one day: what counts, what came too late, what is nobody's."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from pipeline.flow.day.examined_again import examined_again
from pipeline.flow.day.standing import Waiting, by_arrival, once, standing_at
from pipeline.flow.day.truth import lateness
from pipeline.flow.examine import Examiner
from pipeline.flow.installation import Installation
from pipeline.judging.checks.traits import Trait, has
from pipeline.model import (
    DecisionKind,
    Plan,
    Submission,
    UnitReport,
    UnitStatus,
)
from pipeline.store.lives import Found

if TYPE_CHECKING:
    from pipeline.judging.checks.runner import CountyRun


@dataclass(frozen=True, slots=True)
class View:
    """The county's submissions as one plan with its decisions judges them on one day."""

    plan: Plan
    reports: tuple[UnitReport, ...]
    strays: tuple[Submission, ...]
    run: CountyRun
    waiting: tuple[Waiting, ...] = ()
    unproved: tuple[str, ...] = ()

    @property
    def found(self) -> list[Found]:
        """Every deviation found, with its file: those of the county, then those of the submissions."""
        files = {r.unit: r.submission.arrival.file_name for r in self.reports if r.submission}
        found: list[Found] = [(unit, deviation, files.get(unit, "")) for unit, deviation in self.run.deviations]
        for submission in (
            *(r.submission for r in self.reports if r.submission),
            *(r.told_apart for r in self.reports if r.told_apart),
            *self.strays,
        ):
            found.extend((submission.unit or "", d, submission.arrival.file_name) for d in submission.deviations)
        return found


def look(
    installation: Installation,
    examiner: Examiner,
    as_of: date,
    meanwhile: Callable[[], None] = lambda: None,
    placing: Callable[[Sequence[Submission]], Mapping[str, Submission]] = lambda _: {},
) -> View:
    """Match and check anew, under the examiner's plan and decisions, what counted at the end of a day.

    ``meanwhile`` is done while children are at work; ``placing`` says which files of nobody count for which unit that
    has nothing else.
    """
    from pipeline.judging.checks.county_case import CountyCase
    from pipeline.judging.checks.runner import check_county

    end = end_of(installation, as_of)
    plan = examiner.plan
    stood = standing_at(installation, end)
    units = [unit for unit in (u.name for u in plan.units) if unit in stood.counting]
    strays = [one for one in once(stood.strays) if one.file.decisions is None]
    recorded = [*(stood.counting[unit] for unit in units), *strays]
    judged = examined_again(installation, examiner, recorded, as_of, meanwhile)
    anew = dict(zip(units, judged, strict=False))
    left = sorted(judged[len(units) :], key=by_arrival)
    placed = {unit: one for unit, one in placing(left).items() if unit not in anew}
    anew |= placed
    first = {**stood.first, **{unit: one.arrival.received_at for unit, one in placed.items()}}
    nil = _nil_returns(examiner, as_of)
    reports = tuple(
        _report(
            plan,
            unit.name,
            anew.get(unit.name),
            first.get(unit.name),
            nil,
            as_of,
            tuple(_telling(one) for one in stood.progress.get(unit.name, ())),
        )
        for unit in plan.units
        if unit.expected or unit.name in anew
    )
    return View(
        plan,
        reports,
        tuple(_known_by_file(one) for one in left if not any(one is its for its in placed.values())),
        check_county(CountyCase(plan, as_of, reports, examiner.decisions)),
        stood.waiting,
        tuple(
            unit
            for unit in units
            if (held := stood.standings.of(unit).in_force) is not None and not held.proof.proves
        ),
    )


def end_of(installation: Installation, day: date) -> datetime:
    """Give the last moment of a day where the installation is."""
    return datetime.combine(day, time.max, tzinfo=installation.clock().tzinfo)


def _report(
    plan: Plan,
    unit: str,
    counting: Submission | None,
    first: datetime | None,
    nil: Container[str],
    as_of: date,
    progress: tuple[Submission, ...],
) -> UnitReport:
    """Put a unit's reporting together: what counts, judged anew, and when the unit first reported."""
    if counting is None:
        absent = UnitStatus.MISSING if as_of > plan.ledgers_due else UnitStatus.AWAITED
        return UnitReport(unit, UnitStatus.NIL if unit in nil else absent, None, None)
    if counting.ledger is None:
        status = UnitStatus.NIL if unit in nil else UnitStatus.UNREADABLE
        return UnitReport(unit, status, counting, first)
    first = first or counting.arrival.received_at
    late = lateness(plan, counting, first)
    counting = replace(counting, deviations=(*late, *counting.deviations))
    status = UnitStatus.LATE if late else UnitStatus.ON_TIME
    report = UnitReport(unit, status, counting, first, progress)
    if report.told_apart is None:
        return report
    # A newer report of progress has taken the place of what the ledger itself says of it.
    kept = tuple(d for d in counting.deviations if not has(d.code, Trait.PROGRESS))
    return replace(report, submission=replace(counting, deviations=kept))


def _known_by_file(stray: Submission) -> Submission:
    """Give a file of nobody with deviations of its own: what is amiss with another such file is another life."""
    sha256, sheet = stray.arrival.sha256, stray.ledger.sheet if stray.ledger else ""
    own = tuple(
        d if sha256 in d.subject else replace(d, subject=f"{sha256}|{sheet}|{d.key('')}") for d in stray.deviations
    )
    return replace(stray, deviations=own)


def _telling(told: Submission) -> Submission:
    """Give a report of progress with what is amiss with that; the rest the ledger that counts has said."""
    return replace(told, deviations=tuple(d for d in told.deviations if has(d.code, Trait.PROGRESS)))


def _nil_returns(examiner: Examiner, as_of: date) -> set[str]:
    return {
        d.unit
        for d in examiner.decisions
        if d.kind is DecisionKind.NIL_RETURN and not d.obligation and d.in_force(as_of)
    }

"""The consolidation: from the register to the county workbook and the status page."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.flow.day.examined_again import examined_again
from pipeline.flow.day.logbook import operations
from pipeline.flow.day.standing import Waiting, aware, by_arrival, once, standing_at, summary_of
from pipeline.flow.day.truth import BY_NIGHT, answer_unwritten, judge_again, lateness, settle
from pipeline.flow.examine import Examiner
from pipeline.flow.installation import Installation
from pipeline.flow.look_back import kept
from pipeline.flow.night.publish import Published, publish
from pipeline.flow.night.receipt_links import receipt_links
from pipeline.flow.night.sources import publish_sources
from pipeline.flow.seal import seal_of
from pipeline.judging.checks.gaps import open_gaps
from pipeline.judging.checks.traits import Trait, has
from pipeline.model import (
    County,
    Decision,
    DecisionKind,
    Plan,
    Submission,
    UnitReport,
    UnitStatus,
    WaitingFile,
    mark_replaced,
)
from pipeline.store.archive import write_durably
from pipeline.store.facts import PUBLISHED
from pipeline.store.lives import Found, follow

if TYPE_CHECKING:
    from pipeline.judging.checks.runner import CountyRun


def consolidate(installation: Installation, as_of: date | None = None, target: Path | None = None) -> Published:
    """Write the county workbook as of a day (today by default), to ``target`` or into outbox/.

    The same register, plan and day give the same workbook but for its time stamps. A night that later nights have
    followed is rebuilt as a dated copy only: the newest workbook, the status page and the history stay. With a
    ``target`` nothing is recorded at all.

    Raises:
        ValueError: a day to come was to be published; it can only be written to a ``target``.
    """
    today = installation.clock().date()
    day = as_of or today
    if target is None and day > today:
        raise ValueError(f"{day} has not come yet")
    if target is None and day == today:
        settle(installation)
        judge_again(installation, BY_NIGHT)
        answer_unwritten(installation)
    county = build_county(installation, day, record=target is None, meanwhile=_load_writers)
    from pipeline.county.figures import county_figures
    from pipeline.county.presentation import Presentation
    from pipeline.county.workbook import county_workbook

    approval = county.plan.settings.approval
    register = installation.register
    words = register.words()
    seal = seal_of(register, county.plan.id, day.isoformat())
    if target is not None:
        # Nobody knows where the receipts lie, seen from there.
        book = county_workbook(county, Presentation(approval=approval, seal=seal))
        target.parent.mkdir(parents=True, exist_ok=True)
        write_durably(target, book)
        return Published(target, target, county)
    last = register.last_consolidation(county.plan.id, today)
    links = receipt_links(installation, county)
    sources = publish_sources(installation, county)
    book = county_workbook(county, Presentation(approval, links.workbooks, links.pages, sources, seal=seal))
    past = last is not None and day < last
    published = publish(installation, county, book, links.pages, sources.values(), past=past)
    if not published.past:
        figures = county_figures(county).as_history()
        register.record_consolidation(day, county.generated_at, figures, county.plan.id)
        register.remember(PUBLISHED, words)
    return published


def publish_changes(installation: Installation) -> Published | None:
    """Publish anew where officers have said words since the county workbook was published; None where they have not.

    Before the first consolidation there is no workbook that could say otherwise than the register.
    """
    register = installation.register
    if register.last_consolidation(installation.plan.id) is None or register.fact(PUBLISHED) == register.words():
        return None
    return consolidate(installation)


def _load_writers() -> None:
    from pipeline.county.workbook import load_writers

    load_writers()


def build_county(
    installation: Installation,
    as_of: date,
    *,
    record: bool = False,
    meanwhile: Callable[[], None] = lambda: None,
) -> County:
    """Gather what was known at the end of a day: submissions received, decisions made, lives lived until then.

    ``record`` keeps the lives of the deviations that are found; without it nothing is written. ``meanwhile`` is done
    while children are at work.
    """
    register = installation.register
    decisions = known_decisions(installation, as_of)
    examiner = installation.examiner(decisions)
    view = look(installation, examiner, as_of, meanwhile)
    if record:
        for fault in view.run.faults:
            register.note(installation.clock(), "check_fault", fault.code, f"{fault.message}\n{fault.detail}")
    plan = view.plan
    return County(
        plan=plan,
        as_of=as_of,
        generated_at=installation.clock(),
        reports=view.reports,
        strays=view.strays,
        tracked=follow(
            register,
            view.found,
            as_of,
            _waived(plan, decisions, as_of),
            plan=plan.id,
            gaping={r.unit: open_gaps(r.submission) for r in view.reports if r.submission is not None},
            record=record,
            today=installation.clock().date(),
        ),
        decisions=decisions,
        history=register.consolidations_before(as_of, plan.id),
        versions={
            "program": __version__,
            "plan": plan.id,
            "rules": plan.fingerprint,
            "matcher": examiner.matcher_fingerprint,
        },
        waiting=tuple(WaitingFile(one.number, one.submission, summary_of(one.submission)) for one in view.waiting),
        operations=tuple(
            one
            for one in operations(installation)
            if aware(one.at, _end_of(installation, as_of)) <= _end_of(installation, as_of)
        ),
        unproved=view.unproved,
        look_back=kept(installation, plan.id),
        trusts_names=installation.trusts_names,
    )


def known_decisions(installation: Installation, as_of: date) -> tuple[Decision, ...]:
    """Give the decisions made until the end of a day, oldest first; an undated one has always been known."""
    end = _end_of(installation, as_of)
    known = [d for d in installation.decisions() if d.decided_at is None or aware(d.decided_at, end) <= end]
    return mark_replaced([_as_known(d, end) for d in known])


def _as_known(decision: Decision, end: datetime) -> Decision:
    """Give a decision as it stood at a moment: what was revoked later held then."""
    revoked = decision.revoked_at
    return replace(decision, revoked_at=None) if revoked is not None and aware(revoked, end) > end else decision


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

    end = _end_of(installation, as_of)
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


def _end_of(installation: Installation, day: date) -> datetime:
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


def _waived(plan: Plan, decisions: Sequence[Decision], as_of: date) -> Mapping[str, frozenset[str]]:
    """Give the obligations from which each unit is free; "" is among them where it need not report at all."""
    from pipeline.judging.checks.cases import excused

    waived = {}
    for unit in {d.unit for d in decisions}:
        own = [d for d in decisions if d.unit == unit and d.in_force(as_of)]
        nothing = any(d.kind is DecisionKind.NIL_RETURN and not d.obligation for d in own)
        waived[unit] = excused(plan, own, as_of) | ({""} if nothing else frozenset())
    return waived

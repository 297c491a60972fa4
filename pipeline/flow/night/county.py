"""The consolidation: from the register to the county workbook and the status page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.flow.examine import Examiner
from pipeline.flow.installation import Installation
from pipeline.flow.night.examined_again import examined_again
from pipeline.flow.night.publish import Published, publish
from pipeline.flow.night.receipt_links import receipt_links
from pipeline.flow.night.sources import publish_sources
from pipeline.judging.checks.gaps import open_gaps
from pipeline.model import (
    County,
    Decision,
    DecisionKind,
    Deviation,
    Plan,
    Submission,
    UnitReport,
    UnitStatus,
    mark_replaced,
)
from pipeline.store.archive import write_durably
from pipeline.store.lives import Found, follow
from pipeline.store.register import Register
from pipeline.store.repeats import Repeats

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
    county = build_county(installation, day, record=target is None, meanwhile=_load_writers)
    from pipeline.county.figures import county_figures
    from pipeline.county.presentation import Presentation
    from pipeline.county.workbook import county_workbook

    approval = county.plan.settings.approval
    if target is not None:
        # Nobody knows where the receipts lie, seen from there.
        book = county_workbook(county, Presentation(approval=approval))
        target.parent.mkdir(parents=True, exist_ok=True)
        write_durably(target, book)
        return Published(target, target, county)
    last = installation.register.last_consolidation()
    links = receipt_links(installation, county)
    sources = publish_sources(installation, county)
    book = county_workbook(county, Presentation(approval, links.workbooks, links.pages, sources))
    past = last is not None and day < last
    published = publish(installation, county, book, links.pages, sources.values(), past=past)
    if not published.past:
        installation.register.record_consolidation(day, county.generated_at, county_figures(county).as_history())
    return published


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
            register, view.found, as_of, _waived(plan, decisions, as_of), gaping=_gaping(view.reports), record=record
        ),
        decisions=decisions,
        history=register.consolidations_before(as_of),
        versions={
            "program": __version__,
            "plan": plan.id,
            "rules": plan.fingerprint,
            "matcher": examiner.matcher_fingerprint,
        },
    )


def _gaping(reports: Iterable[UnitReport]) -> dict[str, frozenset[str]]:
    return {r.unit: open_gaps(r.submission) for r in reports if r.submission is not None}


def known_decisions(installation: Installation, as_of: date) -> tuple[Decision, ...]:
    """Give the decisions made until the end of a day, oldest first; an undated one has always been known."""
    end = _end_of(installation, as_of)
    known = installation.register.all_decisions()
    return mark_replaced([d for d in known if d.decided_at is None or _aware(d.decided_at, end) <= end])


@dataclass(frozen=True, slots=True)
class View:
    """The county's submissions as one plan with its decisions judges them on one day."""

    plan: Plan
    reports: tuple[UnitReport, ...]
    strays: tuple[Submission, ...]
    run: CountyRun

    @property
    def found(self) -> list[Found]:
        """Every deviation found, with its file: those of the county, then those of the submissions."""
        files = {r.unit: r.submission.arrival.file_name for r in self.reports if r.submission}
        found: list[Found] = [(unit, deviation, files.get(unit, "")) for unit, deviation in self.run.deviations]
        for submission in (*(r.submission for r in self.reports if r.submission), *self.strays):
            found.extend((submission.unit or "", d, submission.arrival.file_name) for d in submission.deviations)
        return found


def look(
    installation: Installation, examiner: Examiner, as_of: date, meanwhile: Callable[[], None] = lambda: None
) -> View:
    """Match and check anew, under the examiner's plan and decisions, what had been received by the end of a day.

    ``meanwhile`` is done while children are at work.
    """
    from pipeline.judging.checks.county_case import CountyCase
    from pipeline.judging.checks.runner import check_county

    end = _end_of(installation, as_of)
    plan = examiner.plan
    known = [
        s
        for s in _recorded_by(installation.register, end)
        if _aware(s.arrival.received_at, end) <= end and s.file.decisions is None
    ]
    units, strays = _by_unit(examiner, known)
    newest = [max(_readable(versions), key=_by_version) for versions in units.values()]
    judged = examined_again(installation, examiner, [*newest, *strays], as_of, meanwhile)
    anew = dict(zip(units, judged, strict=False))
    strays = sorted(judged[len(units) :], key=_by_arrival)
    nil = _nil_returns(examiner, as_of)
    reports = tuple(
        _report(plan, unit.name, units.get(unit.name, ()), anew.get(unit.name), nil)
        for unit in plan.units
        if unit.expected or unit.name in units
    )
    return View(plan, reports, tuple(strays), check_county(CountyCase(plan, as_of, reports, examiner.decisions)))


def _recorded_by(register: Register, end: datetime) -> Iterator[Submission]:
    """Give what is on record; of a ledger that has come to count again since, what was on record of it then."""
    then = {
        (r.arrival_id, r.part): r.replaced
        for r in reversed(Repeats(register).restorations())
        if _aware(r.at, end) > end
    }
    for number, part, submission in register.all_submissions():
        yield then.get((number, part), submission)


def _end_of(installation: Installation, day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=installation.clock().tzinfo)


def _aware(moment: datetime, like: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=like.tzinfo)


def _by_unit(
    examiner: Examiner, known: Sequence[Submission]
) -> tuple[Mapping[str, Sequence[Submission]], list[Submission]]:
    """Tell the versions of each unit, and what no unit of the plan has sent."""
    units: dict[str, list[Submission]] = defaultdict(list)
    strays: list[Submission] = []
    for submission in known:
        sender = examiner.identify(submission.ledger, submission.arrival).unit or ""
        (units[sender] if sender in examiner.plan.unit_by_name else strays).append(submission)
    return units, strays


def _readable(versions: Sequence[Submission]) -> Sequence[Submission]:
    """Give those of a unit's versions that count: what could be read, or else all."""
    return [s for s in versions if s.ledger is not None] or versions


def _report(
    plan: Plan, unit: str, versions: Sequence[Submission], newest: Submission | None, nil: Container[str]
) -> UnitReport:
    """Put a unit's reporting together; ``newest`` is its newest version, judged anew: the others count no more."""
    first = min((s.arrival.received_at for s in _readable(versions)), default=None)
    if first is None or newest is None:
        return UnitReport(unit, UnitStatus.NIL if unit in nil else UnitStatus.MISSING, None, None)
    newest = replace(newest, deviations=(*_lateness(plan, newest, first.date()), *newest.deviations))
    if newest.ledger is not None:
        status = UnitStatus.ON_TIME if first.date() <= plan.ledgers_due else UnitStatus.LATE
    else:
        status = UnitStatus.NIL if unit in nil else UnitStatus.UNREADABLE
    return UnitReport(unit, status, newest, first)


def _nil_returns(examiner: Examiner, as_of: date) -> set[str]:
    return {
        d.unit
        for d in examiner.decisions
        if d.kind is DecisionKind.NIL_RETURN and not d.obligation and d.in_force(as_of)
    }


def _lateness(plan: Plan, submission: Submission, first: date) -> tuple[Deviation, ...]:
    from pipeline.judging.checks.cases import ArrivalCase
    from pipeline.judging.checks.runner import check_arrival

    case = ArrivalCase(plan, submission.file, submission.identification, submission.ledger, first_received=first)
    return tuple(d for d in check_arrival(case).deviations if d.code == "S02")


def _by_version(submission: Submission) -> tuple[int, datetime, str, str, str]:
    return (submission.version, *_by_arrival(submission))


def _by_arrival(submission: Submission) -> tuple[datetime, str, str, str]:
    arrival = submission.arrival
    sheet = submission.ledger.sheet if submission.ledger else ""
    return (arrival.received_at, arrival.file_name, arrival.sha256, sheet)


def _waived(plan: Plan, decisions: Sequence[Decision], as_of: date) -> Mapping[str, frozenset[str]]:
    """Give the obligations from which each unit is free; "" is among them where it need not report at all."""
    from pipeline.judging.checks.cases import excused

    waived = {}
    for unit in {d.unit for d in decisions}:
        own = [d for d in decisions if d.unit == unit and d.in_force(as_of)]
        nothing = any(d.kind is DecisionKind.NIL_RETURN and not d.obligation for d in own)
        waived[unit] = excused(plan, own, as_of) | ({""} if nothing else frozenset())
    return waived

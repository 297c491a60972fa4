"""The consolidation: from the register to the county workbook and the status page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from pipeline import __version__
from pipeline.flow.day.logbook import operations
from pipeline.flow.day.standing import aware, summary_of
from pipeline.flow.day.truth import BY_NIGHT, answer_unwritten, judge_again, settle
from pipeline.flow.installation import Installation
from pipeline.flow.look_back import kept
from pipeline.flow.night.publish import Published, publish
from pipeline.flow.night.receipt_links import receipt_links
from pipeline.flow.night.sources import publish_sources
from pipeline.flow.night.view import end_of, look
from pipeline.flow.seal import seal_of
from pipeline.judging.checks.gaps import open_gaps
from pipeline.model import (
    County,
    Decision,
    DecisionKind,
    Plan,
    WaitingFile,
    mark_replaced,
)
from pipeline.store.archive import write_durably
from pipeline.store.facts import PUBLISHED
from pipeline.store.lives import follow


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
    from pipeline.county.paper_book import paper_workbook
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
    paper = paper_workbook(county, approval)
    published = publish(installation, county, book, links.pages, sources.values(), paper=paper, past=past)
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
            if aware(one.at, end_of(installation, as_of)) <= end_of(installation, as_of)
        ),
        unproved=view.unproved,
        look_back=kept(installation, plan.id),
        trusts_names=installation.trusts_names,
    )


def known_decisions(installation: Installation, as_of: date) -> tuple[Decision, ...]:
    """Give the decisions made until the end of a day, oldest first; an undated one has always been known."""
    end = end_of(installation, as_of)
    known = [d for d in installation.decisions() if d.decided_at is None or aware(d.decided_at, end) <= end]
    return mark_replaced([_as_known(d, end) for d in known])


def _as_known(decision: Decision, end: datetime) -> Decision:
    """Give a decision as it stood at a moment: what was revoked later held then."""
    revoked = decision.revoked_at
    return replace(decision, revoked_at=None) if revoked is not None and aware(revoked, end) > end else decision


def _waived(plan: Plan, decisions: Sequence[Decision], as_of: date) -> Mapping[str, frozenset[str]]:
    """Give the obligations from which each unit is free; "" is among them where it need not report at all."""
    from pipeline.judging.checks.ledger_case import excused

    waived = {}
    for unit in {d.unit for d in decisions}:
        own = [d for d in decisions if d.unit == unit and d.in_force(as_of)]
        nothing = any(d.kind is DecisionKind.NIL_RETURN and not d.obligation for d in own)
        waived[unit] = excused(plan, own, as_of) | ({""} if nothing else frozenset())
    return waived

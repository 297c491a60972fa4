"""The missing tasks of a submission, ready to be filled in: what the plan asks, by when, how others put it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.form.template.hints import usual_limits
from pipeline.judging.checks.c06_no_guidance import guides
from pipeline.judging.checks.f09_copied_measure import is_copy
from pipeline.judging.checks.gaps import told_at_cells
from pipeline.judging.checks.wording import limit_of
from pipeline.judging.substance.speech import Speech
from pipeline.model import Application, Obligation, Plan, Submission, Treatment

_NEAR = "near"
_LEAST_OWN = 0.6
"""From which share of the plan's own words on an example teaches copying, or leaves in doubt what is done."""
_OWN_WORDS = Speech((), (), ())
"""Lays a text out against what it is given alone; the whole plan's words would take long to learn."""
_INTENDS = re.compile("(?:加强|压实|强化|持续|推进|继续|扎实|切实|积极|进一步|深入|做好|抓好)")
_NUMBER = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class MissingTask:
    """One missing obligation. ``no`` continues the ledger's own numbers.

    ``limit`` is the plan's ("" where it sets none), ``suggested`` one to fill in, ``choices`` others that satisfy
    the plan; ``example`` is a wording that the plan's data holds for it ("" where there is none).
    """

    no: int
    obligation: str
    place: str
    annex: str
    number: int
    label: str
    task: str
    requirement: str
    role: str
    limit: str
    suggested: str
    choices: tuple[str, ...]
    example: str
    application: Application | None = None
    """What the unit has said of it on 缺失任务 of an earlier receipt."""
    state: str = ""
    """What became of that."""


def missing_tasks(submission: Submission, plan: Plan) -> tuple[MissingTask, ...]:
    """List the missing obligations in the order of the submission.

    Those for which a measure stands that only does nothing are not among them: it is to be mended where it stands.
    """
    at_cells = told_at_cells(submission.matches)
    first = _last_number(submission) + 1
    said = _said(submission, plan)
    wanted = [plan.by_id[o] for o in submission.missing if o in plan.by_id and o not in at_cells]
    return tuple(
        _with_answer(_missing_task(first + index, obligation, submission, plan), said.get(obligation.id), submission)
        for index, obligation in enumerate(wanted)
    )


def answered_tasks(submission: Submission, plan: Plan) -> tuple[MissingTask, ...]:
    """List the obligations on which the unit has applied and which are not missing (any more)."""
    return tuple(
        _with_answer(_missing_task(0, plan.by_id[o], submission, plan), application, submission)
        for o, application in _said(submission, plan).items()
        if o not in submission.missing
    )


def _said(submission: Submission, plan: Plan) -> dict[str, Application]:
    applications = submission.ledger.applications if submission.ledger else ()
    found = ((plan.id_as_written(a.place), a) for a in applications)
    return {obligation: a for obligation, a in found if obligation in plan.by_id}


def _with_answer(task: MissingTask, application: Application | None, submission: Submission) -> MissingTask:
    if application is None:
        return task
    state = ""
    if task.obligation in submission.pending:
        state = "等候核定"
    elif task.obligation not in submission.missing:
        state = "无需补报"
    elif application.treatment is Treatment.CONTAINED and not application.within:
        state = "所写的行不能采用，见校验意见" if _NUMBER.search(application.said) else "请写明含于台账哪一行"
    elif application.treatment is None:
        state = "请选择处理方式"
    elif application.treatment is not Treatment.SUPPLY:
        state = "未获同意，请补报"
    return replace(task, application=application, state=state)


def _missing_task(no: int, obligation: Obligation, submission: Submission, plan: Plan) -> MissingTask:
    unit = plan.unit_by_name.get(submission.unit or "")
    assignment = plan.assignment_of(unit, obligation.id) if unit else None
    choices = usual_limits(plan, obligation)
    limit = limit_of(obligation)
    return MissingTask(
        no=no,
        obligation=obligation.id,
        place=obligation.place,
        annex=obligation.annex.name,
        number=obligation.no,
        label=obligation.label,
        task=obligation.requirement.strip().rstrip("。"),
        requirement=obligation.requirement.strip(),
        role=assignment.role.value if assignment else "责任",
        limit=limit,
        suggested=limit or (choices[0] if choices else ""),
        choices=choices,
        example=_example(plan, obligation),
    )


def _example(plan: Plan, obligation: Obligation) -> str:
    """Give the first wording close to the plan's, sober enough for an official ledger; "" where there is none.

    One that begins with no more than an intention comes last; the plan's own list (phrasings.csv) goes before what
    has been added to it (phrasings-….csv).
    """
    near = (p for p in plan.phrasings_of.get(obligation.id, ()) if p.style == _NEAR)
    ranked = sorted(near, key=lambda p: (bool(_INTENDS.match(p.text)), p.origin.removesuffix(".csv")))
    wanted, led = (obligation.requirement, obligation.label), obligation.annex.led
    return next((p.text for p in ranked if _is_fit(p.text, wanted, led=led)), "")


@lru_cache(maxsize=1024)
def _is_fit(text: str, wanted: tuple[str, str], *, led: bool) -> bool:
    """Say whether a ledger may take a wording over without being told that it copies, or that it guides nobody.

    ``wanted`` are the requirement and the label of the obligation.
    """
    if is_copy(text, wanted[0]) or _OWN_WORDS.lay(text, requirements=wanted).planned >= _LEAST_OWN:
        return False
    return not led or guides(text)


def _last_number(submission: Submission) -> int:
    entries = submission.ledger.entries if submission.ledger else ()
    numbers = [int(found[0]) for e in entries if (found := _NUMBER.fullmatch(e.no.text.strip().removesuffix(".0")))]
    return max(numbers, default=len({e.task.cell for e in entries}))

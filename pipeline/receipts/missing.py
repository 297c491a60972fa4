"""The missing tasks of a submission, ready to be filled in: what the plan asks, by when, how others put it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.form.template.hints import usual_limits
from pipeline.judging.checks.c06_no_guidance import guides
from pipeline.judging.checks.f09_copied_measure import is_copy
from pipeline.judging.checks.wording import limit_of
from pipeline.model import Obligation, Plan, Submission

_NEAR = "near"
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


def missing_tasks(submission: Submission, plan: Plan) -> tuple[MissingTask, ...]:
    """List the missing obligations in the order of the submission."""
    first = _last_number(submission) + 1
    wanted = [plan.by_id[o] for o in submission.missing if o in plan.by_id]
    return tuple(
        _missing_task(first + index, obligation, submission, plan) for index, obligation in enumerate(wanted)
    )


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

    The plan's own list (phrasings.csv) goes before what has been added to it (phrasings-….csv).
    """
    near = (p for p in plan.phrasings_of.get(obligation.id, ()) if p.style == _NEAR)
    ranked = sorted(near, key=lambda p: p.origin.removesuffix(".csv"))
    return next((p.text for p in ranked if _is_fit(p.text, obligation.requirement, led=obligation.annex.led)), "")


@lru_cache(maxsize=1024)
def _is_fit(text: str, requirement: str, *, led: bool) -> bool:
    """Say whether a ledger may take a wording over without being told that it copies (F09) or guides nobody (C06)."""
    return not is_copy(text, requirement) and (not led or guides(text))


def _last_number(submission: Submission) -> int:
    entries = submission.ledger.entries if submission.ledger else ()
    numbers = [int(found[0]) for e in entries if (found := _NUMBER.fullmatch(e.no.text.strip().removesuffix(".0")))]
    return max(numbers, default=len({e.task.cell for e in entries}))

"""The missing tasks of a submission, ready to be filled in: what the plan asks, by when, how others put it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from pipeline.checks.c06_no_guidance import guides
from pipeline.checks.f09_copied_measure import is_copy
from pipeline.checks.wording import limit_of, number
from pipeline.model import Obligation, Plan, Submission
from pipeline.receipts.template_hints import usual_limits

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
    examples = _examples(plan, wanted)
    return tuple(
        _missing_task(first + index, obligation, submission, plan, examples.get(obligation.id, ""))
        for index, obligation in enumerate(wanted)
    )


def _missing_task(no: int, obligation: Obligation, submission: Submission, plan: Plan, example: str) -> MissingTask:
    unit = plan.unit_by_name.get(submission.unit or "")
    assignment = plan.assignment_of(unit, obligation.id) if unit else None
    choices = usual_limits(plan, obligation)
    limit = limit_of(obligation)
    return MissingTask(
        no=no,
        obligation=obligation.id,
        place=number(obligation.id),
        label=obligation.label,
        task=obligation.requirement.strip().rstrip("。"),
        requirement=obligation.requirement.strip(),
        role=assignment.role.value if assignment else "责任",
        limit=limit,
        suggested=limit or (choices[0] if choices else ""),
        choices=choices,
        example=example,
    )


def _examples(plan: Plan, wanted: Collection[Obligation]) -> dict[str, str]:
    """Give each obligation the first wording close to the plan's: sober enough to stand in an official ledger.

    The plan's own list (phrasings.csv) goes before what has been added to it (phrasings-….csv).
    """
    by_id = {o.id: o for o in wanted}
    near = (p for p in plan.phrasings if p.style == _NEAR and p.obligation in by_id)
    examples: dict[str, str] = {}
    for phrasing in sorted(near, key=lambda p: p.origin.removesuffix(".csv")):
        if phrasing.obligation not in examples and _is_fit(phrasing.text, by_id[phrasing.obligation]):
            examples[phrasing.obligation] = phrasing.text
    return examples


def _is_fit(text: str, obligation: Obligation) -> bool:
    """Say whether a ledger may take a wording over without being told that it copies (F09) or guides nobody (C06)."""
    return not is_copy(text, obligation.requirement) and (obligation.annex == 1 or guides(text))


def _last_number(submission: Submission) -> int:
    entries = submission.ledger.entries if submission.ledger else ()
    numbers = [int(found[0]) for e in entries if (found := _NUMBER.fullmatch(e.no.text.strip().removesuffix(".0")))]
    return max(numbers, default=len({e.task.cell for e in entries}))

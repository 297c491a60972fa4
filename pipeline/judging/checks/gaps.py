"""How gaps (漏项) are told; C01 and C02 differ in the kind of annex only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.judging.checks.check import Finding, Place
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.wording import excerpt, limit_of
from pipeline.model import Assignment, Binding, EntryMatch, Role, Submission, Substance

LONG = 60
"""How much of a requirement is quoted in a gap: it must be known again without the plan at hand."""


def gaps(case: LedgerCase, *, led: bool) -> Iterator[Finding]:
    """Yield each missing obligation that the unit leads, or that it carries out.

    None where the ledger is not fit to show gaps (S05, S07).
    """
    if not case.can_show_gaps:
        return
    told = told_at_cells(case.matches)
    for obligation in case.missing:
        if obligation.annex.led is not led or obligation.id in told:
            continue
        limit = limit_of(obligation)
        struck = case.struck.get(obligation.id)
        told_of = (
            f"。第{struck.row}行写有该项任务，但已划删除线，未计入台账；如系误划，取消删除线即可" if struck else ""
        )
        yield Finding(
            place=Place("", struck.sheet, (struck.measure.cell or struck.task.cell)) if struck else Place(),
            obligation=obligation.id,
            words={
                "number": obligation.place,
                "label": obligation.label,
                "requirement": excerpt(obligation.requirement, LONG).rstrip("。"),
                "limit": f"，时限要求“{limit}”" if limit else "",
                "role": f"{_role(case.assignment_of(obligation))}{told_of}",
            },
            suggestion=limit,
        )


def told_at_cells(matches: Sequence[EntryMatch]) -> frozenset[str]:
    """Give the obligations whose gaps are told where a measure stands that does nothing (F12)."""
    hollow, refused = (
        {m.obligation for e in matches if e.substance is substance for m in e.meant}
        for substance in (Substance.HOLLOW, Substance.REFUSAL)
    )
    return frozenset(hollow - refused)


def open_gaps(submission: Submission) -> frozenset[str]:
    """Give the obligations whose gaps no later version has closed: a refusal or a hollow measure closes none."""
    return frozenset(submission.missing) | frozenset(submission.pending)


def _role(assignment: Assignment | None) -> str:
    if assignment is None:
        return "责任单位"
    if assignment.binding is Binding.GROUP:
        return f"“{assignment.bearer}”范围内的{_PART[assignment.role]}"
    return _PART[assignment.role]


_PART = {Role.LEAD: "牵头单位", Role.RESPONSIBLE: "责任单位", Role.CARRY_OUT: "落实单位"}

"""Applications on 缺失任务: which obligations a unit says are not its own or are held by another row already."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from pipeline.model import Application, Decision, Entry, Ledger, Plan, Treatment


@dataclass(frozen=True, slots=True)
class Applied:
    """An application with the obligation that it is about, and the entry that is said to hold it (None: none is)."""

    application: Application
    obligation: str
    entry: Entry | None = None


def applied(plan: Plan, ledger: Ledger) -> tuple[Applied, ...]:
    """List what an officer is asked; what promises to follow, or says nothing plain, asks nobody."""
    found = []
    for application in ledger.applications:
        obligation = plan.id_as_written(application.place)
        if obligation not in plan.by_id or application.treatment in (None, Treatment.SUPPLY):
            continue
        if application.treatment is not Treatment.CONTAINED:
            found.append(Applied(application, obligation))
        elif application.within:
            held = (e for e in ledger.entries if (e.sheet, e.row) == (ledger.sheet, application.within))
            found.append(Applied(application, obligation, next(held, None)))
    return tuple(found)


def undecided(
    applications: Iterable[Applied], decisions: Iterable[Decision], upheld: Set[str]
) -> tuple[Applied, ...]:
    """Leave out those that were refused: ``upheld`` are the duties to which the unit is held.

    Of a row it was decided that its wording does not fulfil the obligation.
    """
    waiting = [a for a in applications if a.obligation not in upheld]
    if not any(a.entry for a in waiting):
        return tuple(waiting)
    from pipeline.judging.matching.decided import DecidedWordings
    from pipeline.judging.matching.matcher import wording_of

    wordings = DecidedWordings(decisions)
    return tuple(a for a in waiting if a.entry is None or a.obligation not in wordings.settle(wording_of(a.entry)))

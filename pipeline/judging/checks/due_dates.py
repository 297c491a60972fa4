"""How dates that fall due are told; T09 and T10 look at the two sides of today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from pipeline.judging.checks.check import Finding
from pipeline.judging.checks.county_case import CountyCase
from pipeline.judging.checks.wording import STOPS, at_field, day, excerpt
from pipeline.model import Field


def due_dates(case: CountyCase, wanted: Callable[[date], bool]) -> Iterator[Finding]:
    """Yield each fixed date of each entry that is wanted, a date that is said twice in one cell once.

    A date before the plan year is a slip of the pen (T07), no date that passed; what is done falls due no more.
    """
    told: set[tuple[str, str, int, date]] = set()
    for commitment, clause, due in case.fixed_dates():
        entry = commitment.entry
        key = (commitment.unit, entry.sheet, entry.row, due)
        if not wanted(due) or due.year < case.plan.year or key in told or case.is_done(commitment, due):
            continue
        told.add(key)
        yield Finding(
            unit=commitment.unit,
            place=at_field(entry, Field.TIME_LIMIT),
            words={
                "measure": excerpt((entry.measure.text or entry.task.text).rstrip(STOPS), 30),
                "due": day(due),
                "days": str(abs((due - case.as_of).days)),
            },
            obligation=next((m.obligation for m in commitment.match.certain), None),
            content=entry.time_limit.text,
            subject=f"{entry.task.text.strip()}|{entry.measure.text.strip()}|{clause.text}|{due.isoformat()}",
        )

"""How days that fall due are told, those of 完成情况; T09 and T10 look at the two sides of today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from pipeline.judging.checks.check import Finding
from pipeline.judging.checks.county_case import Commitment, CountyCase
from pipeline.judging.checks.wording import STOPS, at_field, day, excerpt
from pipeline.judging.progress.steps import Step
from pipeline.model import Field, Stage


def due_dates(case: CountyCase, wanted: Callable[[date], bool]) -> Iterator[Finding]:
    """Yield each step (完成情况) of each entry whose day is wanted and that is not reported done."""
    for commitment, tracks in (one for found in case.tracked.values() for one in found):
        for step, stage in ((one.step, one.stage) for one in tracks):
            if step.due is not None and stage is not Stage.DONE and wanted(step.due):
                yield _finding(case, commitment, step, step.due)


def _finding(case: CountyCase, commitment: Commitment, step: Step, due: date) -> Finding:
    entry = commitment.entry
    measure = excerpt((entry.measure.text or entry.task.text).rstrip(STOPS), 30)
    return Finding(
        unit=commitment.unit,
        place=at_field(entry, Field.TIME_LIMIT),
        words={
            "measure": f"{measure}（{step.label}）" if step.period else measure,
            "due": day(due),
            "days": str(abs((due - case.as_of).days)),
        },
        obligation=next((m.obligation for m in commitment.match.certain), None),
        content=entry.time_limit.text,
        subject=f"{entry.task.text.strip()}|{entry.measure.text.strip()}|{step.said}|{due.isoformat()}",
    )

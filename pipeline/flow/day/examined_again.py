"""Examining again what is on record: matched and checked anew, side by side in the desk's children."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from pipeline.flow.desk import ExaminingAgain
from pipeline.flow.examine import Examiner
from pipeline.flow.installation import Installation
from pipeline.model import Submission

_TOGETHER = 16
"""Ledgers that a child is given at once: enough that it is busy for a while, too few to take it to its limits."""


def examined_again(
    installation: Installation,
    examiner: Examiner,
    recorded: Sequence[Submission],
    as_of: date,
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[Submission, ...]:
    """Examine recorded submissions as of a day, in their order; ``meanwhile`` is done while children are at work.

    What they cannot do within their limits is done here: what is on record has been read before.
    """
    parts = [tuple(recorded[i : i + _TOGETHER]) for i in range(0, len(recorded), _TOGETHER)]
    found: list[Submission] = []
    with installation.desk_of(examiner) as desk:
        begun = [desk.begin(ExaminingAgain(part, as_of)) for part in parts]
        meanwhile()
        for part, slot in zip(parts, begun, strict=True):
            outcome = desk.finish(slot)
            if isinstance(outcome.result, tuple):
                found.extend(outcome.result)
            else:
                found.extend(examiner.examine_again(one, as_of) for one in part)
    return tuple(found)

"""The answer to a county workbook that came back: which decisions were recorded, which not, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.model import Decision, ReadingNote, Submission
from pipeline.receipts.page import environment

PLACE: Final = "<!-- 登记后的变化 -->"
"""Where the page says what has changed by it, as soon as that is known."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A unit's ledger that came out otherwise: the new receipt's number, what it says, and why it was issued."""

    unit: str
    version: int
    receipt: int
    verdict: str
    reason: str


def with_effects(page: str, effects: Sequence[Effect]) -> str:
    """Give a page with what has changed by it; one that says so already stays as it is."""
    section = environment(None).get_template("decisions_effects.html.j2").render(effects=effects)
    return page.replace(PLACE, section, 1)


def decisions_page(
    submission: Submission,
    new: Sequence[Decision],
    known: Sequence[Decision],
    left_out: Sequence[ReadingNote],
    remarks: Sequence[str] = (),
    *,
    said: Sequence[str] = (),
    wanted: Sequence[str] = (),
    stale: Sequence[str] = (),
) -> str:
    """Write the page: one HTML document that needs nothing else."""
    return (
        environment(None)
        .get_template("decisions.html.j2")
        .render(
            file_name=submission.arrival.file_name,
            received=f"{submission.arrival.received_at:%Y年%m月%d日 %H:%M}",
            new=new,
            known=known,
            left_out=left_out,
            remarks=remarks,
            said=said,
            wanted=wanted,
            place=PLACE,
            stale=stale,
        )
    )

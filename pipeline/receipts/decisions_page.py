"""The answer to a county workbook that came back: which decisions were recorded, which not, and why."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Decision, ReadingNote, Submission
from pipeline.receipts.page import environment


def decisions_page(
    submission: Submission,
    new: Sequence[Decision],
    known: Sequence[Decision],
    left_out: Sequence[ReadingNote],
    remarks: Sequence[str] = (),
    *,
    said: Sequence[str] = (),
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
            stale=stale,
        )
    )

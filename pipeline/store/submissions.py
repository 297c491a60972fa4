"""Submissions in the register: each as one JSON text (compressed) beside what is searched by."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select, update

from pipeline.model import PastFindings, Submission
from pipeline.store.tables import submissions
from pipeline.store.versions import version_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def insert_submission(
    connection: Connection,
    submission: Submission,
    arrival_id: int,
    part: int,
    plan: str,
    issue: int = 1,
    at: datetime | None = None,
    reason: str = "",
) -> None:
    """Record one judgement of a ledger: as it was found, or (``issue`` above 1) once more, at a moment and why."""
    kept = version_of(submission)
    connection.execute(
        insert(submissions),
        {
            "arrival_id": arrival_id,
            "part": part,
            "unit": submission.unit or "",
            "verdict": submission.verdict.value,
            "version": submission.version,
            "received_at": submission.arrival.received_at.isoformat(),
            "plan": plan,
            "sheet": kept.sheet,
            "fingerprint": kept.fingerprint,
            "saved_at": kept.saved_at.isoformat() if kept.saved_at else "",
            "content": _adapter().dump_json(submission).decode("utf-8", "replace").encode(),
            "issue": issue,
            "current": 1,
            "issued_at": (at or submission.arrival.received_at).isoformat(),
            "reason": reason,
        },
    )


def supersede(connection: Connection, arrival_id: int, part: int, plan: str) -> int:
    """Say of a ledger's judgements under a plan that they are no longer the newest; give the newest number of all."""
    of_ledger = (submissions.c.arrival_id == arrival_id) & (submissions.c.part == part)
    connection.execute(update(submissions).where(of_ledger, submissions.c.plan == plan).values(current=0))
    return int(connection.execute(select(func.max(submissions.c.issue)).where(of_ledger)).scalar() or 0)


@cache
def _adapter() -> TypeAdapter[Submission]:
    from pydantic import TypeAdapter

    return TypeAdapter(Submission)


@cache
def _findings_adapter() -> TypeAdapter[PastFindings]:
    from pydantic import TypeAdapter

    return TypeAdapter(PastFindings)


def read_submission(content: bytes) -> Submission:
    """Read a recorded submission."""
    return _adapter().validate_json(content)


def read_findings(content: bytes) -> PastFindings:
    """Read no more of a recorded submission than what was found in it."""
    return _findings_adapter().validate_json(content)

"""The versions that a unit has submitted, without their content: enough to number the next one and know a repeat."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select, true

from pipeline.model import Arrival, Entry, Ledger, Submission
from pipeline.store.arrivals import arrival_of
from pipeline.store.tables import arrivals, submissions

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """A recorded submission of a unit. ``fingerprint`` is that of its entries, "" where it could not be read.

    ``saved_at`` is when the file was last saved, as it says itself; None where it does not say.
    """

    version: int
    arrival: Arrival
    sheet: str
    fingerprint: str
    saved_at: datetime | None = None

    def is_same(self, other: KnownVersion) -> bool:
        """Say whether two ledgers have the same content: the same sheet of the same bytes, or the same entries."""
        if not self.fingerprint or not other.fingerprint:
            return False
        if self.arrival.sha256 == other.arrival.sha256:
            return self.sheet == other.sheet
        return self.fingerprint == other.fingerprint


def version_of(submission: Submission) -> KnownVersion:
    """Give what is kept of a submission to know its content again."""
    ledger = submission.ledger
    sheet = ledger.sheet if ledger else ""
    saved_at = submission.file.saved_at
    return KnownVersion(submission.version, submission.arrival, sheet, _fingerprint(ledger), saved_at)


def known_versions(connection: Connection, unit: str, up_to: int | None) -> tuple[KnownVersion, ...]:
    """Give all versions of a unit, oldest first; ``up_to`` one arrival, where it is given."""
    known = true() if up_to is None else submissions.c.arrival_id <= up_to
    kept = submissions.c
    rows = connection.execute(
        select(arrivals, kept.version, kept.sheet, kept.fingerprint, kept.saved_at)
        .join(submissions, submissions.c.arrival_id == arrivals.c.id)
        .where(submissions.c.unit == unit, known)
        .order_by(submissions.c.version, submissions.c.id)
    )
    return tuple(
        KnownVersion(
            int(r.version),
            arrival_of(r).arrival,
            r.sheet,
            r.fingerprint,
            datetime.fromisoformat(r.saved_at) if r.saved_at else None,
        )
        for r in rows
    )


def _fingerprint(ledger: Ledger | None) -> str:
    return "" if ledger is None else hashlib.sha256(_entries_adapter().dump_json(ledger.entries)).hexdigest()


@cache
def _entries_adapter() -> TypeAdapter[tuple[Entry, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Entry, ...])

"""The versions that a unit has submitted, without their content: enough to number the next one and know a repeat."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, select
from sqlalchemy.engine import Row

from pipeline.model import Arrival, Entry, Ledger, Submission
from pipeline.store.arrivals import arrival_of
from pipeline.store.tables import arrivals, repeat_words, repeats, submissions

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """A recorded submission of a unit. ``fingerprint`` is that of its entries, "" where it could not be read.

    ``saved_at`` is when the file was last saved, as it says itself; None where it does not say. ``number`` is that of
    its arrival in the register. ``again`` is how it came when it got its version by coming once more.
    """

    version: int
    arrival: Arrival
    sheet: str
    fingerprint: str
    saved_at: datetime | None = None
    number: int = 0
    again: Arrival | None = None

    @property
    def came(self) -> Arrival:
        """How the ledger came when it became this version."""
        return self.again or self.arrival

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


def known_versions(connection: Connection, unit: str) -> tuple[KnownVersion, ...]:
    """Give all versions of a unit, oldest first."""
    kept = submissions.c
    rows = connection.execute(
        select(
            arrivals,
            kept.version,
            kept.sheet,
            kept.fingerprint,
            kept.saved_at,
            repeats.c.file_name.label("again_name"),
            repeats.c.received_at.label("again_at"),
        )
        .join(submissions, kept.arrival_id == arrivals.c.id)
        .outerjoin(
            repeat_words,
            and_(
                repeat_words.c.arrival_id == kept.arrival_id,
                repeat_words.c.part == kept.part,
                repeat_words.c.version == kept.version,
                repeat_words.c.replaced != "",
            ),
        )
        .outerjoin(repeats, repeats.c.id == repeat_words.c.repeat_id)
        .where(kept.unit == unit)
        .order_by(kept.version, kept.id)
    )
    return tuple(map(_known, rows))


def _known(row: Row[Any]) -> KnownVersion:
    arrival = arrival_of(row).arrival
    again = None
    if row.again_at is not None:
        again = replace(arrival, file_name=row.again_name, received_at=datetime.fromisoformat(row.again_at))
    saved_at = datetime.fromisoformat(row.saved_at) if row.saved_at else None
    return KnownVersion(int(row.version), arrival, row.sheet, row.fingerprint, saved_at, int(row.id), again)


def _fingerprint(ledger: Ledger | None) -> str:
    return "" if ledger is None else hashlib.sha256(_entries_adapter().dump_json(ledger.entries)).hexdigest()


@cache
def _entries_adapter() -> TypeAdapter[tuple[Entry, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Entry, ...])

"""The versions that a unit has submitted, without their content: enough to number the next one and know a repeat."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.engine import Row

from pipeline.model import Application, Arrival, Entry, Ledger, Submission
from pipeline.store.arrivals import again, arrival_of, repeated_arrivals
from pipeline.store.tables import arrivals, repeat_words, repeats, submissions

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_KEPT: Final = submissions.c
_OF_UNIT: Final = (
    select(arrivals, _KEPT.version, _KEPT.sheet, _KEPT.fingerprint, _KEPT.saved_at, _KEPT.part)
    .join(submissions, _KEPT.arrival_id == arrivals.c.id)
    .where(
        _KEPT.unit == bindparam("of"),
        _KEPT.plan == bindparam("under"),
        _KEPT.current == 1,
        _KEPT.fingerprint != "",
    )
    .order_by(_KEPT.version, arrivals.c.place, _KEPT.part)
)


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """A recorded ledger of a unit. ``fingerprint`` is that of its content, "" where it could not be read.

    ``saved_at`` is when the file was last saved, as it says itself; None where it does not say. ``place`` is its
    place among all that came. ``came`` is how it came the last time.
    """

    version: int
    arrival: Arrival
    sheet: str
    fingerprint: str
    saved_at: datetime | None = None
    place: int = 0
    again: Arrival | None = None

    @property
    def came(self) -> Arrival:
        """How the ledger came when it last got into force."""
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


def known_versions(connection: Connection, unit: str, plan: str) -> tuple[KnownVersion, ...]:
    """Give all ledgers of a unit under a plan, oldest version first; how each came last."""
    rows = connection.execute(_OF_UNIT, {"of": unit, "under": plan}).all()
    if not rows:
        return ()
    came_again = {
        (int(row.id), int(row.part)): again(row).arrival
        for row in connection.execute(
            repeated_arrivals()
            .add_columns(repeat_words.c.part)
            .join(repeat_words, repeat_words.c.repeat_id == repeats.c.id)
            .where(repeat_words.c.counts == 1, arrivals.c.id.in_([row.id for row in rows]))
            .order_by(repeats.c.place)
        )
    }
    return tuple(_known(row, came_again.get((int(row.id), int(row.part)))) for row in rows)


def _known(row: Row[Any], came_again: Arrival | None) -> KnownVersion:
    recorded = arrival_of(row)
    saved_at = datetime.fromisoformat(row.saved_at) if row.saved_at else None
    return KnownVersion(
        int(row.version), recorded.arrival, row.sheet, row.fingerprint, saved_at, recorded.place, came_again
    )


def _fingerprint(ledger: Ledger | None) -> str:
    if ledger is None:
        return ""
    entries, applications = _content_adapters()
    # How far a unit has got is no part of what it has taken upon itself.
    said = entries.dump_json(ledger.entries, exclude={"__all__": {"claim"}})
    if ledger.applications:  # what was recorded before there were any keeps its fingerprint
        said += applications.dump_json(ledger.applications)
    return hashlib.sha256(said).hexdigest()


@cache
def _content_adapters() -> tuple[TypeAdapter[tuple[Entry, ...]], TypeAdapter[tuple[Application, ...]]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Entry, ...]), TypeAdapter(tuple[Application, ...])

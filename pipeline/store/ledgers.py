"""What is on record of each ledger, without the content that takes long to read; and the content of those wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from pipeline.model import Arrival, Verdict
from pipeline.model.standing import LedgerKey
from pipeline.store.arrivals import arrival_of
from pipeline.store.tables import arrivals, submissions

Read = TypeVar("Read")

_AT_ONCE = 200
"""How many contents are asked for in one statement; databases limit the number of its parameters."""


@dataclass(frozen=True, slots=True)
class KnownLedger:
    """One judgement of a ledger: whose it is ("" where not known), its version (0 for what is no ledger)."""

    id: int
    key: LedgerKey
    issue: int
    unit: str
    version: int
    verdict: Verdict
    readable: bool
    sheet: str
    arrival: Arrival
    place: int
    issued_at: datetime


def known_ledgers(connection: Connection, plan: str, until: datetime | None) -> tuple[KnownLedger, ...]:
    """List the newest judgement of each ledger under a plan, or the newest that there was at a moment."""
    kept = submissions.c
    rows = connection.execute(
        select(
            arrivals,
            kept.id.label("submission_id"),
            kept.part,
            kept.issue,
            kept.unit,
            kept.version,
            kept.verdict,
            kept.fingerprint,
            kept.sheet,
            kept.issued_at,
            kept.current,
        )
        .join(submissions, kept.arrival_id == arrivals.c.id)
        .where(kept.plan == plan)
        .order_by(arrivals.c.place, kept.part, kept.issue)
    )
    found: dict[LedgerKey, KnownLedger] = {}
    for row in rows:
        ledger = _ledger(row)
        if until is None:
            if row.current:
                found[ledger.key] = ledger
        elif _at(ledger.issued_at, until) <= until:
            found[ledger.key] = ledger
    return tuple(found.values())


def _at(moment: datetime, like: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=like.tzinfo)


def contents_of(
    connection: Connection, wanted: Sequence[KnownLedger], read: Callable[[bytes], Read]
) -> tuple[Read, ...]:
    """Give the content of ledgers, or what a reader takes from it, in the same order."""
    contents: dict[int, bytes] = {}
    ids = [ledger.id for ledger in wanted]
    for start in range(0, len(ids), _AT_ONCE):
        part = submissions.c.id.in_(ids[start : start + _AT_ONCE])
        rows = connection.execute(select(submissions.c.id, submissions.c.content).where(part))
        contents.update({int(row.id): row.content for row in rows})
    return tuple(read(contents[ledger.id]) for ledger in wanted)


def _ledger(row: Row[Any]) -> KnownLedger:
    recorded = arrival_of(row)
    return KnownLedger(
        id=int(row.submission_id),
        key=(recorded.id, int(row.part)),
        issue=int(row.issue),
        unit=row.unit,
        version=int(row.version),
        verdict=Verdict(row.verdict),
        readable=bool(row.fingerprint),
        sheet=row.sheet,
        arrival=recorded.arrival,
        place=recorded.place,
        issued_at=datetime.fromisoformat(row.issued_at),
    )

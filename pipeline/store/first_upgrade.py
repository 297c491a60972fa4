"""What a register of 0.1.0 holds, as acts: there the newest version counted, whatever proved its source."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from pipeline.model import Act, ActKind, Offer, Proof
from pipeline.store.acts import insert_act
from pipeline.store.tables import (
    arrivals,
    consolidations,
    decisions,
    deviations,
    lives,
    repeat_words,
    repeats,
    submissions,
)

_BETWEEN = 1000
"""Places left free after each arrival for its repeats, of which only the arrival before them is on record."""


def with_standing(connection: Connection) -> None:
    """Give arrivals their places, versions their acts, and all that speaks of a plan the plan that was in force."""
    connection.execute(update(arrivals).values(place=arrivals.c.id * _BETWEEN))
    connection.execute(update(repeats).values(place=repeats.c.after * _BETWEEN + repeats.c.id % _BETWEEN))
    connection.execute(update(submissions).values(issued_at=submissions.c.received_at))
    _offers(connection)
    newest = select(submissions.c.plan).order_by(submissions.c.id.desc()).limit(1)
    plan = connection.execute(newest).scalar_one_or_none() or ""
    for table in (decisions, deviations, consolidations):
        connection.execute(update(table).values(plan=plan))
    _keys_of_plan(connection, plan)


def _offers(connection: Connection) -> None:
    again = {
        (int(row.arrival_id), int(row.part), int(row.version)): row
        for row in connection.execute(
            select(repeat_words, repeats.c.received_at, repeats.c.place)
            .join(repeats, repeats.c.id == repeat_words.c.repeat_id)
            .where(repeat_words.c.replaced != "")
            .order_by(repeat_words.c.repeat_id)
        )
    }
    rows = connection.execute(
        select(submissions, arrivals.c.place)
        .join(arrivals, arrivals.c.id == submissions.c.arrival_id)
        .where(submissions.c.unit != "", submissions.c.fingerprint != "")
        .order_by(submissions.c.unit, submissions.c.version, submissions.c.id)
    ).all()
    place: dict[str, int] = {}
    for row in rows:
        restored = again.get((int(row.arrival_id), int(row.part), int(row.version)))
        came = restored or row
        # The newest version counts, whatever came after it: its act must not stand before theirs.
        place[row.unit] = max(place.get(row.unit, 0), int(came.place))
        act = Act(
            kind=ActKind.OFFERED,
            unit=row.unit,
            version=int(row.version),
            ledger=(int(row.arrival_id), int(row.part)),
            at=datetime.fromisoformat(came.received_at),
            order=place[row.unit],
            offer=Offer(Proof.NAMED, ranks=False, size=0, covered=0),
            repeat=int(restored.repeat_id) if restored else 0,
        )
        insert_act(connection, act, row.plan)


def _keys_of_plan(connection: Connection, plan: str) -> None:
    known = connection.execute(select(deviations.c.key, deviations.c.subject)).all()
    renamed = [{"old": row.key, "new": key_of(plan, row.subject)} for row in known]
    if renamed:
        for table in (deviations, lives):
            connection.execute(
                update(table).where(table.c.key == bindparam("old")).values(key=bindparam("new")), renamed
            )


def key_of(plan: str, subject: str) -> str:
    """Give the key under which the life of a deviation is kept: plan, unit, code and subject."""
    return hashlib.sha256(f"{plan}|{subject}".encode("utf-8", "replace")).hexdigest()

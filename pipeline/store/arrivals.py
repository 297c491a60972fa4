"""Arrivals in the register: each recorded once, each repeat waiting for its receipt, each source told again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select, update
from sqlalchemy.engine import Row

from pipeline.model import Arrival, Channel, Proof
from pipeline.store.storable import storable
from pipeline.store.tables import arrivals, events, repeats, sources

_EVENT: Final = insert(events)
SameSender = Callable[[Arrival, Arrival], bool]


class ArrivalState(StrEnum):
    """How far an arrival has come; a restart goes on from here."""

    RECEIVED = "received"
    EXAMINED = "examined"
    RECEIPTED = "receipted"
    UNPACKED = "unpacked"
    """An archive whose members have become arrivals of their own."""
    COMPANION = "companion"
    """What was sent along with a ledger and is named in its receipt: it gets none of its own."""
    SET_ASIDE = "set_aside"
    """Examined, but no receipt could be made of it: for the operator."""


@dataclass(frozen=True, slots=True)
class RecordedArrival:
    """An arrival with its number in the register, its state, and how often the same bytes came again.

    ``place`` is its place among all that came, repeats as well, whatever clocks say.
    """

    id: int
    arrival: Arrival
    state: ArrivalState
    repeats: int
    tries: int
    place: int = 0


@dataclass(frozen=True, slots=True)
class RepeatedArrival:
    """The same bytes once more: ``first`` is what was recorded of them, ``arrival`` how they came this time.

    ``place`` is its place among all that came, whatever clocks say.
    """

    id: int
    first: RecordedArrival
    arrival: Arrival
    place: int


@dataclass(frozen=True, slots=True)
class Source:
    """How a file lay in its folder when it was read: path below the inbox, size in bytes, time, inode."""

    path: str
    size: int
    mtime_ns: int
    inode: int


def any_sender(_: Arrival, __: Arrival) -> bool:
    """Take any two names of the same bytes from the same place for the same sender's."""
    return True


def record_arrivals(
    connection: Connection, coming: Sequence[tuple[Arrival, ArrivalState]], same: SameSender = any_sender
) -> tuple[tuple[RecordedArrival, bool], ...]:
    """Record arrivals, each in its state or as a repeat, and say which are new; in the order given.

    An archive that comes again is unpacked again.
    """
    hashes = {arrival.sha256 for arrival, _ in coming}
    known = set(connection.execute(select(arrivals.c.sha256).where(arrivals.c.sha256.in_(hashes))).scalars())
    places = count(newest_place(connection) + 1)
    recorded: list[tuple[RecordedArrival, bool]] = []
    for arrival, state in coming:
        first = _first(connection, arrival, same) if arrival.sha256 in known else None
        known.add(arrival.sha256)
        if first is not None:
            recorded.append((_repeat(connection, first, arrival, state, places), False))
        else:
            recorded.append((_new(connection, arrival, state, next(places)), True))
    return tuple(recorded)


def _first(connection: Connection, arrival: Arrival, same: SameSender) -> RecordedArrival | None:
    """Give what an arrival is a repeat of, None where the same bytes have not come from there."""
    rows = connection.execute(
        select(arrivals)
        .where(
            arrivals.c.sha256 == arrival.sha256,
            arrivals.c.folder == arrival.folder,
            arrivals.c.sender == arrival.sender,
        )
        .order_by(arrivals.c.id)
    )
    for found in (arrival_of(row) for row in rows):
        if storable(arrival.file_name) == found.arrival.file_name or same(found.arrival, arrival):
            return found
    return None


def _new(connection: Connection, arrival: Arrival, state: ArrivalState, place: int) -> RecordedArrival:
    result = connection.execute(
        insert(arrivals),
        {
            "sha256": arrival.sha256,
            "file_name": arrival.file_name,
            "folder": arrival.folder,
            "sender": arrival.sender,
            "channel": arrival.channel.value,
            "size": arrival.size,
            "received_at": arrival.received_at.isoformat(),
            "state": state.value,
            "repeats": 0,
            "tries": 0,
            "origin": arrival.origin,
            "proof": arrival.proof.value,
            "owner": arrival.owner,
            "place": place,
            "companions": "\n".join(storable(name) for name in arrival.companions),
        },
    )
    note(connection, arrival.received_at, "received", arrival.file_name, arrival.sha256)
    assert result.inserted_primary_key is not None
    return RecordedArrival(int(result.inserted_primary_key[0]), arrival, state, 0, 0, place)


def _repeat(
    connection: Connection,
    found: RecordedArrival,
    arrival: Arrival,
    coming: ArrivalState,
    places: Iterator[int],
) -> RecordedArrival:
    state = found.state
    if state is ArrivalState.UNPACKED:
        state = ArrivalState.RECEIVED
    elif ArrivalState.COMPANION in (state, coming):
        # What comes by itself now is answered by itself; what has had an answer is a companion all the same.
        state = coming if state is ArrivalState.COMPANION else state
    else:
        connection.execute(
            insert(repeats).values(
                arrival_id=found.id,
                file_name=arrival.file_name,
                received_at=arrival.received_at.isoformat(),
                answered=0,
                proof=arrival.proof.value,
                owner=arrival.owner,
                place=next(places),
            )
        )
    connection.execute(
        update(arrivals).where(arrivals.c.id == found.id).values(repeats=found.repeats + 1, state=state.value)
    )
    note(connection, arrival.received_at, "repeat", arrival.file_name, arrival.sha256)
    return replace(found, repeats=found.repeats + 1, state=state)


def newest_place(connection: Connection) -> int:
    """Give the place of the newest of all that came; 0 where nothing has."""
    return max(connection.execute(select(func.max(t.c.place))).scalar() or 0 for t in (arrivals, repeats))


def repeats_unanswered(connection: Connection) -> tuple[RepeatedArrival, ...]:
    """List the repeats without a receipt whose first has or will have its own, in the order in which they came."""
    states = (ArrivalState.RECEIVED.value, ArrivalState.EXAMINED.value, ArrivalState.RECEIPTED.value)
    rows = connection.execute(
        repeated_arrivals()
        .where(repeats.c.answered == 0, arrivals.c.state.in_(states))
        .order_by(repeats.c.place, repeats.c.id)
    )
    return tuple(map(again, rows))


def repeated_arrivals() -> Select[Any]:
    """Select repeats with their first arrivals, as ``again`` reads them."""
    return select(
        arrivals,
        repeats.c.id.label("repeat_id"),
        repeats.c.file_name.label("repeat_name"),
        repeats.c.received_at.label("repeated_at"),
        repeats.c.place.label("repeat_place"),
        repeats.c.proof.label("repeat_proof"),
        repeats.c.owner.label("repeat_owner"),
    ).join(repeats, repeats.c.arrival_id == arrivals.c.id)


def again(row: Row[Any]) -> RepeatedArrival:
    """Give a repeat of an arrival, as its row says it."""
    first = arrival_of(row)
    arrival = replace(
        first.arrival,
        file_name=row.repeat_name,
        received_at=datetime.fromisoformat(row.repeated_at),
        proof=Proof(row.repeat_proof),
        owner=row.repeat_owner,
    )
    return RepeatedArrival(int(row.repeat_id), first, arrival, int(row.repeat_place))


def taken_from(connection: Connection, source: Source, sha256: str) -> RecordedArrival | None:
    """Give the arrival that was recorded from this very source with these very bytes, None where there is none."""
    row = connection.execute(
        select(arrivals)
        .join(sources, sources.c.arrival_id == arrivals.c.id)
        .where(
            sources.c.path == source.path,
            sources.c.size == source.size,
            sources.c.mtime_ns == source.mtime_ns,
            sources.c.inode == str(source.inode),
            arrivals.c.sha256 == sha256,
        )
    ).first()
    return None if row is None else arrival_of(row)


def remember_sources(connection: Connection, lying: Sequence[tuple[Source, int]]) -> None:
    """Remember how the files of arrivals (by number) lie in their folder, until they are removed from there."""
    rows = [
        {
            "path": source.path,
            "size": source.size,
            "mtime_ns": source.mtime_ns,
            "inode": str(source.inode),
            "arrival_id": arrival_id,
        }
        for source, arrival_id in lying
    ]
    if rows:
        connection.execute(insert(sources), rows)


def forget_sources(connection: Connection, paths: Sequence[str]) -> None:
    """Forget the sources with these paths."""
    if paths:
        connection.execute(delete(sources).where(sources.c.path.in_(list(paths))))


def note(connection: Connection, at: datetime, kind: str, subject: str, text: str) -> None:
    """Write a dated line of what happened, into the register and into the log."""
    logging.getLogger("taizhang.register").info(kind, extra={"kind": kind, "subject": subject, "detail": text})
    connection.execute(_EVENT, {"at": at.isoformat(), "kind": kind, "subject": subject, "text": text})


def arrival_of(row: Row[Any]) -> RecordedArrival:
    """Give what a row of the arrivals says."""
    return RecordedArrival(
        id=int(row.id),
        arrival=Arrival(
            file_name=row.file_name,
            sha256=row.sha256,
            size=int(row.size),
            received_at=datetime.fromisoformat(row.received_at),
            channel=Channel(row.channel),
            folder=row.folder,
            sender=row.sender,
            origin=row.origin,
            proof=Proof(row.proof),
            owner=row.owner,
            companions=tuple(row.companions.splitlines()),
        ),
        state=ArrivalState(row.state),
        repeats=int(row.repeats),
        tries=int(row.tries),
        place=int(row.place),
    )

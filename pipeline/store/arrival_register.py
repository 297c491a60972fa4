"""The part of the register that tells what came: arrivals, repeats, where files lay."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from pipeline.model import Arrival
from pipeline.store.arrivals import (
    ArrivalState,
    RecordedArrival,
    RepeatedArrival,
    SameSender,
    Source,
    again,
    any_sender,
    arrival_of,
    forget_sources,
    note,
    record_arrivals,
    remember_sources,
    repeated_arrivals,
    repeats_unanswered,
    taken_from,
)
from pipeline.store.mail_tables import mails
from pipeline.store.receipts import WrittenReceipt, record_written
from pipeline.store.storable import storable
from pipeline.store.tables import arrivals, repeats, sources
from pipeline.store.transactions import Transactions


class ArrivalRegister(Transactions):
    """What came, and how far it has got."""

    def record_arrivals(
        self,
        found: Sequence[tuple[Arrival, Source]],
        same: SameSender = any_sender,
        companions: Sequence[tuple[Arrival, Source]] = (),
    ) -> None:
        """Record arrivals, and those that only accompany them.

        The same bytes from the same place again are a repeat (it waits for its receipt).

        A source is how the file lies in its folder: recorded once more from the same source, it is not even a
        repeat. ``same`` says whether the names of two arrivals of the same bytes allow the same sender; where they
        do not, the second is an arrival of its own (two units may send the same blank form).
        """
        with self.begin() as connection:
            lying = set(connection.execute(select(sources.c.path)).scalars())
            received = ((arrival, source, ArrivalState.RECEIVED) for arrival, source in found)
            beside = ((arrival, source, ArrivalState.COMPANION) for arrival, source in companions)
            coming = [
                one
                for one in (*received, *beside)
                if storable(one[1].path) not in lying or taken_from(connection, one[1], one[0].sha256) is None
            ]
            recorded = record_arrivals(connection, [(arrival, state) for arrival, _, state in coming], same)
            # Two names that cannot be decoded may be recorded as one.
            last = {storable(one[1].path): (one[1], came.id) for one, (came, _) in zip(coming, recorded, strict=True)}
            forget_sources(connection, sorted(lying & set(last)))
            remember_sources(connection, list(last.values()))

    def source_paths(self) -> tuple[str, ...]:
        """List where files lie that were recorded and, as far as is known, not yet removed."""
        with self.begin() as connection:
            return tuple(connection.execute(select(sources.c.path)).scalars())

    def forget_sources(self, paths: Sequence[str]) -> None:
        """Forget how files lay in their folder, after they were removed from there."""
        if paths:
            with self.begin() as connection:
                forget_sources(connection, paths)

    def record_unpacked(
        self, arrival_id: int, members: Sequence[Arrival], at: datetime, same: SameSender = any_sender
    ) -> None:
        """Record the members of an archive as arrivals of their own, and the archive itself as done with."""
        with self.begin() as connection:
            record_arrivals(connection, [(member, ArrivalState.RECEIVED) for member in members], same)
            connection.execute(
                update(arrivals).where(arrivals.c.id == arrival_id).values(state=ArrivalState.UNPACKED.value)
            )
            note(connection, at, "unpacked", str(arrival_id), str(len(members)))

    def repeats_unanswered(self) -> tuple[RepeatedArrival, ...]:
        """List the repeats that still wait for their receipt, in the order in which they came."""
        with self.begin() as connection:
            return repeats_unanswered(connection)

    def repeats_as_they_came(self, numbers: Collection[int]) -> tuple[tuple[int, Arrival], ...]:
        """Give, for some repeats by their numbers, how they came."""
        with self.begin() as connection:
            rows = connection.execute(repeated_arrivals().where(repeats.c.id.in_(sorted(set(numbers) - {0}))))
            return tuple((one.id, one.arrival) for one in map(again, rows))

    def close_repeat(self, repeat_id: int, at: datetime, written: Sequence[WrittenReceipt] = ()) -> None:
        """Record that a repeat has had its receipt, and under which name."""
        with self.begin() as connection:
            record_written(connection, written)
            connection.execute(update(repeats).where(repeats.c.id == repeat_id).values(answered=1))
            note(connection, at, "repeat_receipted", str(repeat_id), "")

    def arrivals_in(self, *states: ArrivalState) -> tuple[RecordedArrival, ...]:
        """List the arrivals in these states, oldest first."""
        with self.begin() as connection:
            rows = connection.execute(
                select(arrivals).where(arrivals.c.state.in_([s.value for s in states])).order_by(arrivals.c.id)
            )
            return tuple(arrival_of(row) for row in rows)

    def known_hashes(self) -> frozenset[str]:
        """Give the sha256 of all that the register knows to lie in the archive: files, and mails as they came."""
        with self.begin() as connection:
            files = connection.execute(select(arrivals.c.sha256)).scalars()
            return frozenset(files) | frozenset(connection.execute(select(mails.c.raw_sha256)).scalars())

    def count_open(self) -> dict[ArrivalState, int]:
        """Count the arrivals that are not done with, by state."""
        open_states = (ArrivalState.RECEIVED, ArrivalState.EXAMINED, ArrivalState.SET_ASIDE)
        with self.begin() as connection:
            rows = connection.execute(
                select(arrivals.c.state, func.count())
                .where(arrivals.c.state.in_([s.value for s in open_states]))
                .group_by(arrivals.c.state)
            )
            counted = {ArrivalState(state): int(count) for state, count in rows}
            return {state: counted.get(state, 0) for state in open_states}

    def move_arrivals(
        self,
        moved: Sequence[tuple[int, ArrivalState]],
        at: datetime,
        text: str = "",
        *,
        written: Sequence[WrittenReceipt] = (),
    ) -> None:
        """Record that arrivals have come one step further, and under which names their receipts were written."""
        if not moved:
            return
        with self.begin() as connection:
            record_written(connection, written)
            connection.execute(
                update(arrivals).where(arrivals.c.id == bindparam("of")),
                [{"of": arrival_id, "state": state.value} for arrival_id, state in moved],
            )
            for arrival_id, state in moved:
                note(connection, at, state.value, str(arrival_id), text)

    def count_tries(self, arrival_ids: Sequence[int]) -> None:
        """Count one more attempt at each of some arrivals, before it is made."""
        with self.begin() as connection:
            connection.execute(
                update(arrivals).where(arrivals.c.id.in_(arrival_ids)).values(tries=arrivals.c.tries + 1)
            )

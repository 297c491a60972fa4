"""The register's memory of the nights: which were begun, which are done, and what went wrong in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

from sqlalchemy import func, insert, select, update

from pipeline.store.arrivals import note
from pipeline.store.register import Register
from pipeline.store.tables import events, nights

_MOST_STEPS: Final = 20
"""More than a night has."""


class Nights:
    """Which nights' work was begun and done."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def last_done(self, now: datetime) -> datetime | None:
        """Give the newest night that is done with, None where there never was one.

        Nights that are still to come, which a clock that was wrong for a while has left, do not count: they would
        keep the real ones from being done.
        """
        done = (nights.c.done_at != "") & (nights.c.night <= now.isoformat())
        with self._register.begin() as connection:
            newest = connection.execute(select(func.max(nights.c.night)).where(done)).scalar()
            return datetime.fromisoformat(newest) if newest else None

    def step_seconds(self) -> Mapping[str, float]:
        """Give how long each step of the newest night took, in seconds, as far as the events tell to the second."""
        ended = select(events.c.at, events.c.subject).where(events.c.kind.in_(("step_done", "step_failed")))
        with self._register.begin() as connection:
            rows = connection.execute(ended.order_by(events.c.id.desc()).limit(_MOST_STEPS)).all()
        taken: dict[str, float] = {}
        for row, before in pairwise(rows):  # newest first
            if before.subject in {*taken, row.subject}:
                break  # that was the night before
            spent = datetime.fromisoformat(row.at) - datetime.fromisoformat(before.at)
            taken[row.subject] = max(spent.total_seconds(), 0.0)
        return taken

    def begin(self, night: datetime) -> int:
        """Count one more try at a night; give the number of tries."""
        with self._register.begin() as connection:
            row = connection.execute(select(nights).where(nights.c.night == night.isoformat())).first()
            if row is None:
                connection.execute(insert(nights).values(night=night.isoformat(), tries=1, done_at="", faults=""))
                return 1
            connection.execute(update(nights).where(nights.c.night == night.isoformat()).values(tries=row.tries + 1))
            return int(row.tries) + 1

    def end(self, night: datetime, at: datetime, faults: Sequence[str], *, done: bool) -> None:
        """Record how a try at a night ended."""
        with self._register.begin() as connection:
            connection.execute(
                update(nights)
                .where(nights.c.night == night.isoformat())
                .values(done_at=at.isoformat() if done else "", faults="\n".join(faults))
            )
            note(connection, at, "night_done" if done else "night_failed", night.isoformat(), "；".join(faults))

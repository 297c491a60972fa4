"""Who is at work on a register, wherever they run: one at a time, and for as long as they show that they live."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from pipeline.store.register import Register
from pipeline.store.tables import facts

_LEASE: Final = "lease"


class Leases:
    """The lease of a register. Every public method is one transaction."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def holder(self, now: datetime) -> str | None:
        """Say who holds the register, None where nobody does (any more)."""
        said = self._said()
        return _holder(said, now) if said else None

    def take(
        self, holder: str, now: datetime, span: timedelta, is_gone: Callable[[str], bool] = lambda _: False
    ) -> bool:
        """Hold the register until a span from now, where nobody else holds it; the holder may so prolong it, too.

        ``is_gone`` says of another holder whether it is known to be dead: then nobody waits for its lease to end.
        """
        before = self._said()
        other = _holder(before, now) if before else None
        if other not in (None, holder) and not is_gone(other):
            return False
        mine = json.dumps({"holder": holder, "until": (now + span).isoformat()})
        return self._put(before, mine)

    def free(self, holder: str, now: datetime) -> None:
        """Give the register up, where it is still held by this holder."""
        before = self._said()
        if before and _holder(before, now) == holder:
            self._put(before, "{}")

    def _said(self) -> str | None:
        with self._register.begin() as connection:
            return connection.execute(select(facts.c.value).where(facts.c.name == _LEASE)).scalar_one_or_none()

    def _put(self, before: str | None, after: str) -> bool:
        """Write what is said of the lease, if it is still what it was before: of two who try, one comes too late."""
        try:
            with self._register.begin() as connection:
                if before is None:
                    connection.execute(facts.insert().values(name=_LEASE, value=after))
                    return True
                same = (facts.c.name == _LEASE) & (facts.c.value == before)
                return connection.execute(update(facts).where(same).values(value=after)).rowcount == 1
        except IntegrityError:
            return False


def _holder(said: str, now: datetime) -> str | None:
    read = json.loads(said)
    return read["holder"] if read and datetime.fromisoformat(read["until"]) > now else None

"""How all units stand now: kept in memory, and brought up to what the register has recorded since."""

from __future__ import annotations

from pipeline.model import Act, Standings, replay
from pipeline.store.register import Register


class Book:
    """The standings under one plan. A backlog of thousands asks for them with every file."""

    def __init__(self, register: Register, plan: str) -> None:
        self._register = register
        self._plan = plan
        self._acts: list[Act] = []
        self._standings = Standings()

    @property
    def acts(self) -> tuple[Act, ...]:
        """All acts, as far as they have been looked up."""
        return tuple(self._acts)

    def now(self) -> Standings:
        """Give the standings after all that is on record."""
        new = self._register.acts(self._plan, self._acts[-1].number if self._acts else 0)
        self._acts.extend(new)
        for act in new:
            if not self._standings.follows(act):
                self._standings = replay(self._acts)
                break
            self._standings.take(act)
        return self._standings

    def before(self, place: int) -> Standings:
        """Give the standings after all that came before a place in the order of arrival."""
        now = self.now()
        if now.newest_order < place:
            return now
        return replay(act for act in self._acts if act.order < place)

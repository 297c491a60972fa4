"""The register's memory of what repeats were told: the same, however often they are answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from pipeline.model import Act, Deviation, Submission
from pipeline.store.acts import insert_act
from pipeline.store.arrivals import RepeatedArrival
from pipeline.store.register import Register
from pipeline.store.submissions import read_submission
from pipeline.store.tables import repeat_words, submissions

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """What a ledger of a repeated file was told of itself: its version, how it stands, whether it counts by that."""

    version: int
    deviations: tuple[Deviation, ...]
    counts: bool = False


class Repeats:
    """What was told to whom. Every public method is one transaction."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def told(self, repeat: RepeatedArrival) -> tuple[EarlierAnswer, ...]:
        """Give what the ledgers of a repeat were told, in the order of the file; none before its answer."""
        with self._register.begin() as connection:
            rows = connection.execute(
                select(repeat_words).where(repeat_words.c.repeat_id == repeat.id).order_by(repeat_words.c.part)
            )
            return tuple(
                EarlierAnswer(int(row.version), _adapter().validate_json(row.deviations), bool(row.counts))
                for row in rows
            )

    def record(self, repeat: RepeatedArrival, told: Sequence[EarlierAnswer], acts: Sequence[Act], plan: str) -> None:
        """Record what a repeat is told, and what it offers by that."""
        with self._register.begin() as connection:
            for part, one in enumerate(told):
                connection.execute(
                    insert(repeat_words).values(
                        repeat_id=repeat.id,
                        part=part,
                        arrival_id=repeat.first.id,
                        version=one.version,
                        deviations=_adapter().dump_json(one.deviations).decode("utf-8", "replace"),
                        replaced="",
                        counts=int(one.counts),
                    )
                )
            for act in acts:
                insert_act(connection, act, plan)

    def first_record(self, arrival_id: int) -> tuple[Submission, ...]:
        """Give what was recorded of an arrival when it came first, however it was judged since."""
        with self._register.begin() as connection:
            rows = connection.execute(
                select(submissions.c.content)
                .where(submissions.c.arrival_id == arrival_id, submissions.c.issue == 1)
                .order_by(submissions.c.part)
            )
            return tuple(read_submission(row.content) for row in rows)


@cache
def _adapter() -> TypeAdapter[tuple[Deviation, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Deviation, ...])

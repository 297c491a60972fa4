"""The register's memory of what repeats were told, and of the records that were replaced where one counts again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import and_, insert, select

from pipeline.model import Deviation, Submission
from pipeline.store.arrivals import RepeatedArrival, note
from pipeline.store.register import Register
from pipeline.store.submissions import insert_submission, read_submission
from pipeline.store.tables import repeat_words, repeats, submissions

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Told:
    """What a ledger of a repeated file was told of itself: its version, and how it stands to the others."""

    version: int
    deviations: tuple[Deviation, ...]


@dataclass(frozen=True, slots=True)
class Restoration:
    """One ledger of a repeat that has counted again since ``at``, and what was on record of it until then."""

    arrival_id: int
    part: int
    at: datetime
    replaced: Submission


class Repeats:
    """What was told to whom. Every public method is one transaction."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def told(self, repeat: RepeatedArrival) -> tuple[Told, ...]:
        """Give what the ledgers of a repeat were told, in the order of the file; none before its answer."""
        with self._register.begin() as connection:
            rows = connection.execute(
                select(repeat_words).where(repeat_words.c.repeat_id == repeat.id).order_by(repeat_words.c.part)
            )
            return tuple(Told(int(row.version), _adapter().validate_json(row.deviations)) for row in rows)

    def record(
        self,
        repeat: RepeatedArrival,
        told: Sequence[Told],
        restored: Mapping[int, Submission],
        plan: str,
        at: datetime,
    ) -> None:
        """Record what a repeat is told; ``restored`` are the ledgers that count again by it, each by its part."""
        number = repeat.first.id
        with self._register.begin() as connection:
            for part, one in enumerate(told):
                replaced = ""
                if part in restored:
                    here = and_(submissions.c.arrival_id == number, submissions.c.part == part)
                    replaced = connection.execute(select(submissions.c.content).where(here)).scalar_one()
                    connection.execute(submissions.delete().where(here))
                    insert_submission(connection, restored[part], number, part, plan)
                connection.execute(
                    insert(repeat_words).values(
                        repeat_id=repeat.id,
                        part=part,
                        arrival_id=number,
                        version=one.version,
                        deviations=_adapter().dump_json(one.deviations).decode("utf-8", "replace"),
                        replaced=replaced,
                    )
                )
            if restored:
                note(connection, at, "restored", str(number), ",".join(s.verdict.value for s in restored.values()))

    def restorations(self) -> tuple[Restoration, ...]:
        """List the ledgers that have come to count again, oldest first."""
        with self._register.begin() as connection:
            rows = connection.execute(
                select(repeat_words, repeats.c.received_at)
                .join(repeats, repeats.c.id == repeat_words.c.repeat_id)
                .where(repeat_words.c.replaced != "")
                .order_by(repeat_words.c.repeat_id)
            )
            return tuple(
                Restoration(
                    int(row.arrival_id),
                    int(row.part),
                    datetime.fromisoformat(row.received_at),
                    read_submission(row.replaced),
                )
                for row in rows
            )

    def first_record(self, arrival_id: int) -> tuple[Submission, ...]:
        """Give what was recorded of an arrival when it came first, whatever repeats have made of it since."""
        with self._register.begin() as connection:
            first = connection.execute(
                select(repeat_words.c.part, repeat_words.c.replaced)
                .where(repeat_words.c.arrival_id == arrival_id, repeat_words.c.replaced != "")
                .order_by(repeat_words.c.repeat_id.desc())
            )
            replaced = {int(row.part): row.replaced for row in first}
            rows = connection.execute(
                select(submissions.c.part, submissions.c.content)
                .where(submissions.c.arrival_id == arrival_id)
                .order_by(submissions.c.part)
            )
            return tuple(read_submission(replaced.get(int(row.part), row.content)) for row in rows)


@cache
def _adapter() -> TypeAdapter[tuple[Deviation, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Deviation, ...])

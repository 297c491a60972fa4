"""The numbers of receipts: given once, in the order of issue, and never to two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.engine import Row

from pipeline.model import ReceiptMark
from pipeline.model.standing import LedgerKey
from pipeline.store.tables import receipts

if TYPE_CHECKING:
    from pipeline.store.register import Register

# Statements that every ledger asks are built once: building one takes longer than SQLite takes to answer it.
_OF_KEY: Final = select(receipts).where(receipts.c.key == bindparam("of"))
_NEWEST: Final = select(func.max(receipts.c.number)).where(receipts.c.unit == bindparam("of"))
_WRITTEN: Final = update(receipts).where(receipts.c.key == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Answered:
    """What a receipt answers: a ledger in its n-th judgement, as it came first or as a repeat (its number)."""

    ledger: LedgerKey
    issue: int = 1
    repeat: int = 0

    @property
    def key(self) -> str:
        """What it is known by; the same thing gets the same number, however often it is answered."""
        arrival, part = self.ledger
        return f"{arrival}|{part}|{self.issue}" if not self.repeat else f"r{self.repeat}|{part}"


@dataclass(frozen=True, slots=True)
class WrittenReceipt:
    """A receipt that was written, under its name without ending."""

    answered: Answered
    stem: str


@dataclass(frozen=True, slots=True)
class IssuedReceipt:
    """A receipt on record. ``stem`` is its name without ending, "" before it is written."""

    id: int
    unit: str
    mark: ReceiptMark
    ledger: LedgerKey
    issue: int
    stem: str


class Receipts:
    """The receipts of one register. Every public method is one transaction."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def number(self, unit: str, answered: Answered, at: datetime, reason: str = "") -> ReceiptMark:
        """Give the number of a receipt in its unit's folder, the next one where it has none yet."""
        with self._register.begin() as connection:
            return number(connection, unit, answered, at, reason)

    def written(self, *written: WrittenReceipt) -> None:
        """Record under which names receipts were written."""
        with self._register.begin(waits=False) as connection:
            record_written(connection, written)

    def unwritten(self) -> tuple[IssuedReceipt, ...]:
        """List the receipts of later judgements that have a number and are not written, oldest first."""
        with self._register.begin() as connection:
            wanted = (receipts.c.stem == "") & (receipts.c.issue > 1)
            return tuple(map(_issued, connection.execute(select(receipts).where(wanted).order_by(receipts.c.id))))

    def newest_stems(self) -> tuple[tuple[LedgerKey, str], ...]:
        """Give the name of the newest receipt of each ledger that was written."""
        with self._register.begin() as connection:
            rows = connection.execute(select(receipts).where(receipts.c.stem != "").order_by(receipts.c.id))
            return tuple(((int(row.arrival_id), int(row.part)), row.stem) for row in rows)

    def all_written(self, until: datetime | None = None) -> tuple[IssuedReceipt, ...]:
        """List the receipts that were written, until a moment where one is given, in the order of issue."""
        wanted = receipts.c.stem != ""
        if until is not None:
            wanted &= receipts.c.issued_at <= until.isoformat()
        with self._register.begin() as connection:
            return tuple(map(_issued, connection.execute(select(receipts).where(wanted).order_by(receipts.c.id))))

    def stem_of(self, answered: Answered) -> str:
        """Give the name of the receipt of something, "" where it has none."""
        with self._register.begin() as connection:
            found = select(receipts.c.stem).where(receipts.c.key == answered.key)
            return str(connection.execute(found).scalar_one_or_none() or "")

    def changed(self, since: datetime) -> tuple[IssuedReceipt, ...]:
        """List the receipts that were issued since a moment because something else changed than the file."""
        with self._register.begin() as connection:
            wanted = (receipts.c.reason != "") & (receipts.c.stem != "") & (receipts.c.issued_at >= since.isoformat())
            return tuple(map(_issued, connection.execute(select(receipts).where(wanted).order_by(receipts.c.id))))


def record_written(connection: Connection, written: Sequence[WrittenReceipt]) -> None:
    """Record under which names receipts were written."""
    if written:
        stems = [{"of": one.answered.key, "stem": one.stem} for one in written]
        connection.execute(_WRITTEN, stems)


def number(connection: Connection, unit: str, answered: Answered, at: datetime, reason: str = "") -> ReceiptMark:
    """Give the number of a receipt, inside a transaction of somebody else's."""
    row = connection.execute(_OF_KEY, {"of": answered.key}).first()
    if row is not None:
        return _issued(row).mark
    newest = connection.execute(_NEWEST, {"of": unit}).scalar() or 0
    mark = ReceiptMark(int(newest) + 1, at, reason)
    connection.execute(
        insert(receipts),
        {
            "key": answered.key,
            "unit": unit,
            "number": mark.number,
            "arrival_id": answered.ledger[0],
            "part": answered.ledger[1],
            "issue": answered.issue,
            "issued_at": at.isoformat(),
            "reason": reason,
            "stem": "",
        },
    )
    return mark


def _issued(row: Row[tuple[object, ...]]) -> IssuedReceipt:
    return IssuedReceipt(
        id=int(row.id),
        unit=row.unit,
        mark=ReceiptMark(int(row.number), datetime.fromisoformat(row.issued_at), row.reason),
        ledger=(int(row.arrival_id), int(row.part)),
        issue=int(row.issue),
        stem=row.stem,
    )

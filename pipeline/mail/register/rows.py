"""Mails as the register holds them: what there is to know of one, and the rows that it becomes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table, and_
from sqlalchemy.engine import Row

from pipeline.model import Arrival, Proof
from pipeline.store.arrivals import RepeatedArrival


class MailState(StrEnum):
    """How far a mail has come: its files are on record; its answer is on record; it gets none; an officer looks."""

    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail to record. ``arrivals`` are its files, which lie in the archive already."""

    fingerprint: str
    raw_sha256: str
    message_id: str
    thread: tuple[str, ...]
    sender: str
    sender_name: str
    subject: str
    received_at: datetime
    kind: str
    state: MailState
    problems: tuple[tuple[str, str], ...]
    arrivals: tuple[Arrival, ...]
    proof: Proof = Proof.NAMED
    size: int = 0


@dataclass(frozen=True, slots=True)
class RecordedMail:
    """A mail on record. ``problems`` are (kind, Chinese text)."""

    id: int
    raw_sha256: str
    message_id: str
    thread: tuple[str, ...]
    sender: str
    sender_name: str
    subject: str
    received_at: datetime
    kind: str
    state: MailState
    problems: tuple[tuple[str, str], ...]
    proof: Proof = Proof.NAMED


@dataclass(frozen=True, slots=True)
class MailPart:
    """A file of a mail: how it came with this mail, as which repeat (None: it was new), whether it is done.

    ``number`` is that of the arrival as it came first, to which the submissions belong.
    """

    number: int
    arrival: Arrival
    repeat: RepeatedArrival | None
    done: bool


@dataclass(frozen=True, slots=True)
class MailPlace:
    """Where a mail lies on the server."""

    account: str
    folder: str
    uid_validity: int
    uid: int


def place_is(table: Table, place: MailPlace) -> ColumnElement[bool]:
    """Say which row of a table is that of a place."""
    return and_(*(table.c[name] == value for name, value in asdict(place).items()))


def mail_values(mail: NewMail) -> dict[str, Any]:
    """Give the row of a mail that is to be recorded."""
    return {
        "fingerprint": mail.fingerprint,
        "raw_sha256": mail.raw_sha256,
        "message_id": mail.message_id,
        "thread": " ".join(mail.thread),
        "sender": mail.sender,
        "sender_name": mail.sender_name,
        "subject": mail.subject,
        "received_at": mail.received_at.isoformat(),
        "kind": mail.kind,
        "state": mail.state.value,
        "problems": json.dumps(mail.problems, ensure_ascii=True),
        "proof": mail.proof.value,
        "size": mail.size,
    }


def mail_of(row: Row[Any]) -> RecordedMail:
    """Give what a row of the mails says."""
    problems: Sequence[Sequence[str]] = json.loads(row.problems)
    return RecordedMail(
        id=int(row.id),
        raw_sha256=row.raw_sha256,
        message_id=row.message_id,
        thread=tuple(row.thread.split()),
        sender=row.sender,
        sender_name=row.sender_name,
        subject=row.subject,
        received_at=datetime.fromisoformat(row.received_at),
        kind=row.kind,
        state=MailState(row.state),
        problems=tuple((kind, text) for kind, text in problems),
        proof=Proof(row.proof),
    )

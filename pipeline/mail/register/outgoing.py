"""The outbox of mails: each is on record, whole, before it is sent, and is sent until the server has taken it.

A mail's key says what it is for; one key is one mail, however often it is asked for. Between the server's word and
the record of it lies the one gap that no program can close: after a crash there the mail goes out once more, with
the same Message-ID, by which mail programs know it for the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.engine import Row

from pipeline.store.arrivals import note
from pipeline.store.mail_tables import mails, outgoing, reminders
from pipeline.store.register import Register


class OutgoingState(StrEnum):
    """Where an outgoing mail stands.

    ``failed``: refused for good; ``returned``: it came back; ``withdrawn``: its day went by before it could be sent.
    """

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class OutgoingKind(StrEnum):
    """What an outgoing mail is."""

    RECEIPT = "receipt"
    REMINDER = "reminder"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class NewOutgoing:
    """A mail to send. ``content`` is the sha256 under which its bytes lie; ``not_before`` None sends at once."""

    key: str
    kind: OutgoingKind
    recipients: tuple[str, ...]
    subject: str
    message_id: str
    content: str
    created_at: datetime
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail in the outbox."""

    id: int
    key: str
    kind: OutgoingKind
    recipients: tuple[str, ...]
    subject: str
    message_id: str
    content: str
    created_at: datetime
    state: OutgoingState
    tries: int
    fault: str


_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""How long to wait after the first, second, … try that found the server away."""


class OutgoingMails:
    """What the register knows of outgoing mail. Every public method is one transaction."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def put(
        self,
        mail: NewOutgoing,
        *,
        answers: int | None = None,
        matters: Sequence[str] = (),
        day: date | None = None,
    ) -> bool:
        """Put a mail in the outbox unless one with its key is there already; say whether it is new.

        ``answers`` is the incoming mail that is answered with this; ``matters`` the things it reminds of on ``day``.
        All of it is one transaction: an answered mail has its answer on record, or neither is.
        """
        with self._register.begin() as connection:
            if answers is not None:
                connection.execute(update(mails).where(mails.c.id == answers).values(state="answered"))
            if connection.execute(select(outgoing.c.id).where(outgoing.c.key == mail.key)).first() is not None:
                return False
            number = _insert(connection, mail)
            for matter in matters:
                assert day is not None
                connection.execute(insert(reminders).values(matter=matter, day=day.isoformat(), outgoing_id=number))
            note(connection, mail.created_at, "mail_queued", mail.key, f"{mail.kind.value} {number}")
            return True

    def withdraw(self, kind: OutgoingKind, before: datetime, at: datetime) -> int:
        """Withdraw the mails of a kind that wait since before a moment; give their number.

        What they remind of counts as not reminded of, so that it is said anew, in words that are true then.
        """
        with self._register.begin() as connection:
            stale = connection.execute(
                select(outgoing.c.id, outgoing.c.key).where(
                    outgoing.c.kind == kind.value,
                    outgoing.c.state == OutgoingState.WAITING.value,
                    outgoing.c.created_at < before.isoformat(),
                )
            ).all()
            for row in stale:
                values = {"state": OutgoingState.WITHDRAWN.value, "sent_at": at.isoformat()}
                connection.execute(update(outgoing).where(outgoing.c.id == row.id).values(**values))
                connection.execute(delete(reminders).where(reminders.c.outgoing_id == row.id))
                note(connection, at, "mail_withdrawn", row.key, "")
            return len(stale)

    def due(self, now: datetime) -> tuple[Outgoing, ...]:
        """List the mails that may be sent now, oldest first."""
        with self._register.begin() as connection:
            rows = connection.execute(
                select(outgoing)
                .where(
                    outgoing.c.state == OutgoingState.WAITING.value,
                    outgoing.c.not_before <= now.isoformat(),
                    outgoing.c.next_try_at <= now.isoformat(),
                )
                .order_by(outgoing.c.id)
            )
            return tuple(_outgoing_of(row) for row in rows)

    def in_state(self, *states: OutgoingState, since: datetime | None = None) -> tuple[Outgoing, ...]:
        """List the mails in these states, oldest first; with ``since`` only those that came to it from then on."""
        with self._register.begin() as connection:
            wanted = select(outgoing).where(outgoing.c.state.in_([s.value for s in states]))
            if since is not None:
                wanted = wanted.where(outgoing.c.sent_at >= since.isoformat())
            return tuple(_outgoing_of(row) for row in connection.execute(wanted.order_by(outgoing.c.id)))

    def sent(self, mail: Outgoing, at: datetime, refused: str = "") -> None:
        """Record that the server has taken a mail; ``refused`` names recipients whom it would not take it for."""
        self._close(mail, OutgoingState.SENT, at, refused)

    def failed(self, mail: Outgoing, at: datetime, fault: str) -> None:
        """Record that a mail was refused for good."""
        self._close(mail, OutgoingState.FAILED, at, fault)

    def delayed(self, mails: Sequence[Outgoing], at: datetime, fault: str) -> None:
        """Record that the server could not take mails now; they are tried again later, ever more rarely."""
        with self._register.begin() as connection:
            for mail in mails:
                pause = _PAUSES[min(mail.tries, len(_PAUSES) - 1)]
                connection.execute(
                    update(outgoing)
                    .where(outgoing.c.id == mail.id)
                    .values(tries=mail.tries + 1, next_try_at=(at + pause).isoformat(), fault=fault[:500])
                )
            subject = mails[0].key if len(mails) == 1 else f"{len(mails)} mails"
            note(connection, at, "mail_delayed", subject, fault)

    def returned(self, message_ids: Sequence[str], at: datetime) -> int:
        """Record that mails of ours came back; give their number. Ids that are not ours are no matter."""
        with self._register.begin() as connection:
            rows = connection.execute(
                select(outgoing.c.id, outgoing.c.key).where(
                    outgoing.c.message_id.in_(list(message_ids)),
                    outgoing.c.state != OutgoingState.RETURNED.value,
                )
            ).all()
            for row in rows:
                connection.execute(
                    update(outgoing)
                    .where(outgoing.c.id == row.id)
                    .values(state=OutgoingState.RETURNED.value, sent_at=at.isoformat(), fault="被对方邮件系统退回")
                )
                note(connection, at, "mail_returned", row.key, "")
            return len(rows)

    def last_written(self, kind: OutgoingKind) -> datetime | None:
        """Say when the newest mail of a kind was put in the outbox, to be sent or kept; None where there is none."""
        with self._register.begin() as connection:
            newest = select(func.max(outgoing.c.created_at)).where(
                outgoing.c.kind == kind.value, outgoing.c.state != OutgoingState.WITHDRAWN.value
            )
            found = connection.execute(newest).scalar()
            return datetime.fromisoformat(found) if found else None

    def is_ours(self, message_ids: Sequence[str]) -> bool:
        """Say whether one of these Message-IDs is of a mail of ours."""
        with self._register.begin() as connection:
            found = select(outgoing.c.id).where(outgoing.c.message_id.in_(list(message_ids)))
            return connection.execute(found).first() is not None

    def last_reminded(self) -> dict[str, date]:
        """Give each matter that was ever reminded of, with the last day of it."""
        with self._register.begin() as connection:
            rows = connection.execute(
                select(reminders.c.matter, func.max(reminders.c.day)).group_by(reminders.c.matter)
            )
            return {matter: date.fromisoformat(day) for matter, day in rows}

    def contents_done_before(self, moment: datetime) -> tuple[str, ...]:
        """List the contents that no mail needs any more: sent, failed or returned before a moment."""
        with self._register.begin() as connection:
            rows = connection.execute(select(outgoing.c.content, outgoing.c.state, outgoing.c.created_at))
            needed: dict[str, bool] = {}
            for content, state, created_at in rows:
                keep = state == OutgoingState.WAITING.value or created_at >= moment.isoformat()
                needed[content] = needed.get(content, False) or keep
            return tuple(content for content, keep in needed.items() if not keep)

    def _close(self, mail: Outgoing, state: OutgoingState, at: datetime, fault: str) -> None:
        with self._register.begin() as connection:
            connection.execute(
                update(outgoing)
                .where(outgoing.c.id == mail.id)
                .values(state=state.value, tries=mail.tries + 1, sent_at=at.isoformat(), fault=fault[:500])
            )
            note(connection, at, f"mail_{state.value}", mail.key, fault)


def _insert(connection: Connection, mail: NewOutgoing) -> int:
    result = connection.execute(
        insert(outgoing).values(
            key=mail.key,
            kind=mail.kind.value,
            recipients=json.dumps(mail.recipients),
            subject=mail.subject,
            message_id=mail.message_id,
            content=mail.content,
            created_at=mail.created_at.isoformat(),
            not_before=mail.not_before.isoformat() if mail.not_before else "",
            state=OutgoingState.WAITING.value,
            tries=0,
            next_try_at="",
            sent_at="",
            fault="",
        )
    )
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def _outgoing_of(row: Row[Any]) -> Outgoing:
    return Outgoing(
        id=int(row.id),
        key=row.key,
        kind=OutgoingKind(row.kind),
        recipients=tuple(json.loads(row.recipients)),
        subject=row.subject,
        message_id=row.message_id,
        content=row.content,
        created_at=datetime.fromisoformat(row.created_at),
        state=OutgoingState(row.state),
        tries=int(row.tries),
        fault=row.fault,
    )

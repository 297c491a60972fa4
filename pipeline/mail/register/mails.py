"""The register's memory of mail that came in: what was taken, from which place, and how far it has come."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, or_, select, update

from pipeline.mail.register.rows import (
    MailPart,
    MailPlace,
    MailState,
    NewMail,
    RecordedMail,
    mail_of,
    mail_values,
    place_is,
)
from pipeline.model import Proof
from pipeline.store.arrivals import (
    ArrivalState,
    RecordedArrival,
    again,
    arrival_of,
    note,
    record_arrivals,
    repeated_arrivals,
)
from pipeline.store.mail_tables import mail_failures, mail_parts, mail_places, mailboxes, mails
from pipeline.store.register import Register
from pipeline.store.tables import arrivals, repeats


class MailRecords:
    """What the register knows of incoming mail. Every public method is one transaction."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def open_mailbox(self, account: str, folder: str, uid_validity: int, since: date) -> tuple[date, int]:
        """Give the day from which the mailbox is read (set at the first visit) and the UID up to which all is done.

        Where the server has numbered the mailbox anew (UIDVALIDITY), it is read from the start again; what is known
        is known by its fingerprint.
        """
        here = (mailboxes.c.account == account) & (mailboxes.c.folder == folder)
        with self._register.begin() as connection:
            row = connection.execute(select(mailboxes).where(here)).first()
            if row is None:
                connection.execute(
                    insert(mailboxes).values(
                        account=account, folder=folder, since=since.isoformat(), uid_validity=uid_validity, seen_to=0
                    )
                )
                return since, 0
            if row.uid_validity != uid_validity:
                connection.execute(update(mailboxes).where(here).values(uid_validity=uid_validity, seen_to=0))
                return date.fromisoformat(row.since), 0
            return date.fromisoformat(row.since), int(row.seen_to)

    def seen_to(self, account: str, folder: str, uid: int) -> None:
        """Remember that every mail up to a UID is done with."""
        here = (mailboxes.c.account == account) & (mailboxes.c.folder == folder)
        with self._register.begin() as connection:
            connection.execute(update(mailboxes).where(here, mailboxes.c.seen_to < uid).values(seen_to=uid))

    def places(self, account: str, folder: str, uid_validity: int, above: int) -> dict[int, tuple[int, bool]]:
        """Give the UIDs beyond ``above`` that are on record, each with its mail and whether the server was told."""
        with self._register.begin() as connection:
            rows = connection.execute(
                select(mail_places).where(
                    mail_places.c.account == account,
                    mail_places.c.folder == folder,
                    mail_places.c.uid_validity == uid_validity,
                    mail_places.c.uid > above,
                )
            )
            return {int(row.uid): (int(row.mail_id), bool(row.settled)) for row in rows}

    def failures(self, account: str, folder: str, uid_validity: int) -> dict[int, int]:
        """Give the UIDs at which visits broke off, each with how often."""
        with self._register.begin() as connection:
            rows = connection.execute(
                select(mail_failures).where(
                    mail_failures.c.account == account,
                    mail_failures.c.folder == folder,
                    mail_failures.c.uid_validity == uid_validity,
                )
            )
            return {int(row.uid): int(row.times) for row in rows}

    def count_failure(self, place: MailPlace) -> int:
        """Count that a visit broke off at a mail; give how often it has."""
        here = place_is(mail_failures, place)
        with self._register.begin() as connection:
            before = connection.execute(select(mail_failures.c.times).where(here)).scalar()
            if before is None:
                connection.execute(insert(mail_failures).values(**asdict(place), times=1))
                return 1
            connection.execute(update(mail_failures).where(here).values(times=before + 1))
            return int(before) + 1

    def record(self, mail: NewMail, place: MailPlace) -> tuple[int, bool]:
        """Record a mail with its arrivals and its place, all at once; a known mail only gets the new place.

        Gives the mail's number and whether it is new.
        """
        with self._register.begin() as connection:
            known = connection.execute(select(mails.c.id).where(mails.c.fingerprint == mail.fingerprint)).scalar()
            if known is None:
                result = connection.execute(insert(mails).values(**mail_values(mail)))
                assert result.inserted_primary_key is not None
                mail_id = int(result.inserted_primary_key[0])
                seen: set[int] = set()
                coming = [(arrival, ArrivalState.RECEIVED) for arrival in mail.arrivals]
                for recorded, is_new in record_arrivals(connection, coming):
                    if recorded.id not in seen:
                        connection.execute(
                            insert(mail_parts).values(
                                mail_id=mail_id,
                                part=len(seen),
                                arrival_id=recorded.id,
                                repeats=0 if is_new else recorded.repeats,
                            )
                        )
                    seen.add(recorded.id)
                note(connection, mail.received_at, f"mail_{mail.state.value}", str(mail_id), mail.kind)
            else:
                mail_id = int(known)
                note(connection, mail.received_at, "mail_known", str(mail_id), "")
            connection.execute(insert(mail_places).values(**asdict(place), mail_id=mail_id, settled=0))
            return mail_id, known is None

    def settle(self, place: MailPlace) -> None:
        """Remember that the server was told (flag or folder)."""
        with self._register.begin() as connection:
            connection.execute(update(mail_places).where(place_is(mail_places, place)).values(settled=1))

    def mail(self, mail_id: int) -> RecordedMail:
        """Give one mail."""
        with self._register.begin() as connection:
            return mail_of(connection.execute(select(mails).where(mails.c.id == mail_id)).one())

    def in_state(self, *states: MailState) -> tuple[RecordedMail, ...]:
        """List the mails in these states, oldest first."""
        with self._register.begin() as connection:
            rows = connection.execute(
                select(mails).where(mails.c.state.in_([s.value for s in states])).order_by(mails.c.id)
            )
            return tuple(mail_of(row) for row in rows)

    def since(self, moment: datetime) -> tuple[RecordedMail, ...]:
        """List the mails that were taken in since a moment, oldest first."""
        with self._register.begin() as connection:
            rows = connection.execute(
                select(mails).where(mails.c.received_at >= moment.isoformat()).order_by(mails.c.id)
            )
            return tuple(mail_of(row) for row in rows)

    def parts(self, mail: RecordedMail) -> tuple[MailPart, ...]:
        """List the files of a mail, in its order; in the place of an archive stand its members."""
        with self._register.begin() as connection:
            rows = connection.execute(
                select(arrivals, mail_parts.c.repeats.label("times_before"))
                .join(mail_parts, mail_parts.c.arrival_id == arrivals.c.id)
                .where(mail_parts.c.mail_id == mail.id)
                .order_by(mail_parts.c.part)
            ).all()
            found: list[MailPart] = []
            for row in rows:
                arrival = arrival_of(row)
                if arrival.state is ArrivalState.UNPACKED:
                    found.extend(_members(connection, arrival, mail.received_at))
                else:
                    found.append(_part(connection, arrival, int(row.times_before)))
            return tuple(found)

    def move(self, mail_id: int, state: MailState, at: datetime, text: str = "") -> None:
        """Record that a mail has come further."""
        with self._register.begin() as connection:
            connection.execute(update(mails).where(mails.c.id == mail_id).values(state=state.value))
            note(connection, at, f"mail_{state.value}", str(mail_id), text)

    def size_apart(self, since: datetime) -> int:
        """Give the bytes of the mails that were kept apart since a moment."""
        with self._register.begin() as connection:
            apart = (mails.c.state == MailState.APART.value) & (mails.c.received_at >= since.isoformat())
            return int(connection.execute(select(func.sum(mails.c.size)).where(apart)).scalar() or 0)

    def count_answered(self, sender: str, proof: Proof, since: datetime) -> int:
        """Count the mails of a sender, as well proved as one, that came since a moment and were answered."""
        with self._register.begin() as connection:
            answered = (
                (mails.c.sender == sender)
                & (mails.c.proof == proof.value)
                & (mails.c.state == MailState.ANSWERED.value)
                & (mails.c.received_at >= since.isoformat())
            )
            return int(connection.execute(select(func.count()).select_from(mails).where(answered)).scalar_one())

    def count(self) -> int:
        """Count all mails on record."""
        with self._register.begin() as connection:
            return int(connection.execute(select(func.count()).select_from(mails)).scalar_one())


_DONE = (ArrivalState.RECEIPTED, ArrivalState.SET_ASIDE)


def _waits(connection: Connection, arrival_id: int) -> bool:
    """Say whether a repeat of an arrival still waits for its receipt."""
    open_ones = select(repeats.c.id).where(repeats.c.arrival_id == arrival_id, repeats.c.answered == 0)
    return connection.execute(open_ones).first() is not None


def _part(connection: Connection, recorded: RecordedArrival, times_before: int) -> MailPart:
    done = recorded.state in _DONE and not _waits(connection, recorded.id)
    if times_before:
        wanted = repeated_arrivals().where(repeats.c.arrival_id == recorded.id).order_by(repeats.c.id)
        row = connection.execute(wanted.offset(times_before - 1).limit(1)).first()
        if row is not None:
            repeat = again(row)
            return MailPart(recorded.id, repeat.arrival, repeat, done)
    return MailPart(recorded.id, recorded.arrival, None, done)


def _members(connection: Connection, archive: RecordedArrival, since: datetime) -> list[MailPart]:
    sent_again = select(repeats.c.arrival_id).where(repeats.c.received_at >= since.isoformat())
    rows = connection.execute(
        select(arrivals)
        .where(
            arrivals.c.origin == archive.arrival.file_name,
            arrivals.c.sender == archive.arrival.sender,
            or_(arrivals.c.received_at >= since.isoformat(), arrivals.c.id.in_(sent_again)),
        )
        .order_by(arrivals.c.id)
    )
    return [_part(connection, member, member.repeats) for member in map(arrival_of, rows)]

"""Mail in: from the mailbox into archive and register, one mail after the other. Whatever breaks off goes on later.

The order is the promise: the mail and its files are in the archive and on record before the server is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from pipeline.flow.installation import Installation
from pipeline.guard.child import Limits
from pipeline.guard.guard import Guard
from pipeline.mail.fetching.mailbox import Mailbox, MailboxError
from pipeline.mail.post import Post
from pipeline.mail.reading.authentication import proof_of
from pipeline.mail.reading.kinds import MailKind
from pipeline.mail.reading.mails import MailRead, read_mail
from pipeline.mail.register.mails import MailRecords
from pipeline.mail.register.outgoing import OutgoingMails
from pipeline.mail.register.rows import MailPlace, MailState, NewMail
from pipeline.model import Arrival, Channel, Proof
from pipeline.office.archives import HEAD_SIZE, may_be_archive

MOST_FAILURES = 5
"""How often a visit may break off at one mail before it is left to the officers."""


@dataclass(frozen=True, slots=True)
class MailsTaken:
    """What one visit to the mailbox gave. ``fault`` says in Chinese why it broke off; ``more``: mails still wait.

    ``refused``: the log-in was turned down, and knocking often may get the account locked.
    """

    mails: int = 0
    files: int = 0
    fault: str = ""
    more: bool = False
    refused: bool = False


def take_mail(
    installation: Installation, most: int | None = None, on_mail: Callable[[NewMail], None] | None = None
) -> MailsTaken:
    """Take in what is new in the mailbox. A server that is away only delays.

    ``most``: so many mails at most, and none after one that brought an archive, which is to be unpacked first.
    """
    post = installation.post
    if post is None or post.mailbox is None:
        return MailsTaken()
    visit = _Visit(installation, post, on_mail)
    try:
        with Mailbox(post.mailbox) as mailbox, Guard(read_mail, mail_limits(installation.limits), 1) as guard:
            more = visit.take(mailbox, guard, most)
    except MailboxError as fault:
        installation.register.note(installation.clock(), "mailbox_away", post.mailbox.account, str(fault))
        return MailsTaken(visit.mails, visit.files, fault=str(fault), refused=fault.refused)
    return MailsTaken(visit.mails, visit.files, more=more)


def mail_limits(limits: Limits) -> Limits:
    """Give the limits for taking a mail apart, which may be twice as large as the largest file: twice the memory."""
    return replace(limits, memory_mib=2 * limits.memory_mib)


class _Visit:
    def __init__(self, installation: Installation, post: Post, on_mail: Callable[[NewMail], None] | None) -> None:
        self._installation = installation
        self._post = post
        self._on_mail = on_mail
        self._records = MailRecords(installation.register)
        self._examiner = installation.examiner(installation.decisions())
        self._archive = False
        """Whether an archive has come: its files are to be on record before those of the next mail."""
        self.mails = 0
        self.files = 0

    def take(self, mailbox: Mailbox, guard: Guard[bytes, MailRead], most: int | None) -> bool:
        """Take new mails in the order of their UIDs; say whether some were left for the next visit."""
        access = self._post.mailbox
        assert access is not None
        first = self._installation.clock().date() - timedelta(days=self._post.first_days)
        since, seen_to = self._records.open_mailbox(access.account, access.folder, mailbox.uid_validity, first)
        uids = mailbox.uids(since, seen_to)
        known = self._records.places(access.account, access.folder, mailbox.uid_validity, seen_to)
        # One at which a visit broke off comes last, so that it keeps no other from being taken.
        failures = self._records.failures(access.account, access.folder, mailbox.uid_validity)
        for count, uid in enumerate(sorted(uids, key=lambda uid: (failures.get(uid, 0), uid))):
            if most is not None and (self.mails >= most or self._archive):
                return count < len(uids)
            place = MailPlace(access.account, access.folder, mailbox.uid_validity, uid)
            try:
                self._take_one(mailbox, guard, place, known.get(uid))
            except MailboxError as fault:
                if self._records.count_failure(place) >= MOST_FAILURES:
                    self._give_up(place, known.get(uid), fault)
                raise
        if uids:
            # All is done up to here. A mail that comes while this runs has a higher number.
            self._records.seen_to(access.account, access.folder, uids[-1])
        return False

    def _take_one(
        self, mailbox: Mailbox, guard: Guard[bytes, MailRead], place: MailPlace, known: tuple[int, bool] | None
    ) -> None:
        if known is None:
            taken = self._one(mailbox, guard, place)
            if taken is None:
                return
            known = taken, False
        mail_id, settled = known
        if not settled:
            self._tell_server(mailbox, place, mail_id)

    def _give_up(self, place: MailPlace, known: tuple[int, bool] | None, fault: MailboxError) -> None:
        """Leave a mail at which the server stumbles every time to the officers; the next visit goes past it."""
        if known is not None:
            self._records.settle(place)
            return
        text = f"多次收取都未成功（{fault}），请登录邮箱人工查看。"
        self._records.record(self._kept_apart(_identity_of(place), "", "unfetchable", text), place)

    def _one(self, mailbox: Mailbox, guard: Guard[bytes, MailRead], place: MailPlace) -> int | None:
        size = mailbox.size(place.uid)
        if size is None:
            return None
        if size > self._post.largest_mail:
            mail = self._too_large(place, size)
        else:
            data = mailbox.fetch(place.uid)
            if data is None:
                return None
            mail = self._read(guard, data)
        mail_id, is_new = self._records.record(mail, place)
        if is_new:
            self.mails += 1
            self.files += len(mail.arrivals)
            if self._on_mail is not None:
                self._on_mail(mail)
        return mail_id

    def _read(self, guard: Guard[bytes, MailRead], data: bytes) -> NewMail:
        outcome = guard.run(data)
        if outcome.result is not None and self._is_beyond_quota(outcome.result, len(data)):
            text = f"未登记邮箱今日来信已超过{self._post.strangers_a_day >> 20} MiB，本封未存档，请登录邮箱人工查看。"
            apart = self._kept_apart(hashlib.sha256(data).hexdigest(), "", "quota", text)
            return replace(apart, sender=outcome.result.sender, subject=outcome.result.subject)
        raw = self._installation.archive.keep(data)
        if outcome.result is None:
            self._installation.register.note(self._installation.clock(), "mail_broken", raw, str(outcome))
            text = "邮件结构异常，程序无法解析，原件已存档，请登录邮箱人工查看。"
            return self._kept_apart(raw, raw, "unreadable", text)
        mail = outcome.result
        proof = proof_of(mail.authentication, self._post.authserv_id, mail.sender)
        if mail.kind is MailKind.BOUNCE:
            OutgoingMails(self._installation.register).returned(mail.mentioned, self._installation.clock())
        ours = OutgoingMails(self._installation.register).is_ours([mail.message_id])
        files = () if ours else mail.attachments  # a letter of ours that came round to this mailbox holds no ledger
        arrivals = tuple(self._arrival(mail, file.name, file.data, proof) for file in files)
        # With an identity of its own, a mail is the same wherever it lies and however often the server renumbers it.
        contents = " ".join(sorted(a.sha256 for a in arrivals))
        known_by = f"{mail.message_id} {contents}".encode()
        fingerprint = hashlib.sha256(known_by).hexdigest() if mail.message_id else raw
        return NewMail(
            fingerprint=fingerprint,
            raw_sha256=raw,
            message_id=mail.message_id,
            thread=mail.references,
            sender=mail.sender,
            sender_name=mail.sender_name,
            subject=mail.subject,
            received_at=self._installation.clock(),
            kind=mail.kind.value,
            state=MailState.CLOSED if ours else self._state(mail, proof),
            problems=tuple((p.kind, p.text) for p in mail.problems),
            arrivals=arrivals,
            proof=proof,
            size=len(data),
        )

    def _is_beyond_quota(self, mail: MailRead, size: int) -> bool:
        """Say whether a mail of nobody's we know would take more room than strangers may have in a day."""
        if self._examiner.knows(mail.sender) or not mail.attachments:
            return False
        now = self._installation.clock()
        midnight = datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)
        return self._records.size_apart(midnight) + size > self._post.strangers_a_day

    def _state(self, mail: MailRead, proof: Proof) -> MailState:
        """Say what is to become of a mail: machines get no answer, strangers are for the center."""
        by_machine = mail.kind is not MailKind.PERSON
        if mail.kind.speaks_of_ours or mail.sender in self._post.own_addresses:
            return MailState.CLOSED
        if by_machine and not mail.attachments:
            return MailState.CLOSED
        if proof is Proof.FAILED or not self._examiner.knows(mail.sender):
            # Whoever's name was forged must not get answers to what he never sent.
            return MailState.APART
        if by_machine:
            return MailState.CLOSED
        only_words = not mail.attachments and all(p.kind == "nothing" for p in mail.problems)
        if only_words and OutgoingMails(self._installation.register).is_ours(mail.references):
            # A word in reply to a mail of ours (收到，谢谢) is for people to read; no machine should talk back.
            return MailState.CLOSED
        return MailState.TAKEN

    def _arrival(self, mail: MailRead, name: str, data: bytes, proof: Proof) -> Arrival:
        self._archive |= may_be_archive(data[:HEAD_SIZE])
        return Arrival(
            file_name=name,
            sha256=self._installation.archive.keep(data),
            size=len(data),
            received_at=self._installation.clock(),
            channel=Channel.MAIL,
            sender=mail.sender,
            companions=mail.companions,
            proof=proof,
        )

    def _too_large(self, place: MailPlace, size: int) -> NewMail:
        limit = self._post.largest_mail >> 20
        text = f"邮件过大（{size >> 20} MiB，上限 {limit} MiB），未下载，请登录邮箱人工查看。"
        return self._kept_apart(_identity_of(place), "", "too_large", text)

    def _kept_apart(self, fingerprint: str, raw: str, kind: str, text: str) -> NewMail:
        return NewMail(
            fingerprint=fingerprint,
            raw_sha256=raw,
            message_id="",
            thread=(),
            sender="",
            sender_name="",
            subject="",
            received_at=self._installation.clock(),
            kind=kind,
            state=MailState.APART,
            problems=((kind, text),),
            arrivals=(),
        )

    def _tell_server(self, mailbox: Mailbox, place: MailPlace, mail_id: int) -> None:
        if self._records.mail(mail_id).state is MailState.APART:
            mailbox.keep_apart(place.uid)
        else:
            mailbox.settle(place.uid)
        self._records.settle(place)


def _identity_of(place: MailPlace) -> str:
    """Give what a mail is known by whose bytes were never seen."""
    return hashlib.sha256(f"{place}".encode()).hexdigest()

"""The outbox: a letter is composed, kept and put on record; what is due is handed to the mail server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pipeline.flow.installation import Installation
from pipeline.mail.letters.letters import write_letter
from pipeline.mail.letters.message import Enclosure, compose, message_id_of
from pipeline.mail.letters.server import DelayedError, RefusedError, SmtpSession
from pipeline.mail.post import Post
from pipeline.mail.register.outgoing import NewOutgoing, OutgoingKind, OutgoingMails
from pipeline.mail.register.rows import RecordedMail
from pipeline.store.archive import ArchiveError


@dataclass(frozen=True, slots=True)
class MailsSent:
    """What one round of sending gave. ``fault`` says in Chinese why it broke off ("" if it did not)."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0
    fault: str = ""


def contact_of(installation: Installation) -> dict[str, object]:
    """Give the words that every text may use: who sends, whom to call, which day it is."""
    settings = installation.plan.settings
    contact = settings.collecting_unit
    if contact and settings.collecting_phone:
        contact = f"{contact}（电话：{settings.collecting_phone}）"
    now = installation.clock()
    return {
        "contact": contact,
        "collector": settings.collecting_unit or "汇总单位",
        "sender": settings.collecting_unit,
        "plan": installation.plan.title,
        "today": chinese_day(now.date()),
    }


def chinese_day(day: date) -> str:
    """Print a day as letters do."""
    return f"{day.year}年{day.month}月{day.day}日"


def put_letter(
    installation: Installation,
    text: str,
    words: Mapping[str, object],
    *,
    key: str,
    kind: OutgoingKind,
    recipients: Sequence[str],
    enclosures: Sequence[Enclosure] = (),
    answers: RecordedMail | None = None,
    matters: Sequence[str] = (),
    not_before: datetime | None = None,
) -> bool:
    """Compose a mail and put it in the outbox, once for each key; say whether it is new there.

    The bytes are on the disk before the record of them is, so that what the record promises can be sent.
    """
    post, server, at = installation.post, None, installation.clock()
    if post is not None:
        server = post.server
    if post is None or server is None:
        return False
    letter = write_letter(text, words, post.texts)
    if letter.fault:
        installation.register.note(at, "text_fault", text, letter.fault)
    message = compose(
        letter,
        key=key,
        sender=server.address,
        sender_name=server.name,
        recipients=recipients,
        at=at,
        enclosures=enclosures,
        is_answer=answers is not None,
        in_reply_to=answers.message_id if answers else "",
        thread=answers.thread if answers else (),
    )
    mail = NewOutgoing(
        key=key,
        kind=kind,
        recipients=tuple(recipients),
        subject=letter.subject,
        message_id=message_id_of(key, server.address),
        content=post.outgoing.keep(message),
        created_at=at,
        not_before=not_before,
    )
    mails = OutgoingMails(installation.register)
    return mails.put(mail, answers=answers.id if answers else None, matters=matters, day=at.date())


def send_due(installation: Installation) -> MailsSent:
    """Hand over every mail that is due, oldest first. A server that is away delays the rest; nothing is lost."""
    post = installation.post
    if post is None or post.server is None:
        return MailsSent()
    mails = OutgoingMails(installation.register)
    withdraw_of_days_past(installation, OutgoingKind.REMINDER)
    due = mails.due(installation.clock())
    sent = failed = 0
    fault = ""
    with SmtpSession(post.server) as session:
        for number, mail in enumerate(due):
            try:
                message = post.outgoing.read(mail.content)
                refused = session.send(message, mail.recipients, answer=mail.kind is OutgoingKind.RECEIPT)
            except (RefusedError, ArchiveError) as refusal:
                mails.failed(mail, installation.clock(), str(refusal))
                failed += 1
            except DelayedError as delay:
                fault = str(delay)
                if not session.connected:
                    # Nobody is there: the others need not knock as well.
                    mails.delayed(due[number:], installation.clock(), fault)
                    return MailsSent(sent, failed, len(due) - number, fault)
                mails.delayed([mail], installation.clock(), fault)
            else:
                mails.sent(mail, installation.clock(), refused)
                sent += 1
    return MailsSent(sent, failed, len(due) - sent - failed, fault)


def withdraw_of_days_past(installation: Installation, kind: OutgoingKind) -> None:
    """Withdraw what waits since an earlier day: after it, “today is the last day” would no longer be true."""
    now = installation.clock()
    midnight = datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)
    OutgoingMails(installation.register).withdraw(kind, midnight, now)


def sweep_outbox(installation: Installation, post: Post) -> int:
    """Delete the bytes of mails that were sent long ago; what was sent to whom and when stays on record."""
    moment = installation.clock() - timedelta(days=post.keep_days)
    swept = 0
    for content in OutgoingMails(installation.register).contents_done_before(moment):
        path = post.outgoing.path_of(content)
        if path.exists():
            path.unlink()
            swept += 1
    return swept + post.outgoing.sweep()

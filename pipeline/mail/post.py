"""The mail side of an installation: mailbox, server, texts and rules, put together by wiring."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

from pipeline.mail.fetching.mailbox import MailboxAccess
from pipeline.mail.letters.matters import ReminderRules
from pipeline.mail.letters.server import MailServer
from pipeline.store.archive import Archive


@dataclass(frozen=True)
class Post:
    """How an installation gets and sends mail.

    ``mailbox`` or ``server`` is None where only the other is set. ``first_days``: how old mails may be that lie there
    on the very first visit. ``center``: who gets the morning letter; their mails count as coming from a known sender.
    ``outgoing`` holds the composed mails until they are sent, and for ``keep_days`` after. ``morning``: nobody is
    written to by the night's work before this time of the day. ``authserv_id`` is the name under which the own mail
    server says what it found of a sender, "" where it is not known; ``strangers_a_day`` the bytes that mails of
    unknown senders may take up in a day.
    """

    mailbox: MailboxAccess | None
    server: MailServer | None
    outgoing: Archive
    texts: Path
    first_days: int = 30
    largest_mail: int = 100 << 20
    center: tuple[str, ...] = ()
    answers_a_day: int = 10
    authserv_id: str = ""
    strangers_a_day: int = 200 << 20
    morning: time = time(8, 0)
    keep_days: int = 180
    attach_workbook: bool = True
    workbook_link: str = ""
    rules: ReminderRules = field(default_factory=ReminderRules)

    @property
    def trusted(self) -> frozenset[str]:
        """The addresses beside the units' own from which ledgers are taken: the center forwards what it got."""
        return frozenset(address.casefold() for address in self.center)

    @property
    def own_addresses(self) -> frozenset[str]:
        """The addresses under which this program itself writes: a mail from there is never answered."""
        own = {self.server.address.lower()} if self.server else set()
        if self.mailbox and "@" in self.mailbox.user:
            own.add(self.mailbox.user.lower())
        return frozenset(own)

"""The mailbox (IMAP): which mails are there, the bytes of one, and what is done with it afterwards.

Mails are fetched as raw bytes and never parsed here: that is for the guard's child.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.mail.certificates import certificate_end

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_LOST = (imaplib.IMAP4.abort, OSError)


class MailboxError(Exception):
    """The mailbox cannot be used now; the text says why, in Chinese. ``refused``: the log-in was turned down."""

    def __init__(self, text: str, *, refused: bool = False) -> None:
        super().__init__(text)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class MailboxAccess:
    """Where a mailbox is and how to log in. ``security``: ssl, starttls or none. ``timeout`` in seconds.

    ``done_folder`` is where mails go that are done ("" leaves them, marked as read). ``ca_file`` is a certificate of
    an authority of one's own, beside those that the system trusts. ``unusable`` says in Chinese why nobody can log in
    with these settings ("" if nothing is amiss).
    """

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    done_folder: str = ""
    timeout: float = 30.0
    ca_file: Path | None = None
    unusable: str = ""

    @property
    def account(self) -> str:
        """What the mailbox is known by in the register."""
        return f"{self.user}@{self.host}"


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Make a TLS context that checks certificates and names, trusting also an authority of one's own."""
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


class Mailbox:
    """One logged-in session with the folder selected. Use it as a context manager; every method may raise
    ``MailboxError``, after which the session is over."""

    def __init__(self, access: MailboxAccess) -> None:
        self._access = access
        self._box: BaseMailBox | None = None
        self._capabilities: frozenset[str] = frozenset()
        self.uid_validity = 0

    def __enter__(self) -> Mailbox:
        self._box = self._connect()
        with self._errors():
            self._capabilities = _told_capabilities(self._client)
            if "ID" in self._capabilities:
                # NetEase's servers (163, 126) call a log-in unsafe and open no folder for it without this.
                self._client.xatom("ID", '("name" "taizhang" "version" "1")')
            self._selected(self._access.folder)
        return self

    def __exit__(self, *_: object) -> None:
        if self._box is not None:
            with suppress(Exception):  # the session is over either way, and a lost one cannot say goodbye
                self._box.logout()
            self._box = None

    def uids(self, since: date, above: int) -> tuple[int, ...]:
        """List the UIDs of the mails that came on ``since`` or later and have a UID beyond ``above``, ascending."""
        with self._errors():
            status, lines = self._client.uid("SEARCH", f"UID {above + 1}:*", "SINCE", _imap_date(since))
            if status != "OK":
                raise MailboxError(f"邮件服务器 {self._access.host} 拒绝了查找（{_words(lines)}）")
            words = b" ".join(line for line in lines if isinstance(line, bytes)).split()
        # "n:*" names the newest mail even where its UID is lower.
        return tuple(sorted(uid for uid in map(int, words) if uid > above))

    def size(self, uid: int) -> int | None:
        """Give the size of a mail in bytes; None where it is gone."""
        data = self._fetched(uid, "(RFC822.SIZE)")
        for line in data:
            found = _SIZE.search(line[0] if isinstance(line, tuple) else line or b"")
            if found:
                return int(found[1])
        return None

    def fetch(self, uid: int) -> bytes | None:
        """Fetch the bytes of a mail, leaving it unread; None where it is gone."""
        data = self._fetched(uid, "(BODY.PEEK[])")
        return next((line[1] for line in data if isinstance(line, tuple)), None)

    def _fetched(self, uid: int, what: str) -> list[Any]:
        with self._errors():
            status, data = self._client.uid("FETCH", str(uid), what)
        if status != "OK":
            raise MailboxError(f"邮件服务器 {self._access.host} 未能给出第{uid}号邮件（{_words(data)}）")
        return list(data)

    def settle(self, uid: int) -> None:
        """Mark a mail as done: read, and moved where a folder for that is set and the server can move this one alone.

        A plain EXPUNGE would also delete for good what people have marked as deleted; without a way around it the
        mail stays where it is.
        """
        with self._errors():
            box = self._open
            self._flag(uid, "\\Seen")
            if self._access.done_folder and self.can_move:
                if not box.folder.exists(self._access.done_folder):
                    box.folder.create(self._access.done_folder)
                self._move(uid, self._access.done_folder)

    @property
    def can_move(self) -> bool:
        """Whether the server can take one mail out of a folder without touching others (RFC 6851, RFC 4315)."""
        return bool({"MOVE", "UIDPLUS"} & self._capabilities)

    def _move(self, uid: int, folder: str) -> None:
        from imap_tools.utils import encode_folder

        target = encode_folder(folder)
        if "MOVE" in self._capabilities:
            self._ordered("MOVE", str(uid), target)
            return
        self._ordered("COPY", str(uid), target)
        self._flag(uid, "\\Deleted")
        self._ordered("EXPUNGE", str(uid))

    def _ordered(self, command: str, *arguments: Any) -> None:
        status, said = self._client.uid(command, *arguments)
        if status != "OK":
            raise MailboxError(f"邮件服务器 {self._access.host} 拒绝了移动邮件（{_words(said)}）")

    def keep_apart(self, uid: int) -> None:
        """Leave a mail where it is, flagged, for an officer to look at."""
        with self._errors():
            self._flag(uid, "\\Flagged")

    def _flag(self, uid: int, flag: str) -> None:
        # imap-tools' own way would also expunge, and so delete for good what others have marked as deleted.
        status, said = self._client.uid("STORE", str(uid), "+FLAGS.SILENT", f"({flag})")
        if status != "OK":
            raise MailboxError(f"邮件服务器 {self._access.host} 拒绝了标记（{_words(said)}）")

    @property
    def can_idle(self) -> bool:
        """Whether the server tells of new mail by itself (RFC 2177)."""
        return "IDLE" in self._capabilities

    @property
    def certificate_ends(self) -> datetime | None:
        """When the server's certificate comes to its end; None without encryption."""
        return certificate_end(self._client.sock)

    def wait(self, seconds: float) -> bool:
        """Wait for the server to tell of new mail (IDLE); say whether it did."""
        with self._errors():
            told = self._open.idle.wait(timeout=seconds)
        if any(b"BYE" in line for line in told):
            raise MailboxError("邮件服务器断开了连接")
        return any(b"EXISTS" in line or b"RECENT" in line for line in told)

    @property
    def _open(self) -> BaseMailBox:
        if self._box is None:
            raise MailboxError("邮箱连接已关闭")
        return self._box

    @property
    def _client(self) -> Any:
        return self._open.client

    def _selected(self, folder: str) -> None:
        box = self._open
        box.folder.set(folder)
        _, answer = box.client.response("UIDVALIDITY")
        if answer and answer[0]:
            self.uid_validity = int(answer[0])
        else:
            self.uid_validity = int(box.folder.status(folder, ["UIDVALIDITY"])["UIDVALIDITY"])

    def _connect(self) -> BaseMailBox:
        from imap_tools import MailBox, MailboxLoginError, MailBoxStartTls, MailBoxUnencrypted

        access = self._access
        if access.unusable:
            raise MailboxError(access.unusable, refused=True)
        try:
            box: BaseMailBox
            if access.security == "ssl":
                box = MailBox(access.host, access.port, access.timeout, ssl_context=tls_context(access.ca_file))
            elif access.security == "starttls":
                box = MailBoxStartTls(
                    access.host, access.port, access.timeout, ssl_context=tls_context(access.ca_file)
                )
            else:
                box = MailBoxUnencrypted(access.host, access.port, access.timeout)
            return box.login(access.user, access.password, initial_folder=None)
        except ssl.SSLCertVerificationError as untrusted:
            reason = f"邮件服务器 {access.host} 的证书不受信任（{untrusted.verify_message}）"
            raise MailboxError(reason, refused=True) from untrusted
        except _LOST as lost:
            raise MailboxError(f"无法连接邮件服务器 {access.host}:{access.port}（{lost}）") from lost
        except (MailboxLoginError, imaplib.IMAP4.error) as refused:
            reason = f"邮箱 {access.user} 登录被拒绝，请检查用户名和密码（许多邮箱要求使用“授权码”并开启 IMAP 服务）"
            raise MailboxError(reason, refused=True) from refused

    @contextmanager
    def _errors(self) -> Iterator[None]:
        from imap_tools import MailboxTaggedResponseError, MailboxUidsError

        try:
            yield
        except _LOST as lost:
            raise MailboxError(f"与邮件服务器 {self._access.host} 的连接中断（{lost}）") from lost
        except (imaplib.IMAP4.error, MailboxTaggedResponseError, MailboxUidsError) as refused:
            raise MailboxError(f"邮件服务器 {self._access.host} 拒绝了操作（{refused}）") from refused


def _told_capabilities(client: Any) -> frozenset[str]:
    """Ask what the server can do, now that somebody is logged in: many tell more then than before."""
    status, lines = client.capability()
    if status != "OK":
        return frozenset(client.capabilities)
    return frozenset(
        b" ".join(line for line in lines if isinstance(line, bytes)).decode("ascii", "replace").upper().split()
    )


def _words(data: list[Any]) -> str:
    """Give what a server said as a text."""
    return " ".join(line.decode("utf-8", "replace") for line in data if isinstance(line, bytes))


def _imap_date(day: date) -> str:
    # The protocol's months are English whatever the locale of this machine is.
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day:02d}-{months[day.month - 1]}-{day.year}"

"""The mail server (SMTP): hands over one composed mail, and tells faults that pass from those that stay."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.mail.certificates import certificate_end

_REFUSED = range(500, 600)


class DelayedError(Exception):
    """The server could not take the mail now (away, busy, log-in refused): it is tried again. Chinese text."""


class RefusedError(Exception):
    """The server will never take this mail for these recipients. Chinese text."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. ``security``: ssl, starttls or none. ``address`` is the sender. Seconds of timeout.

    ``null_sender``: automatic answers go out with an empty envelope sender (RFC 3834), so that nothing can come back
    to them; a server that does not allow it gets the sender's address instead. ``unusable`` says in Chinese why
    nobody can log in with these settings ("" if nothing is amiss).
    """

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    address: str
    name: str
    timeout: float = 30.0
    ca_file: Path | None = None
    null_sender: bool = True
    unusable: str = ""


class SmtpSession:
    """One connection to the server, made when the first mail is sent and used for all. A context manager."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None
        self._null_allowed = server.null_sender

    def __enter__(self) -> SmtpSession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye, if anybody still listens."""
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._smtp = None

    @property
    def connected(self) -> bool:
        """Whether the connection is still there, as far as is known."""
        return self._smtp is not None

    @property
    def certificate_ends(self) -> datetime | None:
        """When the server's certificate comes to its end; None without encryption, or before it is asked."""
        return certificate_end(self._smtp.sock) if self._smtp is not None else None

    def check(self) -> None:
        """Connect and log in, and send nothing. Raises ``DelayedError``."""
        self._connected()

    def send(self, message: bytes, recipients: Sequence[str], *, answer: bool = False) -> str:
        """Hand over one mail; give the recipients that were refused while others were taken, as a text ("" if none).

        Raises ``DelayedError`` and ``RefusedError``.
        """
        wanted = [_deliverable(recipient) for recipient in recipients]
        smtp = self._connected()
        senders = ["", self._server.address] if answer and self._null_allowed else [self._server.address]
        try:
            for sender in senders:
                try:
                    refused = smtp.sendmail(sender, wanted, message)
                except smtplib.SMTPSenderRefused as fault:
                    if sender or fault.smtp_code not in _REFUSED:
                        raise
                    self._null_allowed = False
                    continue
                return "；".join(f"{name}：{_said(code, text)}" for name, (code, text) in refused.items())
        except smtplib.SMTPRecipientsRefused as fault:
            answers = list(fault.recipients.values())
            text = "；".join(f"{name}：{_said(code, said)}" for name, (code, said) in fault.recipients.items())
            if all(code in _REFUSED for code, _ in answers):
                raise RefusedError(f"收件人被拒绝（{text}）") from fault
            raise DelayedError(f"收件人暂时不可用（{text}）") from fault
        except smtplib.SMTPSenderRefused as fault:
            # That the server does not let this account send is for the operator to mend; the mail can wait.
            raise DelayedError(
                f"发件人 {self._server.address} 被拒绝（{_said(fault.smtp_code, fault.smtp_error)}）"
            ) from fault
        except smtplib.SMTPDataError as fault:
            text = f"邮件内容被拒绝（{_said(fault.smtp_code, fault.smtp_error)}）"
            raise (RefusedError if fault.smtp_code in _REFUSED else DelayedError)(text) from fault
        except (smtplib.SMTPException, OSError) as fault:
            self._drop()
            raise DelayedError(f"与邮件服务器 {self._server.host} 的连接中断（{fault}）") from fault
        raise AssertionError("every sender was tried")

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._smtp.noop()[0] == 250:
                    return self._smtp
            self._drop()
        server = self._server
        where = f"{server.host}:{server.port}"
        if server.unusable:
            raise DelayedError(server.unusable)
        try:
            self._smtp = self._opened(server)
            if server.user:
                self._smtp.login(server.user, server.password)
        except ssl.SSLCertVerificationError as untrusted:
            self._drop()
            raise DelayedError(f"邮件服务器 {where} 的证书不受信任（{untrusted.verify_message}）") from untrusted
        except smtplib.SMTPAuthenticationError as refused:
            self._drop()
            raise DelayedError(
                f"发信账号 {server.user} 登录被拒绝，请检查用户名和密码（许多邮箱要求使用“授权码”）"
            ) from refused
        except (smtplib.SMTPException, OSError) as away:
            self._drop()
            raise DelayedError(f"无法连接邮件服务器 {where}（{away}）") from away
        return self._smtp

    @staticmethod
    def _opened(server: MailServer) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if server.ca_file is not None:
            context.load_verify_locations(server.ca_file)
        if server.security == "ssl":
            return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        if server.security == "starttls":
            smtp.starttls(context=context)
        return smtp

    def _drop(self) -> None:
        if self._smtp is not None:
            with suppress(OSError):
                self._smtp.close()
            self._smtp = None


def _deliverable(address: str) -> str:
    """Write an address as SMTP takes it: a Chinese domain in its coded form. Raises ``RefusedError``."""
    local, at, domain = address.rpartition("@")
    try:
        coded = f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        coded = ""
    if not local or not coded.isascii() or not coded.isprintable() or " " in coded:
        raise RefusedError(f"“{address}”不是可以投递的邮箱地址，请核对登记的邮箱")
    return coded


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {words}".strip()

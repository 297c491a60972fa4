"""Real mail servers on loopback ports: Dovecot for IMAP, aiosmtpd for SMTP, with TLS from a throw-away authority."""

from __future__ import annotations

import imaplib
import os
import pwd
import secrets
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.programs import found

USER, PASSWORD = "intake@county.test", "secret-word"

_CONFIGURATION = """\
base_dir = {work}/run
state_dir = {work}/state
log_path = {work}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{work}/cert.pem
ssl_key = <{work}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{work}/mail/%u
first_valid_uid = 1
mail_max_userip_connections = 50
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {internal}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={work}/mail/%u
}}
namespace inbox {{
  inbox = yes
}}
"""


def free_port() -> int:
    """Give a port below those that systems hand out to clients: nobody takes it before the server is there."""
    while True:
        port = secrets.randbelow(10_000) + 20_000
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Dovecot:
    """Debian's dovecot-imapd in a folder of its own. It needs root to start, and a user of no rights for the mail."""

    def __init__(self, work: Path, authority: Any) -> None:
        self.work = work
        self.port, self.tls_port = free_port(), free_port()
        for folder in ("run", "state", "mail"):
            (work / folder).mkdir(parents=True)
        nobody = pwd.getpwnam("nobody")
        os.chown(work / "mail", nobody.pw_uid, nobody.pw_gid)
        self.user = USER
        certificate = authority.issue_cert("127.0.0.1", "localhost")
        certificate.cert_chain_pems[0].write_to_path(str(work / "cert.pem"))
        certificate.private_key_pem.write_to_path(str(work / "key.pem"))
        (work / "dovecot.conf").write_text(
            _CONFIGURATION.format(
                work=work,
                port=self.port,
                tls_port=self.tls_port,
                internal="dovecot",
                login="dovenull",
                password=PASSWORD,
                uid=nobody.pw_uid,
                gid=nobody.pw_gid,
            ),
            encoding="utf-8",
        )

    def start(self) -> None:
        subprocess.run([found("dovecot"), "-c", str(self.work / "dovecot.conf")], check=True, timeout=30)
        deadline = time.monotonic() + 20
        while True:
            with suppress(OSError), closing(socket.create_connection(("127.0.0.1", self.port), 1)):
                return
            assert time.monotonic() < deadline, (self.work / "dovecot.log").read_text(encoding="utf-8")
            time.sleep(0.05)

    def stop(self) -> None:
        with suppress(subprocess.CalledProcessError):
            subprocess.run(
                [found("doveadm"), "-c", str(self.work / "dovecot.conf"), "stop"],
                check=True,
                timeout=30,
                capture_output=True,
            )
        deadline = time.monotonic() + 10
        while (self.work / "run" / "master.pid").exists() and time.monotonic() < deadline:
            time.sleep(0.02)

    def client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        client.login(self.user, PASSWORD)
        return client

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        with self.client() as client:
            for mail in mails:
                status, said = client.append(folder, None, None, mail)
                assert status == "OK", said

    def mails(self, folder: str = "INBOX") -> dict[int, tuple[bytes, ...]]:
        """The flags of each mail of a folder, by UID."""
        with self.client() as client:
            status, _ = client.select(folder, readonly=True)
            if status != "OK":
                return {}
            _, data = client.uid("FETCH", "1:*", "(FLAGS)")
            found = {}
            for line in data:
                if line:
                    words = line.replace(b"(", b" ").replace(b")", b" ").split()
                    found[int(words[words.index(b"UID") + 1])] = tuple(w for w in words if w.startswith(b"\\"))
            return found

    def forget(self) -> None:
        """Empty the mailbox and number it anew."""
        shutil.rmtree(self.work / "mail" / self.user)


class Wire:
    """A wire to a server that can be cut: it passes on ``bytes_left`` bytes from the server, and then breaks."""

    def __init__(self, target: int) -> None:
        self.bytes_left = 1 << 60
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._target), 10)
                except OSError:
                    near.close()
                    continue
                for source, sink, counted in ((near, far, False), (far, near, True)):
                    threading.Thread(target=self._pass_on, args=(source, sink, counted), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(4096):
                if counted:
                    data, self.bytes_left = data[: self.bytes_left], self.bytes_left - len(data)
                sink.sendall(data)
                if counted and self.bytes_left <= 0:
                    break
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def why_no_dovecot() -> str:
    """Say why Dovecot cannot be run here; "" where it can."""
    if os.name == "nt":
        return "Dovecot does not run on Windows"
    if not found("dovecot"):
        return "dovecot-imapd is not installed"
    if os.geteuid() != 0:
        return "Dovecot has to be started by root"
    return ""


@dataclass
class Taken:
    sender: str
    recipients: list[str]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @property
    def body(self) -> str:
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def enclosures(self) -> dict[str, bytes]:
        return {str(p.get_filename()): p.get_content() for p in self.message.iter_attachments()}


@dataclass
class Smtp:
    """An SMTP server that keeps what it takes. ``refuse`` maps a recipient to the answer it gets."""

    port: int
    authority: Any
    taken: list[Taken] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    refuse_null: bool = False
    refuse_data: str = ""
    _controller: Any = None

    def start(self) -> None:
        from aiosmtpd.controller import Controller
        from aiosmtpd.smtp import AuthResult, LoginPassword

        outer = self

        class Handler:
            async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
                if outer.refuse_null and address in ("", "<>"):
                    return "553 Mail from must equal authorized user"
                envelope.mail_from = address
                return "250 OK"

            async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
                if address in outer.refuse:
                    return outer.refuse[address]
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
                if outer.refuse_data:
                    return outer.refuse_data
                outer.taken.append(Taken(envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
                return "250 OK"

        def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
            good = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
            return AuthResult(success=good)

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
        self._controller = Controller(
            Handler(),
            hostname="127.0.0.1",
            port=self.port,
            tls_context=context,
            require_starttls=True,
            authenticator=authenticate,
            auth_required=True,
            ready_timeout=20,
        )
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def to(self, recipient: str) -> list[Taken]:
        return [t for t in self.taken if recipient in t.recipients]

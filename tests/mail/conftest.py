"""A working folder with mail, real servers beside it, and mails as people write them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow.installation import Installation
from pipeline.wiring import open_installation
from tests.children import ADDRESSES, CENTER, SCIENCE, WATER, give_addresses
from tests.flow.conftest import Clock, clock, drop, root, sample
from tests.mail.plant import PASSWORD, Dovecot, Smtp, free_port, why_no_dovecot
from tests.programs import absent, leave_out

__all__ = ["CENTER", "SCIENCE", "WATER", "clock", "drop", "root", "sample"]

OWN = "taizhang@county.test"
_USERS = count()


@pytest.fixture(scope="session")
def authority() -> Any:
    import trustme

    return trustme.CA()


@pytest.fixture(scope="session")
def running_dovecot(authority: Any) -> Iterator[Dovecot]:
    reason = why_no_dovecot()
    leave_out()
    if reason:
        absent(f"the tests with a real mail server cannot run: {reason}")
    # Its own users must be able to enter every folder above; pytest's are closed to them.
    work = Path(tempfile.mkdtemp(prefix="dovecot-"))
    work.chmod(0o755)
    server = Dovecot(work, authority)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(work, ignore_errors=True)


@pytest.fixture
def dovecot(running_dovecot: Dovecot) -> Dovecot:
    """The server with a mailbox of its own for each test: whoever logs in gets one."""
    running_dovecot.user = f"intake{next(_USERS)}@county.test"
    return running_dovecot


@pytest.fixture
def smtp(authority: Any) -> Iterator[Smtp]:
    server = Smtp(free_port(), authority)
    server.start()
    yield server
    server.stop()


def write_settings(
    root: Path, authority: Any, dovecot: Dovecot, smtp: Smtp, *, port: int = 0, imap: str = "", more: str = ""
) -> None:
    authority.cert_pem.write_to_path(str(root / "ca.pem"))
    (root / "password").write_text(PASSWORD + "\n", encoding="utf-8")
    (root / "password").chmod(0o600)
    (root / "taizhang.toml").write_text(
        f"""
settle_seconds = 0
[guard]
workers = 1
[mail.imap]
host = "127.0.0.1"
port = {port or dovecot.tls_port}
security = "ssl"
user = "{dovecot.user}"
password_file = "password"
ca_file = "ca.pem"
poll_seconds = 0.5
timeout_seconds = 10
{imap}
[mail.smtp]
host = "127.0.0.1"
port = {smtp.port}
security = "starttls"
user = "{OWN}"
password_file = "password"
ca_file = "ca.pem"
address = "{OWN}"
center = ["{CENTER}"]
timeout_seconds = 10
{more}
""",
        encoding="utf-8",
    )


@pytest.fixture
def post_root(root: Path, authority: Any, dovecot: Dovecot, smtp: Smtp) -> Path:
    write_settings(root, authority, dovecot, smtp)
    give_addresses(root / "rules" / "yiyuan-2022", ADDRESSES)
    return root


@pytest.fixture
def opened(post_root: Path, clock: Clock) -> Iterator[Callable[[], Installation]]:
    """Open the installation; opening it again is what a restart does."""
    all_opened: list[Installation] = []

    def open_one() -> Installation:
        for before in all_opened:
            before.rest()
            before.register.close()
        all_opened.append(open_installation(post_root, clock))
        return all_opened[-1]

    yield open_one
    for installation in all_opened:
        installation.rest()
        installation.register.close()


@pytest.fixture
def installation(opened: Callable[[], Installation]) -> Installation:
    return opened()

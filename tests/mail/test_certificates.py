"""The end of the mail server's certificate is told thirty days before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.cli.checkup.post import certificate
from pipeline.mail.certificates import certificate_end
from pipeline.mail.letters.server import MailServer, SmtpSession
from tests.mail.conftest import OWN, Smtp

NOW = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("days", "state"), [(400, "good"), (31, "good"), (29, "warning"), (1, "warning")])
def test_it_is_warned_of_thirty_days_ahead(days: int, state: str) -> None:
    (finding,) = certificate("收信", NOW + timedelta(days=days, hours=1), NOW)
    assert finding.state == state
    assert f"还有{days}天" in finding.text


def test_without_encryption_there_is_none() -> None:
    assert certificate_end(None) is None
    assert list(certificate("收信", None, NOW)) == []


def test_the_end_is_read_from_the_servers_own_certificate(smtp: Smtp, authority: Any, tmp_path: Any) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    ca = tmp_path / "ca.pem"
    server = MailServer("127.0.0.1", smtp.port, "starttls", "", "", OWN, "x", timeout=10.0, ca_file=ca)
    with SmtpSession(server) as session:
        assert session.certificate_ends is None
        session.check()
        ends = session.certificate_ends
    assert ends is not None
    assert ends > datetime.now(UTC)

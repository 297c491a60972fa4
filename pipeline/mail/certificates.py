"""When the certificate that a mail server shows comes to its end."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime


def certificate_end(connection: object) -> datetime | None:
    """Give the last moment of the peer's certificate; None where the connection is not encrypted."""
    if not isinstance(connection, ssl.SSLSocket):
        return None
    shown = connection.getpeercert() or {}
    end = shown.get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(end), UTC) if isinstance(end, str) else None

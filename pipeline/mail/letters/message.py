"""From a letter to the bytes of a mail: headers that keep machines from answering, and enclosures."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from pipeline.mail.letters.letters import Letter

_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a mail."""

    name: str
    data: bytes


def message_id_of(key: str, address: str) -> str:
    """Give the Message-ID of the mail with this key: the same key always has the same one."""
    domain = address.rpartition("@")[2] or "localhost"
    return f"<taizhang.{hashlib.sha256(f'{key}|{address}'.encode()).hexdigest()[:32]}@{domain}>"


def compose(
    letter: Letter,
    *,
    key: str,
    sender: str,
    sender_name: str,
    recipients: Sequence[str],
    at: datetime,
    enclosures: Sequence[Enclosure] = (),
    is_answer: bool = False,
    in_reply_to: str = "",
    thread: Sequence[str] = (),
) -> bytes:
    """Compose a mail. An answer stands in the thread of what it answers, where that has a Message-ID."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(sender_name, addr_spec=sender)
    message["To"] = ", ".join(recipients)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id_of(key, sender)
    if in_reply_to:
        message["In-Reply-To"] = in_reply_to
        message["References"] = " ".join([*(t for t in thread if t != in_reply_to), in_reply_to][-10:])
    # RFC 3834; the last one is what Exchange looks at.
    message["Auto-Submitted"] = "auto-replied" if is_answer else "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.body, cte="base64")
    for enclosure in enclosures:
        maintype, subtype = _XLSX if enclosure.name.lower().endswith(".xlsx") else ("application", "octet-stream")
        message.add_attachment(enclosure.data, maintype=maintype, subtype=subtype, filename=enclosure.name)
    return message.as_bytes()

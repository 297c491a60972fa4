"""Whether a person wrote a mail or a machine did. No machine is ever answered (RFC 3834)."""

from __future__ import annotations

import re
from email.message import Message
from enum import StrEnum


class MailKind(StrEnum):
    """Who wrote a mail: a person, a program of the sender's, or a mail server that returns one of ours."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"


_BULK = frozenset({"bulk", "list", "junk", "auto_reply", "auto-reply"})
_ROBOTS = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|owner-.*|.*-request|.*-bounces)([+=-].*)?@",
    re.IGNORECASE,
)
_DAEMONS = re.compile(r"^(mailer-daemon|postmaster)@", re.IGNORECASE)
# Chinese web mailers send their replies and returns without any of the headers that would say so.
_SUBJECTS = re.compile(
    r"^\s*(【?自动回复】?|自动答复|auto(matic)?[ -]?reply|out of (the )?office|vacation)", re.IGNORECASE
)
_RETURNED = re.compile(
    r"^\s*(系统退信|退信|邮件投递失败|undeliver(able|ed)|delivery status notification|mail delivery fail|"
    r"returned mail|failure notice)",
    re.IGNORECASE,
)
_MACHINE_HEADERS = (
    "list-id",
    "list-post",
    "list-unsubscribe",
    "x-autoreply",
    "x-autorespond",
    "x-auto-response-suppress",
)


def kind_of(message: Message, sender: str, subject: str) -> MailKind:
    """Tell by its headers who wrote a mail. ``sender`` is the bare address, "" where there is none."""
    if message.get_content_type() == "multipart/report":
        return MailKind.BOUNCE
    returns_to = message.get("return-path")
    if _DAEMONS.match(sender) or _RETURNED.match(subject):
        return MailKind.BOUNCE
    automatic = (
        (returns_to is not None and str(returns_to).strip() in ("", "<>"))
        or str(message.get("auto-submitted", "no")).split(";")[0].strip().lower() not in ("no", "")
        or str(message.get("precedence", "")).strip().lower() in _BULK
        or any(message.get(header) is not None for header in _MACHINE_HEADERS)
        or not sender
        or _ROBOTS.match(sender)
        or _SUBJECTS.match(subject)
    )
    return MailKind.AUTOMATIC if automatic else MailKind.PERSON

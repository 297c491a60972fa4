"""Whether a person wrote a mail or a machine did. No machine is ever answered (RFC 3834)."""

from __future__ import annotations

import re
from email.message import Message
from enum import StrEnum


class MailKind(StrEnum):
    """Who wrote a mail: a person, a program of the sender's, or a mail server about one of ours.

    A bounce returns a mail of ours; a report tells that one was read, is on its way, or has arrived.
    """

    PERSON = "person"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    REPORT = "report"

    @property
    def speaks_of_ours(self) -> bool:
        """Whether what hangs on it is what we sent ourselves."""
        return self in (MailKind.BOUNCE, MailKind.REPORT)


_BULK = frozenset({"bulk", "list", "junk", "auto_reply", "auto-reply"})
_ROBOTS = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|owner-.*|.*-request|.*-bounces)([+=-].*)?@",
    re.IGNORECASE,
)
_DAEMONS = re.compile(r"^(mailer-daemon|postmaster)@", re.IGNORECASE)
# Chinese web mailers send their replies and returns without any of the headers that would say so.
_BY_PROGRAMS = re.compile(
    r"^\s*((re|回复|答复)\s*[:：]\s*)*[【\[（(]?\s*"
    r"((外出|休假|离岗)?自动(回复|答复)|auto(matic)?[ -]?(reply|response)|out of (the )?office|vacation|"
    r"系统退信|退信通知|undeliver(able|ed)|delivery status|returned mail|failure notice|mail delivery)",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"(退信|邮件(投递|发送|传递)失败|无法(投递|传递|送达)|未(送达|传递)|undeliver(able|ed)|"
    r"delivery (status notification|.*fail)|returned mail|failure notice|mail delivery)",
    re.IGNORECASE,
)
_DELAYED = re.compile(r"(延迟|delay|still being retried)", re.IGNORECASE)
_MACHINE_HEADERS = (
    "list-id",
    "list-post",
    "list-unsubscribe",
)
_MACHINE_PREFIX = "x-auto"
"""How the headers begin that programs of many makers put on what they write by themselves."""


def kind_of(message: Message, sender: str, subject: str) -> MailKind:
    """Tell by its headers who wrote a mail. ``sender`` is the bare address, "" where there is none."""
    if message.get_content_type() == "multipart/report":
        return MailKind.BOUNCE if _tells_of_failure(message) else MailKind.REPORT
    if _DAEMONS.match(sender):
        return MailKind.REPORT if _DELAYED.search(subject) else MailKind.BOUNCE
    if _says_so(message, sender):
        return MailKind.BOUNCE if _RETURNED.search(subject) else MailKind.AUTOMATIC
    # By its subject alone nothing is a bounce: a person may well write of one, and hang the ledger on it again.
    return MailKind.AUTOMATIC if _BY_PROGRAMS.match(subject) else MailKind.PERSON


def _says_so(message: Message, sender: str) -> bool:
    """Say whether sender or headers tell that a program wrote a mail."""
    returns_to = message.get("return-path")
    return bool(
        (returns_to is not None and str(returns_to).strip() in ("", "<>"))
        or str(message.get("auto-submitted", "no")).split(";")[0].strip().lower() not in ("no", "")
        or str(message.get("precedence", "")).strip().lower() in _BULK
        or any(message.get(header) is not None for header in _MACHINE_HEADERS)
        or any(header.lower().startswith(_MACHINE_PREFIX) for header in message)
        or not sender
        or _ROBOTS.match(sender)
    )


def _tells_of_failure(report: Message) -> bool:
    """Say whether a report (RFC 3464) tells that a mail was given up; one whose words are missing is taken so."""
    if str(report.get_param("report-type", "delivery-status")).lower() != "delivery-status":
        return False
    actions = [str(part["action"]).strip().lower() for part in report.walk() if part["action"] is not None]
    return not actions or "failed" in actions

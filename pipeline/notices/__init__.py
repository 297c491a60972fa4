"""What is mailed: answers to senders, reminders to units, the morning letter; their texts, and the sending."""

from pipeline.notices.letters import Letter, write_letter
from pipeline.notices.matters import Matter, MatterKind, ReminderRules, matters_due
from pipeline.notices.message import Enclosure, compose, message_id_of
from pipeline.notices.server import DelayedError, MailServer, RefusedError, SmtpSession

__all__ = [
    "DelayedError",
    "Enclosure",
    "Letter",
    "MailServer",
    "Matter",
    "MatterKind",
    "RefusedError",
    "ReminderRules",
    "SmtpSession",
    "compose",
    "matters_due",
    "message_id_of",
    "write_letter",
]

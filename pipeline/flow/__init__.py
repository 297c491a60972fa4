"""The stages in order: receive, examine, answer, consolidate. The table of contents of what the program does."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.flow.county import build_county, consolidate
    from pipeline.flow.examine import Examination, Examiner
    from pipeline.flow.installation import Installation
    from pipeline.flow.mail import take_mail
    from pipeline.flow.night import Night, nightly
    from pipeline.flow.outbox import send_due
    from pipeline.flow.progress import progress_of, service_lines
    from pipeline.flow.publish import Published, retry_pending
    from pipeline.flow.receive import Processed, process
    from pipeline.flow.reply import answer_mails
    from pipeline.flow.rounds import take_all_mail
    from pipeline.flow.service import Service

_HOMES = {
    "Published": "publish",
    "retry_pending": "publish",
    "build_county": "county",
    "consolidate": "county",
    "Examination": "examine",
    "Examiner": "examine",
    "Installation": "installation",
    "progress_of": "progress",
    "service_lines": "progress",
    "Processed": "receive",
    "process": "receive",
    "Night": "night",
    "Service": "service",
    "nightly": "night",
    "take_mail": "mail",
    "send_due": "outbox",
    "answer_mails": "reply",
    "take_all_mail": "rounds",
}
"""Where each public name lives; a self-check needs no register, and should not wait for SQLAlchemy."""

__all__ = [
    "Examination",
    "Examiner",
    "Installation",
    "Night",
    "Processed",
    "Published",
    "Service",
    "answer_mails",
    "build_county",
    "consolidate",
    "nightly",
    "process",
    "progress_of",
    "retry_pending",
    "send_due",
    "service_lines",
    "take_all_mail",
    "take_mail",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

"""A file as it arrived, as the checks of arrivals see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pipeline.model import (
    Doubt,
    FileRead,
    Identification,
    Ledger,
    Plan,
)


class RepeatKind(StrEnum):
    """How an arrival repeats what was there already."""

    SAME_CONTENT = "same_content"
    OLDER_VERSION = "older_version"
    SAVED_EARLIER = "saved_earlier"
    """New content, and yet last saved clearly before the version that counted until now."""
    RESTORED = "restored"
    """The content that counted until a file that was saved earlier came; now it counts again."""
    PROGRESS = "progress"
    """The version that counts, with what its unit says of its progress: a report, and no repetition."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """The earlier arrival that this one repeats, or than which it is older: its version, when it came, its name.

    ``saved`` is, where it matters, when this file was last saved and when the earlier one was.
    """

    kind: RepeatKind
    version: int
    received_at: datetime
    file_name: str
    saved: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class ArrivalCase:
    """A file as it arrived: what was read from it, who sent it, when the unit first reported.

    ``ledger`` is the ledger that is being judged, None where the file gave none. ``first_received`` is the day of the
    unit's first readable submission, None where nothing is recorded (a self-check). ``doubt`` is why the ledger waits
    for an officer and changes nothing until then.
    """

    plan: Plan
    file: FileRead
    identification: Identification
    ledger: Ledger | None = None
    first_received: date | None = None
    repeat: Repeat | None = None
    doubt: Doubt | None = None

"""What is on record of a unit beside the county: its versions, receipts and letters, for its own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.judging.checks.version_words import ToldChange


class VersionState(StrEnum):
    """Where a version stands."""

    IN_FORCE = "现行"
    WAITING = "待确认"
    WITHDRAWN = "已撤回"
    REPLACED = "已被替代"


@dataclass(frozen=True, slots=True)
class VersionOnRecord:
    """A version of a unit's ledger: when and from where it came, and what changed since the one before.

    ``sentence`` is "" for a first version; ``changes`` are the first of the changes, ``left_out`` how many are not
    among them.
    """

    number: int
    state: VersionState
    came: datetime
    file_name: str
    source: str
    sentence: str = ""
    changes: tuple[ToldChange, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptOnRecord:
    """A receipt: its number, when it was issued, why once more, and its paths seen from outbox/ ("" where gone)."""

    number: int
    issued: datetime
    reason: str
    page: str
    workbook: str


@dataclass(frozen=True, slots=True)
class UnitPapers:
    """All of it, the newest first; paths are seen from outbox/. ``more_…`` count those that are not listed."""

    versions: tuple[VersionOnRecord, ...] = ()
    more_versions: int = 0
    receipts: tuple[ReceiptOnRecord, ...] = ()
    more_receipts: int = 0
    letters: tuple[str, ...] = ()
    calendar: str = ""


NO_PAPERS = UnitPapers()

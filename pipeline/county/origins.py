"""What a row of a sheet speaks of: a file that was sent, and where in it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Deviation, Submission

WHOLE_FILE = "整个文件"
"""Shown as the place of what concerns a file in which no ledger was found."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in a file that was sent. ``unit`` is "" where nobody knows the sender; ``cell`` where it is no cell."""

    unit: str
    sha256: str
    sheet: str = ""
    cell: str = ""

    @property
    def shown(self) -> str:
        """The place as the sheets show it: 表名!D12, else the sheet, else the whole file."""
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or WHOLE_FILE


def origin_of(unit: str, submission: Submission, deviation: Deviation | None = None) -> Origin:
    """Say where in a submission a deviation stands; what has no cell (漏项) concerns the sheet of the ledger."""
    sheet = (deviation.sheet if deviation else None) or (submission.ledger.sheet if submission.ledger else "")
    cell = deviation.cell if deviation and deviation.sheet and deviation.cell else ""
    return Origin(unit, submission.arrival.sha256, sheet, cell)

"""What the sender has changed since the last version (与上一版相比), for the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.judging.checks.version_words import ToldChange, difference_sentence, told_changes
from pipeline.judging.differences import differences, rows_of
from pipeline.model import PastFindings, Plan, Submission

MOST_CHANGES: Final = 30
"""How many changes a receipt lists; it says how many there are besides."""


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """The changes in a sentence, the first of them in lines, and how many are not listed."""

    sentence: str
    lines: tuple[ToldChange, ...]
    left_out: int

    @property
    def more(self) -> str:
        """Say that not all are listed; "" where they are."""
        return f"以上列出{len(self.lines)}条，其余{self.left_out}条未逐一列出。" if self.left_out else ""


def changes_since(previous: PastFindings | None, current: Submission, plan: Plan) -> VersionChanges | None:
    """Hold a ledger against the version before; None where there is none, or it could not be read."""
    if previous is None or previous.ledger is None or current.ledger is None:
        return None
    difference = differences(
        rows_of(previous.ledger, previous.matches, previous.clauses),
        rows_of(current.ledger, current.matches, current.clauses),
    )
    lines = told_changes(difference, plan)
    shown = lines[:MOST_CHANGES]
    return VersionChanges(difference_sentence(difference, previous.version), shown, len(lines) - len(shown))

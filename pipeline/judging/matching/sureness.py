"""How sure a match is, as it is shown to people."""

from __future__ import annotations

from typing import Final

MOST_SURE: Final = 0.8
"""What an officer has yet to decide is never shown as surer than this: why it is doubtful stands beside it."""


def sureness(score: float, *, doubtful: bool) -> float:
    """Give how sure a match is, from 0 to 1."""
    return round(min(score, MOST_SURE) if doubtful else score, 4)

"""Matches (对应): which obligations an entry is taken to fulfil, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Substance(StrEnum):
    """What a measure says by its own words, whatever its task cell says."""

    REAL = "real"
    """An act of the unit's own."""
    COPIED = "copied"
    """The plan's own words, and nothing beside them."""
    UNCLEAR = "unclear"
    HOLLOW = "hollow"
    """Words alone: a promise, a deferral, a reference, the task said again."""
    REFUSAL = "refusal"
    """That the task is not the unit's, does not arise, or lies with another."""


@dataclass(frozen=True, slots=True)
class Match:
    """One entry held against one obligation (or body duty). ``score`` is a probability from 0 to 1."""

    obligation: str
    score: float
    words: tuple[str, ...] = ()
    """The words that carried the score, strongest first."""
    decided: bool = False
    """True where an officer's decision settled it."""
    lacking: tuple[str, ...] = ()
    """Words that speak for the obligation and do not stand in the entry: with some of them it would be certain."""


@dataclass(frozen=True, slots=True)
class EntryMatch:
    """What one entry fulfils: ``certain`` matches, ``doubtful`` ones for an officer, and the runner-up."""

    certain: tuple[Match, ...] = ()
    doubtful: tuple[Match, ...] = ()
    runner_up: Match | None = None
    own_task: float = 0.0
    """The probability that the entry stems from no obligation at all."""
    substance: Substance = Substance.REAL
    meant: tuple[Match, ...] = ()
    """What a measure that does nothing, or refuses, stands for by its task: it fulfils none of these."""

    @property
    def confidence(self) -> float:
        """How sure the matcher is of what it says about the entry, 0 to 1."""
        if self.certain:
            return min(m.score for m in self.certain)
        if self.doubtful:
            return max(m.score for m in self.doubtful)
        return self.own_task

"""In which order officers are asked: first what teaches most about the lines still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.judging.matching.text import normalise

_WIDEST = 400
"""Doubts of one obligation that are compared with each other; of more than these a decision settles enough anyway."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A wording that may mean an obligation. ``open_gap``: nothing else in the ledger fulfils it, and it binds."""

    text: str
    obligation: str
    open_gap: bool = False


def order_to_ask(doubts: Sequence[Doubt]) -> list[int]:
    """Give the places of the doubts in the order in which officers learn the program most.

    A decision on a wording moves what similar wordings of the same obligation are taken for, so the next is always
    the one that most resembles those of which nothing was asked yet; what hides a gap counts twice. Doubts that
    teach the same stay in the order given.
    """
    groups: dict[str, list[int]] = {}
    for place, doubt in enumerate(doubts):
        groups.setdefault(doubt.obligation, []).append(place)
    gains = np.zeros(len(doubts))
    for places in groups.values():
        _rank(places, doubts, gains)
    return sorted(range(len(doubts)), key=lambda place: -gains[place])


def _rank(
    places: Sequence[int], doubts: Sequence[Doubt], gains: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> None:
    """Say of each doubt of one obligation how much it teaches once those that teach more were asked."""
    near = places[:_WIDEST]
    likeness = _likeness([normalise(doubts[place].text) for place in near])
    weight = np.array([2.0 if doubts[place].open_gap else 1.0 for place in near])
    still_open = np.ones(len(near))
    waiting = np.ones(len(near), dtype=bool)
    for _ in near:
        gain = np.where(waiting, (likeness * (weight * still_open)).sum(axis=1), -1.0)
        best = int(gain.argmax())
        gains[near[best]] = gain[best]
        waiting[best] = False
        still_open *= 1 - likeness[best]


def _likeness(texts: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Give the share of common character pairs (Dice) of each two texts."""
    pairs = [frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset((text,)) for text in texts]
    column = {pair: i for i, pair in enumerate(sorted(frozenset[str]().union(*pairs)))}
    holds = np.zeros((len(pairs), len(column)))
    for row, found in enumerate(pairs):
        holds[row, [column[pair] for pair in found]] = 1
    size = holds.sum(axis=1)
    return np.asarray(2 * (holds @ holds.T) / (size[:, None] + size[None, :]))

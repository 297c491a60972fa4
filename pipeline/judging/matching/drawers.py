"""An index of 64-bit keys in which most of what is looked up is not found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_DRAWER_BITS = 17
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Drawers:
    """An index of keys by their hash: drawer i holds the places ``place[begin[i]:begin[i + 1]]``.

    Half of all features of a text are unknown, which an empty drawer says at once; a search among sorted keys would
    take a dozen steps for each.
    """

    place: Ints
    begin: Ints
    deepest: int

    @classmethod
    def of(cls, keys: Ints) -> Drawers:
        """Put keys into drawers."""
        drawer = cls._drawer(keys)
        sizes = np.bincount(drawer, minlength=1 << _DRAWER_BITS)
        begin = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
        return cls(np.argsort(drawer, kind="stable"), begin, int(sizes.max(initial=0)))

    @staticmethod
    def _drawer(keys: Ints) -> Ints:
        return np.asarray((keys.view(np.uint64) * _SPREAD) >> np.uint64(64 - _DRAWER_BITS), dtype=np.int64)

    def find(self, keys: Ints, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """Give for each wanted key its place among the keys, and whether it is one of them at all."""
        drawer = self._drawer(wanted)
        at, end = self.begin[drawer], self.begin[drawer + 1]
        places = np.zeros_like(wanted)
        known = np.zeros(len(wanted), dtype=bool)
        open_ = np.flatnonzero(at < end)
        for depth in range(self.deepest):
            place = self.place[at[open_] + depth]
            hit = keys[place] == wanted[open_]
            places[open_[hit]] = place[hit]
            known[open_[hit]] = True
            open_ = open_[~hit]
            open_ = open_[at[open_] + depth + 1 < end[open_]]
        return places, known

"""The lexicon of the trade: words that mean the same here (群众, 老百姓, 街坊), found in many texts at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.matching.text import normalise

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_TABLE = np.uint64(0xFFFF)
_SHORTEST, _LONGEST = 2, 12
"""A single character is a feature already; nobody lists a word of more than twelve."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by the hash of their characters (sorted), each with the number of the concept that it stands for.

    ``lengths`` are the lengths that occur. A word that stands for two concepts has two rows.
    """

    hashes: Hashes
    concepts: Ints
    lengths: Ints

    @classmethod
    def of(cls, words: Iterable[tuple[str, int]]) -> Lexicon:
        """Make a lexicon from words (as written) and the number of their concept."""
        rows = sorted(
            {
                (int(_hashes(_codes(word), len(word))[0]), concept, len(word))
                for word, concept in ((normalise(w), c) for w, c in words)
                if _SHORTEST <= len(word) <= _LONGEST
            }
        )
        return cls(
            np.array([r[0] for r in rows], dtype=np.uint64),
            np.array([r[1] for r in rows], dtype=np.int64),
            np.array(sorted({r[2] for r in rows}), dtype=np.int64),
        )

    def find(self, codes: Ints) -> tuple[Ints, Ints, Ints]:
        """Find every word in an array of code points; gives start, length and concept of each."""
        starts, lengths, concepts = [], [], []
        # Nearly all places hold no word: a table over the hashes' last bits drops them before the search.
        likely = np.zeros(int(_TABLE) + 1, dtype=bool)
        likely[self.hashes & _TABLE] = True
        for length in self.lengths.tolist():
            hashes = _hashes(codes, length)
            maybe = np.flatnonzero(likely[hashes & _TABLE])
            first = np.searchsorted(self.hashes, hashes[maybe])
            found = self.hashes[np.minimum(first, len(self.hashes) - 1)] == hashes[maybe]
            hit, rows = maybe[found], first[found]
            # Words of two concepts stand in neighbouring rows of one hash.
            while len(hit):
                starts.append(hit)
                lengths.append(np.full_like(hit, length))
                concepts.append(self.concepts[rows])
                rows = rows + 1
                more = rows < len(self.hashes)
                more[more] = self.hashes[rows[more]] == hashes[hit[more]]
                hit, rows = hit[more], rows[more]
        if not starts:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing, nothing
        return np.concatenate(starts), np.concatenate(lengths), np.concatenate(concepts)


def lexicon_of(concepts: Mapping[str, Iterable[str]]) -> Lexicon:
    """Make a lexicon from concepts and their words; concepts are numbered in the order given."""
    return Lexicon.of((word, i) for i, words in enumerate(concepts.values()) for word in words)


def _codes(text: str) -> Ints:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)


def _hashes(codes: Ints, length: int) -> Hashes:
    """Hash every run of ``length`` characters; 64 bits, so that among some thousand words none collides by chance."""
    places = max(len(codes) - length + 1, 0)
    result = np.full(places, length, dtype=np.uint64)
    for i in range(length):
        result = result * _FACTOR + codes[i : i + places].astype(np.uint64)
        result ^= result >> np.uint64(29)
    return result

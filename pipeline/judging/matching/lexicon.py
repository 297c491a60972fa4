"""The lexicon of the trade: words that mean the same here (群众, 老百姓, 街坊), found in many texts at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.matching.text import normalise

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_ONE = np.uint64(1)
_TABLE = np.uint64(0xFFFF)
_SHORTEST, _LONGEST = 2, 12
"""A single character is a feature already; nobody lists a word of more than twelve."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by the hash of their characters (sorted), each with the number of the concept that it stands for.

    ``openings`` are the hashes of all that words begin with, from two characters up to the whole word: where none of
    them stands, no word does. A word that stands for two concepts has two rows.
    """

    hashes: Hashes
    concepts: Ints
    openings: Hashes
    _opening: NDArray[np.bool_] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A table over the hashes' last bits says without a search where no word begins, which is nearly everywhere.
        opening = np.zeros(int(_TABLE) + 1, dtype=bool)
        opening[self.openings & _TABLE] = True
        object.__setattr__(self, "_opening", opening)

    @classmethod
    def of(cls, words: Iterable[tuple[str, int]]) -> Lexicon:
        """Make a lexicon from words (as written) and the number of their concept."""
        listed = [(normalise(word), concept) for word, concept in words]
        listed = [(word, concept) for word, concept in listed if _SHORTEST <= len(word) <= _LONGEST]
        rows = sorted({(_hash(word), concept) for word, concept in listed})
        return cls(
            np.array([r[0] for r in rows], dtype=np.uint64),
            np.array([r[1] for r in rows], dtype=np.int64),
            np.array(
                sorted({_hash(word[:end]) for word, _ in listed for end in range(_SHORTEST, len(word) + 1)}),
                dtype=np.uint64,
            ),
        )

    def find(self, codes: Ints) -> tuple[Ints, Ints, Ints]:
        """Find every word in an array of code points; gives start, length and concept of each."""
        starts, lengths, concepts = [], [], []
        opening = self._opening
        at, hashes = np.arange(len(codes)), _extended(np.zeros(len(codes), dtype=np.uint64), codes)
        for length in range(_SHORTEST, _LONGEST + 1):
            inside = at + length <= len(codes)
            at, hashes = at[inside], hashes[inside]
            hashes = _extended(hashes, codes[at + length - 1])
            going_on = opening[hashes & _TABLE]
            at, hashes = at[going_on], hashes[going_on]
            if not len(at):
                break
            first = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
            found = self.hashes[first] == hashes
            hit, hash_of, rows = at[found], hashes[found], first[found]
            # Words of two concepts stand in neighbouring rows of one hash.
            while len(hit):
                starts.append(hit)
                lengths.append(np.full_like(hit, length))
                concepts.append(self.concepts[rows])
                rows = rows + 1
                more = rows < len(self.hashes)
                more[more] = self.hashes[rows[more]] == hash_of[more]
                hit, hash_of, rows = hit[more], hash_of[more], rows[more]
        if not starts:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing, nothing
        return np.concatenate(starts), np.concatenate(lengths), np.concatenate(concepts)


def lexicon_of(concepts: Mapping[str, Iterable[str]]) -> Lexicon:
    """Make a lexicon from concepts and their words; concepts are numbered in the order given."""
    return Lexicon.of((word, i) for i, words in enumerate(concepts.values()) for word in words)


def _codes(text: str) -> Ints:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)


def _hash(text: str) -> int:
    hashes = np.zeros(1, dtype=np.uint64)
    for code in _codes(text):
        hashes = _extended(hashes, np.array([code]))
    return int(hashes[0])


def _extended(hashes: Hashes, codes: Ints) -> Hashes:
    """Hash one more character each; 64 bits, so that among some thousand words none collides by chance."""
    result = hashes * _FACTOR + codes.astype(np.uint64) + _ONE
    return np.asarray(result ^ result >> np.uint64(29), dtype=np.uint64)

"""Texts as vectors: runs of one and two characters, weighted by how telling they are (tf-idf).

Chinese needs no word list for this: a two-character run is nearly a word. Everything is an array from the start, so
that a whole ledger costs about as much as one entry, and no dictionary has to be built when the program starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_BITS = 21
"""Bits of a Unicode code point: two of them fit a 64-bit key without a hash, so no two runs ever share a key."""
_SEPARATOR = "\x00"


@dataclass(frozen=True, slots=True)
class Grams:
    """Every run of one and two characters of some texts, in arrays of one length.

    ``key`` is the run, ``text`` the index of its text, ``start`` its place in that text, ``length`` 1 or 2.
    """

    key: Ints
    text: Ints
    start: Ints
    length: Ints


def grams_of(texts: Sequence[str]) -> Grams:
    """Find the runs of one and two characters of each text. The texts should be normalised."""
    joined = _SEPARATOR.join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    lengths = np.fromiter((len(t) for t in texts), dtype=np.int64, count=len(texts))
    begins = np.zeros(len(texts), dtype=np.int64)
    np.cumsum(lengths[:-1] + 1, out=begins[1:])
    inside = codes != 0
    text_of = np.cumsum(~inside)
    at = np.arange(len(codes)) - begins[text_of] if len(codes) else text_of
    pair = inside[:-1] & inside[1:]
    single_at, pair_at = np.flatnonzero(inside), np.flatnonzero(pair)
    return Grams(
        key=np.concatenate([codes[single_at], (codes[pair_at] << _BITS) | codes[pair_at + 1]]),
        text=np.concatenate([text_of[single_at], text_of[pair_at]]),
        start=np.concatenate([at[single_at], at[pair_at]]),
        length=np.concatenate([np.ones_like(single_at), np.full_like(pair_at, 2)]),
    )


@dataclass(frozen=True, slots=True)
class Vectors:
    """Texts as rows over the few features that occur in them.

    ``rows`` is texts × used features (each row of length 1), ``used`` the features' places in the vocabulary.
    ``gram_text``, ``gram_start``, ``gram_length`` and ``gram_column`` locate every known run, for explaining.
    """

    rows: Floats
    used: Ints
    gram_text: Ints
    gram_start: Ints
    gram_length: Ints
    gram_column: Ints


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The runs that are known, sorted, and how telling each is (``idf``)."""

    keys: Ints
    idf: Floats

    @classmethod
    def learn(cls, texts: Sequence[str], rarest: int = 1) -> Vocabulary:
        """Take the runs that stand in at least ``rarest`` of the texts; idf as in ln((1+n)/(1+df)) + 1."""
        grams = grams_of(texts)
        seen = np.unique(np.stack([grams.key, grams.text], axis=1), axis=0)[:, 0]
        keys, counts = np.unique(seen, return_counts=True)
        keep = counts >= rarest
        idf = np.log((1 + len(texts)) / (1 + counts[keep])) + 1
        return cls(keys[keep], idf.astype(np.float32))

    def sparse(self, texts: Sequence[str]) -> tuple[Ints, Ints, Floats]:
        """Give the vectors (length 1 each) as three arrays: text, place in the vocabulary, value."""
        grams = grams_of(texts)
        place, known = self._places(grams)
        return self._weigh(grams.text[known], place[known], len(texts))

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Give each text its vector; runs that the vocabulary does not hold count for nothing."""
        grams = grams_of(texts)
        place, known = self._places(grams)
        place, text = place[known], grams.text[known]
        used, column = np.unique(place, return_inverse=True)
        rows = np.zeros((len(texts), len(used)), dtype=np.float32)
        at_text, at_place, value = self._weigh(text, place, len(texts))
        rows[at_text, np.searchsorted(used, at_place)] = value
        return Vectors(rows, used, text, grams.start[known], grams.length[known], column)

    def _places(self, grams: Grams) -> tuple[Ints, NDArray[np.bool_]]:
        if not len(self.keys):
            return np.zeros_like(grams.key), np.zeros(len(grams.key), dtype=bool)
        place = np.minimum(np.searchsorted(self.keys, grams.key), len(self.keys) - 1)
        return place, self.keys[place] == grams.key

    def _weigh(self, text: Ints, place: Ints, texts: int) -> tuple[Ints, Ints, Floats]:
        size = max(len(self.keys), 1)
        cell, counts = np.unique(text * size + place, return_counts=True)
        text, place = cell // size, cell % size
        value = ((1 + np.log(counts)) * self.idf[place]).astype(np.float32)
        norm = np.sqrt(np.bincount(text, value * value, minlength=texts))
        return text, place, (value / norm[text]).astype(np.float32)

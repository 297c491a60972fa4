"""Texts as vectors: runs of characters, words of the trade, and pairs of these, weighted by how telling they are.

Chinese needs no word list for this: a run of two characters is nearly a word. The lexicon adds what spelling cannot
show (群众 and 老百姓), and its pairs what neither word says alone (上年度 with 整改). Everything is an array from the
start, so that a whole ledger costs about as much as one entry and no dictionary is built when the program starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.matching.drawers import Drawers
from pipeline.judging.matching.lexicon import Lexicon

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_BITS = 21
"""Bits of a Unicode code point: two of them fit a 64-bit key without a hash, so no two runs ever share a key."""
_CONCEPT = 1 << 62
_PAIR_BITS = 16
_SEPARATOR = "\x00"
_WORDLIKE = float(np.log(0.25))
"""From this cosine on (its logarithm) two characters count as parts of one word."""
MOST_TEXTS = 512
"""Texts that are taken apart and multiplied at a time."""


@dataclass(frozen=True, slots=True)
class Grams:
    """Everything that some texts are made of, in arrays of one length.

    ``key`` is what it is (one character, two, a concept, a pair of concepts), ``text`` the index of its text,
    ``start`` and ``length`` its place there. A pair stands twice, once at the place of each of its words.
    """

    key: Ints
    text: Ints
    start: Ints
    length: Ints


def grams_of(texts: Sequence[str], lexicon: Lexicon) -> Grams:
    """Take texts (normalised) apart. None of them may hold a NUL, and normalised texts do not."""
    joined = _SEPARATOR.join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    lengths = np.fromiter((len(t) for t in texts), dtype=np.int64, count=len(texts))
    begins = np.zeros(len(texts), dtype=np.int64)
    np.cumsum(lengths[:-1] + 1, out=begins[1:])
    inside = codes != 0
    text_of = np.cumsum(~inside)
    at = np.arange(len(codes)) - begins[text_of] if len(codes) else text_of

    single = np.flatnonzero(inside)
    double = np.flatnonzero(inside[:-1] & inside[1:])
    word, word_length, concept = lexicon.find(codes)
    pair_key, pair_word = _pairs(text_of[word], concept)
    where = np.concatenate([single, double, word, word[pair_word]])
    return Grams(
        key=np.concatenate(
            [codes[single], (codes[double] << _BITS) | codes[double + 1], _CONCEPT | concept, pair_key]
        ),
        text=text_of[where],
        start=at[where],
        length=np.concatenate(
            [np.ones_like(single), np.full_like(double, 2), word_length, word_length[pair_word]]
        ).astype(np.int64),
    )


def _pairs(text: Ints, concept: Ints) -> tuple[Ints, Ints]:
    """Pair the different concepts of each text; gives the key of each pair twice, with the row of either word."""
    # The first word of each concept in each text stands for it.
    _, rows = np.unique(text << _PAIR_BITS | concept, return_index=True)
    text, concept = text[rows], concept[rows]
    sizes = np.bincount(text) if len(text) else np.zeros(0, dtype=np.int64)
    keys, words = [], []
    ends = np.cumsum(sizes)
    for size in np.unique(sizes[sizes > 1]).tolist():
        first, second = _every_two(size)
        begin = (ends - sizes)[sizes == size][:, None]
        a, b = (begin + first).ravel(), (begin + second).ravel()
        key = _CONCEPT | (concept[a] + 1) << _PAIR_BITS | concept[b]
        keys += [key, key]
        words += [rows[a], rows[b]]
    if not keys:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing
    return np.concatenate(keys), np.concatenate(words)


@lru_cache(maxsize=64)
def _every_two(size: int) -> tuple[Ints, Ints]:
    first, second = np.triu_indices(size, 1)
    return first, second


@dataclass(frozen=True, slots=True)
class Vectors:
    """Texts as sparse rows of length 1 over the vocabulary.

    The features of text i are ``place[begin[i]:begin[i + 1]]`` (sorted) with ``value``. ``gram_text``,
    ``gram_start``, ``gram_length`` and ``gram_place`` locate every known feature in its text, for explaining;
    ``gram_idf`` is how telling it is, ``gram_word`` whether it is a word of the lexicon.
    """

    begin: Ints
    place: Ints
    value: Floats
    gram_text: Ints
    gram_start: Ints
    gram_length: Ints
    gram_place: Ints
    gram_idf: Floats
    gram_word: NDArray[np.bool_]

    def times(self, weights: Floats) -> Floats:
        """Multiply with weights (vocabulary × classes); gives texts × classes.

        Only the features that stand in a block of texts take part, as a dense product: a hostile ledger of many
        thousand rows must not take memory without bound.
        """
        texts = len(self.begin) - 1
        result = np.zeros((texts, weights.shape[1]), dtype=np.float32)
        column_of = np.zeros(len(weights), dtype=np.int64)
        for first in range(0, texts, MOST_TEXTS):
            ends = self.begin[first : first + MOST_TEXTS + 1]
            part = slice(ends[0], ends[-1])
            used = np.zeros(len(weights), dtype=bool)
            used[self.place[part]] = True
            columns = np.flatnonzero(used)
            column_of[columns] = np.arange(len(columns))
            dense = np.zeros((len(ends) - 1, len(columns)), dtype=np.float32)
            row = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
            dense[row, column_of[self.place[part]]] = self.value[part]
            result[first : first + MOST_TEXTS] = dense @ weights[columns]
        return result

    def located(self, texts: int) -> list[Located]:
        """For each of the first texts: its features, where they stand and what they count."""
        mine = np.flatnonzero(self.gram_text < texts)
        mine = mine[np.argsort(self.gram_text[mine], kind="stable")]
        cuts = np.searchsorted(self.gram_text[mine], np.arange(1, texts))
        joined = self._joined(mine, texts)
        found = []
        for i, m in enumerate(np.split(mine, cuts)):
            own = slice(self.begin[i], self.begin[i + 1])
            column = np.searchsorted(self.place[own], self.gram_place[m])
            often = np.bincount(column, minlength=1)
            share = self.value[own][column] / np.maximum(often, 1)[column] / self.gram_length[m]
            found.append(
                Located(
                    self.gram_place[m], self.gram_start[m], self.gram_length[m], share.astype(np.float32), joined[i]
                )
            )
        return found

    def _joined(self, mine: Ints, texts: int) -> NDArray[np.bool_]:
        """Say for each character of the first texts (rows) whether it makes a word with the one before it.

        Two characters do where they stand side by side in many of the wordings that hold either, and wherever a word
        of the lexicon runs over both.
        """
        start, length, idf = self.gram_start[mine], self.gram_length[mine], self.gram_idf[mine]
        word = self.gram_word[mine]
        width = int((start + length).max(initial=0)) + 1
        at = self.gram_text[mine] * width + start
        alone = np.full(texts * width + 1, -np.inf, dtype=np.float32)
        single, double = ~word & (length == 1), at[~word & (length == 2)]
        alone[at[single]] = idf[single]
        # idf falls with the logarithm of how many wordings hold a feature: this is the cosine of both characters.
        together = (alone[double] + alone[double + 1]) / 2 - idf[~word & (length == 2)]
        joined = np.zeros(texts * width + 1, dtype=bool)
        joined[double[together >= _WORDLIKE] + 1] = True
        steps = np.bincount(at[word] + 1, minlength=len(joined)) - np.bincount(
            at[word] + length[word], minlength=len(joined)
        )
        return (joined | (np.cumsum(steps) > 0))[:-1].reshape(texts, width)


@dataclass(frozen=True, slots=True)
class Located:
    """The features of one text: place in the vocabulary, start, length, and the value for each character.

    ``joined`` says for each character, as far as features reach, whether it makes a word with the one before it.
    """

    place: Ints
    start: Ints
    length: Ints
    share: Floats
    joined: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features that are known (their keys, sorted), how telling each is (``idf``), and the lexicon."""

    keys: Ints
    idf: Floats
    lexicon: Lexicon
    _drawers: Drawers = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_drawers", Drawers.of(self.keys))

    @classmethod
    def learn(cls, texts: Sequence[str], lexicon: Lexicon, rarest: int = 1) -> Vocabulary:
        """Take the features that stand in at least ``rarest`` of the texts; idf is ln((1+n)/(1+df)) + 1."""
        grams = grams_of(texts, lexicon)
        order = np.lexsort((grams.text, grams.key))
        key, text = grams.key[order], grams.text[order]
        fresh = np.ones(len(key), dtype=bool)
        fresh[1:] = (key[1:] != key[:-1]) | (text[1:] != text[:-1])
        keys, counts = np.unique(key[fresh], return_counts=True)
        keep = counts >= rarest
        idf = np.log((1 + len(texts)) / (1 + counts[keep])) + 1
        return cls(keys[keep], idf.astype(np.float32), lexicon)

    def sparse(self, texts: Sequence[str]) -> tuple[Ints, Ints, Floats]:
        """Give the vectors (length 1 each) as three arrays: text, place in the vocabulary, value."""
        grams = grams_of(texts, self.lexicon)
        place, known = self._places(grams)
        return self._weigh(grams.text[known], place[known], len(texts))

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Give each text its vector; features that the vocabulary does not hold count for nothing."""
        grams = grams_of(texts, self.lexicon)
        place, known = self._places(grams)
        place, text = place[known], grams.text[known]
        at_text, at_place, value = self._weigh(text, place, len(texts))
        begin = np.searchsorted(at_text, np.arange(len(texts) + 1))
        return Vectors(
            begin,
            at_place,
            value,
            text,
            grams.start[known],
            grams.length[known],
            place,
            self.idf[place],
            self.keys[place] >= _CONCEPT,
        )

    def _places(self, grams: Grams) -> tuple[Ints, NDArray[np.bool_]]:
        return self._drawers.find(self.keys, grams.key)

    def _weigh(self, text: Ints, place: Ints, texts: int) -> tuple[Ints, Ints, Floats]:
        bits = len(self.keys).bit_length()
        cell, counts = np.unique(text << bits | place, return_counts=True)
        text, place = cell >> bits, cell & ((1 << bits) - 1)
        value = ((1 + np.log(counts)) * self.idf[place]).astype(np.float32)
        norm = np.sqrt(np.bincount(text, value * value, minlength=texts))
        return text, place, (value / norm[text]).astype(np.float32)

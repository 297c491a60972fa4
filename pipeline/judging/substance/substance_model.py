"""The trained model of how people write: numbers only, made by ``tools/train_substance.py``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

KINDS: Final = ("real", "hollow", "refusal")
"""What a measure can be, in the order of the columns of ``weights`` and of what ``probabilities`` gives."""
REAL, HOLLOW, REFUSAL = range(3)

_BITS = 21
_LONGEST_RUN = 3
_SHAPES: Final = 6
"""What a clause is by its shape: a figure in it, copied words, and how long it is."""
_LENGTHS: Final = (5, 9, 15)
"""From so many characters on a clause is longer than the last kind of length."""
_MARKS: Final = tuple(map(ord, "\x00^$"))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by what they speak of, whatever the topic: their ``keys``, sorted, and each one's group."""

    keys: Ints
    group: Ints

    @classmethod
    def of(cls, groups: Sequence[Sequence[str]]) -> Lexicon:
        """Take the words of each group; the first three characters of a word count, the first group that has them."""
        known: dict[int, int] = {}
        for number, words in enumerate(groups):
            for word in words:
                known.setdefault(_key(word[:_LONGEST_RUN]), number)
        keys = sorted(known)
        return cls(np.array(keys, dtype=np.int64), np.array([known[k] for k in keys], dtype=np.int64))

    def signs(self, codes: Ints, of_code: Ints, keys: Ints, clause: Ints) -> tuple[Ints, Ints]:
        """Give the signs of clauses, as keys below nought, and the clause of each.

        A sign is a group of words, a shape (``_SHAPES``), or a pair of them, that a clause has. ``codes`` are the
        characters with the clause of each, ``keys`` the runs with theirs.
        """
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        found = self.keys[place] == keys
        groups = int(self.group.max()) + 1
        has = np.zeros((int(of_code[-1]) + 1, groups + _SHAPES), dtype=bool)
        has[clause[found], self.group[place[found]]] = True
        has[of_code[codes == ord("0")], groups] = True
        has[of_code[codes == ord("□")], groups + 1] = True
        length = np.searchsorted(_LENGTHS, np.bincount(of_code[~np.isin(codes, _MARKS)], minlength=len(has)), "right")
        has[np.arange(len(has)), groups + 2 + length] = True
        one, other = np.triu_indices(has.shape[1])
        where, pair = np.nonzero(has[:, one] & has[:, other])
        return -1 - pair, where


def _key(run: str) -> int:
    key = 0
    for character in run:
        key = key << _BITS | ord(character)
    return key


@dataclass(frozen=True, slots=True)
class Runs:
    """The distinct runs of one to three characters of some clauses, and their signs: keys with the clause of each."""

    key: Ints
    clause: Ints
    clauses: int


def runs_of(clauses: Sequence[str], lexicon: Lexicon) -> Runs:
    """Take clauses apart; where a clause begins and ends is part of its runs."""
    joined = "\x00".join(f"^{c}$" for c in clauses)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    clause = np.cumsum(codes == 0)
    keys, owners = [], []
    key = np.zeros(len(codes), dtype=np.int64)
    inside = np.ones(len(codes), dtype=bool)
    for size in range(1, _LONGEST_RUN + 1):
        length = len(codes) - size + 1
        if length <= 0:
            break
        key = (key[:length] << _BITS) | codes[size - 1 :]
        inside = inside[:length] & (codes[size - 1 :] != 0)
        keys.append(key[inside])
        owners.append(clause[:length][inside])
    sign, owner = lexicon.signs(codes, clause, np.concatenate(keys), np.concatenate(owners))
    keys.append(sign)
    owners.append(owner)
    known, place = np.unique(np.concatenate(keys), return_inverse=True)
    # One number for clause and run, and sorted, not hashed: either other way costs several times as much.
    every = np.sort(np.concatenate(owners) * len(known) + place)
    clause, place = np.divmod(every[np.diff(every, prepend=-1) != 0], len(known))
    return Runs(known[place], clause, len(clauses))


@dataclass(frozen=True, slots=True)
class SubstanceModel:
    """How much each run or sign (``keys``, sorted) speaks for each of ``KINDS`` (``weights``: runs × kinds).

    ``bodies`` are short names of public bodies as people say them. Below ``unclear`` the probability that a measure
    is real leaves doubt, below ``sure`` it is none. ``fingerprint`` is that of the data it was trained from.
    """

    keys: Ints
    weights: Floats
    bias: Floats
    bodies: tuple[str, ...]
    lexicon: Lexicon
    sure: float
    unclear: float
    fingerprint: str

    def probabilities(self, measures: Sequence[Sequence[str]]) -> Floats:
        """Give the probability of each kind (measures × kinds) for measures in clauses (none of them empty).

        An act in one clause makes a measure real, whatever is said around it; so does a refusal in one clause a
        refusal where no act stands beside it. Hollow is what is hollow from end to end.
        """
        scores = self._scores(runs_of([c for m in measures for c in m], self.lexicon))
        begins = np.cumsum([0, *(len(m) for m in measures[:-1])])
        pooled = pool(scores, begins)
        odds = np.exp(pooled - pooled.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)

    def _scores(self, runs: Runs) -> Floats:
        place = np.minimum(np.searchsorted(self.keys, runs.key), len(self.keys) - 1)
        known = self.keys[place] == runs.key
        place, clause = place[known], runs.clause[known]
        often = np.maximum(np.bincount(clause, minlength=runs.clauses), 1)
        share = 1 / np.sqrt(often)[clause]
        columns = [np.bincount(clause, share * self.weights[place, k], runs.clauses) for k in range(len(KINDS))]
        return np.asarray(np.stack(columns, axis=1) + self.bias, dtype=np.float32)


def pool(scores: Floats, begins: NDArray[np.int64]) -> Floats:
    """Pool the scores of clauses (clauses × kinds) into those of measures, which begin at ``begins``."""
    sizes = np.diff(np.append(begins, len(scores)))
    best = np.maximum.reduceat(scores, begins)
    best[:, HOLLOW] = np.add.reduceat(scores[:, HOLLOW], begins) / sizes
    return best

"""Fitting the matcher's numbers: a ridge regression over wordings, and a logistic regression over evidence.

Both have one best solution, so that the same data always give the same model. numpy alone; a plan of which nothing
but its printed texts is known is fitted in a few hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.matching.grams import Floats, Ints, Vocabulary
from pipeline.judging.matching.weigher import Weigher

Doubles = NDArray[np.float64]
_BLOCK = 2048
_RARE = 4096
"""A feature that at most so many pairs of texts share is reckoned pair by pair; most are of that kind."""
_PAIRS = 1 << 20

Triplets = tuple[Ints, Ints, Floats]
"""Sparse vectors as ``Vocabulary.sparse`` gives them: text, place in the vocabulary, value."""


def products(vocabulary: Vocabulary, left: Sequence[str], right: Triplets, count: int) -> Doubles:
    """Give the likeness (dot product) of every left text with every one of ``count`` right texts.

    Features that many texts share are reckoned in dense blocks, the many rare ones pair by pair, in bounded memory.
    """
    result = np.zeros((len(left), count), dtype=np.float64)
    mine, size = vocabulary.sparse(left), len(vocabulary.keys)
    pairs = np.bincount(mine[1], minlength=size) * np.bincount(right[1], minlength=size)
    common = np.flatnonzero(pairs > _RARE)
    column = np.full(size, -1)
    column[common] = np.arange(len(common))
    for begin in range(0, len(common), _BLOCK):
        result += _block(mine, column, len(left), begin) @ _block(right, column, count, begin).T
    _add_pairs(result, _only(mine, pairs <= _RARE), _only(right, pairs <= _RARE), size)
    return result


def _only(triplets: Triplets, places: NDArray[np.bool_]) -> Triplets:
    """Give the values at some places of the vocabulary, in the order of the places."""
    text, place, value = triplets
    kept = np.flatnonzero(places[place])
    kept = kept[np.argsort(place[kept], kind="stable")]
    return text[kept], place[kept], value[kept]


def _add_pairs(result: Doubles, left: Triplets, right: Triplets, size: int) -> None:
    """Add what each pair of a left and a right text owes to the features that both have."""
    ends = np.cumsum(np.bincount(right[1], minlength=size))
    starts = ends - np.bincount(right[1], minlength=size)
    partners = (ends - starts)[left[1]]
    before = np.cumsum(partners) - partners
    flat = result.reshape(-1)
    begin = 0
    while begin < len(partners):
        end = max(begin + 1, int(np.searchsorted(before, before[begin] + _PAIRS)))
        mine = np.repeat(np.arange(begin, end), partners[begin:end])
        at = np.arange(len(mine)) - (before[mine] - before[begin]) + starts[left[1][mine]]
        places = left[0][mine].astype(np.int64) * result.shape[1] + right[0][at]
        np.add.at(flat, places, (left[2][mine] * right[2][at]).astype(np.float64))
        begin = end


def _block(triplets: Triplets, column: Ints, texts: int, begin: int) -> Floats:
    """Give the texts' values (texts × block) in the columns from ``begin`` on; ``column`` is -1 for unused places."""
    text, place, value = triplets
    at = column[place] - begin
    inside = (at >= 0) & (at < _BLOCK) & (column[place] >= 0)
    block = np.zeros((texts, _BLOCK), dtype=np.float32)
    block[text[inside], at[inside]] = value[inside]
    return block


def primal_weights(vocabulary: Vocabulary, texts: Sequence[str], dual: Doubles) -> Floats:
    """Turn dual weights (texts × classes) into weights of the vocabulary (runs × classes)."""
    weights = np.zeros((len(vocabulary.keys), dual.shape[1]), dtype=np.float32)
    triplets, column = vocabulary.sparse(texts), np.arange(len(vocabulary.keys))
    for begin in range(0, len(column), _BLOCK):
        part = _block(triplets, column, len(texts), begin).T @ dual.astype(np.float32)
        weights[begin : begin + _BLOCK] = part[: len(weights) - begin]
    return weights


def fit_weigher(
    kinds: tuple[str, ...],
    evidence: Floats,
    fulfils: NDArray[np.bool_],
    importance: Doubles,
    strength: float = 1.0,
) -> Weigher:
    """Fit the probability by evidence (pairs × ``kinds``) and whether each pair is a match (Newton's method).

    ``importance`` says how much each pair counts.
    """
    mean = np.average(evidence, axis=0, weights=importance).astype(np.float64)
    scale = np.sqrt(np.average((evidence - mean) ** 2, axis=0, weights=importance))
    scale[scale < 1e-6] = 1.0
    x = np.hstack([(evidence - mean) / scale, np.ones((len(evidence), 1))])
    y = fulfils.astype(np.float64)
    penalty = np.full(x.shape[1], strength)
    penalty[-1] = 1e-6
    weight = np.zeros(x.shape[1])
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(x @ weight, -30, 30)))
        gradient = x.T @ (importance * (p - y)) + penalty * weight
        curvature = (x * (importance * p * (1 - p) + 1e-9)[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weight -= step
        if np.abs(step).max() < 1e-8:
            break
    return Weigher(
        kinds=kinds,
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        weight=weight[:-1].astype(np.float32),
        bias=float(weight[-1]),
    )

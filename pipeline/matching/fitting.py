"""Fitting the matcher's numbers: a ridge regression over wordings, and a logistic regression over evidence.

Both have one best solution, so that the same data always give the same model. numpy alone; a plan of which nothing
but its printed texts is known is fitted in a few hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.matching.evidence import KINDS
from pipeline.matching.grams import Floats, Ints, Vocabulary
from pipeline.matching.matcher_model import Weigher

Doubles = NDArray[np.float64]
_BLOCK = 2048


Triplets = tuple[Ints, Ints, Floats]
"""Sparse vectors as ``Vocabulary.sparse`` gives them: text, place in the vocabulary, value."""


def products(vocabulary: Vocabulary, left: Sequence[str], right: Triplets, count: int) -> Doubles:
    """Give the likeness (dot product) of every left text with every one of ``count`` right texts.

    Reckoned in blocks of the features that the left texts have, so that memory stays bounded.
    """
    result = np.zeros((len(left), count), dtype=np.float64)
    mine = vocabulary.sparse(left)
    column = np.full(len(vocabulary.keys), -1)
    used = np.unique(mine[1])
    column[used] = np.arange(len(used))
    for begin in range(0, len(used), _BLOCK):
        result += _block(mine, column, len(left), begin) @ _block(right, column, count, begin).T
    return result


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


def fit_weigher(evidence: Floats, fulfils: NDArray[np.bool_], importance: Doubles, strength: float = 1.0) -> Weigher:
    """Fit the probability by evidence (pairs × kinds) and whether each pair is a match (Newton's method).

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
        kinds=KINDS,
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        weight=weight[:-1].astype(np.float32),
        bias=float(weight[-1]),
    )

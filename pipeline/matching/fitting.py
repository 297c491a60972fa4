"""Fitting the matcher's numbers: a ridge regression over wordings, and a logistic regression over evidence.

Both have one best solution, so that the same data always give the same model. numpy alone; a plan of which nothing
but its printed texts is known is fitted in a few hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.matching.evidence import KINDS
from pipeline.matching.grams import Floats, Vocabulary
from pipeline.matching.matcher_model import Weigher

Doubles = NDArray[np.float64]
_BLOCK = 4096


def products(vocabulary: Vocabulary, left: Sequence[str], right: Sequence[str] | None = None) -> Doubles:
    """Give the likeness (dot product) of every left text with every right text (or with each other).

    Reckoned in blocks of the vocabulary, so that memory stays bounded whatever the number of texts.
    """
    result = np.zeros((len(left), len(left if right is None else right)), dtype=np.float64)
    a = vocabulary.sparse(left)
    b = a if right is None else vocabulary.sparse(right)
    for begin in range(0, len(vocabulary.keys), _BLOCK):
        block_a = _block(a, len(left), begin)
        block_b = block_a if right is None else _block(b, len(right), begin)
        result += block_a @ block_b.T
    return result


def _block(triplets: tuple[NDArray[np.int64], NDArray[np.int64], Floats], texts: int, begin: int) -> Floats:
    text, place, value = triplets
    inside = (place >= begin) & (place < begin + _BLOCK)
    block = np.zeros((texts, _BLOCK), dtype=np.float32)
    block[text[inside], place[inside] - begin] = value[inside]
    return block


def primal_weights(vocabulary: Vocabulary, texts: Sequence[str], dual: Doubles) -> Floats:
    """Turn dual weights (texts × classes) into weights of the vocabulary (runs × classes)."""
    weights = np.zeros((len(vocabulary.keys), dual.shape[1]), dtype=np.float32)
    triplets = vocabulary.sparse(texts)
    for begin in range(0, len(vocabulary.keys), _BLOCK):
        part = _block(triplets, len(texts), begin).T @ dual.astype(np.float32)
        weights[begin : begin + _BLOCK] = part[: len(weights) - begin]
    return weights


def fit_weigher(
    evidence: Floats, fulfils: NDArray[np.bool_], importance: Doubles, strength: float = 1.0
) -> Weigher:
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
    as_floats = [np.asarray(a, dtype=np.float32) for a in (mean, scale, weight[:-1])]
    return Weigher(KINDS, *as_floats, bias=float(weight[-1]))

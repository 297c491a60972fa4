"""Fitting the weights: a softmax over pooled clauses, by AdaGrad; the same samples give the same model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.substance.substance_model import HOLLOW, KINDS, REAL, Lexicon, SubstanceModel, pool, runs_of
from tools.substance_training.material import Sample

_EPOCHS = 10
_BATCH = 64
_STEP = 0.3
_SMALL = 1e-4
_HEARD = 0.5
"""How large a part of the signs of a clause is looked at in one step of training."""
_RAREST = 2
_FAINT = 0.02
"""A run whose weights are all nearer to nothing is forgotten."""
_MISJUDGED = (3.0, 16.0)
"""How much more an idle and a real measure counts in the second fitting that the first one misjudged."""
SURE = 0.75
UNCLEAR = 0.9


def fit(samples: Sequence[Sample], bodies: tuple[str, ...], lexicon: Lexicon, fingerprint: str) -> SubstanceModel:
    """Fit the model to samples, then once more with more weight on those that it misjudges.

    Real ones left in doubt count most: a false alarm costs more trust than a miss.
    """
    first = _fitted(samples, bodies, lexicon, fingerprint)
    odds = first.probabilities([s.clauses for s in samples])
    harder = [
        replace(s, weight=s.weight * _MISJUDGED[s.kind == KINDS[REAL]]) if o[KINDS.index(s.kind)] < UNCLEAR else s
        for s, o in zip(samples, odds.tolist(), strict=True)
    ]
    return _fitted(harder, bodies, lexicon, fingerprint)


def _fitted(samples: Sequence[Sample], bodies: tuple[str, ...], lexicon: Lexicon, fingerprint: str) -> SubstanceModel:
    runs = runs_of([c for s in samples for c in s.clauses], lexicon)
    begins = np.cumsum([0, *(len(s.clauses) for s in samples)])
    owner = np.repeat(np.arange(len(samples)), np.diff(begins))
    # A run counts once a measure: what one measure repeats is no evidence that others say it.
    in_measure = np.unique(np.stack([runs.key, owner[runs.clause]]), axis=1)[0]
    keys, often = np.unique(in_measure, return_counts=True)
    keys = keys[often >= _RAREST]
    place = np.minimum(np.searchsorted(keys, runs.key), len(keys) - 1)
    known = keys[place] == runs.key
    place, clause = place[known], runs.clause[known]
    counts = np.maximum(np.bincount(clause, minlength=runs.clauses), 1)
    share = 1 / np.sqrt(counts)[clause]
    starts = np.searchsorted(clause, np.arange(runs.clauses + 1))

    kind = np.array([KINDS.index(s.kind) for s in samples])
    importance = np.array([s.weight for s in samples])
    weights = np.zeros((len(keys), len(KINDS)))
    bias = np.zeros(len(KINDS))
    seen, seen_bias = np.full(weights.shape, _SMALL), np.full(len(KINDS), _SMALL)
    chance = np.random.default_rng(0)
    for _ in range(_EPOCHS):
        order = chance.permutation(len(samples))
        for first in range(0, len(samples), _BATCH):
            batch = order[first : first + _BATCH]
            clauses = _ranges(begins[batch], begins[batch + 1])
            size = begins[batch + 1] - begins[batch]
            at = np.cumsum(size) - size
            features = _ranges(starts[clauses], starts[clauses + 1])
            row = np.repeat(np.arange(len(clauses)), starts[clauses + 1] - starts[clauses])
            # A part of the signs is hidden each time, so that none is leant on alone: other writers use other words.
            heard = chance.random(len(features)) < _HEARD
            features, row = features[heard], row[heard]
            value, where = share[features] / _HEARD, place[features]
            scores = np.stack(
                [np.bincount(row, value * weights[where, k], len(clauses)) for k in range(len(KINDS))], axis=1
            )
            scores += bias
            pull = _pull(scores, at, size, kind[batch], importance[batch])
            touched, inverse = np.unique(where, return_inverse=True)
            for k in range(len(KINDS)):
                slope = np.bincount(inverse, value * pull[row, k], len(touched))
                seen[touched, k] += slope * slope
                weights[touched, k] -= _STEP * slope / np.sqrt(seen[touched, k])
            slope_bias = pull.sum(axis=0)
            seen_bias += slope_bias * slope_bias
            bias -= _STEP / 3 * slope_bias / np.sqrt(seen_bias)
    kept = np.abs(weights).max(axis=1) >= _FAINT
    return SubstanceModel(
        keys[kept],
        weights[kept].astype(np.float32),
        bias.astype(np.float32),
        bodies,
        lexicon,
        SURE,
        UNCLEAR,
        fingerprint,
    )


def _ranges(begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """Join the ranges from each begin to its end."""
    size = end - begin
    shift = np.repeat(begin - (np.cumsum(size) - size), size)
    return np.arange(int(size.sum())) + shift


def _pull(
    scores: NDArray[np.float64],
    at: NDArray[np.int64],
    size: NDArray[np.int64],
    kind: NDArray[np.int64],
    importance: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Give how far each clause's scores should move, against the true kinds of the measures beginning ``at``."""
    pooled = pool(scores, at)
    odds = np.exp(pooled - pooled.max(axis=1, keepdims=True))
    miss = odds / odds.sum(axis=1, keepdims=True)
    miss[np.arange(len(kind)), kind] -= 1
    miss *= importance[:, None]
    pull = np.zeros_like(scores)
    owner = np.repeat(np.arange(len(at)), size)
    for k in range(len(KINDS)):
        if k == HOLLOW:
            pull[:, k] = np.repeat(miss[:, k] / size, size)
            continue
        strongest = np.flatnonzero(scores[:, k] >= np.repeat(pooled[:, k], size))
        _, firsts = np.unique(owner[strongest], return_index=True)
        pull[strongest[firsts], k] = miss[:, k]
    return pull

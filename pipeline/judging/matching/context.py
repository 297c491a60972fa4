"""The second look: what the whole ledger says of a pair of entry and obligation, once each was weighed for itself.

An obligation that binds the unit wants an entry, an entry wants its best obligation, neighbours under one task belong
together, and most clerks follow the order of the plan.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.matching.evidence import LedgerTexts, best_of_the_others
from pipeline.judging.matching.grams import Floats

CONTEXT_KINDS = (
    "odds", "share_of_entry", "share_of_obligation", "assigned", "entry_first", "obligation_first", "entry_rank",
    "obligation_rank", "entry_other", "obligation_other", "mutual_first", "binds", "binds_and_obligation_first",
    "binds_and_entry_first", "open_and_entry_first", "free_and_obligation_first", "after_previous", "before_next",
    "after_last_but_one", "before_next_but_one", "as_previous", "as_next", "siblings", "obligations_per_entry",
    "open_obligations", "open_entries", "open_obligations_and_mutual", "open_entries_and_obligation_first",
)  # fmt: skip
"""The kinds of evidence, in the order of the last axis of what ``context`` gives."""

_FAINT = 1e-4
_RIVAL = 0.15
"""What stands for everything that is not listed, where probabilities share one entry or one obligation."""
_ROUNDS = 4
_FURTHEST_RANK = 5
_FAR = 3.0
"""Lines of the plan within which an obligation counts as near another."""
_CLAIMED = 0.5


def context(texts: LedgerTexts, probability: Floats, bound: NDArray[np.bool_], worth: NDArray[np.bool_]) -> Floats:
    """Give the evidence (× kinds) of the pairs ``worth`` weighing, from the probabilities (entries × classes)."""
    p = np.clip(probability, _FAINT, 1 - _FAINT).astype(np.float64)
    n, classes = p.shape
    binds = np.broadcast_to(bound.astype(np.float64), (n, classes))
    entry_rank, entry_other = _ranks(p), _best_other(p)
    obligation_rank, obligation_other = _ranks(p.T).T, _best_other(p.T).T
    entry_first, obligation_first = entry_rank == 0, obligation_rank == 0
    mutual = entry_first & obligation_first

    surest, best = p.max(axis=1), p.argmax(axis=1)
    distance = np.abs(np.arange(classes)[None, :] - best[:, None])
    near, same = np.exp(-distance / _FAR) * surest[:, None], (distance == 0) * surest[:, None]

    open_obligations = (bound & (p.max(axis=0) < _CLAIMED)).sum() / max(1, bound.sum())
    open_entries = (surest < _CLAIMED).mean()
    kinds = (
        np.log(p / (1 - p)),
        np.log(p / (p.sum(axis=1, keepdims=True) + _RIVAL)),
        np.log(p / (p.sum(axis=0, keepdims=True) + _RIVAL)),
        np.log(np.clip(_assigned(p), _FAINT, 1)),
        entry_first, obligation_first,
        np.minimum(entry_rank, _FURTHEST_RANK), np.minimum(obligation_rank, _FURTHEST_RANK),
        entry_other, obligation_other, mutual, binds, binds * obligation_first, binds * entry_first,
        (1 - obligation_other) * binds * entry_first, (1 - entry_other) * binds * obligation_first,
        _shifted(near, 1), _shifted(near, -1), _shifted(near, 2), _shifted(near, -2),
        _shifted(same, 1), _shifted(same, -1),
        best_of_the_others(p.astype(np.float32), texts.tasks_begin, 0.0),
        np.full((n, classes), np.log((bound.sum() + 1) / (n + 1))),
        np.full((n, classes), open_obligations), np.full((n, classes), open_entries),
        open_obligations * mutual, open_entries * obligation_first,
    )  # fmt: skip
    return np.stack([kind[worth] for kind in kinds], axis=-1).astype(np.float32)


def _assigned(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share out entries and obligations among each other, in turns, so that both sides come to terms."""
    shares = p
    for _ in range(_ROUNDS):
        shares = shares / (shares.sum(axis=1, keepdims=True) + _RIVAL)
        shares = shares / (0.7 * shares.sum(axis=0, keepdims=True) + 0.1)
    return shares


def _ranks(p: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give each column its place in its row, 0 for the best."""
    return np.asarray(np.argsort(np.argsort(-p, axis=1, kind="stable"), axis=1))


def _best_other(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give for each column the best of the other ones of its row."""
    if p.shape[1] < 2:
        return np.zeros_like(p)
    top = np.partition(p, -2, axis=1)[:, -2:]
    return np.where(p >= top[:, 1:], top[:, :1], top[:, 1:])


def _shifted(values: NDArray[np.float64], by: int) -> NDArray[np.float64]:
    """Give each row the values of the row ``by`` places before it, 0 where there is none."""
    result = np.zeros_like(values)
    if by > 0:
        result[by:] = values[:-by]
    else:
        result[:by] = values[-by:]
    return result

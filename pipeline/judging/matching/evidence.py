"""The evidence for each pair of entry and obligation, drawn from the whole ledger at once.

The same code serves training and checking, so that a model never meets evidence it was not trained on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.matching.grams import MOST_TEXTS, Floats, Ints, Located, Vocabulary
from pipeline.judging.matching.parts import stretches
from pipeline.judging.matching.topics import Topics

KINDS = (
    "whole", "measure", "task", "stretch", "stretch_lead", "lead", "first", "own", "bound",
    "elsewhere", "stronger_elsewhere", "sibling", "sibling_first", "task_lead", "first_lead", "bound_first",
    "length", "no_measure", "best", "whole_own", "task_first_lead", "stretch_first_lead",
    "open_stretch", "open_first", "stretch_own",
)  # fmt: skip
"""The kinds of evidence, in the order of the last axis of what ``evidence`` gives."""
TOPIC_KINDS = ("topic_measure", "topic_whole", "topic_stretch", "topic_lead")
"""The kinds that follow where the topics' agreement is given."""

_MOST_CHARACTERS = 200_000
"""Characters that are taken apart at a time."""
_CLAIMED = 0.5
"""An obligation with this score at another entry is as good as claimed there."""
_GOOD = 0.08
"""A pair with this score is worth weighing in any case."""
_BEST_OF_ENTRY, _BEST_OF_OBLIGATION = 6, 4
"""Of a plan that nobody prepared so many pairs of each entry, and of each bound obligation, are worth weighing."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What one entry says, normalised: its task and its measure (either may be empty)."""

    task: str
    measure: str

    @property
    def whole(self) -> str:
        """Task and measure as one text."""
        return f"{self.task}。{self.measure}" if self.measure else self.task


@dataclass(frozen=True, slots=True)
class LedgerTexts:
    """The texts of a ledger in the order whole, measure, task (one of each per entry), then all stretches.

    ``stretch_begin`` gives for each entry where its stretches begin among the stretches.
    """

    wordings: tuple[Wording, ...]
    texts: tuple[str, ...]
    stretch_begin: Ints
    tasks_begin: Ints
    """The entry with which each run of entries under one task begins."""

    @classmethod
    def of(cls, wordings: Sequence[Wording]) -> LedgerTexts:
        """Lay out the texts of a ledger's entries, which must not be empty."""
        parts = [stretches(w.measure or w.task) for w in wordings]
        begin = np.cumsum([0, *(len(p) for p in parts[:-1])])
        changes = [i for i, (a, b) in enumerate(pairwise(wordings), start=1) if a.task != b.task]
        return cls(
            wordings=tuple(wordings),
            texts=(
                *(w.whole for w in wordings),
                *(w.measure or w.task for w in wordings),
                *(w.task for w in wordings),
                *(s for p in parts for s in p),
            ),
            stretch_begin=begin.astype(np.int64),
            tasks_begin=np.array([0, *changes], dtype=np.int64),
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """The linear model's scores (texts × classes) of a ledger's texts, by what the texts are."""

    whole: Floats
    measure: Floats
    task: Floats
    stretches: Floats

    @classmethod
    def of(cls, texts: LedgerTexts, scores: Floats) -> Scores:
        """Split the scores of ``texts.texts``."""
        n = len(texts.wordings)
        return cls(scores[:n], scores[n : 2 * n], scores[2 * n : 3 * n], scores[3 * n :])


def score(vocabulary: Vocabulary, weights: Floats, texts: LedgerTexts) -> tuple[list[Located], Scores]:
    """Score all texts of a ledger by the linear model; also give for each entry what its whole text is made of."""
    numbers, which = _distinct(texts)
    wholes = which[: len(texts.wordings)]
    # The whole texts are numbered first.
    asked = int(wholes.max()) + 1
    located: list[Located] = []
    scores = []
    for block in _blocks(numbers):
        vectors = vocabulary.vectors(block)
        if len(located) < asked:
            located += vectors.located(min(asked - len(located), len(block)))
        scores.append(vectors.times(weights))
    return [located[i] for i in wholes], Scores.of(texts, np.concatenate(scores)[which])


def agreement(topics: Topics, likeness: Floats, texts: LedgerTexts) -> Scores:
    """Say how far the texts of a ledger and the plan's obligations speak of the same known topics.

    ``likeness`` (topics × classes without the last) says which topics each obligation speaks of.
    """
    numbers, which = _distinct(texts)
    found = [topics.scores(block) @ likeness for block in _blocks(numbers)]
    return Scores.of(texts, np.concatenate(found)[which])


def _distinct(texts: LedgerTexts) -> tuple[tuple[str, ...], Ints]:
    """Give each text of a ledger once, and for each of its texts which one it is."""
    # A task stands on several rows, and a short measure is its own only stretch.
    numbers: dict[str, int] = {}
    which = np.array([numbers.setdefault(text, len(numbers)) for text in texts.texts], dtype=np.int64)
    return tuple(numbers), which


def _blocks(texts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Give the texts a few at a time: what they are made of takes a hundred times the memory of the texts."""
    begin = characters = 0
    for end, text in enumerate(texts):
        if end > begin and (end - begin >= MOST_TEXTS or characters + len(text) > _MOST_CHARACTERS):
            yield texts[begin:end]
            begin, characters = end, 0
        characters += len(text)
    yield texts[begin:]


def evidence(
    texts: LedgerTexts, scores: Scores, bound: NDArray[np.bool_], topics: Scores | None = None
) -> tuple[NDArray[np.bool_], Floats]:
    """Give the pairs that are worth weighing (entries × classes without the last), and their evidence (× kinds).

    ``bound`` says for each class but the last (own tasks) whether it binds the unit. Pairs that are not worth
    weighing are certainly none. ``topics``: the agreement, where the plan is one that nobody prepared; more pairs
    are worth weighing then, and ``TOPIC_KINDS`` follow the other kinds.
    """
    n, classes = len(texts.wordings), scores.whole.shape[1] - 1
    whole, measure, task = scores.whole[:, :-1], scores.measure[:, :-1], scores.task[:, :-1]
    both = np.asarray((whole + measure) / 2, dtype=np.float32)
    own = np.broadcast_to(((scores.whole[:, -1:] + scores.measure[:, -1:]) / 2), (n, classes))
    best = both.max(axis=1, keepdims=True)
    lead, first = _lead(both), np.asarray(both >= best, dtype=np.float32)

    stretch = np.maximum.reduceat(scores.stretches[:, :-1], texts.stretch_begin)
    stretch_leads = _lead(scores.stretches[:, :-1])
    stretch_lead = np.maximum.reduceat(stretch_leads, texts.stretch_begin)
    # What a class scores in the stretches that speak of it more than of any other: its own part of the measure.
    stretch_own = np.maximum.reduceat(
        np.where(stretch_leads >= 0, np.maximum(scores.stretches[:, :-1], 0), 0), texts.stretch_begin
    )

    run_of = np.zeros(n, dtype=np.int64)
    run_of[texts.tasks_begin[1:]] = 1
    run_of = np.cumsum(run_of)
    by_task = np.maximum.reduceat(both, texts.tasks_begin)
    elsewhere = best_of_the_others(by_task, np.zeros(1, dtype=np.int64), 0.0)[run_of]
    sibling = best_of_the_others(both, texts.tasks_begin, 0.0)
    sibling_first = best_of_the_others(first, texts.tasks_begin, 0.0)

    binding = np.broadcast_to(bound.astype(np.float32), (n, classes))
    stretch_first, task_lead = np.maximum(stretch_lead, 0), _lead(task)
    # A bound obligation that nothing else in the ledger comes near to is the likelier meaning.
    still_open = binding * np.clip(1 - elsewhere / _CLAIMED, 0, 1)
    length = np.array([np.log1p(len(w.measure)) / 5 for w in texts.wordings], dtype=np.float32)[:, None]
    empty = np.array([not w.measure for w in texts.wordings], dtype=np.float32)[:, None]
    kinds: tuple[NDArray[Any], ...] = (
        whole, measure, task, stretch, stretch_lead, lead, first, own, binding,
        elsewhere, np.maximum(elsewhere - both, 0), sibling, sibling_first, task_lead, first * lead, binding * first,
        np.broadcast_to(length, (n, classes)), np.broadcast_to(empty, (n, classes)),
        np.broadcast_to(best, (n, classes)), whole * own, np.maximum(task_lead, 0), stretch_first,
        still_open * stretch_first, still_open * first, stretch_own,
    )  # fmt: skip
    if topics is None:
        worth = (whole > _GOOD) | (measure > _GOOD) | (stretch > 0.15) | (first > 0)
    else:
        worth = _among_the_best(np.maximum(np.maximum(whole, measure), np.maximum(0.8 * stretch, 0.7 * task)), bound)
        by_stretch = np.maximum.reduceat(topics.stretches, texts.stretch_begin)
        kinds = (*kinds, topics.measure, topics.whole, by_stretch, _lead(topics.measure))
    return worth, np.stack([kind[worth] for kind in kinds], axis=-1).astype(np.float32)


def _among_the_best(scores: Floats, bound: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which pairs may mean something: the best of each entry and of each bound obligation, and all good ones."""
    of_entry = np.partition(scores, -min(_BEST_OF_ENTRY, scores.shape[1]), axis=1)
    of_obligation = np.partition(scores, -min(_BEST_OF_OBLIGATION, len(scores)), axis=0)
    best_of_entry = scores >= of_entry[:, [-min(_BEST_OF_ENTRY, scores.shape[1])]]
    best_of_obligation = scores >= of_obligation[[-min(_BEST_OF_OBLIGATION, len(scores))]]
    return np.asarray((scores > _GOOD) | ((scores > 0) & (best_of_entry | (best_of_obligation & bound))))


def _lead(scores: Floats) -> Floats:
    """How far each class leads the best other one of its row (below zero: how far it lags)."""
    if scores.shape[1] < 2:
        return scores
    top_two = np.partition(scores, -2, axis=1)[:, -2:]
    second, first = top_two[:, :1], top_two[:, 1:]
    return np.asarray(scores - np.where(scores >= first, second, first), dtype=np.float32)


def best_of_the_others(values: Floats, begins: Ints, none: float) -> Floats:
    """For each row the best of the other rows of its run (runs are consecutive, given by where they begin).

    ``none`` where a row is the only one of its run.
    """
    sizes = np.diff(np.append(begins, len(values)))
    top = np.repeat(np.maximum.reduceat(values, begins), sizes, axis=0)
    is_top = values >= top
    tops = np.repeat(np.add.reduceat(is_top.astype(np.int64), begins), sizes, axis=0)
    rest = np.where(is_top, -np.inf, values)
    second = np.repeat(np.maximum.reduceat(rest, begins), sizes, axis=0)
    best = np.where(is_top & (tops == 1), second, top)
    return np.asarray(np.where(np.isfinite(best), best, none), dtype=np.float32)

"""What officers' decisions teach: a decided wording moves what similar wordings are taken for, in every ledger.

A decision settles the same wording (``decisions.py``). Beyond that the linear model learns from it at once: what it
said wrongly of the decided wordings is fitted, and nothing else. So decisions cost the same however many wordings the
model was trained on, and no wording that it was trained on outweighs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from pipeline.judging.matching.decided import on_wordings
from pipeline.judging.matching.fitting import Doubles, products
from pipeline.judging.matching.grams import Floats, Vocabulary
from pipeline.judging.matching.text import normalise
from pipeline.judging.matching.topics import Topics
from pipeline.model import Decision, DecisionKind

Lessons = Mapping[str, Mapping[int, bool]]
"""Decided wordings, normalised, and what each was decided to mean or not to mean, by places among the classes."""

_RIDGE = 0.3
"""How far a single decision is trusted: the ridge of the model's own training."""


def lessons_of(
    decisions: Iterable[Decision], classes: Sequence[str], known: Iterable[tuple[str, str]] = ()
) -> Lessons:
    """Give what the decisions on wordings teach of ``classes``.

    ``known`` are wordings, normalised, that mean a class without anybody's decision; a decision on one outweighs it.
    """
    places = {c: i for i, c in enumerate(classes)}
    lessons: dict[str, dict[int, bool]] = {}
    for text, meant in known:
        lessons.setdefault(text, {})[places[meant]] = True
    for decision in on_wordings(decisions):
        text, place = normalise(decision.text), places.get(decision.obligation)
        if decision.kind is DecisionKind.OWN_TASK and text:
            lessons[text] = dict.fromkeys(range(len(classes) - 1), False)
        elif text and place is not None:
            lessons.setdefault(text, {})[place] = decision.kind is DecisionKind.CONFIRM
    return lessons


def taught_weights(vocabulary: Vocabulary, weights: Floats, lessons: Lessons) -> Floats:
    """Give the weights of a linear model (vocabulary × classes) after the lessons; a new array if there are any."""
    if not lessons:
        return weights
    said = vocabulary.vectors(tuple(lessons)).times(weights)
    return weights + _amends(vocabulary, lessons, said)


def taught_topics(topics: Topics, likeness: Floats, lessons: Lessons) -> tuple[Topics, Floats]:
    """Add what the lessons say of each obligation to the topics and to ``likeness`` (topics × classes)."""
    if not lessons:
        return topics, likeness
    concerned = sorted({place for meanings in lessons.values() for place in meanings})
    amends = _amends(topics.vocabulary, lessons, topics.scores(tuple(lessons)) @ likeness)[:, concerned]
    more = np.zeros((len(concerned), likeness.shape[1]), dtype=np.float32)
    more[np.arange(len(concerned)), concerned] = 1.0
    weights = np.concatenate([topics.weights, amends], axis=1)
    return Topics(topics.vocabulary, weights), np.concatenate([likeness, more])


def _amends(vocabulary: Vocabulary, lessons: Lessons, said: Floats) -> Floats:
    """Fit what was said wrongly of the wordings (wordings × classes): weights of the vocabulary (× classes)."""
    lacking: Doubles = np.zeros(said.shape)
    for row, meanings in enumerate(lessons.values()):
        for place, means in meanings.items():
            # What counts against an obligation already need not be brought up to nothing.
            lacking[row, place] = 1.0 - said[row, place] if means else -max(0.0, said[row, place])
    texts = tuple(lessons)
    triplets = vocabulary.sparse(texts)
    likeness = products(vocabulary, texts, triplets, len(texts))
    likeness[np.diag_indices(len(texts))] += _RIDGE
    dual = np.linalg.solve(likeness, lacking).astype(np.float32)
    amends = np.zeros((len(vocabulary.keys), said.shape[1]), dtype=np.float32)
    of_text, at, value = triplets
    np.add.at(amends, at, value[:, None] * dual[of_text])
    return amends

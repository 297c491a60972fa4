"""Learning a plan: from its texts and known phrasings to the matcher's model.

What a model learns from labelled ledgers is the training's own matter (``tools/matcher_training``). A plan that
nobody has prepared is learned from its printed texts alone: everything else is the program's general knowledge, in
which the thousands of wordings of other plans weigh no more than they help.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.judging.matching import evidence as ev
from pipeline.judging.matching.explain import carrying_words
from pipeline.judging.matching.fitting import Doubles, primal_weights, products
from pipeline.judging.matching.grams import Floats, Vocabulary
from pipeline.judging.matching.knowledge import Knowledge
from pipeline.judging.matching.lexicon import lexicon_of
from pipeline.judging.matching.matcher_model import OWN_TASK, MatcherModel
from pipeline.judging.matching.text import normalise
from pipeline.model import Plan

PLAN, PHRASINGS = "plan", "phrasings"
"""Sources of wordings beside the labelled ledgers (whose source is their name)."""

CARRIED = "ledger"
"""The style of phrasings that come from last year's ledgers; nobody wrote or checked them one by one."""

Rows = Iterable[tuple[str, frozenset[str], str]]
"""Wordings: text, the classes that it means, its source."""


@dataclass(frozen=True)
class Recipe:
    """The settings of a training; all of them were chosen by leaving ledgers out (docs/matching.md)."""

    rarest: int = 1
    ridge: float = 0.3
    weigher_ridge: float = 1.0
    certain: float = 0.5
    doubtful: float = 0.4
    keywords: int = 12
    composed: int = 80
    composed_importance: float = 0.05


@dataclass(frozen=True)
class Wordings:
    """All training wordings: normalised text, the classes it means, and where it comes from."""

    texts: tuple[str, ...]
    classes: tuple[frozenset[str], ...]
    sources: tuple[str, ...]


def gather(plan: Plan, more: Rows = ()) -> Wordings:
    """Gather the printed texts at all levels, the phrasings, and ``more`` (the entries of labelled ledgers)."""
    rows: list[tuple[str, frozenset[str], str]] = []
    for o in plan.obligations:
        rows.append((o.requirement, frozenset({o.id}), PLAN))
        rows.append((f"{o.label}。{o.requirement}", frozenset({o.id}), PLAN))
    rows += [(d.text, frozenset({d.id}), PLAN) for d in plan.duties if not d.same_as]
    same = {d.id: d.same_as for d in plan.duties if d.same_as}
    for p in plan.phrasings:
        rows.append((p.text, frozenset({same.get(p.obligation, p.obligation)} - {""}), PHRASINGS))
    # A wording that stands under several obligations means all of them.
    merged: dict[tuple[str, str], frozenset[str]] = {}
    for text, classes, source in (*rows, *more):
        key = (normalise(text), source)
        merged[key] = merged.get(key, frozenset()) | classes
    return Wordings(
        texts=tuple(text for text, _ in merged),
        classes=tuple(merged.values()),
        sources=tuple(source for _, source in merged),
    )


def classes_of(plan: Plan) -> tuple[str, ...]:
    """List the classes of a plan's model: its obligations, the duties that no annex states, and the own task."""
    return (*(o.id for o in plan.obligations), *(d.id for d in plan.duties if not d.same_as), OWN_TASK)


def targets_of(wordings: Wordings, classes: Sequence[str]) -> Doubles:
    """Give what the ridge regression has to find: wordings × classes."""
    place = {c: i for i, c in enumerate(classes)}
    targets = np.zeros((len(wordings.texts), len(classes)))
    for i, meant in enumerate(wordings.classes):
        for c in meant or {OWN_TASK}:
            targets[i, place[c]] = 1.0
    return targets


def learn(
    plan: Plan, concepts: Mapping[str, Sequence[str]], knowledge: Knowledge, recipe: Recipe | None = None
) -> MatcherModel:
    """Fit the model of a plan that nobody has prepared; a tenth of a second.

    Phrasings of the plan's folder are learned from as far as the general knowledge does not hold them already. Those
    of last year's ledgers teach as decisions do instead: in the linear model thousands would outweigh the print.
    """
    recipe = recipe or Recipe()
    carried = [p for p in plan.phrasings if p.style == CARRIED]
    lessons = tuple((normalise(p.text), p.obligation) for p in carried if p.obligation in plan.by_id)
    fresh = tuple(p for p in plan.phrasings if p.style != CARRIED and not knowledge.knows(normalise(p.text)))
    wordings, classes = gather(replace(plan, phrasings=fresh)), classes_of(plan)
    vocabulary, weights = linear_of(wordings, classes, concepts, recipe)
    return MatcherModel(
        classes=classes,
        vocabulary=vocabulary,
        weights=weights,
        weigher=knowledge,
        certain=recipe.certain,
        doubtful=recipe.doubtful,
        keywords=keywords_of(wordings, classes, vocabulary, weights, recipe),
        fingerprint=fingerprint_of(wordings, concepts, recipe, lessons),
        lessons=lessons,
    )


def linear_of(
    wordings: Wordings, classes: Sequence[str], concepts: Mapping[str, Sequence[str]], recipe: Recipe
) -> tuple[Vocabulary, Floats]:
    """Fit the linear model (vocabulary × classes) to wordings; it takes memory with their square."""
    vocabulary = Vocabulary.learn(wordings.texts, lexicon_of(concepts), recipe.rarest)
    likeness = products(vocabulary, wordings.texts, vocabulary.sparse(wordings.texts), len(wordings.texts))
    likeness[np.diag_indices(len(likeness))] += recipe.ridge
    dual = np.asarray(np.linalg.solve(likeness, targets_of(wordings, classes)), dtype=np.float64)
    return vocabulary, primal_weights(vocabulary, wordings.texts, dual)


def fingerprint_of(
    wordings: Wordings,
    concepts: Mapping[str, Sequence[str]],
    recipe: Recipe,
    lessons: Sequence[tuple[str, str]] = (),
) -> str:
    """Name the data and the settings of a training; it changes when either does."""
    w = wordings
    rows = [[t, sorted(c), s] for t, c, s in zip(w.texts, w.classes, w.sources, strict=True)]
    words = {concept: list(words) for concept, words in concepts.items()}
    content = json.dumps([rows, words, vars(recipe), ev.KINDS, *lessons], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def keywords_of(
    wordings: Wordings, classes: Sequence[str], vocabulary: Vocabulary, weights: Floats, recipe: Recipe
) -> tuple[tuple[str, ...], ...]:
    """List for each class the words that carry its own wordings most often."""
    place_of = {c: i for i, c in enumerate(classes)}
    found: list[dict[str, float]] = [{} for _ in classes]
    for i, source in enumerate(wordings.sources):
        if source not in (PLAN, PHRASINGS):
            continue
        text = wordings.texts[i]
        (located,) = vocabulary.vectors([text]).located(1)
        for c in wordings.classes[i]:
            place = place_of[c]
            for rank, word in enumerate(carrying_words(text, located, weights[located.place, place])):
                if 2 <= len(word) <= 8:
                    found[place][word] = found[place].get(word, 0.0) + 1 / (1 + rank)
    return tuple(tuple(sorted(words, key=lambda w: (-words[w], w))[: recipe.keywords]) for words in found)

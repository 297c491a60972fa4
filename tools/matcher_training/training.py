"""From the rules folder and the labelled ledgers to a model, and to models that have not seen a given ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from matcher_training.composed import Composed, Composer
from matcher_training.labelled import LabelledLedger, read_duties, read_labelled
from numpy.typing import NDArray

from pipeline.judging.matching import evidence as ev
from pipeline.judging.matching.fitting import Doubles, Triplets, fit_weigher, primal_weights, products
from pipeline.judging.matching.grams import Floats, Vocabulary
from pipeline.judging.matching.learning import (
    PHRASINGS,
    PLAN,
    Recipe,
    classes_of,
    fingerprint_of,
    gather,
    keywords_of,
    targets_of,
)
from pipeline.judging.matching.lexicon import lexicon_of
from pipeline.judging.matching.matcher import wording_of
from pipeline.judging.matching.matcher_model import MatcherModel
from pipeline.judging.matching.weigher import Weigher
from pipeline.model import Plan, Unit

_GENERAL = frozenset({PLAN, PHRASINGS})


def ledger_rows(ledgers: Sequence[LabelledLedger]) -> Iterator[tuple[str, frozenset[str], str]]:
    """Give the entries of labelled ledgers as wordings."""
    for labelled in ledgers:
        for entry, covers, maybe, duty in zip(
            labelled.ledger.entries, labelled.covers, labelled.maybe, labelled.duties, strict=True
        ):
            wording = wording_of(entry)
            if wording.measure and (covers or not maybe):
                meaning = covers | ({duty} - {""})
                yield from ((text, meaning, labelled.name) for text in (wording.whole, wording.measure))


@dataclass
class Trainer:
    """Trains on some of the labelled ledgers; all likenesses are reckoned once and shared by all trainings."""

    plan: Plan
    ledgers: Sequence[LabelledLedger]
    concepts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    recipe: Recipe = field(default_factory=Recipe)

    def __post_init__(self) -> None:
        self.wordings = gather(self.plan, ledger_rows(self.ledgers))
        self.classes = classes_of(self.plan)
        self.place = {c: i for i, c in enumerate(self.classes)}
        # Learned without the ledgers, so that a model which has not seen a ledger knows nothing of its words either.
        general = [t for t, s in zip(self.wordings.texts, self.wordings.sources, strict=True) if s in _GENERAL]
        self.vocabulary = Vocabulary.learn(general, lexicon_of(self.concepts), self.recipe.rarest)
        self.source = np.array(self.wordings.sources)
        self.targets = targets_of(self.wordings, self.classes)
        self.texts = {
            known.name: ev.LedgerTexts.of([wording_of(e) for e in known.ledger.entries]) for known in self.ledgers
        }
        self._scores: dict[tuple[str, frozenset[str]], ev.Scores] = {}
        self._composed_ledgers: dict[int, tuple[Composed, Floats]] = {}

    @cached_property
    def _wording_vectors(self) -> Triplets:
        return self.vocabulary.sparse(self.wordings.texts)

    def _likeness_with_wordings(self, texts: Sequence[str]) -> Doubles:
        return products(self.vocabulary, texts, self._wording_vectors, len(self.wordings.texts))

    @cached_property
    def likeness(self) -> Doubles:
        """Likeness of all training wordings with each other."""
        return self._likeness_with_wordings(self.wordings.texts)

    @cached_property
    def ledger_likeness(self) -> dict[str, Doubles]:
        """Likeness of every ledger's texts with all training wordings."""
        every = [t for known in self.ledgers for t in self.texts[known.name].texts]
        all_rows = self._likeness_with_wordings(every)
        ends = np.cumsum([len(self.texts[known.name].texts) for known in self.ledgers])
        return {known.name: rows for known, rows in zip(self.ledgers, np.split(all_rows, ends[:-1]), strict=True)}

    def scores(self, learn: Collection[str], judge: Sequence[str]) -> dict[str, ev.Scores]:
        """Score the ledgers ``judge`` by a linear model that learned from the ledgers ``learn``."""
        learned = frozenset(learn)
        rest = [j for j in judge if (j, learned) not in self._scores]
        if rest:
            rows, dual = self._dual(learned)
            for name in rest:
                found = (self.ledger_likeness[name][:, rows] @ dual).astype(np.float32)
                self._scores[name, learned] = ev.Scores.of(self.texts[name], found)
        return {j: self._scores[j, learned] for j in judge}

    @cached_property
    def inverse(self) -> Doubles:
        """The inverse of the ridge regression's matrix over all wordings."""
        return np.asarray(np.linalg.inv(self.likeness + self.recipe.ridge * np.eye(len(self.likeness))))

    @cached_property
    def dual(self) -> Doubles:
        """The dual weights (wordings × classes) of the ridge regression over all wordings."""
        return np.asarray(self.inverse @ self.targets)

    def _dual(self, learn: Collection[str]) -> tuple[NDArray[np.bool_], Doubles]:
        """Give the wordings learned from, and the dual weights of the ridge regression over these alone.

        Taking rows out of a solved ridge regression needs no new solution, only the block of the inverse that
        belongs to them; a training without any one ledger therefore costs next to nothing.
        """
        kept = np.isin(self.source, [PLAN, PHRASINGS, *learn])
        return kept, self.dual_without(~kept)[kept]

    def dual_without(self, unseen: NDArray[np.bool_]) -> Doubles:
        """Give the dual weights (wordings × classes) of a training without some of the wordings."""
        out = np.flatnonzero(unseen)
        if not len(out):
            return self.dual
        columns = self.inverse[:, out]
        return np.asarray(self.dual - columns @ np.linalg.solve(columns[out], self.dual[out]))

    def evidence(self, learn: Collection[str], judge: str) -> tuple[NDArray[np.bool_], Floats]:
        """Give a ledger's pairs worth weighing and their evidence, by a linear model that knows only ``learn``."""
        ledger = next(known for known in self.ledgers if known.name == judge)
        bound = self.bound(self.plan.unit_by_name[ledger.unit])
        return ev.evidence(self.texts[judge], self.scores(learn, [judge])[judge], bound)

    def weigher(self, learn: Sequence[str]) -> Weigher:
        """Fit the weigher on ledgers, labelled and composed, each judged by a linear model that has not seen it."""
        cases = [(*self.evidence([x for x in learn if x != name], name), *self.truth(name)) for name in learn]
        labelled = len(cases)
        cases += [self._composed_case(seed, learn) for seed in range(self.recipe.composed)]
        facts, labels, importance = [], [], []
        for place, (worth, found, truth, arguable) in enumerate(cases):
            use = ~arguable[worth]
            facts.append(found[use])
            labels.append(truth[worth][use])
            importance.append(np.full(int(use.sum()), 1.0 if place < labelled else self.recipe.composed_importance))
        return fit_weigher(
            ev.KINDS,
            np.concatenate(facts),
            np.concatenate(labels),
            np.concatenate(importance),
            self.recipe.weigher_ridge,
        )

    def _composed_case(
        self, seed: int, learn: Collection[str]
    ) -> tuple[NDArray[np.bool_], Floats, NDArray[np.bool_], NDArray[np.bool_]]:
        """Give the pairs worth weighing of a composed ledger, their evidence, the truth and what is arguable."""
        composed, likeness = self._composed(seed)
        unseen = ~np.isin(self.source, [PLAN, PHRASINGS, *learn])
        unseen[list(composed.used)] = True
        scores = ev.Scores.of(composed.texts, likeness @ self.dual_without(unseen).astype(np.float32))
        worth, facts = ev.evidence(composed.texts, scores, self.bound(composed.unit))
        truth = np.zeros_like(worth)
        for i, meaning in enumerate(composed.meanings):
            truth[i, [self.place[c] for c in meaning]] = True
        arguable = np.zeros_like(truth)
        arguable[:, self._duty_places] = True
        return worth, facts, truth, arguable

    def _composed(self, seed: int) -> tuple[Composed, Floats]:
        """Give a composed ledger and the likeness of its texts with all wordings, which no training changes."""
        if seed not in self._composed_ledgers:
            composed = self.composer.compose(seed)
            likeness = self._likeness_with_wordings(composed.texts.texts).astype(np.float32)
            self._composed_ledgers[seed] = composed, likeness
        return self._composed_ledgers[seed]

    @cached_property
    def composer(self) -> Composer:
        """Composes ledgers from the phrasings that have at most one meaning."""
        phrasings: dict[str, list[tuple[int, str]]] = {}
        for i, (text, classes) in enumerate(zip(self.wordings.texts, self.wordings.classes, strict=True)):
            if self.wordings.sources[i] == PHRASINGS and len(classes) <= 1:
                phrasings.setdefault(next(iter(classes), ""), []).append((i, text))
        return Composer(self.plan, phrasings)

    @cached_property
    def _duty_places(self) -> list[int]:
        # The labels do not speak of the body text's duties.
        return [self.place[d.id] for d in self.plan.duties if d.id in self.place]

    def bound(self, unit: Unit) -> NDArray[np.bool_]:
        """Say for each class but the last whether it binds a unit."""
        ids = {o.id for o in self.plan.binding_on(unit)}
        return np.array([c in ids for c in self.classes[:-1]], dtype=bool)

    def truth(self, name: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Say for each pair of entry and class whether it is a match, and whether that is arguable."""
        ledger = next(known for known in self.ledgers if known.name == name)
        truth = np.zeros((len(ledger.covers), len(self.classes) - 1), dtype=bool)
        arguable = np.zeros_like(truth)
        for i, (covers, maybe) in enumerate(zip(ledger.covers, ledger.maybe, strict=True)):
            truth[i, [self.place[c] for c in covers]] = True
            arguable[i, [self.place[c] for c in maybe]] = True
        arguable[:, self._duty_places] = True
        return truth, arguable

    def probabilities(self, weigher: Weigher, learn: Collection[str], judge: str) -> Floats:
        """Give the probability of every pair of entry and class of a ledger."""
        worth, found = self.evidence(learn, judge)
        result = np.zeros(worth.shape, dtype=np.float32)
        result[worth] = weigher.probability(found)
        return result

    def model(self) -> MatcherModel:
        """Train the final model on everything."""
        weights = primal_weights(self.vocabulary, self.wordings.texts, self.dual)
        return MatcherModel(
            classes=self.classes,
            vocabulary=self.vocabulary,
            weights=weights,
            weigher=self.weigher([known.name for known in self.ledgers]),
            certain=self.recipe.certain,
            doubtful=self.recipe.doubtful,
            keywords=keywords_of(self.wordings, self.classes, self.vocabulary, weights, self.recipe),
            fingerprint=self.fingerprint(),
        )

    def fingerprint(self) -> str:
        """Name the data and the settings of the training; it changes when either does."""
        return fingerprint_of(self.wordings, self.concepts, self.recipe)


def labelled_ledgers(root: Path) -> list[LabelledLedger]:
    """Read all labelled ledgers that the final model learns from: the samples, and any under training/."""
    folders = [*sorted((root / "tests/data").glob("ledgers*")), *sorted((root / "training").glob("ledgers*"))]
    duties = read_duties(root / "training/duties.csv")
    return [ledger for folder in folders for ledger in read_labelled(folder, duties)]

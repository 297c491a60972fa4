"""Plans that nobody has prepared, made of the one that is: what the program's general knowledge is learned on.

Only one plan has labelled ledgers. It is made into others, so that what is learned holds for plans never seen:

- an *unrelated* plan: the printed texts, judged without any wording of the obligations judged, and without any of the
  obligation that the entry truly means (obligations are held out in groups, two groups at a time);
- *neighbours'* plans: each requirement in other words, as a county words what others ask for as well; the topics are
  known then, the words are not.

Of either the model is fitted as an import fits it, from one text for each obligation.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256

import numpy as np
from matcher_training.labelled import LabelledLedger
from matcher_training.lessons import (
    FIRST_KINDS,
    GROUPS,
    SECOND_KINDS,
    STRENGTH,
    UNRELATED,
    WORTH_OF_UNRELATED,
    Case,
    Lessons,
)
from matcher_training.training import Trainer
from numpy.typing import NDArray

from pipeline.judging.matching import evidence as ev
from pipeline.judging.matching.fitting import Doubles, Triplets, products
from pipeline.judging.matching.grams import Floats
from pipeline.judging.matching.knowledge import BRIEF, Knowledge, asked_together, mark_of
from pipeline.judging.matching.learning import PHRASINGS, PLAN, gather, linear_of
from pipeline.judging.matching.text import normalise
from pipeline.judging.matching.topics import Topics
from pipeline.model import Plan

_HALF = 2
"""Every second wording teaches the topics that the weighers are fitted with, to save time."""
_CUTS = 3
"""How many very short ledgers are cut out of each."""
_NEIGHBOURS = ((1, ("near",), 2), (2, ("near", "reworded"), 2), (3, ("near",), 1))
"""Seeds of the neighbours' plans, the styles of phrasings that their requirements are made of, and how many."""


class NewPlans:
    """Learns the general knowledge, and judges ledgers by such as has not seen their obligations or their writer."""

    def __init__(self, trainer: Trainer, concepts: Mapping[str, Sequence[str]]) -> None:
        """Take the trainer of the plan that is prepared, and the lexicon that an import learns with."""
        self.trainer = trainer
        self._concepts = concepts
        self._obligations = len(trainer.plan.obligations)
        shuffled = random.Random(7).sample(range(self._obligations), self._obligations)
        self._rows = np.flatnonzero(np.isin(trainer.source, [PLAN, PHRASINGS]))[::_HALF]
        self.group = np.full(len(trainer.classes) - 1, -1, dtype=np.int64)
        self.group[shuffled] = np.arange(self._obligations) % GROUPS

    @cached_property
    def cases(self) -> list[Case]:
        """All ledgers under all plans."""
        found = list(self._cases(UNRELATED, self.trainer.plan, self._unrelated))
        for seed, styles, many in _NEIGHBOURS:
            plan, taken = self._reworded(seed, styles, many)
            found += self._cases(f"neighbour {seed}", plan, self._known_topics(plan, taken))
        return found

    @cached_property
    def brief_cases(self) -> list[Case]:
        """Very short ledgers, cut out of all ledgers under all plans."""
        chance = random.Random(11)
        found = []
        for case in self.cases:
            entries = len(case.texts.wordings)
            for _ in range(_CUTS):
                length = min(entries, chance.randint(3, BRIEF - 1))
                begin = chance.randint(0, entries - length)
                found.append(case.cut(begin, begin + length))
        return found

    def knowledge(self, weights: Floats) -> Knowledge:
        """Learn the general knowledge from everything; ``weights`` are the prepared plan's (vocabulary × classes)."""
        trainer = self.trainer
        first, second = self._whole.weighers()
        return Knowledge(
            topics=Topics(trainer.vocabulary, weights[:, :-1]),
            first=first,
            second=second,
            brief=self._brief.weighers(),
            known=np.unique(
                [
                    mark_of(text)
                    for text, source in zip(trainer.wordings.texts, trainer.wordings.sources, strict=True)
                    if source == PHRASINGS
                ]
            ).astype(np.uint64),
            fingerprint=self.fingerprint(),
        )

    def fingerprint(self) -> str:
        """Name the data and the settings of the knowledge; it changes when either does."""
        kinds = [FIRST_KINDS, SECOND_KINDS]
        settings = [self._concepts, *kinds, GROUPS, _HALF, STRENGTH, _NEIGHBOURS, WORTH_OF_UNRELATED, _CUTS, BRIEF]
        content = self.trainer.fingerprint() + json.dumps(settings, ensure_ascii=False)
        return sha256(content.encode()).hexdigest()

    def unseen(self, *, brief: bool = False) -> dict[str, list[tuple[LabelledLedger, Floats]]]:
        """Judge each ledger under each plan; neither its writer nor the group of obligations was learned from."""
        lessons = self._brief if brief else self._whole
        found: dict[str, list[tuple[LabelledLedger, Floats]]] = {}
        for case, probability in zip(lessons.cases, lessons.unseen_second(), strict=True):
            if not brief:
                probability = asked_together(probability, case.bound, self.trainer.recipe.doubtful)
            found.setdefault(case.plan, []).append((case.ledger, probability))
        return found

    @cached_property
    def _whole(self) -> Lessons:
        return Lessons(self.cases, self.group)

    @cached_property
    def _brief(self) -> Lessons:
        return Lessons(self.brief_cases, self.group)

    def _cases(self, name: str, plan: Plan, likeness: Callable[[LabelledLedger], ev.Scores]) -> Iterator[Case]:
        trainer = self.trainer
        vocabulary, weights = linear_of(
            gather(replace(plan, phrasings=())), trainer.classes, self._concepts, trainer.recipe
        )
        for ledger in trainer.ledgers:
            texts = trainer.texts[ledger.name]
            bound = trainer.bound(trainer.plan.unit_by_name[ledger.unit])
            _, scores = ev.score(vocabulary, weights, texts)
            topics = likeness(ledger)
            worth, facts = ev.evidence(texts, scores, bound, topics)
            truth, arguable = trainer.truth(ledger.name)
            yield Case(name, ledger, texts, bound, worth, facts, truth, arguable, (scores, topics))

    @cached_property
    def _vectors(self) -> Triplets:
        return self.trainer.vocabulary.sparse(self._texts)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(self.trainer.wordings.texts[row] for row in self._rows)

    def _likeness_with(self, texts: Sequence[str]) -> Doubles:
        return products(self.trainer.vocabulary, texts, self._vectors, len(self._rows))

    @cached_property
    def _likeness(self) -> Doubles:
        """Likeness of the wordings that teach topics with each other, and the ridge."""
        likeness = self._likeness_with(self._texts)
        likeness[np.diag_indices(len(likeness))] += self.trainer.recipe.ridge
        return likeness

    @cached_property
    def _ledger_likeness(self) -> Mapping[str, Floats]:
        """Likeness of every ledger's texts with the wordings that teach topics."""
        return {name: self._likeness_with(t.texts).astype(np.float32) for name, t in self.trainer.texts.items()}

    def _topics(self, kept: NDArray[np.bool_]) -> Floats:
        """Learn the topics from the wordings that are kept: dual weights (wordings × topics), 0 for the others."""
        rows = np.flatnonzero(kept)
        dual = np.zeros((len(kept), len(self.group)), dtype=np.float32)
        targets = self.trainer.targets[self._rows[rows], :-1]
        dual[rows] = np.linalg.solve(
            self._likeness[np.ix_(rows, rows)].astype(np.float32), targets.astype(np.float32)
        )
        return dual

    def _requirement_scores(self, plan: Plan, dual: Floats) -> Floats:
        texts = [normalise(f"{o.label}。{o.requirement}" if o.label else o.requirement) for o in plan.obligations]
        texts += [normalise(d.text) for d in plan.duties if not d.same_as]
        return np.asarray(self._likeness_with(texts).astype(np.float32) @ dual)

    def _known_topics(self, plan: Plan, taken: Collection[str]) -> Callable[[LabelledLedger], ev.Scores]:
        """Say how far ledgers and a plan agree in topics learned from all wordings but those that the plan took."""
        dual = self._topics(np.array([text not in taken for text in self._texts]))
        asked = self._requirement_scores(plan, dual)

        def agreement(ledger: LabelledLedger) -> ev.Scores:
            found = self._ledger_likeness[ledger.name] @ dual @ asked.T
            return ev.Scores.of(self.trainer.texts[ledger.name], found)

        return agreement

    @cached_property
    def _without_two_groups(self) -> Mapping[tuple[int, int], tuple[Floats, Floats]]:
        """Give for each two groups topics learned without any wording of either, and the plan's in these topics."""
        targets = self.trainer.targets[self._rows] > 0
        found: dict[tuple[int, int], tuple[Floats, Floats]] = {}
        for one in range(GROUPS):
            for other in range(one, GROUPS):
                out = np.append(np.isin(self.group, [one, other]), False)
                dual = self._topics(~targets[:, out].any(axis=1))
                asked = self._requirement_scores(self.trainer.plan, dual)
                found[one, other] = found[other, one] = dual, asked
        return found

    def _unrelated(self, ledger: LabelledLedger) -> ev.Scores:
        """Say how far a ledger and the plan agree in topics that know neither what is asked nor what is true."""
        trainer = self.trainer
        texts, likeness = trainer.texts[ledger.name], self._ledger_likeness[ledger.name]
        truth, _ = trainer.truth(ledger.name)
        # An own task has no true group; it must not be known by how many topics are left.
        meant = np.where(truth.any(axis=1), self.group[truth.argmax(axis=1)], np.arange(len(truth)) % GROUPS)
        sizes = np.diff(np.append(texts.stretch_begin, len(texts.texts) - 3 * len(truth)))
        of_text = np.concatenate([meant, meant, meant, np.repeat(meant, sizes)])
        result = np.zeros((len(of_text), len(self.group)), dtype=np.float32)
        for true in np.unique(of_text):
            at = np.flatnonzero(of_text == true)
            for group in range(GROUPS):
                dual, asked = self._without_two_groups[int(true), group]
                columns = np.flatnonzero(self.group == group)
                result[np.ix_(at, columns)] = likeness[at] @ dual @ asked[columns].T
        return ev.Scores.of(texts, result)

    def _reworded(self, seed: int, styles: Collection[str], many: int) -> tuple[Plan, frozenset[str]]:
        """Make a neighbour's plan: each requirement made of phrasings of its obligation, which are given as well."""
        chance = random.Random(seed)
        single = {
            text: next(iter(classes))
            for text, classes, source in zip(*vars(self.trainer.wordings).values(), strict=True)
            if source == PHRASINGS and len(classes) == 1
        }
        taken: set[str] = set()
        obligations = []
        for o in self.trainer.plan.obligations:
            known = [normalise(p.text) for p in self.trainer.plan.phrasings_of.get(o.id, ()) if p.style in styles]
            fit = [text for text in known if single.get(text) == o.id] or [normalise(o.requirement)]
            words = chance.sample(fit, min(many, len(fit)))
            taken.update(words)
            requirement = ",".join(text.rstrip("。") for text in words)
            obligations.append(replace(o, category="", task="", requirement=requirement))
        return replace(self.trainer.plan, obligations=tuple(obligations)), frozenset(taken)

"""What the general knowledge is learned from: ledgers under plans, and weighers that have not seen them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from matcher_training.labelled import LabelledLedger
from numpy.typing import NDArray

from pipeline.judging.matching import evidence as ev
from pipeline.judging.matching.context import CONTEXT_KINDS, context
from pipeline.judging.matching.fitting import fit_weigher
from pipeline.judging.matching.grams import Floats
from pipeline.judging.matching.weigher import Weigher

GROUPS = 5
"""Groups of obligations that are held out in turn."""
STRENGTH = 3.0
UNRELATED = "unrelated"
WORTH_OF_UNRELATED = 1.5
"""How much an unrelated plan counts against one neighbour's, whose topics are known."""
FIRST_KINDS = (*ev.KINDS, *ev.TOPIC_KINDS)
SECOND_KINDS = (*FIRST_KINDS, *CONTEXT_KINDS)


@dataclass(frozen=True)
class Case:
    """One ledger judged by one of the plans: its pairs worth weighing, their evidence, and what is true of them."""

    plan: str
    ledger: LabelledLedger
    texts: ev.LedgerTexts
    bound: NDArray[np.bool_]
    worth: NDArray[np.bool_]
    facts: Floats
    truth: NDArray[np.bool_]
    arguable: NDArray[np.bool_]
    scores: tuple[ev.Scores, ev.Scores]
    """What the facts were drawn from: the scores of the printed texts, the agreement in topics."""

    def cut(self, begin: int, end: int) -> Case:
        """Give the same for a ledger that holds some of the entries alone."""
        texts = ev.LedgerTexts.of(self.texts.wordings[begin:end])
        scores, topics = (_part(self.texts, s, begin, end) for s in self.scores)
        worth, facts = ev.evidence(texts, scores, self.bound, topics)
        return replace(
            self,
            ledger=self.ledger.cut(begin, end),
            texts=texts,
            worth=worth,
            facts=facts,
            truth=self.truth[begin:end],
            arguable=self.arguable[begin:end],
            scores=(scores, topics),
        )

    def use(self, groups: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say which of the pairs worth weighing teach something, of the groups of obligations that may."""
        return (~self.arguable & groups)[self.worth]


def _part(texts: ev.LedgerTexts, scores: ev.Scores, begin: int, end: int) -> ev.Scores:
    ends = [*texts.stretch_begin.tolist(), len(scores.stretches)]
    stretches = scores.stretches[ends[begin] : ends[end]]
    return ev.Scores(scores.whole[begin:end], scores.measure[begin:end], scores.task[begin:end], stretches)


@dataclass
class Lessons:
    """Weighers learned from cases, of which one asks what they say of cases that they have not seen.

    ``group`` gives each class the group of obligations with which it is held out, -1 where it is in none.
    """

    cases: Sequence[Case]
    group: NDArray[np.int64]

    def weighers(self) -> tuple[Weigher, Weigher]:
        """Learn both from everything; the second from what first ones said of cases that they had not seen."""
        every = np.ones(len(self.group), dtype=bool)
        return (
            self._weigher(FIRST_KINDS, self._first_facts, lambda _: True, every),
            self._weigher(SECOND_KINDS, self._second_facts, lambda _: True, every),
        )

    def unseen_second(self) -> list[Floats]:
        """Give the probabilities of all cases by weighers that know neither the writer nor the obligations."""
        return self._held_out(SECOND_KINDS, self._second_facts)

    @property
    def _first_facts(self) -> list[Floats]:
        return [case.facts for case in self.cases]

    @cached_property
    def _second_facts(self) -> list[Floats]:
        unseen = self._held_out(FIRST_KINDS, self._first_facts)
        return [
            np.concatenate([c.facts, context(c.texts, p, c.bound, c.worth)], axis=1)
            for c, p in zip(self.cases, unseen, strict=True)
        ]

    def _held_out(self, kinds: tuple[str, ...], facts: Sequence[Floats]) -> list[Floats]:
        result = [np.zeros(case.worth.shape, dtype=np.float32) for case in self.cases]
        for writer in sorted({case.ledger.writer for case in self.cases}):
            for group in range(GROUPS):
                judged = self.group == group
                weigher = self._weigher(kinds, facts, lambda c, w=writer: c.ledger.writer != w, ~judged)
                for case, found, into in zip(self.cases, facts, result, strict=True):
                    if case.ledger.writer == writer:
                        asked = case.worth & judged
                        into[asked] = weigher.probability(found[asked[case.worth]])
        return result

    def _weigher(
        self,
        kinds: tuple[str, ...],
        facts: Sequence[Floats],
        learn: Callable[[Case], bool],
        groups: NDArray[np.bool_],
    ) -> Weigher:
        chosen = [(c, f, c.use(groups)) for c, f in zip(self.cases, facts, strict=True) if learn(c)]
        plans = len({c.plan for c, *_ in chosen})
        importance = [
            np.full(int(use.sum()), (WORTH_OF_UNRELATED if c.plan == UNRELATED else 1.0) / plans)
            for c, _, use in chosen
        ]
        labels = np.concatenate([c.truth[c.worth][use] for c, _, use in chosen])
        found = np.concatenate([f[use] for _, f, use in chosen])
        return fit_weigher(kinds, found, labels, np.concatenate(importance), STRENGTH)

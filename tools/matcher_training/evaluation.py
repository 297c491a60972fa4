"""How well the matcher does on ledgers that it has not seen: by obligation, by gap, by entry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from matcher_training.labelled import LabelledLedger
from matcher_training.training import Trainer

from pipeline.judging.matching.grams import Floats


@dataclass
class Tally:
    """Counts of right, false and overlooked, and the usual figures from them."""

    right: int = 0
    false: int = 0
    overlooked: int = 0

    def add(self, said: Collection[str], true: Collection[str], arguable: Collection[str] = ()) -> None:
        """Count what was said against what is true; what is arguable counts for nothing."""
        said, true, arguable = set(said), set(true), set(arguable)
        self.right += len(said & true)
        self.false += len(said - true - arguable)
        self.overlooked += len(true - said)

    @property
    def precision(self) -> float:
        """Share of what was said that is true."""
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of what is true that was said."""
        return self.right / (self.right + self.overlooked) if self.right + self.overlooked else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        whole = 2 * self.right + self.false + self.overlooked
        return 2 * self.right / whole if whole else 1.0

    def __str__(self) -> str:
        """Precision, recall and F1 in three figures."""
        return f"{self.precision:.3f} {self.recall:.3f} {self.f1:.3f}"


Claims = tuple[Sequence[frozenset[str]], Sequence[frozenset[str]]]
"""For each entry of a ledger the obligations that are certain, and those that are doubtful."""


@dataclass
class Figures:
    """The figures of one evaluation."""

    covered: Tally = field(default_factory=Tally)
    missing: Tally = field(default_factory=Tally)
    entries: Tally = field(default_factory=Tally)
    recall_of: dict[str, Tally] = field(default_factory=dict)
    own: int = 0
    own_taken: int = 0
    """Own tasks, and how many of them were taken for an obligation."""
    right: int = 0
    wrong: int = 0
    asked: int = 0
    """Entries that were understood, misunderstood, and left to an officer."""
    by_ledger: list[tuple[Tally, Tally]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many entries were judged."""
        return self.right + self.wrong + self.asked

    def add(self, ledger: LabelledLedger, bound: Collection[str], claims: Claims) -> None:
        """Count one ledger; ``bound`` are the obligations of its unit."""
        certain, doubtful = claims
        arguable = frozenset[str]().union(*ledger.maybe)
        covered = frozenset[str]().union(*certain)
        gaps = set(bound) - covered - frozenset[str]().union(*doubtful)
        truly = frozenset[str]().union(*ledger.covers)
        missing = ledger.missing & frozenset(bound)
        tallies = Tally(), Tally()
        for tally, mine, said, true in (
            (self.covered, tallies[0], covered, truly),
            (self.missing, tallies[1], gaps, missing),
        ):
            tally.add(said, true, arguable)
            mine.add(said, true, arguable)
        self.by_ledger.append(tallies)
        for i, (sure, true, may) in enumerate(zip(certain, ledger.covers, ledger.maybe, strict=True)):
            self.entries.add(sure, true, may)
            self.recall_of.setdefault(ledger.difficulty[i], Tally()).add(sure & true, true)
            if not true and not may:
                self.own += 1
                self.own_taken += bool(sure)
            understood = sure - may == true - may
            self.asked += bool(doubtful[i])
            self.right += understood and not doubtful[i]
            self.wrong += not understood and not doubtful[i]
        for name, said, true in (("covered", covered, truly), ("missing", gaps, missing)):
            self.faults += [f"{ledger.name}: {name} falsely {o}" for o in sorted(said - true - arguable)]
            self.faults += [f"{ledger.name}: {name} overlooked {o}" for o in sorted(true - said)]

    def between(self, which: int, draws: int = 1000) -> tuple[float, float]:
        """Give the middle 95 % of F1 (0: covered, 1: missing) over ledgers drawn again and again."""
        counts = np.array([(t[which].right, t[which].false, t[which].overlooked) for t in self.by_ledger])
        chosen = np.random.default_rng(0).integers(len(counts), size=(draws, len(counts)))
        right, false, overlooked = counts[chosen].sum(axis=1).T
        f1 = 2 * right / np.maximum(1, 2 * right + false + overlooked)
        low, high = np.percentile(f1, [2.5, 97.5])
        return float(low), float(high)

    def __str__(self) -> str:
        """One line of figures."""
        recall = " ".join(f"{k} {t.recall:.3f}" for k, t in sorted(self.recall_of.items()))
        n = max(1, self.count)
        return (
            f"covered {self.covered}  missing {self.missing}  entries {self.entries}  own taken "
            f"{self.own_taken / max(1, self.own):.3f}  right {self.right / n:.3f} wrong {self.wrong / n:.3f} "
            f"asked {self.asked / n:.3f}  recall: {recall}"
        )


def claims(
    trainer: Trainer, ledger: LabelledLedger, probability: Floats, bars: tuple[float, float] | None = None
) -> Claims:
    """Say for each entry what is certain and what doubtful, as the matcher does; annex obligations only.

    ``bars`` are the probabilities from which on they are, where they are not those of the recipe.
    """
    certain_from, doubtful_from = bars or (trainer.recipe.certain, trainer.recipe.doubtful)
    annexes = {o.id for o in trainer.plan.obligations}
    certain, doubtful = [], []
    for entry, row in zip(ledger.ledger.entries, probability, strict=True):
        bar = certain_from if entry.measure.text.strip() else 2.0
        sure = {trainer.classes[i] for i in np.flatnonzero(row >= bar)}
        some = {trainer.classes[i] for i in np.flatnonzero(row >= doubtful_from)}
        certain.append(frozenset(sure & annexes))
        doubtful.append(frozenset((some - sure) & annexes))
    return certain, doubtful


def leave_one_out(trainer: Trainer, judge: Iterable[LabelledLedger]) -> list[tuple[LabelledLedger, Floats]]:
    """Match each ledger by a model that learned from all the others."""
    names = [known.name for known in trainer.ledgers]
    found = []
    for ledger in judge:
        others = [n for n in names if n != ledger.name]
        weigher = trainer.weigher(others)
        found.append((ledger, trainer.probabilities(weigher, others, ledger.name)))
    return found


def leave_writer_out(trainer: Trainer, judge: Sequence[LabelledLedger]) -> list[tuple[LabelledLedger, Floats]]:
    """Match each set of ledgers by a model that learned from the other writers' ledgers only."""
    found = []
    for writer in sorted({known.writer for known in judge}):
        others = [known.name for known in trainer.ledgers if known.writer != writer]
        weigher = trainer.weigher(others)
        found += [
            (known, trainer.probabilities(weigher, others, known.name)) for known in judge if known.writer == writer
        ]
    return found


def figures(
    trainer: Trainer, found: Iterable[tuple[LabelledLedger, Floats]], bars: tuple[float, float] | None = None
) -> Figures:
    """Count all ledgers; ``bars`` as of ``claims``."""
    result = Figures()
    for ledger, probability in found:
        unit = trainer.plan.unit_by_name[ledger.unit]
        bound = {o.id for o in trainer.plan.binding_on(unit)}
        result.add(ledger, bound, claims(trainer, ledger, probability, bars))
    return result

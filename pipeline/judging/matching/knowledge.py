"""What the program knows of plans in general: it reads the ledgers of a plan that nobody has prepared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.matching.context import context
from pipeline.judging.matching.evidence import LedgerTexts, Scores, evidence
from pipeline.judging.matching.grams import Floats
from pipeline.judging.matching.topics import Topics
from pipeline.judging.matching.weigher import Weigher

BRIEF = 6
"""Ledgers of fewer entries are weighed by what holds for such: most of what binds the unit is missing from them."""
BRIEF_BARS = (0.6, 0.3)
"""From which probability a match is certain, and from which doubtful, in such a ledger: it rather asks."""

_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """General knowledge: the topics, and what each kind of evidence is worth where only printed texts are known.

    ``first`` weighs each pair for itself, ``second`` with what the first found in the whole ledger; ``brief`` are the
    two for very short ledgers, where the whole says little. ``known`` are the marks (sorted) of the wordings that the
    topics were learned from. ``fingerprint`` is that of the data and settings from which all was trained.
    """

    topics: Topics
    first: Weigher
    second: Weigher
    brief: tuple[Weigher, Weigher]
    known: NDArray[np.uint64]
    fingerprint: str

    def knows(self, text: str) -> bool:
        """Say whether the topics were learned from a normalised wording, or from the same with other years."""
        mark = mark_of(text)
        place = int(np.searchsorted(self.known, mark))
        return place < len(self.known) and bool(self.known[place] == mark)

    def probability(self, texts: LedgerTexts, scores: Scores, topics: Scores, bound: NDArray[np.bool_]) -> Floats:
        """Weigh all pairs of a ledger's entries and a plan's obligations (entries × classes without the last).

        ``scores`` are those of the plan's printed texts, ``topics`` says how far entries and obligations agree in
        topics, ``bound`` whether an obligation binds the unit.
        """
        worth, facts = evidence(texts, scores, bound, topics)
        first, second = self.brief if is_brief(texts) else (self.first, self.second)
        result = np.zeros(worth.shape, dtype=np.float32)
        result[worth] = first.probability(facts)
        facts = np.concatenate([facts, context(texts, result, bound, worth)], axis=1)
        result[worth] = second.probability(facts)
        return result


def asked_together(probability: Floats, bound: NDArray[np.bool_], doubtful_from: float) -> Floats:
    """Have an obligation asked about that several entries together are likely to fulfil, though none by itself.

    Its likeliest entry is taken to be doubtful, so that no gap is reported. Gives entries × classes anew.
    """
    together = 1 - np.prod(1 - probability, axis=0)
    none = probability.max(axis=0) < doubtful_from
    places = np.flatnonzero(bound & none & (together >= doubtful_from))
    result = probability.copy()
    result[probability.argmax(axis=0)[places], places] = np.nextafter(np.float32(doubtful_from), np.float32(1))
    return result


def is_brief(texts: LedgerTexts) -> bool:
    """Say whether a ledger is one of very few entries."""
    return len(texts.wordings) < BRIEF


def mark_of(text: str) -> np.uint64:
    """Give the mark of a normalised wording; wordings that differ by years alone have the same."""
    return np.uint64(int.from_bytes(blake2b(_YEAR.sub("#", text).encode(), digest_size=8).digest(), "big"))

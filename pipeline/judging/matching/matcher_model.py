"""The trained model of the matcher: numbers only, made by ``tools/train_matcher.py``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.matching.grams import Floats, Vocabulary

OWN_TASK = "own_task"
"""The name of the last class: the wording stems from no obligation at all."""


@dataclass(frozen=True, slots=True)
class Weigher:
    """Turns the evidence for one pair of entry and obligation into a probability (a logistic regression).

    ``mean``, ``scale`` and ``weight`` have one number for each kind of evidence, in the order of
    ``evidence.KINDS``.
    """

    kinds: tuple[str, ...]
    mean: Floats
    scale: Floats
    weight: Floats
    bias: float

    def probability(self, evidence: Floats) -> Floats:
        """Give the probability for evidence of shape … × kinds."""
        logit = ((evidence - self.mean) / self.scale) @ self.weight + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(logit, -30, 30))), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class MatcherModel:
    """What the matcher knows of a plan's wordings.

    ``classes`` are the ids of the obligations, then those of the duties of the body text, then ``OWN_TASK``.
    ``weights`` is vocabulary × classes. ``certain`` and ``doubtful`` are the probabilities from which on a match is
    certain or doubtful. ``keywords`` lists for each class the words that speak for it most. ``fingerprint`` is that
    of the data and settings that the model was trained from.
    """

    classes: tuple[str, ...]
    vocabulary: Vocabulary
    weights: NDArray[np.float32]
    weigher: Weigher
    certain: float
    doubtful: float
    keywords: tuple[tuple[str, ...], ...]
    fingerprint: str

    def __post_init__(self) -> None:
        if self.weights.shape != (len(self.vocabulary.keys), len(self.classes)):
            raise ValueError("the model's weights do not fit its vocabulary and classes")
        if not self.classes or self.classes[-1] != OWN_TASK:
            raise ValueError(f"the model's last class must be {OWN_TASK}")

"""How much each kind of evidence is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.judging.matching.grams import Floats


@dataclass(frozen=True, slots=True)
class Weigher:
    """Turns the evidence for one pair of entry and obligation into a probability (a logistic regression).

    ``mean``, ``scale`` and ``weight`` have one number for each of ``kinds``.
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

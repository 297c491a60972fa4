"""The trained model of the matcher: numbers only, made by ``tools/train_matcher.py``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.matching.grams import Vocabulary
from pipeline.judging.matching.knowledge import Knowledge
from pipeline.judging.matching.weigher import Weigher

OWN_TASK = "own_task"
"""The name of the last class: the wording stems from no obligation at all."""


@dataclass(frozen=True, slots=True)
class MatcherModel:
    """What the matcher knows of a plan's wordings.

    ``classes`` are the ids of the obligations, then those of the duties of the body text, then ``OWN_TASK``.
    ``weights`` is vocabulary × classes. ``certain`` and ``doubtful`` are the probabilities from which on a match is
    certain or doubtful. ``keywords`` lists for each class the words that speak for it most. ``fingerprint`` is that
    of the data and settings that the model was trained from. The ``weigher`` is the plan's own; of a plan that nobody
    has prepared the weights come from its printed texts, and the general knowledge does the weighing. ``lessons``
    are wordings (normalised) of last year's ledgers with the class that each means; they teach as decisions do.
    """

    classes: tuple[str, ...]
    vocabulary: Vocabulary
    weights: NDArray[np.float32]
    weigher: Weigher | Knowledge
    certain: float
    doubtful: float
    keywords: tuple[tuple[str, ...], ...]
    fingerprint: str
    lessons: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.weights.shape != (len(self.vocabulary.keys), len(self.classes)):
            raise ValueError("the model's weights do not fit its vocabulary and classes")
        if not self.classes or self.classes[-1] != OWN_TASK:
            raise ValueError(f"the model's last class must be {OWN_TASK}")

    @property
    def understanding(self) -> str:
        """Name all that the model's understanding rests on: the general knowledge too, where it does the weighing."""
        knowledge = self.weigher
        return f"{self.fingerprint}-{knowledge.fingerprint}" if isinstance(knowledge, Knowledge) else self.fingerprint

"""The topics of open government, by which a requirement is recognised in words that it does not use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.matching.grams import Floats, Vocabulary


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of open government: the obligations of plans of which many wordings are known.

    Whatever a county's plan asks for, much of it has been asked for elsewhere in other words. A text and a
    requirement that speak of the same topics agree, even where they share no word. ``weights`` is vocabulary ×
    topics.
    """

    vocabulary: Vocabulary
    weights: NDArray[np.float32]

    def scores(self, texts: Sequence[str]) -> Floats:
        """Say how far each normalised text speaks of each topic (texts × topics)."""
        return self.vocabulary.vectors(texts).times(self.weights)

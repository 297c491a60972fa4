"""How well measures of a writer are told apart by a model that has seen none of that writer's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.judging.substance.judge import kind_of
from pipeline.judging.substance.substance_model import SubstanceModel
from pipeline.model import Substance
from tools.substance_training.fitting import fit
from tools.substance_training.material import Material, Sample


@dataclass(frozen=True, slots=True)
class Told:
    """One measure with what was said of it; ``odds`` in the order of ``KINDS``."""

    sample: Sample
    said: Substance
    odds: tuple[float, ...]


def tell(model: SubstanceModel, samples: Sequence[Sample]) -> list[Told]:
    """Judge samples as the pipeline does."""
    odds = model.probabilities([s.clauses for s in samples]).tolist()
    return [Told(s, kind_of(model, s.laid, o), tuple(o)) for s, o in zip(samples, odds, strict=True)]


def leave_writer_out(material: Material) -> Iterator[tuple[str, list[Told]]]:
    """Give each writer with what a model trained on the others says of the writer's measures."""
    for writer in sorted({s.writer for s in material.by_writers}):
        model = fit(material.learnt(writer), material.grammar.bodies, material.lexicon, "")
        yield writer, tell(model, [s for s in material.by_writers if s.writer == writer])

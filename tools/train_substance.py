"""Train the model of substance: ``python -m tools.train_substance`` writes ``pipeline/plan/substance.npz``."""

from __future__ import annotations

from pipeline.plan.plans import read_plan
from pipeline.plan.substance_model import MODEL_FILE, write_substance_model
from tools.accuracy import RULES
from tools.substance_training.fitting import fit
from tools.substance_training.material import Material


def main() -> None:
    """Train on everything in the repository and write the model."""
    material = Material(read_plan(RULES, with_phrasings=True))
    samples = material.learnt()
    model = fit(samples, material.grammar.bodies, material.lexicon, material.fingerprint())
    write_substance_model(model)
    print(f"{MODEL_FILE}: {len(samples)} samples, {len(model.keys)} runs, {MODEL_FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

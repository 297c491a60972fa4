"""Train the matcher: ``python tools/train_matcher.py`` writes the prepared plan's model and the general knowledge.

With ``--rules`` it fits another plan, as ``taizhang rules import`` does, after its texts or phrasings were changed.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

# Training is all matrix products; let it use the machine, which the program itself leaves alone.
os.environ.setdefault("OPENBLAS_NUM_THREADS", str(os.cpu_count() or 1))

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from matcher_training.new_plans import NewPlans  # noqa: E402
from matcher_training.training import Trainer, labelled_ledgers  # noqa: E402

from pipeline.judging.matching.learning import learn  # noqa: E402
from pipeline.plan.matcher_model import (  # noqa: E402
    KNOWLEDGE,
    MODEL_FILE,
    read_all_concepts,
    read_concepts,
    read_knowledge,
    write_knowledge,
    write_matcher_model,
)
from pipeline.plan.plans import read_plan  # noqa: E402

HOME_RULES = ROOT / "rules/yiyuan-2022"
"""The plan that the labelled ledgers of this repository are labelled for."""


def main() -> None:
    """Train on everything in the repository, or fit one rules folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=Path, default=HOME_RULES, help="the rules folder")
    arguments = parser.parse_args()
    rules: Path = arguments.rules.resolve()
    plan = read_plan(rules, with_phrasings=True)
    if rules == HOME_RULES:
        trainer = Trainer(plan, labelled_ledgers(ROOT), read_concepts(rules))
        model = trainer.model()
        write_knowledge(NewPlans(trainer, read_all_concepts(rules)).knowledge(model.weights))
        _told(KNOWLEDGE)
    else:
        model = learn(plan, read_all_concepts(rules), read_knowledge())
    write_matcher_model(model, rules / MODEL_FILE)
    _told(rules / MODEL_FILE)


def _told(path: Path) -> None:
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

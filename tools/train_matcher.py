"""Train the matcher: ``python tools/train_matcher.py`` writes ``rules/yiyuan-2022/teaching/matcher.npz``.

With ``--rules`` it trains for another plan: from its printed texts and the phrasings and lexicon of its folder.
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

from matcher_training.training import Trainer, labelled_ledgers  # noqa: E402

from pipeline.plan.matcher_model import MODEL_FILE, read_concepts, read_matcher_model, write_matcher_model  # noqa: E402
from pipeline.plan.plans import read_plan  # noqa: E402

HOME_RULES = ROOT / "rules/yiyuan-2022"
"""The plan that the labelled ledgers of this repository are labelled for."""


def main() -> None:
    """Train on everything in the repository and write the model into the rules folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=Path, default=HOME_RULES, help="the rules folder")
    arguments = parser.parse_args()
    rules: Path = arguments.rules.resolve()
    plan = read_plan(rules, with_phrasings=True)
    at_home = rules == HOME_RULES
    ledgers = labelled_ledgers(ROOT) if at_home else []
    trainer = Trainer(plan, ledgers, read_concepts(rules))
    # How much each kind of evidence is worth hardly depends on the plan; a plan without labelled ledgers borrows it.
    model = trainer.model(None if at_home else read_matcher_model(HOME_RULES).weigher)
    path = rules / MODEL_FILE
    write_matcher_model(model, path)
    print(
        f"{path}: {len(model.classes)} classes, {len(model.vocabulary.keys)} features, {path.stat().st_size:,} bytes"
    )


if __name__ == "__main__":
    main()

"""Train the matcher: ``python tools/train_matcher.py`` writes ``rules/yiyuan-2022/matcher.npz``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from matcher_training.labelled import read_labelled  # noqa: E402
from matcher_training.training import Trainer, read_concepts, training_folders  # noqa: E402

from pipeline.reading import read_plan  # noqa: E402
from pipeline.reading.matcher_model import MODEL_FILE, write_matcher_model  # noqa: E402


def main() -> None:
    """Train on everything in the repository and write the model into the rules folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=Path, default=ROOT / "rules/yiyuan-2022", help="the rules folder")
    arguments = parser.parse_args()
    plan = read_plan(arguments.rules, with_phrasings=True)
    ledgers = [ledger for folder in training_folders(ROOT) for ledger in read_labelled(folder)]
    trainer = Trainer(plan, ledgers, read_concepts(arguments.rules))
    model = trainer.model()
    path = arguments.rules / MODEL_FILE
    write_matcher_model(model, path)
    print(f"{path}: {len(model.classes)} classes, {len(model.vocabulary.keys)} runs, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

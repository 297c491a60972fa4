"""Train the matcher: ``python tools/train_matcher.py`` writes the prepared plan's model and the general knowledge.

Of the two it trains what is not what the data at hand train, as their fingerprints tell; ``--anew`` trains both, for
after the training itself was changed, which no fingerprint tells. ``--verify`` trains both anew, writes nothing and
says whether what is stored is what comes out: byte for byte, or within what another machine's arithmetic may change.
With ``--rules`` it fits another plan, as ``taizhang rules import`` does, after its texts or phrasings were changed.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

# Training is all matrix products; let it use the machine, which the program itself leaves alone.
os.environ.setdefault("OPENBLAS_NUM_THREADS", str(os.cpu_count() or 1))

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import numpy as np  # noqa: E402
from matcher_training.new_plans import NewPlans  # noqa: E402
from matcher_training.training import Trainer, labelled_ledgers  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from pipeline.judging.matching.learning import learn  # noqa: E402
from pipeline.plan.matcher_model import (  # noqa: E402
    KNOWLEDGE,
    MODEL_FILE,
    ModelError,
    read_all_concepts,
    read_concepts,
    read_knowledge,
    read_matcher_model,
    write_knowledge,
    write_matcher_model,
)
from pipeline.plan.plans import read_plan  # noqa: E402

_NEARLY = 1e-3
"""How far numbers of two machines may lie apart, of the largest of an array."""
HOME_RULES = ROOT / "rules/yiyuan-2022"
"""The plan that the labelled ledgers of this repository are labelled for."""


def main() -> None:
    """Train on everything in the repository, or fit one rules folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=Path, default=HOME_RULES, help="the rules folder")
    parser.add_argument("--anew", action="store_true", help="train also what is up to date")
    parser.add_argument("--verify", action="store_true", help="train, compare with what is stored, write nothing")
    arguments = parser.parse_args()
    rules: Path = arguments.rules.resolve()
    if arguments.verify:
        sys.exit(int(not _verified()))
    if rules == HOME_RULES:
        _train(anew=arguments.anew)
    else:
        plan = read_plan(rules, with_phrasings=True)
        write_matcher_model(learn(plan, read_all_concepts(rules), read_knowledge()), rules / MODEL_FILE)
        _told(rules / MODEL_FILE)


def _train(*, anew: bool) -> None:
    """Train the prepared plan's model, and the general knowledge, whose topics are that model's weights."""
    plan = read_plan(HOME_RULES, with_phrasings=True)
    trainer = Trainer(plan, labelled_ledgers(ROOT), read_concepts(HOME_RULES))
    new_plans = NewPlans(trainer, read_all_concepts(HOME_RULES))
    if anew or _fingerprint(HOME_RULES / MODEL_FILE) != trainer.fingerprint():
        write_matcher_model(trainer.model(), HOME_RULES / MODEL_FILE)
    _told(HOME_RULES / MODEL_FILE)
    if anew or _fingerprint(KNOWLEDGE) != new_plans.fingerprint():
        # As stored, in eight bits a piece: so it is the same whether the model was trained just now or before.
        write_knowledge(new_plans.knowledge(read_matcher_model(HOME_RULES).weights))
    _told(KNOWLEDGE)


def _verified() -> bool:
    """Train both anew and say of each how it differs from what is stored; whether both are the same is the answer."""
    plan = read_plan(HOME_RULES, with_phrasings=True)
    trainer = Trainer(plan, labelled_ledgers(ROOT), read_concepts(HOME_RULES))
    new_plans = NewPlans(trainer, read_all_concepts(HOME_RULES))
    with TemporaryDirectory() as folder:
        model, knowledge = Path(folder) / MODEL_FILE, Path(folder) / KNOWLEDGE.name
        write_matcher_model(trainer.model(), model)
        write_knowledge(new_plans.knowledge(read_matcher_model(model).weights), knowledge)
        # Both are told, the second also where the first differs.
        pairs = ((HOME_RULES / MODEL_FILE, model), (KNOWLEDGE, knowledge))
        return min([same_training(stored, trained) for stored, trained in pairs])


def same_training(stored: Path, trained: Path) -> bool:
    """Compare two trained files and print how they differ; True where they are the same or nearly so.

    Nearly: a step of the eight bits in a weight, a thousandth of the largest in what is kept in full.
    """
    if stored.read_bytes() == trained.read_bytes():
        print(f"{stored}: the same, byte for byte")
        return True
    same = True
    with np.load(stored, allow_pickle=False) as old, np.load(trained, allow_pickle=False) as new:
        for name in sorted({*old.files, *new.files}):
            told = _difference(old.get(name), new.get(name))
            if told:
                print(f"{stored}: {name}: {told[0]}")
                same &= told[1]
    return same


def _difference(old: NDArray[Any] | None, new: NDArray[Any] | None) -> tuple[str, bool] | None:
    """Say how an array differs, and whether by no more than arithmetic may; None where it does not."""
    if old is None or new is None or old.shape != new.shape or old.dtype != new.dtype:
        return "another shape", False
    if np.array_equal(old, new):
        return None
    if old.dtype != np.int8 and old.dtype.kind != "f":
        return "other content", False
    most = float(np.abs(old.astype(np.float64) - new.astype(np.float64)).max())
    allowed = 1.0 if old.dtype == np.int8 else _NEARLY * float(np.abs(old).max())
    return f"differs by {most:.2g} at most ({allowed:.2g} allowed)", most <= allowed


def _fingerprint(stored: Path) -> str | None:
    """Give the fingerprint of what is stored; None where it is missing, damaged or of another format."""
    try:
        return (read_knowledge() if stored == KNOWLEDGE else read_matcher_model(stored)).fingerprint
    except ModelError:
        return None


def _told(path: Path) -> None:
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

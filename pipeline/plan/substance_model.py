"""Reading and writing the model of substance: how people write is the same under every plan, so it comes with us."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.plan.matcher_model import write_arrays

if TYPE_CHECKING:
    from pipeline.judging.substance.substance_model import SubstanceModel

MODEL_FILE: Final = Path(__file__).with_name("substance.npz")


@cache
def read_substance_model() -> SubstanceModel:
    """Read the model; once in a process, and before children are forked from it."""
    import numpy as np

    from pipeline.judging.substance.substance_model import Lexicon, SubstanceModel

    with np.load(MODEL_FILE, allow_pickle=False) as stored:
        return SubstanceModel(
            keys=stored["keys"],
            # Eight bits on disk only; reckoning is in float32.
            weights=stored["weights"].astype(np.float32) * stored["step"],
            bias=stored["bias"],
            bodies=tuple(str(b) for b in stored["bodies"]),
            lexicon=Lexicon(stored["words"], stored["groups"]),
            sure=float(stored["sure"]),
            unclear=float(stored["unclear"]),
            fingerprint=str(stored["fingerprint"]),
        )


def write_substance_model(model: SubstanceModel, path: Path = MODEL_FILE) -> None:
    """Write the model; equal models give equal bytes."""
    import numpy as np

    step = np.float32(np.abs(model.weights).max() / 127)
    write_arrays(
        path,
        {
            "keys": model.keys,
            "weights": np.round(model.weights / step).astype(np.int8),
            "step": np.array(step),
            "bias": model.bias,
            "bodies": np.array(model.bodies),
            "words": model.lexicon.keys,
            "groups": model.lexicon.group,
            "sure": np.array(model.sure),
            "unclear": np.array(model.unclear),
            "fingerprint": np.array(model.fingerprint),
        },
    )

"""What ``tools/train_matcher.py --verify`` takes for the same training, and what not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.plan.matcher_model import write_arrays
from tools.train_matcher import same_training

STORED = {
    "weights": np.array([[3, -7], [127, 0]], dtype=np.int8),
    "mean": np.array([0.5, -2.0], dtype=np.float32),
    "keys": np.array([4, 9]),
    "fingerprint": np.array("a"),
}


@pytest.mark.parametrize(
    ("name", "trained", "words", "same"),
    [
        ("mean", STORED["mean"], "byte for byte", True),
        ("mean", np.array([0.501, -2.0], dtype=np.float32), "mean: differs by 0.001 at most", True),
        ("mean", np.array([0.51, -2.0], dtype=np.float32), "mean: differs by 0.01 at most", False),
        ("weights", np.array([[3, -8], [127, 0]], dtype=np.int8), "weights: differs by 1 at most", True),
        ("weights", np.array([[3, -9], [127, 0]], dtype=np.int8), "weights: differs by 2 at most", False),
        ("keys", np.array([4, 10]), "keys: other content", False),
        ("keys", np.array([4, 9, 11]), "keys: another shape", False),
        ("fingerprint", np.array("b"), "fingerprint: other content", False),
        ("more", np.array([1]), "more: another shape", False),
    ],
)
def test_what_counts_as_the_same_training(
    name: str,
    trained: NDArray[np.generic],
    words: str,
    same: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_arrays(tmp_path / "stored.npz", STORED)
    write_arrays(tmp_path / "trained.npz", STORED | {name: trained})
    assert same_training(tmp_path / "stored.npz", tmp_path / "trained.npz") is same
    assert words in capsys.readouterr().out

"""The stored model is what the repository's data train, and ledgers that it has not seen are read well enough."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.judging.matching.matcher_model import MatcherModel
from pipeline.plan.matcher_model import ModelError, read_matcher_model, write_matcher_model
from tests.judging.matching.conftest import RULES

from matcher_training.evaluation import Figures, figures, leave_writer_out  # isort: skip
from matcher_training.training import Recipe, Trainer  # isort: skip


def test_the_stored_model_was_trained_from_the_data_at_hand(trainer: Trainer, model: MatcherModel) -> None:
    # Fails when a phrasing, a labelled ledger, the lexicon or a setting was changed: run `make train`.
    assert model.fingerprint == trainer.fingerprint()


def test_the_model_fits_the_plan(trainer: Trainer, model: MatcherModel) -> None:
    assert model.classes == trainer.classes
    assert (RULES / "teaching/matcher.npz").stat().st_size < 8_000_000


@pytest.fixture(scope="module")
def unseen_writer(trainer: Trainer) -> Figures:
    # One writer and every fourth phrasing are enough to notice a step back; `make accuracy` leaves out each writer in
    # turn, and takes all phrasings.
    plan = replace(trainer.plan, phrasings=trainer.plan.phrasings[::4])
    small = Trainer(plan, trainer.ledgers, trainer.concepts, Recipe(composed=6))
    return figures(small, leave_writer_out(small, [known for known in small.ledgers if known.writer == "ledgers-b"]))


@pytest.mark.timeout(900)
def test_ledgers_of_an_unseen_writer_are_read_as_well_as_before(unseen_writer: Figures) -> None:
    # Floors a little below what this smaller training gives; a change that falls through them is a step back.
    assert unseen_writer.covered.f1 >= 0.975
    assert unseen_writer.missing.f1 >= 0.93
    assert unseen_writer.entries.f1 >= 0.955
    assert unseen_writer.asked / unseen_writer.count <= 0.12
    assert unseen_writer.recall_of["easy"].recall >= 0.98


def test_writing_and_reading_a_model_keeps_it(model: MatcherModel, tmp_path: Path) -> None:
    first, second = tmp_path / "a.npz", tmp_path / "b.npz"
    write_matcher_model(model, first)
    again = read_matcher_model(first)
    write_matcher_model(again, second)
    assert first.read_bytes() == second.read_bytes()
    assert again.classes == model.classes
    assert again.keywords == model.keywords
    np.testing.assert_allclose(again.weights, model.weights, atol=1e-5)


@pytest.mark.parametrize("content", [None, b"", b"no zip", b"PK\x03\x04 cut off"])
def test_a_missing_or_broken_model_gives_a_message(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "teaching").mkdir()
        (tmp_path / "teaching" / "matcher.npz").write_bytes(content)
    with pytest.raises(ModelError, match="任务对应模型"):
        read_matcher_model(tmp_path)

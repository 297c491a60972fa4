"""Measures by six writers that no model learns from: how well the stored model tells them apart.

``first`` was written before the model of today was made and looked at while it was; ``second``, written
before the last fitting and measured for a few variants, says how well the model does on writers whom nobody has seen.
"""

from __future__ import annotations

import re

import pytest

from pipeline.model import Substance
from pipeline.plan.plans import read_plan
from pipeline.plan.substance_model import read_substance_model
from tests.judging.matching.conftest import RULES
from tools.substance_training.evaluation import Told, tell
from tools.substance_training.material import HELD_OUT, TRAINING, Material, written

ALARMS = (Substance.HOLLOW, Substance.REFUSAL)
SETS = ("first", "second")


@pytest.fixture(scope="module")
def material() -> Material:
    return Material(read_plan(RULES, with_phrasings=True))


@pytest.fixture(scope="module", params=SETS)
def told(request: pytest.FixtureRequest, material: Material) -> list[Told]:
    return tell(read_substance_model(), material.held_out(request.param))


def pairs_of(text: str) -> frozenset[str]:
    letters = re.sub(r"\W", "", text)
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))


def test_the_sets_are_large_enough_to_say_something(told: list[Told]) -> None:
    kinds = [t.sample.kind for t in told]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"hollow": 51, "refusal": 51, "real": 51}


def test_no_training_line_resembles_a_held_out_measure() -> None:
    held_out = [pairs_of(w.measure) for name in SETS for w in written(name, HELD_OUT)]
    for path in TRAINING.glob("*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            pairs = pairs_of(line)
            assert all(len(pairs & other) < 0.5 * len(pairs | other) for other in held_out if pairs), line


def test_no_real_measure_of_an_unseen_writer_is_called_hollow_or_a_refusal(told: list[Told]) -> None:
    assert [t.sample.text for t in told if t.sample.kind == "real" and t.said in ALARMS] == []


@pytest.mark.parametrize(("kind", "said"), [("hollow", Substance.HOLLOW), ("refusal", Substance.REFUSAL)])
def test_idle_measures_of_unseen_writers_are_found(told: list[Told], kind: str, said: Substance) -> None:
    of_kind = [t for t in told if t.sample.kind == kind]
    called = [t for t in told if t.said is said]
    assert sum(t.said in (said, Substance.COPIED) for t in of_kind) >= 0.7 * len(of_kind)
    assert sum(t.sample.kind == kind for t in called) >= 0.93 * len(called)
    # Those in doubt an officer sees; the others would count as done.
    assert sum(t.said is Substance.REAL for t in of_kind) <= 0.1 * len(of_kind)

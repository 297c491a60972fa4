"""No measure of the labelled ledgers is called hollow or a refusal, and those of five writers are told apart."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline.model import Substance
from pipeline.plan.plans import read_plan
from pipeline.plan.substance_model import read_substance_model
from tests.judging.matching.conftest import RULES
from tools.substance_training.evaluation import Told, tell
from tools.substance_training.material import Material


@pytest.fixture(scope="module")
def material() -> Material:
    return Material(read_plan(RULES, with_phrasings=True))


def of(told: list[Told], kind: str) -> Counter[Substance]:
    return Counter(t.said for t in told if t.sample.kind == kind)


def test_real_measures_raise_no_false_alarm(material: Material) -> None:
    told = tell(read_substance_model(), material.real)
    in_ledgers = [t for t in told if t.sample.writer.startswith("ledgers")]
    alarms = (Substance.HOLLOW, Substance.REFUSAL)
    assert len(in_ledgers) > 1500
    assert [t.sample.text for t in in_ledgers if t.said in alarms] == []
    assert sum(t.said in alarms for t in told) <= len(told) * 0.001


def test_hollow_and_refusing_measures_are_found(material: Material) -> None:
    told = tell(read_substance_model(), material.by_writers)
    hollow, refusal, real = of(told, "hollow"), of(told, "refusal"), of(told, "real")
    assert hollow[Substance.HOLLOW] + hollow[Substance.COPIED] >= 0.95 * hollow.total()
    assert refusal[Substance.REFUSAL] >= 0.95 * refusal.total()
    assert real[Substance.HOLLOW] + real[Substance.REFUSAL] <= 0.005 * real.total()

"""Each production of the grammar reads its own examples as it says."""

from __future__ import annotations

import pytest

from pipeline.judging.time_limits.characters import plain_text
from pipeline.judging.time_limits.grammar import examples, grammar
from pipeline.judging.time_limits.limits import read_time_limit
from pipeline.judging.time_limits.phrases import MAKERS
from tests.judging.time_limits.reading import HERE, reading_of

EXAMPLES = [(name, example) for name, those in examples().items() for example in those]


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[f"{n} {e}" for n, e in EXAMPLES])
def test_the_production_reads_its_example(name: str, example: str) -> None:
    written, _, reading = example.partition(" → ")
    text = written.removeprefix("?")
    assert name in [found for found, _ in grammar().phrases(grammar().words(plain_text(text).plain))]
    said = reading_of(read_time_limit(text, HERE, above="按季度公开"))
    assert said == (reading if reading else f"?{text}")


def test_every_production_has_an_example_and_a_maker() -> None:
    assert {name for name, those in examples().items() if not those} == set()
    assert set(examples()) - {"same_as_above"} == set(MAKERS)

"""What clerks write, kind by kind, with dates worked out by hand on the calendars of 2022 and 2023."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline.judging.time_limits.judge import Offer
from pipeline.judging.time_limits.limits import TimeLimit, read_time_limit
from tests.judging.time_limits.reading import HERE, codes_said, reading_of, required_texts, rows

KINDS = rows("time_limit_kinds.csv")
CASES = rows("time_limit_cases.csv")


@pytest.mark.parametrize("row", KINDS, ids=lambda r: f"{r['kind']} {r['text']}")
def test_reading(row: dict[str, str]) -> None:
    assert reading_of(read_time_limit(row["text"], HERE)) == row["reading"]


def test_each_kind_has_many() -> None:
    few = {kind for kind, count in Counter(r["kind"] for r in KINDS).items() if count < 10}
    assert few <= {"extensions"}


@pytest.mark.parametrize("row", CASES, ids=lambda r: f"{r['obligation']} {r['text']}")
def test_comparison(row: dict[str, str]) -> None:
    required = read_time_limit(required_texts()[row["obligation"]], HERE).clauses
    offer = Offer(read_time_limit(row["text"], HERE), TimeLimit(""), blank=False)
    assert ";".join(codes_said(required, [offer])) == row["codes"]

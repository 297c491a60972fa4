"""Two thousand limits by five writers are read and compared as two officers labelled them."""

from __future__ import annotations

import csv
from functools import cache

import pytest

from tools.limit_accuracy import KEPT, LIMITS, WriterScore, score_of, writers

FLOORS = {"a": (0.90, 0.97), "b": (0.81, 0.96), "c": (0.82, 0.97), "d": (0.77, 0.92), "e": (0.89, 0.985)}
"""The share of limits whose clauses, and whose codes, are as labelled: what was reached, less a hair."""


@cache
def score(writer: str) -> WriterScore:
    return score_of(writer)


@pytest.mark.parametrize("writer", FLOORS)
def test_limits_are_understood(writer: str) -> None:
    clauses, codes = FLOORS[writer]
    found = score(writer)
    assert found.clause_share >= clauses, found
    assert found.code_share >= codes, found


def test_all_writers_are_there_and_each_label_is_settled() -> None:
    assert writers() == sorted(FLOORS)
    assert set(KEPT) < set(FLOORS)
    for writer in FLOORS:
        with (LIMITS / f"{writer}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == 400
        for row in rows:
            differ = (row["clauses_1"], row["codes_1"]) != (row["clauses_2"], row["codes_2"])
            assert bool(row["settled"]) is differ, row

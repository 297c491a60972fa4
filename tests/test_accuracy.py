"""Whole labelled ledgers, from workbook to deviations, are understood as an officer understands them."""

from __future__ import annotations

from collections import defaultdict

import pytest

from pipeline.flow.examine import Examiner
from tools.accuracy import RULES, Score, score, submission_of
from tools.labels import labelled_ledgers


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    examiner = Examiner(RULES).prepare()
    scores: dict[str, Score] = defaultdict(Score)
    for ledger in labelled_ledgers():
        score(ledger, submission_of(examiner, ledger), scores)
    return scores


@pytest.mark.parametrize(
    ("question", "floor"),
    [
        ("unit", 0.96),  # one ledger names its unit nowhere
        ("entries read", 1.0),
        ("obligations covered", 0.99),
        ("obligations missing", 0.97),
        ("entry to obligation", 0.99),
        ("time-limit codes", 0.97),
        # Two cells that name a post or 待定 and nobody count as F04, though the clerk did not leave them blank.
        ("blank cells", 0.99),
    ],
)
def test_labelled_ledgers_are_understood(scores: dict[str, Score], question: str, floor: float) -> None:
    found = scores[question]
    f1 = 2 * found.right / (2 * found.right + found.false + found.lost)
    assert f1 >= floor, f"{question}: {found}"


def test_a_score_counts_what_is_right_what_is_false_and_what_is_lost() -> None:
    one = Score()
    one.add({"A", "B"}, {"B", "C", "D"})
    assert (one.right, one.false, one.lost) == (1, 1, 2)
    assert str(one).startswith("P 0.500  R 0.333  F1 0.400")

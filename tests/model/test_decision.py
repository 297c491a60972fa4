"""Which of several words of officers on one matter holds."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from pipeline.model import Decision, DecisionKind, mark_replaced

WAIVE, NIL, EXTEND = DecisionKind.WAIVE, DecisionKind.NIL_RETURN, DecisionKind.EXTEND
CONFIRM, REJECT, ASSIGN = DecisionKind.CONFIRM, DecisionKind.REJECT, DecisionKind.ASSIGN


def _decision(kind: DecisionKind, day: int, text: str = "", obligation: str = "A1-32", **other: date) -> Decision:
    return Decision(kind, "县水利局", obligation, text, "", "李", datetime(2022, 5, day), **other)


@pytest.mark.parametrize(
    ("decisions", "standing"),
    [
        ([_decision(WAIVE, 1), _decision(WAIVE, 2, until=date(2022, 5, 3))], [False, True]),
        ([_decision(WAIVE, 2), _decision(WAIVE, 1)], [True, False]),
        ([_decision(WAIVE, 1), _decision(NIL, 2)], [False, True]),
        ([_decision(WAIVE, 1), _decision(WAIVE, 2, obligation="A1-42")], [True, True]),
        ([_decision(WAIVE, 1), _decision(EXTEND, 2, until=date(2022, 9, 1))], [False, True]),
        ([_decision(CONFIRM, 1, "公布水价"), _decision(REJECT, 2, "公布水价")], [False, True]),
        ([_decision(CONFIRM, 1, "公布水价"), _decision(REJECT, 2, "公布预案")], [True, True]),
        ([_decision(ASSIGN, 1, "有关部门"), _decision(ASSIGN, 2, "各职能部门")], [True, True]),
    ],
)
def test_the_newest_word_on_a_matter_holds(decisions: list[Decision], standing: list[bool]) -> None:
    assert [not d.replaced for d in mark_replaced(decisions)] == standing


def test_what_was_replaced_is_in_force_no_more() -> None:
    for_good, ended = mark_replaced([_decision(WAIVE, 1), _decision(WAIVE, 2, until=date(2022, 5, 3))])
    assert not for_good.in_force(date(2022, 5, 2))
    assert ended.in_force(date(2022, 5, 3))
    assert not ended.in_force(date(2022, 5, 4))

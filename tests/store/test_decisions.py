"""An officer's word is recorded once; the latest word on a matter holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.model import Decision, DecisionKind
from pipeline.store.register import Register

CONFIRM = Decision(DecisionKind.CONFIRM, "县水利局", "A1-33", "请群众看水厂", "属实", "李")
REJECT = replace(CONFIRM, kind=DecisionKind.REJECT, reason="不属实")


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(f"sqlite:///{tmp_path / 'register.sqlite3'}")


def kinds(register: Register) -> list[DecisionKind]:
    return [d.kind for d in register.all_decisions()]


@pytest.mark.parametrize("renew", [False, True])
def test_the_same_word_twice_is_recorded_once(register: Register, renew: bool) -> None:
    assert register.record_decision(CONFIRM, renew=renew)
    assert not register.record_decision(CONFIRM, renew=renew)
    assert kinds(register) == [DecisionKind.CONFIRM]


def test_an_old_workbook_does_not_undo_a_newer_word(register: Register) -> None:
    for decision in (CONFIRM, REJECT, CONFIRM):
        register.record_decision(decision)
    assert kinds(register) == [DecisionKind.CONFIRM, DecisionKind.REJECT]


def test_an_officer_may_return_to_an_earlier_word(register: Register) -> None:
    for decision in (CONFIRM, REJECT):
        register.record_decision(decision, renew=True)
    assert register.record_decision(CONFIRM, renew=True)
    assert kinds(register)[-1] is DecisionKind.CONFIRM


def test_another_end_date_is_another_word(register: Register) -> None:
    waiver = replace(CONFIRM, kind=DecisionKind.WAIVE, until=date(2022, 9, 30))
    assert register.record_decision(waiver, renew=True)
    assert register.record_decision(replace(waiver, until=date(2022, 12, 31)), renew=True)

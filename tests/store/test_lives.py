"""A deviation's life by nights: found, not yet put right, put right, found again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Deviation, DeviationState, Severity
from pipeline.store.lives import Found, follow
from pipeline.store.register import Register

DAY = date(2022, 5, 21)


def found(*codes: str, unit: str = "县财政局") -> list[Found]:
    return [(unit, Deviation(code, Severity.ERROR, "…", "…", obligation="A1-47"), "台账.xlsx") for code in codes]


def night(
    register: Register, number: int, *codes: str, waived: frozenset[str] = frozenset()
) -> dict[str, tuple[str, int, int]]:
    tracked = follow(register, found(*codes), DAY + timedelta(days=number), {"县财政局": waived})
    return {t.deviation.code: (t.state.value, t.days_open, t.times_returned) for t in tracked}


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(f"sqlite:///{tmp_path / 'register.sqlite3'}")


def test_the_whole_life(register: Register) -> None:
    assert night(register, 0, "T01") == {"T01": ("新增", 0, 0)}
    assert night(register, 1, "T01") == {"T01": ("未整改", 1, 0)}
    assert night(register, 3, "T01", "C01") == {"T01": ("未整改", 3, 0), "C01": ("新增", 0, 0)}
    assert night(register, 4, "C01") == {"T01": ("已整改", 4, 0), "C01": ("未整改", 1, 0)}
    assert night(register, 5, "C01", "T01") == {"T01": ("复发", 0, 1), "C01": ("未整改", 2, 0)}


def test_the_same_night_twice_changes_nothing(register: Register) -> None:
    night(register, 0, "T01", "C01")
    once = night(register, 1, "C01")
    assert night(register, 1, "C01") == once


def test_what_is_found_again_on_the_day_it_was_closed_was_never_put_right(register: Register) -> None:
    night(register, 0, "T01")
    night(register, 1)
    assert night(register, 1, "T01") == {"T01": ("未整改", 1, 0)}


def test_found_and_put_right_on_one_day_is_closed_then_what_came_back_for_a_day_is_not(register: Register) -> None:
    def closed(number: int, *codes: str) -> date | None:
        (one,) = follow(register, found(*codes), DAY + timedelta(days=number), {})
        return one.closed

    assert closed(0, "T01") is None
    assert closed(0) == DAY
    assert closed(2, "T01") is None
    assert closed(2) == DAY, "it had been put right before, and is again"


def test_a_waived_deviation_is_waived_not_put_right(register: Register) -> None:
    night(register, 0, "T01")
    assert night(register, 1, waived=frozenset({"A1-47"})) == {"T01": ("已豁免", 1, 0)}


def test_a_past_night_can_be_looked_at_again_and_later_nights_stay(register: Register) -> None:
    first = night(register, 0, "T01")
    night(register, 1)
    later = night(register, 2, "C01")
    assert night(register, 0, "T01") == first
    assert night(register, 2, "C01") == later


@settings(max_examples=25, deadline=None)
@given(st.permutations(["T01", "C01", "F03", "F04"]))
def test_the_order_in_which_deviations_are_found_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, codes: list[str]
) -> None:
    register = Register(f"sqlite:///{tmp_path_factory.mktemp('r') / 'register.sqlite3'}")
    tracked = follow(register, found(*codes), DAY, {})
    assert [t.deviation.code for t in tracked] == sorted(codes)
    assert {t.state for t in tracked} == {DeviationState.NEW}


def test_a_gap_of_which_the_unit_still_does_nothing_stays_open(register: Register) -> None:
    """A refusal (F13) or a hollow measure (F12) takes the place of the gap's message; it puts nothing right."""
    gap = found("C01", "T01")
    follow(register, gap, DAY, {})
    undone = {"县财政局": frozenset({"A1-47"})}
    told = follow(register, [], DAY + timedelta(days=1), {}, gaping=undone)
    assert [(t.deviation.code, t.state) for t in told] == [
        ("C01", DeviationState.OPEN),
        ("T01", DeviationState.CLOSED),  # whatever is amiss in a cell is put right where it is gone
    ]
    told = follow(register, [], DAY + timedelta(days=2), {}, gaping={"县财政局": frozenset()})
    assert {t.state for t in told} == {DeviationState.CLOSED}


def test_a_refused_gap_that_comes_back_has_not_been_put_right_meanwhile(register: Register) -> None:
    follow(register, found("C01"), DAY, {})
    follow(register, [], DAY + timedelta(days=1), {}, gaping={"县财政局": frozenset({"A1-47"})})
    (told,) = follow(register, found("C01"), DAY + timedelta(days=2), {})
    assert (told.state, told.days_open, told.times_returned) == (DeviationState.OPEN, 2, 0)

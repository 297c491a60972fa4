"""How far measures have got: the periods of what recurs, reports one after another, and the day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.judging.progress.steps import steps_of
from pipeline.judging.progress.tracking import Reported, claims_by_entry, track
from pipeline.judging.time_limits.limits import read_time_limit
from pipeline.model import Claim, Entry, Light, Stage, Standpoint, Value

ISSUED = date(2022, 5, 16)


def at(day: date) -> Standpoint:
    return Standpoint(2022, ISSUED, day)


def steps(limit: str, moved: date | None = None) -> list[tuple[str, date | None]]:
    clauses = read_time_limit(limit, at(ISSUED)).clauses
    return [(s.label, s.due) for s in steps_of(clauses, 2022, ISSUED, moved)]


def claim(state: str, done_on: str = "") -> Claim:
    return Claim(Value(state, "G4"), Value(done_on, "H4"))


def tracked(limit: str, as_of: date, *claims: Reported) -> list[tuple[str, Stage, Light]]:
    clauses = read_time_limit(limit, at(ISSUED)).clauses
    found = track(steps_of(clauses, 2022, ISSUED), claims, at, as_of, 30)
    return [(t.step.label, t.stage, t.light) for t in found]


def test_a_line_for_each_period() -> None:
    assert steps("每季度") == [
        ("二季度", date(2022, 6, 30)), ("三季度", date(2022, 9, 30)), ("四季度", date(2022, 12, 31)),
    ]  # fmt: skip
    assert steps("每半年") == [("上半年", date(2022, 6, 30)), ("下半年", date(2022, 12, 31))]
    assert [label for label, _ in steps("每月")] == ["5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"]
    assert steps("6月底前") == [("", date(2022, 6, 30))]
    assert steps("长期坚持") == [("", None)]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("自2022年9月起，每季度末", [("三季度", 30), ("四季度", 31)]),
        ("11月起每月底前", [("11月", 30), ("12月", 31)]),
        ("四季度开始每月一次", [("10月", 31), ("11月", 30), ("12月", 31)]),
        ("10月后每月", [("11月", 30), ("12月", 31)]),
        ("11月至12月每月25日前", [("11月", 25), ("12月", 25), ("", 31)]),
        ("长期坚持；12月1日起每月", [("12月", 31)]),
        ("每月5日前", [(f"{month}月", 5) for month in range(6, 13)]),
        ("每季度首月10日前", [("三季度", 10), ("四季度", 10)]),
        ("1月底前、12月底前", [("12月底前", 31)]),
        ("2022年3月底前", [("", None)]),
        ("每年1月底前", [("", None)]),
    ],
)
def test_nothing_is_due_before_the_plan_or_the_limit_itself_begins(
    limit: str, expected: list[tuple[str, int | None]]
) -> None:
    assert [(label, due.day if due else None) for label, due in steps(limit)] == expected


YEAR, LATE = ["二季度", "三季度", "四季度"], ["三季度", "四季度"]
HALVES = ["上半年", "下半年"]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("上半年、下半年各一次", HALVES),
        ("上半年和下半年各一次", HALVES),
        ("上、下半年各一次", HALVES),
        ("每半年一次（上半年、下半年）", HALVES),
        ("每季度（11月起加密）", YEAR),
        ("每季度公开；11月起加密", YEAR),
        ("10月起开展评估，每季度公开进展", YEAR),
        ("10月1日至10月31日集中公示，每季度更新一次", YEAR),
        ("上半年部署，下半年推进，每季度通报", YEAR),
        ("每季度（7月起）", LATE),
        ("下半年起，按季度公开", LATE),
        ("7月起，在网站每季度公开", LATE),
        ("7月至12月，每季度公开", LATE),
        ("下半年每季度一次", LATE),
    ],
)
def test_a_start_is_that_of_what_it_leads_to(limit: str, expected: list[str]) -> None:
    recurring = [c for c in read_time_limit(limit, at(ISSUED)).clauses if c.every]
    assert [s.label for s in steps_of(recurring, 2022, ISSUED)] == expected


@given(
    st.sampled_from(["每月", "每季度", "每半年", "每年", "每月5日前", "每季度首月10日前", "6月底前", "3月底前"]),
    st.sampled_from(["", "7月起", "自9月1日起，", "四季度开始", "下半年"]),
)
def test_on_the_day_of_the_plan_nothing_is_overdue(limit: str, start: str) -> None:
    assert {light for _, _, light in tracked(start + limit, ISSUED)} <= {Light.GREEN, Light.YELLOW}


def test_an_extension_moves_the_day() -> None:
    assert steps("6月底前", date(2022, 7, 31)) == [("", date(2022, 7, 31))]
    assert steps("9月底前", date(2022, 7, 31)) == [("", date(2022, 9, 30))]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2022, 5, 20), (Stage.NOT_BEGUN, Light.GREEN)),
        (date(2022, 5, 31), (Stage.NOT_BEGUN, Light.YELLOW)),
        (date(2022, 6, 30), (Stage.NOT_BEGUN, Light.YELLOW)),
        (date(2022, 7, 1), (Stage.OVERDUE, Light.RED)),
    ],
)
def test_lights_without_a_word(as_of: date, expected: tuple[Stage, Light]) -> None:
    assert tracked("6月底前", as_of) == [("", *expected)]


def test_what_is_done_is_never_overdue() -> None:
    told = Reported(date(2022, 6, 20), claim("已完成", "6月18日"))
    assert tracked("6月底前", date(2022, 9, 1), told) == [("", Stage.DONE, Light.GREEN)]


def test_quarterly_returns_one_after_another() -> None:
    second = Reported(date(2022, 7, 5), claim("已完成", "6月28日"))
    third = Reported(date(2022, 10, 9), claim("已完成"))
    assert tracked("每季度", date(2022, 7, 6), second) == [
        ("二季度", Stage.DONE, Light.GREEN), ("三季度", Stage.NOT_BEGUN, Light.GREEN),
        ("四季度", Stage.NOT_BEGUN, Light.GREEN),
    ]  # fmt: skip
    assert tracked("每季度", date(2022, 12, 20), second, third) == [
        ("二季度", Stage.DONE, Light.GREEN), ("三季度", Stage.DONE, Light.GREEN),
        ("四季度", Stage.NOT_BEGUN, Light.YELLOW),
    ]  # fmt: skip


def test_a_period_that_is_named_is_meant() -> None:
    said = Reported(date(2022, 10, 9), claim("二季度已完成，三季度未完成"))
    assert tracked("每季度", date(2022, 10, 10), said) == [
        ("二季度", Stage.DONE, Light.GREEN), ("三季度", Stage.OVERDUE, Light.RED),
        ("四季度", Stage.NOT_BEGUN, Light.GREEN),
    ]  # fmt: skip


def test_words_that_tell_nothing_change_nothing() -> None:
    first, second = Reported(date(2022, 6, 1), claim("进行中")), Reported(date(2022, 6, 9), claim("详见附件"))
    assert tracked("6月底前", date(2022, 6, 10), first, second) == [("", Stage.UNDER_WAY, Light.YELLOW)]


def entry(row: int, task: str, measure: str, said: Claim | None = None) -> Entry:
    value = Value("", "")
    return Entry("台账", row, value, Value(task, ""), Value(measure, ""), value, value, value, claim=said)


def test_claims_find_their_measure_wherever_it_stands_now() -> None:
    now = [entry(4, "甲", "公布名单"), entry(5, "乙", "公布名单"), entry(6, "乙", "清理栏目")]
    done, begun = claim("已完成"), claim("进行中")
    before = [
        entry(9, "乙", "公布　名单", begun),
        entry(8, "另一任务", "清理栏目", done),
        entry(7, "丙", "没有了", done),
    ]
    assert claims_by_entry(now, [(date(2022, 6, 1), before)]) == [
        [], [Reported(date(2022, 6, 1), begun, "台账")], [Reported(date(2022, 6, 1), done, "台账")],
    ]  # fmt: skip


@given(
    st.sampled_from(["每月", "每季度", "6月底前", "每半年", "长期坚持", "6月底前；9月底前"]),
    st.lists(st.sampled_from(["已完成", "进行中", "未开展", "二季度已完成", "详见附件"]), max_size=4),
    st.dates(date(2022, 5, 16), date(2023, 2, 1)),
)
def test_each_step_has_one_stage_and_its_light_follows(limit: str, words: list[str], as_of: date) -> None:
    claims = [Reported(date(2022, 6, 1 + at), claim(word)) for at, word in enumerate(words)]
    clauses = read_time_limit(limit, at(ISSUED)).clauses
    asked = steps_of(clauses, 2022, ISSUED)
    found = track(asked, claims, at, as_of, 30)
    assert [t.step for t in found] == list(asked)
    for one in found:
        passed = one.step.due is not None and one.step.due < as_of
        assert (one.light is Light.RED) == (one.stage is Stage.OVERDUE) == (passed and one.stage is not Stage.DONE)

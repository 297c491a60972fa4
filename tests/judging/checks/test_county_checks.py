"""S01, T09, T10 and R01 to R03: what only the whole county shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pipeline.judging.checks.county_case import CountyCase
from pipeline.judging.checks.runner import check_county
from pipeline.model import Decision, DecisionKind, Light, PlanSettings, Stage, UnitReport, UnitStatus

from .ledgers import DUE, FULL, PLAN, county_case, full_but, ledger_case, without

OTHER = """
1 | 供水公开 | 公布供气企业名单 | 8月底前 | 李山 | 办公室 | A1-03
2 | 网站     | 清理网站栏目     | 长期坚持 | 李山 | 办公室 | A1-07
"""
ONE, TWO = ledger_case(FULL), ledger_case(OTHER, unit="县乙局")
DATED = ledger_case(FULL.replace("| 每季度           |", "| 长期坚持 |"))
"""The same with one date alone."""


def found(case: CountyCase, *codes: str) -> list[tuple[str, str, str | None, str | None]]:
    run = check_county(case)
    assert not run.faults
    return [(d.code, unit, d.obligation, d.cell) for unit, d in run.deviations if d.code in codes]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(DUE, []), (DUE + timedelta(days=1), [("S01", "县丙局", None, None)])],
)
def test_who_has_sent_nothing_when_the_due_day_is_over(as_of: date, expected: list[object]) -> None:
    assert found(county_case(ONE, TWO, as_of=as_of), "S01") == expected


@pytest.mark.parametrize("status", [UnitStatus.UNREADABLE, UnitStatus.NIL, UnitStatus.LATE])
def test_who_has_sent_something_is_not_missing(status: UnitStatus) -> None:
    case = CountyCase(PLAN, DUE + timedelta(days=9), (UnitReport("县丙局", status),))
    assert found(case, "S01") == []


def test_the_missing_unit_is_told_where_to_report() -> None:
    ((unit, deviation), *_) = check_county(county_case(as_of=date(2022, 5, 23))).deviations
    assert (unit, deviation.code) == ("县甲局", "S01")
    assert deviation.message == "县甲局未在2022年5月20日前报送政务公开工作台账，已逾期3天。"
    assert "尽快报县汇总中心（电话：0000000）" in deviation.advice


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2022, 8, 1), [("T10", "县甲局", "A1-03", "D6")]),
        (date(2022, 8, 31), [("T10", "县甲局", "A1-03", "D6")]),
        (date(2022, 9, 1), [("T09", "县甲局", "A1-03", "D6")]),
        (date(2022, 7, 31), []),
    ],
)
def test_dates_that_come_and_go(as_of: date, expected: list[object]) -> None:
    assert found(county_case(DATED, as_of=as_of), "T09", "T10") == expected


def test_how_soon_is_soon_is_the_plan_s_setting() -> None:
    plan = replace(PLAN, settings=PlanSettings(due_soon_days=3))
    assert found(county_case(DATED, as_of=date(2022, 8, 27), plan=plan), "T10") == []
    assert found(county_case(DATED, as_of=date(2022, 8, 28), plan=plan), "T10") == [("T10", "县甲局", "A1-03", "D6")]


def test_a_date_is_told_with_what_was_to_be_done() -> None:
    run = check_county(county_case(DATED, as_of=date(2022, 9, 15)))
    (message,) = [d.message for _, d in run.deviations if d.code == "T09"]
    assert message == (
        "工作表“台账”D6单元格（工作任务“供水公开”）：“公布供水企业名单并归集展示”的时限2022年8月31日已过15天。"
    )


def test_an_own_task_falls_due_as_well() -> None:
    own = ledger_case("1 | 开放 | 组织开放日 | 6月9日 | 张山 | 办公室 |")
    assert found(county_case(own, as_of=date(2022, 6, 10)), "T09") == [("T09", "县甲局", None, "D5")]


def test_a_date_of_an_earlier_year_is_a_slip_and_has_not_passed() -> None:
    old = ledger_case(full_but(2, limit="2021年8月底前"))
    assert "A1-03" not in {o for _, _, o, _ in found(county_case(old, as_of=date(2022, 9, 15)), "T09")}


@pytest.mark.parametrize(
    "decision",
    [
        Decision(DecisionKind.EXTEND, "县甲局", "A1-03", until=date(2022, 9, 30)),
        Decision(DecisionKind.WAIVE, "县甲局", "A1-03"),
    ],
)
def test_an_extended_or_waived_date_has_not_passed(decision: Decision) -> None:
    assert found(county_case(DATED, as_of=date(2022, 9, 15), decisions=[decision]), "T09") == []


def test_each_period_of_what_recurs_falls_due_once() -> None:
    case = county_case(ONE, as_of=date(2022, 10, 8))
    assert found(case, "T09", "T10") == [
        ("T09", "县甲局", "A1-03", "D6"),
        ("T09", "县甲局", "A2-01", "D10"),
        ("T09", "县甲局", "A2-01", "D10"),
    ]
    said = [d.message for _, d in check_county(case).deviations if d.obligation == "A2-01" and d.code == "T09"]
    assert ["（二季度）" in words for words in said] == [True, False]


@pytest.mark.parametrize("as_of", [date(2022, 5, 19), date(2022, 7, 1), date(2022, 10, 8), date(2023, 1, 9)])
def test_what_has_passed_and_what_is_near_is_what_the_steps_say(as_of: date) -> None:
    case = county_case(ONE, TWO, as_of=as_of)
    steps = [t for those in case.tracked.values() for _, tracks in those for t in tracks]
    assert len(found(case, "T09")) == sum(t.stage is Stage.OVERDUE for t in steps)
    assert len(found(case, "T10")) == sum(t.light is Light.YELLOW for t in steps)


def test_partners_who_agree() -> None:
    assert found(county_case(ONE, TWO), "R01", "R02") == []


def test_partners_who_disagree_on_the_date() -> None:
    other = ledger_case(OTHER.replace("8月底前", "10月底前"), unit="县乙局")
    case = county_case(ONE, other)
    assert found(case, "R01") == [("R01", "县甲局", "A1-03", "D6"), ("R01", "县乙局", "A1-03", "D5")]
    message = next(d.message for _, d in check_county(case).deviations if d.code == "R01")
    assert "本单位时限为“8月底前”，与县乙局“10月底前”不一致" in message


def test_a_date_in_common_is_agreement_and_other_kinds_are_not_compared() -> None:
    more = full_but(2) + "\n7 | 供水 | 公布水质 | 10月底前 | 张山 | 办公室 | A1-03"
    other = ledger_case(OTHER.replace("8月底前", "10月底前"), unit="县乙局")
    assert found(county_case(ledger_case(more), other), "R01") == []
    monthly = ledger_case(OTHER.replace("8月底前", "每月"), unit="县乙局")
    assert found(county_case(ONE, monthly), "R01") == []


def test_a_partner_who_has_submitted_without_it() -> None:
    other = ledger_case(OTHER.replace("A1-03", "A1-07"), unit="县乙局")
    case = county_case(ONE, other)
    assert found(case, "R02") == [("R02", "县乙局", "A1-03", None)]
    (message,) = [d.message for _, d in check_county(case).deviations if d.code == "R02"]
    assert "县甲局已列入台账，本单位尚未列入" in message


@pytest.mark.parametrize(
    "case",
    [
        county_case(ONE),  # the partner has not submitted: S01 says so
        county_case(ledger_case(without(2)), ledger_case("1 | 网 | 清理 | 长期 | 李山 | 办 | A1-07", unit="县乙局")),
        county_case(ONE, ledger_case(OTHER.replace("A1-03", "?A1-03"), unit="县乙局")),
        county_case(
            ONE,
            ledger_case(OTHER.replace("A1-03", "A1-07"), unit="县乙局"),
            decisions=[Decision(DecisionKind.WAIVE, "县乙局", "A1-03")],
        ),
    ],
    ids=["not submitted", "nobody has it", "doubtful", "waived"],
)
def test_partners_who_are_not_to_blame(case: CountyCase) -> None:
    assert found(case, "R02") == []


def test_what_the_plan_leaves_open_concerns_no_unit_in_particular() -> None:
    assert found(county_case(ONE), "R03") == [("R03", "", "A1-01", None), ("R03", "", "A1-08", None)]


@pytest.mark.parametrize(
    ("text", "until", "open_"),
    [
        ("", None, ["A1-01"]),
        ("有关职能部门", None, ["A1-01"]),
        ("另一个统称", None, ["A1-01", "A1-08"]),
        ("", date(2022, 5, 1), ["A1-01", "A1-08"]),
    ],
)
def test_an_assignment_in_force_resolves_it(text: str, until: date | None, open_: list[str]) -> None:
    decision = Decision(DecisionKind.ASSIGN, "县甲局", "A1-08", text=text, until=until)
    assert [o for _, _, o, _ in found(county_case(ONE, decisions=[decision]), "R03")] == open_

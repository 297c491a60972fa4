"""The runner: severities, pilots, broken checks, keys of the register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pipeline.judging.checks.catalogue import LEDGER_CHECKS
from pipeline.judging.checks.check import Check, Finding, Place, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.runner import check_county, check_ledger
from pipeline.model import PlanSettings, Severity

from .ledgers import FULL, PLAN, county_case, full_but, ledger_case, marks


def with_settings(**settings: object) -> LedgerCase:
    plan = replace(PLAN, settings=PlanSettings(**settings))  # type: ignore[arg-type]
    return ledger_case(full_but(1, limit="", leader=""), plan=plan)


@pytest.mark.parametrize(
    ("settings", "severities"),
    [
        ({}, {"F03": "error", "F04": "error"}),
        ({"severities": {"F03": "warning"}}, {"F03": "warning", "F04": "error"}),
        ({"pilots": frozenset({"F04"})}, {"F03": "error", "F04": "notice"}),
        ({"severities": {"F04": "error"}, "pilots": frozenset({"F04"})}, {"F03": "error", "F04": "notice"}),
    ],
)
def test_the_plan_s_settings_change_severities(settings: dict[str, object], severities: dict[str, str]) -> None:
    run = check_ledger(with_settings(**settings))
    assert {d.code: d.severity.value for d in run.deviations} == severities


def test_settings_hold_for_the_county_too() -> None:
    plan = replace(PLAN, settings=PlanSettings(severities={"R03": "error"}))
    run = check_county(county_case(plan=plan))
    assert {d.severity for _, d in run.deviations if d.code == "R03"} == {Severity.ERROR}


def test_an_unknown_severity_is_the_operator_s_fault_and_stops_nothing_else() -> None:
    run = check_ledger(with_settings(severities={"F03": "grave"}))
    assert [d.code for d in run.deviations] == ["F04"]
    assert [f.code for f in run.faults] == ["F03"]


def _broken(case: LedgerCase) -> Iterator[Finding]:
    yield Finding(Place("某处"), subject="before")
    raise ZeroDivisionError("no such luck")


BROKEN = Check("X99", "试验", Severity.ERROR, Scope.LEDGER, "", "有误。", "请改。", "", _broken)


def test_a_check_that_breaks_stops_no_other_and_blames_nobody() -> None:
    case = ledger_case(full_but(1, limit=""))
    run = check_ledger(case, (BROKEN, *LEDGER_CHECKS))
    assert [(d.code, d.message) for d in run.deviations if d.code == "X99"] == [("X99", "某处：有误。")]
    assert ("F03", "D5") in [(d.code, d.cell) for d in run.deviations]
    (fault,) = run.faults
    assert (fault.code, fault.message) == ("X99", "ZeroDivisionError: no such luck")
    assert "_broken" in fault.detail


def test_every_deviation_has_its_own_key() -> None:
    table = "1 | 公开 | | | | |\n2 | 公开 | | | | |\n3 | 公开 | 编目录 | #REF! | #REF! | | "
    run = check_ledger(ledger_case(table))
    keys = [d.key("县甲局") for d in run.deviations]
    assert len(keys) == len(set(keys))


def test_a_key_outlives_a_row_that_moves() -> None:
    below = check_ledger(ledger_case("1 | 甲 | 乙 | | 张山 | 办 | B4-1", unit=None)).deviations
    moved = check_ledger(
        ledger_case("1 | 丙 | 丁 | 年底前 | 张山 | 办 | B4-1\n2 | 甲 | 乙 | | 张山 | 办 | B4-1", unit=None)
    ).deviations
    assert below[0].cell != moved[0].cell
    assert below[0].key("") == moved[0].key("")


def test_a_cell_that_is_blank_gets_no_second_message() -> None:
    for line in range(1, 7):
        for column in ("task", "measure", "limit", "leader", "section"):
            run = check_ledger(ledger_case(full_but(line, **{column: ""})))
            cells = [d.cell for d in run.deviations]
            assert len(cells) == len(set(cells)) == 1, (line, column, marks(run))


def test_a_faultless_ledger_has_no_deviation() -> None:
    assert marks(check_ledger(ledger_case(FULL))) == []

"""F12 and F13: what a hollow or a refusing measure means for its obligation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.runner import check_ledger
from pipeline.judging.checks.wording import NO_NEED
from pipeline.model import Application, Decision, DecisionKind, Match, Substance, Treatment, Value
from tests.judging.checks.ledgers import full_but, ledger_case

HOLLOW = full_but(1, measure="按要求落实", covers="")
REFUSED = full_but(1, measure="本单位不涉及", covers="")


def case(table: str, substance: Substance, *decisions: Decision) -> LedgerCase:
    """The faultless ledger whose first measure is hollow or refuses what its task stands for (A1-02)."""
    found = ledger_case(table)
    first = replace(found.matches[0], substance=substance, meant=(Match("A1-02", 0.9),))
    return replace(found, matches=(first, *found.matches[1:]), decisions=decisions)


def codes(found: LedgerCase) -> list[tuple[str, str | None, str | None]]:
    return [(d.code, d.obligation, d.cell) for d in check_ledger(found).deviations]


def ids(found: LedgerCase) -> tuple[list[str], list[str]]:
    return [o.id for o in found.missing], [o.id for o in found.pending]


def decided(kind: DecisionKind, text: str = "", until: date | None = None) -> Decision:
    return Decision(kind, "县甲局", "A1-02", text, "", "王五", until=until)


def test_a_hollow_measure_is_an_error_at_its_cell_in_place_of_the_gap() -> None:
    found = case(HOLLOW, Substance.HOLLOW)
    assert codes(found) == [("F12", "A1-02", "C5")]
    assert ids(found) == (["A1-02"], [])


def test_a_refusal_waits_and_is_neither_covered_nor_missing() -> None:
    found = case(REFUSED, Substance.REFUSAL)
    assert codes(found) == [("F13", "A1-02", "C5")]
    assert ids(found) == ([], ["A1-02"])


def test_who_refuses_a_task_is_not_asked_who_does_it_and_when() -> None:
    blank = full_but(1, measure="本单位不涉及", covers="", leader="/", section="", limit="")
    assert codes(case(blank, Substance.REFUSAL)) == [("F13", "A1-02", "C5")]
    assert [code for code, *_ in codes(case(blank, Substance.HOLLOW))] == ["F03", "F04", "F05", "F12"]


@pytest.mark.parametrize(("substance", "code"), [(Substance.HOLLOW, "F12"), (Substance.REFUSAL, "F13")])
def test_what_does_nothing_repeats_no_row(substance: Substance, code: str) -> None:
    found = ledger_case(
        full_but(1, measure="按要求落实", covers="")
        + "\n"
        + full_but(1, measure="按要求落实", covers="").splitlines()[0]
    )
    idle = tuple(
        replace(m, substance=substance, meant=(Match("A1-02", 0.9),)) if e.measure.text == "按要求落实" else m
        for e, m in zip(found.ledger.entries, found.matches, strict=True)
    )
    told = codes(replace(found, matches=idle))
    assert [c for c, *_ in told if c in ("F11", "F12", "F13")] == [code, code]


def test_of_what_a_refusal_may_mean_that_which_waits_is_told() -> None:
    found = case(REFUSED, Substance.REFUSAL)
    meant = (Match("A1-01", 0.5), Match("A1-02", 0.5))
    first = replace(found.matches[0], meant=meant)
    assert ("F13", "A1-02", "C5") in codes(replace(found, matches=(first, *found.matches[1:])))


def test_a_waiver_ends_the_waiting() -> None:
    found = case(REFUSED, Substance.REFUSAL, decided(DecisionKind.WAIVE))
    assert codes(found) == []
    assert ids(found) == ([], [])


def test_a_refusal_that_the_officer_does_not_accept_is_a_gap() -> None:
    found = case(REFUSED, Substance.REFUSAL, decided(DecisionKind.REJECT))
    assert codes(found) == [("C01", "A1-02", None)]
    assert ids(found) == (["A1-02"], [])


def test_a_rejected_wording_of_another_kind_does_not_hold_the_unit_to_it() -> None:
    found = case(REFUSED, Substance.REFUSAL, decided(DecisionKind.REJECT, "逐件认定"))
    assert ids(found) == ([], ["A1-02"])


def test_where_another_row_does_the_work_nothing_waits_and_nothing_is_missing() -> None:
    found = case(
        full_but(1, measure="本单位不涉及", covers="")
        + "\n"
        + "7 | 公文 | 逐件认定 | 12月底前 | 张山 | 办公室 | A1-02",
        Substance.REFUSAL,
    )
    assert ids(found) == ([], [])
    assert ("F13", "A1-02", "C5") in codes(found)


def test_an_unclear_measure_says_why_an_officer_has_to_look() -> None:
    found = ledger_case(full_but(1, covers="?A1-02"))
    unclear = replace(found.matches[0], substance=Substance.UNCLEAR)
    run = check_ledger(replace(found, matches=(unclear, *found.matches[1:])))
    assert ["没有写明本单位具体做什么、怎么做" in d.message for d in run.deviations] == [True]


def test_a_copied_measure_still_counts_and_is_warned_of() -> None:
    found = ledger_case(full_but(1))
    copied = replace(found.matches[0], substance=Substance.COPIED)
    assert codes(replace(found, matches=(copied, *found.matches[1:]))) == [("F09", "A1-02", "C5")]


def applying(choice: Treatment, *decisions: Decision, within: int = 0) -> LedgerCase:
    """The faultless ledger without its first measure, of whose task (A1-02) something is said on 缺失任务."""
    found = case(full_but(1, measure="", covers=""), Substance.REAL, *decisions)
    matches = (replace(found.matches[0], meant=()), *found.matches[1:])
    row = replace(found.ledger.entries[0], sheet="缺失任务")
    said = Application(row, "附件1第2项", Value(choice, "G4"), Value("职能已划转", "H4"), choice, within)
    entries = found.ledger.entries[1:]
    return replace(found, matches=matches[1:], ledger=replace(found.ledger, entries=entries, applications=(said,)))


@pytest.mark.parametrize("choice", [Treatment.NOT_OURS, Treatment.OTHERS])
def test_an_application_waits_until_it_is_decided(choice: Treatment) -> None:
    waiting = applying(choice)
    assert ids(waiting) == ([], ["A1-02"])
    assert [c for c in codes(waiting) if c[0] == "F13"] == [("F13", "A1-02", "G4")]
    assert ids(applying(choice, decided(DecisionKind.NIL_RETURN))) == ([], [])
    refused = applying(choice, decided(DecisionKind.REJECT))
    assert ids(refused) == (["A1-02"], [])
    assert [code for code, *_ in codes(refused) if code in ("C01", "F13")] == ["C01"]


def test_a_reason_with_a_private_number_is_told_masked() -> None:
    found = applying(Treatment.NOT_OURS)
    said = replace(found.ledger.applications[0], reason=Value("请问王主任13864391234", "H4"))
    found = replace(found, ledger=replace(found.ledger, applications=(said,)))
    (told,) = [d for d in check_ledger(found).deviations if d.code == "F10"]
    assert told.cell == "G4"
    assert "13864391234" not in told.message


def test_what_promises_to_follow_leaves_the_gap() -> None:
    assert ids(applying(Treatment.SUPPLY)) == (["A1-02"], [])


def test_another_row_is_said_to_hold_the_task_until_an_officer_finds_that_it_does_not() -> None:
    row = ledger_case(full_but(1, measure="", covers="")).ledger.entries[1]
    assert ids(applying(Treatment.CONTAINED, within=row.row)) == ([], ["A1-02"])
    other = decided(DecisionKind.REJECT, "每月通报全县信访事项办理进度")
    assert ids(applying(Treatment.CONTAINED, other, within=row.row)) == ([], ["A1-02"])
    this = decided(DecisionKind.REJECT, row.measure.text)
    assert ids(applying(Treatment.CONTAINED, this, within=row.row)) == (["A1-02"], [])
    assert ids(applying(Treatment.CONTAINED)) == (["A1-02"], []), "no row is named"


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("本单位不涉及", False),
        ("本年度不开展此项工作", False),
        ("我局无此项业务。", False),
        ("今年没有相关任务", False),
        ("由县发改局牵头，我局无此项业务", True),
        ("该项职责已划转至县大数据中心（源编发〔2021〕12号）", True),
        ("近三年我局没有制发过政策文件", True),
    ],
)
def test_a_refusal_with_a_reason_waits_and_one_without_is_asked_for_it(text: str, enough: bool) -> None:
    found = case(full_but(1, measure=text, covers=""), Substance.REFUSAL)
    said = next(d for d in check_ledger(found).deviations if d.code == "F13")
    assert said.advice.startswith(NO_NEED) is enough
    assert ("没有写明理由" in said.message) is not enough
    assert ("请在本格补充理由" in said.advice) is not enough


def test_an_application_without_a_reason_is_asked_for_it_where_it_is_to_be_written() -> None:
    found = applying(Treatment.NOT_OURS)
    bare = replace(found.ledger.applications[0], reason=Value("", "H4"))
    for application, enough in ((found.ledger.applications[0], False), (bare, False)):
        run = check_ledger(replace(found, ledger=replace(found.ledger, applications=(application,))))
        said = next(d for d in run.deviations if d.code == "F13")
        assert ("“情况说明”栏补充理由" in said.advice) is not enough
    moved = replace(bare, reason=Value("职能已划转至县大数据局", "H4"))
    run = check_ledger(replace(found, ledger=replace(found.ledger, applications=(moved,))))
    assert next(d for d in run.deviations if d.code == "F13").advice.startswith(NO_NEED)
    within = applying(Treatment.CONTAINED, within=found.ledger.entries[0].row)
    assert next(d for d in check_ledger(within).deviations if d.code == "F13").advice.startswith(NO_NEED)


def test_a_refusal_of_a_task_that_nobody_can_tell_is_not_said_to_wait() -> None:
    found = case(REFUSED, Substance.REFUSAL)
    unknown = replace(found, matches=(replace(found.matches[0], meant=()), *found.matches[1:]))
    said = next(d for d in check_ledger(unknown).deviations if d.code == "F13")
    assert "不能确定是方案的哪一项" in said.message
    assert "处理方式" in said.advice
    waiting = next(d for d in check_ledger(found).deviations if d.code == "F13")
    assert "已作为申请提交核定" in waiting.message
    strange = replace(found, matches=(replace(found.matches[0], meant=(Match("A1-07", 0.9),)), *found.matches[1:]))
    assert "没有把该项任务分给本单位" in next(d for d in check_ledger(strange).deviations if d.code == "F13").message

"""C01 to C06: what the ledger covers, and what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.judging.checks.runner import check_ledger
from pipeline.model import Decision, DecisionKind, Deviation, Field

from .ledgers import FULL, full_but, ledger_case, marks, without


def obligations(table: str, code: str, **given: object) -> list[str | None]:
    run = check_ledger(ledger_case(table, **given))  # type: ignore[arg-type]
    assert not run.faults
    return [d.obligation for d in run.deviations if d.code == code]


def test_nothing_is_missing_from_a_full_ledger() -> None:
    assert marks(check_ledger(ledger_case(FULL))) == []


def test_each_gap_is_one_message_without_a_cell() -> None:
    run = check_ledger(ledger_case(without(2, 4, 6)))
    assert [(d.code, d.cell, d.obligation) for d in run.deviations] == [
        ("C01", None, "A1-03"),
        ("C01", None, "A1-05"),
        ("C02", None, "A2-01"),
    ]


def test_a_gap_that_a_struck_out_row_would_fill_is_told_at_that_row() -> None:
    case = ledger_case(without(2))
    struck = replace(ledger_case(FULL).ledger.entries[1], row=20)
    (told,) = check_ledger(replace(case, struck={"A1-03": struck})).deviations
    assert (told.code, told.cell, told.sheet) == ("C01", "C6", "台账")
    assert "第20行写有该项任务，但已划删除线，未计入台账" in told.message


def test_a_gap_names_number_requirement_limit_and_role() -> None:
    (deviation,) = check_ledger(ledger_case(without(2))).deviations
    assert deviation.message == (
        "台账缺少附件1第3项（小类3）：“做好供水、供气企业信息公开，公布适用主体清单”，时限要求“8月底前”。"
        "本单位是该项任务的责任单位。"
    )
    assert deviation.suggestion == "8月底前"
    (lead,) = check_ledger(ledger_case(without(6))).deviations
    assert lead.message.endswith("本单位是该事项的牵头单位。")
    (group,) = check_ledger(ledger_case(without(5))).deviations
    assert "“县政府各部门单位”范围内的责任单位" in group.message


def test_a_doubtful_entry_is_no_gap() -> None:
    assert marks(check_ledger(ledger_case(full_but(2, covers="?A1-03")))) == [("C04", "C6")]


def test_what_the_plan_leaves_open_is_never_a_gap() -> None:
    assert obligations("1 | 公开 | 编目录 | 年底前 | 张山 | 办公室 | B4-1", "C01", unit="县丙局") == [
        "A1-04",
        "A1-05",
        "A1-06",
    ]
    assert obligations("1 | 公开 | 编目录 | 年底前 | 张山 | 办公室 | B4-1", "C01", unit="丁镇") == []
    assert obligations("1 | 公开 | 编目录 | 年底前 | 张山 | 办公室 | B4-1", "C01", unit=None) == []


def test_gaps_cannot_be_told_without_measures() -> None:
    assert obligations(FULL.replace("A1-02", ""), "C01", missing=(Field.MEASURE,)) == []
    assert obligations(FULL.replace("A1-02", ""), "C01", missing=(Field.LEADER,)) == ["A1-02"]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (Decision(DecisionKind.WAIVE, "县甲局", "A1-03"), []),
        (Decision(DecisionKind.NIL_RETURN, "县甲局", "A1-03"), []),
        (Decision(DecisionKind.NIL_RETURN, "县甲局", ""), []),
        (Decision(DecisionKind.WAIVE, "县甲局", "A1-03", until=date(2022, 5, 20)), []),
        (Decision(DecisionKind.WAIVE, "县甲局", "A1-03", until=date(2022, 5, 19)), ["A1-03"]),
        (Decision(DecisionKind.WAIVE, "县乙局", "A1-03"), ["A1-03"]),
        (Decision(DecisionKind.WAIVE, "县甲局", "A1-04"), ["A1-03"]),
    ],
)
def test_waivers_and_nil_returns_excuse_while_they_hold(decision: Decision, expected: list[str]) -> None:
    assert obligations(without(2), "C01", decisions=[decision]) == expected


def test_a_waiver_takes_the_time_limit_codes_too() -> None:
    table = full_but(1, limit="2023年2月底前")
    waiver = Decision(DecisionKind.WAIVE, "县甲局", "A1-02")
    assert marks(check_ledger(ledger_case(table, decisions=[waiver]))) == []


def test_an_assignment_makes_an_open_obligation_binding() -> None:
    assigned = Decision(DecisionKind.ASSIGN, "县甲局", "A1-08")
    assert obligations(FULL, "C01", decisions=[assigned]) == ["A1-08"]


@pytest.mark.parametrize(
    ("covers", "expected"),
    [("", [("C03", "C11")]), ("B4-1", []), ("?B4-1", []), ("A1-06", []), ("?A1-06", [("C04", "C11")])],
)
def test_own_tasks_and_doubts(covers: str, expected: list[tuple[str, str]]) -> None:
    extra = f"7 | 学习 | 到先进单位学习 | 年底前 | 张山 | 办公室 | {covers}"
    assert marks(check_ledger(ledger_case(f"{FULL}\n{extra}"))) == expected


def test_a_row_without_measure_is_asked_for_its_measure_only() -> None:
    for covers in ("", "?A1-06"):
        extra = f"7 | 学习 | | 年底前 | 张山 | 办公室 | {covers}"
        assert marks(check_ledger(ledger_case(f"{FULL}\n{extra}"))) == [("F02", "C11")]


def test_nobody_is_told_to_delete_the_row_of_a_task_of_his_own() -> None:
    for covers, is_own in (("A1-02", True), ("?A1-02", True), ("", False), ("B4-1", False)):
        row = f"1 | 学习 | | 年底前 | 张山 | 办公室 | {covers}"
        said = next(d for d in check_ledger(ledger_case(row)).deviations if d.code == "F02")
        assert ("可以删去该行" in said.advice) is not is_own
        assert "在本格写明理由" in said.advice


def test_all_doubts_of_an_entry_are_one_message_the_likeliest_first() -> None:
    extra = "7 | 学习 | 到先进单位学习 | 年底前 | 张山 | 办公室 | ?A1-06 ?A1-04"
    (deviation,) = check_ledger(ledger_case(f"{FULL}\n{extra}")).deviations
    assert deviation.obligation == "A1-04"
    assert "附件1第4项“提高依申请公开答复的及时性和针对性”、附件1第6项“加强个人信息保护，选择恰当的公开方式”" in (
        deviation.message
    )


def test_two_entries_with_the_same_doubt_stay_apart_in_the_register() -> None:
    extra = (
        "7 | 学习 | 到先进单位学习 | 年底前 | 张山 | 办公室 | ?A1-06\n"
        "8 | 学习 | 编学习材料 | 年底前 | 张山 | 办公室 | ?A1-06"
    )
    keys = {d.key("县甲局") for d in check_ledger(ledger_case(f"{FULL}\n{extra}")).deviations}
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("covers", "expected"),
    [
        ("A1-07", [("C05", "C11")]),
        ("A1-08", []),  # 有关职能部门 too: nobody can say that it is not theirs
        ("A1-01", []),  # another document says whose it is
    ],
)
def test_taking_on_what_is_others(covers: str, expected: list[tuple[str, str]]) -> None:
    extra = f"7 | 网站 | 按季度清理网站栏目 | 按季度 | 张山 | 办公室 | {covers}"
    assert marks(check_ledger(ledger_case(f"{FULL}\n{extra}"))) == expected


def test_a_town_that_takes_on_departments_work() -> None:
    table = "1 | 隐私 | 发布前隐去住址 | 长期坚持 | 张山 | 办公室 | A1-06"
    (deviation,) = check_ledger(ledger_case(table, unit="丁镇")).deviations
    assert (deviation.code, deviation.obligation) == ("C05", "A1-06")
    assert "县政府各部门单位，不含本单位" in deviation.message


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("公开本单位预决算", [("C06", "C10")]),
        ("督促各单位公开预决算", []),
        ("对各单位公开情况开展检查", []),
        ("召开会议统筹预决算公开", []),
    ],
)
def test_a_leader_has_to_guide(measure: str, expected: list[tuple[str, str]]) -> None:
    assert marks(check_ledger(ledger_case(full_but(6, measure=measure)))) == expected


def test_one_of_several_entries_may_do_the_guiding() -> None:
    table = (
        full_but(6, measure="公开本单位预决算") + "\n7 | 财政 | 通报各单位公开情况 | 每季度 | 张山 | 财务科 | A2-01"
    )
    assert marks(check_ledger(ledger_case(table))) == []


def test_who_does_not_lead_need_not_guide() -> None:
    table = "1 | 财政 | 公开本单位预决算 | 每季度 | 张山 | 财务科 | A2-01"
    assert "C06" not in [code for code, _ in marks(check_ledger(ledger_case(table, unit="县乙局")))]


def test_every_gap_has_the_same_words_for_receipts_to_group() -> None:
    deviations: tuple[Deviation, ...] = check_ledger(ledger_case(without(2, 4))).deviations
    assert all(d.message == d.what for d in deviations)

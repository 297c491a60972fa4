"""T01 to T08: from the judgement of time limits to the cell at fault, with the right value as a suggestion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.judging.checks.runner import check_ledger
from pipeline.judging.checks.wording import EVERY
from pipeline.judging.time_limits.calendar import PERIOD_DAYS
from pipeline.model import Decision, DecisionKind, Deviation

from .ledgers import FULL, full_but, ledger_case, marks

QUARTERLY = "7 | 报告任务 | 公开任务进展情况 | {} | 张山 | 办公室 | A1-01"


def one(table: str, **given: object) -> Deviation:
    run = check_ledger(ledger_case(table, **given))  # type: ignore[arg-type]
    assert not run.faults
    (deviation,) = run.deviations
    return deviation


@pytest.mark.parametrize(
    ("line", "limit", "code", "suggestion"),
    [
        (1, "2023年2月底前", "T01", "2022年12月31日前"),
        (2, "10月底前", "T01", "2022年8月31日前"),
        (3, "收到申请后30个工作日内", "T03", "自收到申请之日起20个工作日内予以答复"),
        (4, "不少于20日", "T04", "征求意见期限不少于30日"),
        (1, "及时", "T05", "年底前"),
        (3, "尽快", "T05", "自收到申请之日起20个工作日内予以答复"),
        (1, "见附件", "T06", "年底前"),
        (6, "见附件", "T06", "2022年12月31日前"),
        (1, "2021年12月31日前", "T07", "2022年12月31日前"),
        (5, "6月底前", "T08", "长期坚持"),
    ],
)
def test_each_code_at_its_cell_with_a_suggestion(line: int, limit: str, code: str, suggestion: str) -> None:
    deviation = one(full_but(line, limit=limit))
    assert (deviation.code, deviation.cell) == (code, f"D{line + 4}")
    assert deviation.content == limit
    assert deviation.suggestion == suggestion
    assert limit in deviation.message


def test_a_frequency_that_is_too_low() -> None:
    deviation = one(f"{FULL}\n{QUARTERLY.format('每半年一次')}")
    assert (deviation.code, deviation.cell, deviation.suggestion) == ("T02", "D11", "每季度")
    assert "附件1第1项" in deviation.message
    assert "按季度公开" in deviation.message
    assert "每季度" in deviation.advice


@pytest.mark.parametrize("limit", ["每季度", "每月"])
def test_a_frequency_that_is_enough(limit: str) -> None:
    assert marks(check_ledger(ledger_case(f"{FULL}\n{QUARTERLY.format(limit)}"))) == []


def test_the_message_says_where_what_and_what_the_plan_asks() -> None:
    deviation = one(full_but(1, limit="2023年2月底前"))
    assert deviation.message == (
        "工作表“台账”D5单元格（工作任务“公文属性”）：时限“2023年2月底前”晚于要求。"
        "方案对附件1第2项“开展历史公文公开属性认定工作”的时限要求为“年底前”："
        "须于2022年12月31日前完成，台账写的是“2023年2月底前”。"
    )
    assert deviation.advice == "请将时限调整为“2022年12月31日前”或更早。"


def test_the_entry_that_comes_nearest_is_the_one_to_mend() -> None:
    late = full_but(2, limit="11月底前") + "\n7 | 供水 | 公布水质检测结果 | 10月底前 | 张山 | 办公室 | A1-03"
    assert marks(check_ledger(ledger_case(late))) == [("T01", "D11")]
    wide = full_but(3, limit="收到申请后40个工作日内")
    wide += "\n7 | 申请 | 网上受理申请并回复 | 收到申请后30个工作日内 | 张山 | 办公室 | A1-04"
    assert marks(check_ledger(ledger_case(wide))) == [("T03", "D11")]
    short = full_but(4, limit="不少于10日")
    short += "\n7 | 决策 | 在报纸上征求意见 | 不少于20日 | 张山 | 办公室 | A1-05"
    assert marks(check_ledger(ledger_case(short))) == [("T04", "D11")]


def test_what_follows_a_period_is_not_taken_for_the_period() -> None:
    """意见征集结束后若干日 says when its result is published: not the cell that is too short."""
    short = full_but(4, limit="不少于15日")
    short += "\n7 | 决策 | 公布采纳情况 | 征求意见结束后20个工作日内 | 张山 | 办公室 | A1-05"
    assert marks(check_ledger(ledger_case(short))) == [("T04", "D8")]


def test_one_entry_that_satisfies_is_enough() -> None:
    table = full_but(2, limit="11月底前") + "\n7 | 供水 | 公布水质检测结果 | 8月底前 | 张山 | 办公室 | A1-03"
    assert marks(check_ledger(ledger_case(table))) == []


def test_days_may_stand_in_the_measure() -> None:
    deviation = one(full_but(4, measure="网上征求意见，期限不少于20日", limit="决策前"))
    assert (deviation.code, deviation.cell) == ("T04", "C8")


def test_one_cell_may_break_two_obligations_and_says_so_for_each() -> None:
    run = check_ledger(ledger_case(full_but(1, limit="2023年2月底前", covers="A1-02 A1-03")))
    assert [(d.code, d.cell, d.obligation) for d in run.deviations] == [
        ("T01", "D5", "A1-02"),
    ]  # A1-03 is satisfied by line 2
    without_second = full_but(1, limit="无", covers="A1-02 A1-03").replace("| A1-03\n", "| B4-1\n")
    run = check_ledger(ledger_case(without_second))
    assert [(d.code, d.cell, d.obligation) for d in run.deviations] == [
        ("T06", "D5", "A1-02"),
        ("T06", "D5", "A1-03"),
    ]
    assert len({d.message for d in run.deviations}) == 1  # receipts show them as one line


@pytest.mark.parametrize("covers", ["", "?A1-02", "B4-1"])
def test_only_certain_matches_are_measured(covers: str) -> None:
    table = f"{FULL}\n7 | 学习 | 到先进单位学习 | 见附件 | 张山 | 办公室 | {covers}"
    assert not [code for code, _ in marks(check_ledger(ledger_case(table))) if code.startswith("T")]


def test_a_blank_limit_is_no_time_limit_deviation() -> None:
    assert one(full_but(1, limit="")).code == "F03"


def test_same_as_above_takes_over_the_limit_that_was_written_out() -> None:
    limits = full_but(1, limit="2023年2月底前").replace("8月底前         ", "同上").replace("| 8月底前 ", "| 同上 ")
    run = check_ledger(ledger_case(limits))
    assert marks(run) == [("T01", "D5"), ("T01", "D6")]
    case = ledger_case(
        "1 | 甲 | 编目录 | 8月底前 | 张山 | 办 | B4-1\n2 | 乙 | 建专栏 | 同上 | 张山 | 办 | B4-1\n"
        "3 | 丙 | 写材料 | 同上 | 张山 | 办 | B4-1",
        unit=None,
    )
    assert [[c.due for c in limit.clauses] for limit in case.limits] == [[date(2022, 8, 31)]] * 3


@pytest.mark.parametrize("limit", ["按左列天数", "见工作举措"])
@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("收到申请后15个工作日内答复", []),
        ("收到申请后30个工作日内答复", [("T03", "D7")]),
        ("答复申请", [("T06", "D7")]),
    ],
)
def test_a_limit_that_points_to_the_measure_is_the_one_that_stands_there(
    limit: str, measure: str, expected: list[tuple[str, str]]
) -> None:
    found = marks(check_ledger(ledger_case(full_but(3, limit=limit, measure=measure))))
    # The measure is at fault where it says a limit that is too wide.
    assert [(code, cell.replace("C7", "D7")) for code, cell in found] == expected


def test_same_as_above_below_a_limit_that_points_to_the_measure_is_the_row_s_own_measure() -> None:
    case = ledger_case(
        "1 | 甲 | 编目录 | 6月底前 | 张山 | 办 | A1-04\n"
        "2 | 乙 | 收到申请后15个工作日内答复 | 按左列天数 | 张山 | 办 | A1-04\n"
        "3 | 丙 | 收到申请后10个工作日内答复 | 同上 | 张山 | 办 | A1-04\n4 | 丁 | 答复 | 同上 | 张山 | 办 | A1-04",
        unit=None,
    )
    assert [[c.days for c in limit.clauses] for limit in case.limits] == [[None], [15], [10], []]


def test_same_as_left_is_the_measure_where_that_says_a_limit() -> None:
    assert marks(check_ledger(ledger_case(full_but(3, limit="同左", measure="收到申请后15个工作日内答复")))) == []


@pytest.mark.parametrize(
    ("until", "expected"),
    [("2023-02-28", []), ("2023-01-31", [("T01", "D5")])],
)
def test_an_extension_moves_the_date_that_is_asked(until: str, expected: list[tuple[str, str]]) -> None:
    extension = Decision(DecisionKind.EXTEND, "县甲局", "A1-02", until=date.fromisoformat(until))
    run = check_ledger(ledger_case(full_but(1, limit="2023年2月28日前"), decisions=[extension]))
    assert marks(run) == expected
    for deviation in run.deviations:
        assert "已核定延期至2023年1月31日" in deviation.message
        assert deviation.suggestion == "2023年1月31日前"


def test_an_extension_of_another_unit_moves_nothing() -> None:
    extension = Decision(DecisionKind.EXTEND, "县乙局", "A1-02", until=date(2023, 3, 1))
    assert one(full_but(1, limit="2023年2月底前"), decisions=[extension]).code == "T01"


BOTH = "8 | 公文与供水 | 认定公文属性，公布供水企业名单 | {} | 张山 | 办公室 | A1-02 A1-03"


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("8月底前，年底前", []),
        ("公文属性12月底前，供水主体清单8月底前", []),
        ("公文属性2023年3月底前，供水主体清单8月底前", [("T01", "A1-02")]),
        ("公文属性6月底前，供水主体清单10月底前", [("T01", "A1-03")]),
        ("公文属性2021年底前，供水主体清单8月底前", [("T07", "A1-02")]),
        ("公文属性及时认定，供水主体清单8月底前", []),
        ("2023年3月底前", [("T01", "A1-02"), ("T01", "A1-03")]),
    ],
)
def test_an_entry_for_two_obligations_is_judged_for_each_by_what_it_says_of_it(
    limit: str, expected: list[tuple[str, str]]
) -> None:
    others = "\n".join(line for line in FULL.splitlines() if "A1-02" not in line and "A1-03" not in line)
    run = check_ledger(ledger_case(f"{others}\n{BOTH.format(limit)}"))
    assert [(d.code, d.obligation) for d in run.deviations if d.code[0] == "T"] == expected


def test_every_frequency_that_is_read_can_be_said() -> None:
    assert set(EVERY) == {*PERIOD_DAYS, "unspecified"}


@pytest.mark.parametrize(("measure", "told"), [("公开征求意见，期限不少于15日", True), ("在网站公开征求意见", False)])
def test_a_measure_that_sets_the_same_limit_is_to_be_mended_with_it(measure: str, told: bool) -> None:
    row = f"9 | 决策 | {measure} | 征求意见期限不少于15日 | 张山 | 办公室 | A1-05"
    (found,) = [d for d in check_ledger(ledger_case(row)).deviations if d.code == "T04"]
    assert ("工作举措中所写的时限也请一并修改" in found.message) is told
    assert found.suggestion == "征求意见期限不少于30日", "the plan's words: days alone say nothing"


@pytest.mark.parametrize(
    ("limit", "day", "read"),
    [("2022年11月31日前", "11月没有31日", "2022年11月30日"), ("2月29日前", "2月没有29日", "2022年2月28日")],
)
def test_a_date_that_no_calendar_has_is_told_with_how_it_is_read(limit: str, day: str, read: str) -> None:
    told = one(full_but(1, limit=limit))
    assert (told.code, told.severity.value, told.cell, told.suggestion) == ("T05", "warning", "D5", f"{read}前")
    assert day in told.message
    assert f"暂按{read}读取" in told.message


@pytest.mark.parametrize("limit", ["2022年11月30日前", "11月底前", "2月28日前"])
def test_the_last_day_of_a_month_is_no_such_date(limit: str) -> None:
    assert marks(check_ledger(ledger_case(full_but(1, limit=limit)))) == []


def test_a_date_that_no_calendar_has_is_not_told_beside_what_it_falls_short_of() -> None:
    assert marks(check_ledger(ledger_case(full_but(2, limit="9月31日前")))) == [("T01", "D6")]


def test_of_a_merged_limit_only_the_row_at_fault_is_to_be_mended() -> None:
    merged = FULL.replace("不少于30日", "长期坚持").replace(
        "| 长期坚持         | 张山 | 办公室", "| ^ | 张山 | 办公室"
    )
    told = one(merged)
    assert (told.code, told.cell, told.obligation, told.suggestion) == ("T05", "D8", "A1-05", "")
    assert told.message.endswith("该格由第8—9行合并，须改的是第8行。")
    assert told.advice.startswith("请先拆分合并单元格，只改第8行，其余各行仍填原来的时限：请写明")
    assert "例如“征求意见期限不少于30日”" in told.advice


def test_a_limit_merged_over_measures_of_one_obligation_is_mended_in_one() -> None:
    first, second = (
        "1 | 决策 | 征求意见 | 长期坚持 | 张山 | 法规科 | A1-05",
        "2 | 决策 | 公布采纳 | ^ | 张山 | 法规科 | A1-05",
    )
    table = f"{first}\n{second}"
    (told,) = [d for d in check_ledger(ledger_case(table)).deviations if d.code == "T05"]
    assert told.suggestion
    assert "拆分" not in told.message


def test_what_is_suggested_for_a_blank_merged_limit_is_right_for_all_its_rows() -> None:
    blank = FULL.replace("12月底前", "").replace("8月底前", "^")
    (told,) = [d for d in check_ledger(ledger_case(blank)).deviations if d.code == "F03"]
    assert told.suggestion == "8月底前"


@pytest.mark.parametrize(
    ("limit", "why"), [("2022年13月底前", "没有13月"), ("8月32日前", "8月没有32日"), ("3个月内", ""), ("13日前", "")]
)
def test_of_a_task_of_the_units_own_a_date_that_no_calendar_has_is_told(limit: str, why: str) -> None:
    own = f"9 | 自行安排的工作 | 整理材料并上墙 | {limit} | 张山 | 办公室 |"
    told = [d.message for d in check_ledger(ledger_case(f"{FULL.rstrip()}\n{own}")).deviations if d.code == "T05"]
    assert len(told) == bool(why)
    assert all(why in message for message in told)


def test_cells_of_the_same_address_on_two_sheets_are_not_merged() -> None:
    case = ledger_case(full_but(2, limit="10月底前"))
    entries = case.ledger.entries
    twin = replace(
        entries[2], sheet="续表", time_limit=replace(entries[2].time_limit, cell=entries[1].time_limit.cell)
    )
    case = replace(case, ledger=replace(case.ledger, entries=(*entries[:2], twin, *entries[3:])))
    (told,) = [d for d in check_ledger(case).deviations if d.code == "T01"]
    assert "合并" not in told.message
    assert told.suggestion

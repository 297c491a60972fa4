"""S02 to S07: what is said of a file before a word of its content is judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from pipeline.judging.checks.arrival_case import ArrivalCase, Repeat, RepeatKind
from pipeline.judging.checks.runner import check_arrival, check_ledger, check_submission
from pipeline.judging.checks.s06_submitted_again import counts_all_the_same
from pipeline.model import Decision, DecisionKind, Evidence, Field, FileRead, Identification, ReadingFailure, Unread

from .ledgers import FULL, arrival_case, ledger, ledger_case, marks


def failed(kind: str, message: str = "文件设有打开密码。", advice: str = "请取消密码后重新报送。") -> FileRead:
    return FileRead("台账.xlsx", "0" * 64, failure=ReadingFailure(kind, message, advice))


def test_a_good_file_gives_nothing() -> None:
    case = arrival_case(ledger=ledger(FULL), first_received=date(2022, 5, 20))
    assert marks(check_submission(case, ledger_case(FULL))) == []


@pytest.mark.parametrize(
    ("first", "expected"),
    [(None, []), (date(2022, 5, 20), []), (date(2022, 5, 21), [("S02", None)])],
)
def test_late_is_the_first_submission_after_the_due_day(first: date | None, expected: list[object]) -> None:
    assert marks(check_arrival(arrival_case(first_received=first))) == expected


def test_a_unit_that_need_not_report_is_never_late() -> None:
    case = arrival_case(identification=Identification("丁镇"), first_received=date(2022, 6, 30))
    assert marks(check_arrival(case)) == []


def test_late_says_by_how_much() -> None:
    (deviation,) = check_arrival(arrival_case(first_received=date(2022, 5, 23))).deviations
    assert deviation.message == (
        "来件“甲局台账.xlsx”：首次报送日期为2022年5月23日，晚于报送截止日2022年5月20日，逾期3天。"
    )


def test_an_unknown_unit_without_signs() -> None:
    (deviation,) = check_arrival(arrival_case(None)).deviations
    assert (deviation.code, deviation.severity.value) == ("S03", "error")
    assert "均未写明单位名称" in deviation.message
    assert "某县某某局政务公开工作任务台账" in deviation.advice


def test_contradicting_signs_are_shown_and_not_weighed() -> None:
    signs = (Evidence("title", "某县甲局台账", "县甲局"), Evidence("file_name", "乙局.xlsx", "县乙局"))
    case = arrival_case(identification=Identification(None, signs, contradictory=True))
    (deviation,) = check_arrival(case).deviations
    assert deviation.code == "S03"
    assert "表格标题“某县甲局台账”指向县甲局，文件名“乙局.xlsx”指向县乙局" in deviation.message

    assert "请核对表格标题、文件名" in deviation.advice


def test_the_sign_that_differs_from_the_others_is_named_and_marked() -> None:
    signs = (
        Evidence("folder", "县乙局", "县乙局"),
        Evidence("title", "某县甲局台账", "县甲局"),
        Evidence("file_name", "乙局.xlsx", "县乙局"),
    )
    ledger = replace(ledger_case("1 | 公开 | 编目录 | 年底前 | 张山 | 办公室 | B4-1").ledger, title_cell="A1")
    case = arrival_case(identification=Identification(None, signs, contradictory=True), ledger=ledger)
    (deviation,) = check_arrival(case).deviations
    assert (deviation.sheet, deviation.cell) == ("台账", "A1")
    assert "请把表格标题“某县甲局台账”改为县乙局" in deviation.advice
    assert "文件名“" not in deviation.advice


@pytest.mark.parametrize(
    ("kind", "code"),
    [("encrypted", "S04"), ("damaged", "S04"), ("unsafe", "S04"), ("empty_file", "S04"), ("not_a_ledger", "S05")],
)
def test_a_file_without_a_ledger_gets_one_message(kind: str, code: str) -> None:
    case = arrival_case(None, file=failed(kind), first_received=date(2022, 6, 1))
    assert marks(check_submission(case, None)) == [(code, None)]


def test_the_reader_s_own_words_are_passed_on() -> None:
    (deviation,) = check_arrival(arrival_case(file=failed("encrypted"))).deviations
    assert deviation.message == "来件“台账.xlsx”：文件设有打开密码。"
    assert deviation.advice == "请取消密码后重新报送。"


def test_without_advice_of_the_reader_there_is_some() -> None:
    (deviation,) = check_arrival(arrival_case(file=failed("crashed", "读取中断", ""))).deviations
    assert "重新报送" in deviation.advice


def unread_beside(*ranges: str) -> ArrivalCase:
    form = replace(
        ledger(FULL, missing=(Field.LEADER,)), headings=("序号", "工作任务", "工作举措", "时限要求", "", "责任科室")
    )
    left = tuple(Unread("台账", at, "张山 李四", "表格以外的内容") for at in ranges)
    return arrival_case(ledger=form, file=FileRead("台账.xlsx", "0" * 64, ledgers=(form,), unread=left))


def test_a_column_without_heading_is_told_once_and_no_remark_is_taken_for_one() -> None:
    column, remark = check_arrival(unread_beside("E5:E10", "A12")).deviations
    assert (column.code, remark.code, remark.cell) == ("S05", "S08", "A12")
    assert column.advice.startswith("E列有内容而没有栏名，如果就是所缺的栏目，在第4行补上栏名即可。")


def test_a_column_without_heading_that_was_read_is_asked_for_its_name() -> None:
    form = replace(ledger(FULL), unnamed=(Field.LEADER,))
    (told,) = check_arrival(arrival_case(ledger=form)).deviations
    assert (told.code, told.cell) == ("S05", "E4")
    assert "“单位分管领导”栏没有栏名，已按内容读取" in told.message
    assert told.advice.startswith("请在E4单元格填写栏名“单位分管领导”")


def test_absent_columns_are_named_together_in_one_message() -> None:
    form = ledger(FULL, missing=(Field.LEADER, Field.SECTION))
    (deviation,) = check_arrival(arrival_case(ledger=form)).deviations
    assert (deviation.code, deviation.cell) == ("S05", "A4")
    assert "缺少“单位分管领导”、“责任科室”栏" in deviation.message


def test_a_form_without_numbers_is_the_form_all_the_same() -> None:
    form = ledger(FULL, missing=(Field.NO,))
    assert marks(check_arrival(arrival_case(ledger=form))) == []
    assert marks(check_ledger(ledger_case(FULL, missing=(Field.NO,)))) == [("F06", None)]


@pytest.mark.parametrize(
    ("kind", "words"),
    [(RepeatKind.SAME_CONTENT, "完全相同"), (RepeatKind.OLDER_VERSION, "更早报送的一版")],
)
def test_a_repeat_is_a_notice(kind: RepeatKind, words: str) -> None:
    repeat = Repeat(kind, 2, datetime(2022, 5, 18, 9), "甲局.xlsx")
    (deviation,) = check_arrival(arrival_case(repeat=repeat)).deviations
    assert (deviation.code, deviation.severity.value) == ("S06", "notice")
    assert words in deviation.message
    assert "2022年5月18日收到的第2版“甲局.xlsx”" in deviation.message
    assert "如属重复发送，无需处理" in deviation.advice
    assert not counts_all_the_same(deviation)


def test_what_was_saved_earlier_is_a_notice_and_counts_all_the_same() -> None:
    saved = datetime(2022, 5, 16, 9, 12), datetime(2022, 5, 17, 16, 40)
    repeat = Repeat(RepeatKind.SAVED_EARLIER, 2, datetime(2022, 5, 18, 9), "甲局.xlsx", saved)
    (deviation,) = check_arrival(arrival_case(repeat=repeat)).deviations
    assert (deviation.code, deviation.severity.value) == ("S06", "notice")
    assert deviation.what == (
        "疑似误发旧稿：按文件属性记载，本文件最后保存于2022年5月16日9时12分，"
        "早于2022年5月18日收到的第2版“甲局.xlsx”的最后保存时间（2022年5月17日16时40分）。"
    )
    assert "请将最新文件重新报送一次" in deviation.advice
    assert "如确需以本文件为准，可不理会本条提示" in deviation.advice
    assert counts_all_the_same(deviation)


def test_what_puts_an_old_draft_right_is_told_that_it_counts() -> None:
    repeat = Repeat(RepeatKind.RESTORED, 2, datetime(2022, 5, 18, 9), "甲局.xlsx")
    (deviation,) = check_arrival(arrival_case(repeat=repeat)).deviations
    assert "现行台账以本次来件为准" in deviation.message
    assert deviation.advice == "本次来件无需再次报送；如回执列有错误，请修改后重新报送。", "it may hold errors"
    assert counts_all_the_same(deviation)


@pytest.mark.parametrize("table", ["", "1 | | | | | |\n2 | | | | | |", "| | | 长期坚持 | 张山 | 办公室 |"])
def test_an_empty_form_gets_one_message_instead_of_all_gaps(table: str) -> None:
    run = check_ledger(ledger_case(table))
    assert marks(run) == [("S07", "A4")]
    assert "本单位至少应落实6项任务" in run.deviations[0].advice


def test_an_empty_form_without_its_columns_is_not_reported_twice() -> None:
    absent = (Field.TASK, Field.MEASURE)
    arrival = arrival_case(ledger=ledger("", missing=absent))
    assert marks(check_submission(arrival, ledger_case("", missing=absent))) == [("S05", "A4")]


def test_an_empty_form_is_what_a_nil_return_means() -> None:
    nil = Decision(DecisionKind.NIL_RETURN, "县甲局", "")
    assert marks(check_ledger(ledger_case("", decisions=[nil]))) == []
    one = Decision(DecisionKind.NIL_RETURN, "县甲局", "A1-03")
    (deviation,) = check_ledger(ledger_case("", decisions=[one])).deviations
    assert "本单位至少应落实5项任务" in deviation.advice


@pytest.mark.parametrize(
    ("text", "at", "told"),
    [
        ("大厅正在改造，专区今年未列预算，暂不建设", "H5", "请把C5改写为不开展的理由"),
        ("此项今年推迟到明年", "H5", "请把C5改写为不开展的理由"),
        ("电话3228369", "H5", "无需处理，也可以删去"),
        ("今年暂不建设", "A40", "无需处理，也可以删去"),
    ],
)
def test_a_remark_that_takes_a_measure_back_is_to_be_settled(text: str, at: str, told: str) -> None:
    form = ledger(FULL)
    left = (Unread(form.sheet, at, text, "表格以外的内容"),)
    case = arrival_case(ledger=form, file=FileRead("台账.xlsx", "0" * 64, ledgers=(form,), unread=left))
    (deviation,) = check_arrival(case).deviations
    assert told in deviation.advice

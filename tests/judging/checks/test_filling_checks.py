"""F01 to F11: how the form is filled in. The tables fulfil a body duty for no unit, so that only F can speak."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.runner import check_ledger
from pipeline.judging.checks.suggestions import is_fit
from pipeline.model import EXAMPLE_ROWS, MISSING_SHEET, Field, ReadingNote, Value

from .ledgers import SHEET, full_but, ledger_case, marks

Marks = list[tuple[str, str | None]]


def found(table: str, **given: object) -> Marks:
    return marks(check_ledger(ledger_case(table, unit=None, **given)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("1 | | 编目录 | 年底前 | 张山 | 办公室 | B4-1", [("F01", "B5")]),
        ("1 | 公开 | | 年底前 | 张山 | 办公室 | B4-1", [("F02", "C5")]),
        ("1 | 公开 | 编目录 | | 张山 | 办公室 | B4-1", [("F03", "D5")]),
        ("1 | 公开 | 编目录 | 年底前 | | 办公室 | B4-1", [("F04", "E5")]),
        ("1 | 公开 | 编目录 | 年底前 | 张山 | | B4-1", [("F05", "F5")]),
        ("1 | 公开 | | | | | B4-1", [("F02", "C5"), ("F03", "D5"), ("F04", "E5"), ("F05", "F5")]),
    ],
)
def test_each_blank_cell_gets_one_message(table: str, expected: Marks) -> None:
    assert found(table) == expected


def test_a_merged_cell_is_not_blank_below_and_counts_once_where_it_is() -> None:
    filled = "1 | 公开 | 编目录 | 年底前 | 张山 | 办公室 | B4-1\n^ | ^ | 建专栏 | ^ | ^ | ^ | B4-1"
    assert found(filled) == []
    blank = "1 | 公开 | 编目录 | 年底前 | | 办公室 | B4-1\n^ | ^ | 建专栏 | ^ | ^ | ^ | B4-1"
    assert found(blank) == [("F04", "E5")]


def test_rows_that_hold_only_a_number_are_not_in_use() -> None:
    assert found("1 | 公开 | 编目录 | 年底前 | 张山 | 办公室 | B4-1\n2 | | | | | |\n3 | | | | | |") == []


def test_an_absent_column_is_not_blank_cell_by_cell() -> None:
    assert found("1 | 公开 | 编目录 | 年底前 | | 办公室 | B4-1", missing=(Field.LEADER,)) == []


def test_a_blank_limit_comes_with_the_plan_s_words() -> None:
    (deviation,) = check_ledger(ledger_case(full_but(1, limit=""))).deviations
    assert (deviation.code, deviation.cell, deviation.suggestion) == ("F03", "D5", "年底前")
    assert deviation.message == "工作表“台账”D5单元格（工作任务“公文属性”）：“时限要求”未填写。"
    assert deviation.what == "“时限要求”未填写。"


def test_a_blank_limit_of_a_row_with_two_tasks_comes_with_what_satisfies_both() -> None:
    case = ledger_case(full_but(1, limit="", covers="A1-02 A1-06"))
    (deviation,) = [d for d in check_ledger(case).deviations if d.code == "F03"]
    wanted = [case.plan.by_id[o] for o in ("A1-02", "A1-06")]
    assert deviation.suggestion
    assert all(is_fit(deviation.suggestion, o.clauses, case.here) for o in wanted)


def numbered(*numbers: str) -> str:
    return "\n".join(f"{n} | 任务{i} | 举措{i} | 年底前 | 张山 | 办公室 | B4-1" for i, n in enumerate(numbers))


@pytest.mark.parametrize(
    ("numbers", "cell", "words"),
    [
        (("1", "2", "3"), None, ""),
        (("１", "2.", "（3）", "4、"), None, ""),
        (("一", "二"), None, ""),
        (("1", "1", "2"), "A6", "第6行序号“1”与第5行重复"),
        (("1", "3"), "A6", "第6行序号“3”与前面的“1”不连续"),
        (("1", "", "2"), "A6", "第6行未填序号"),
        (("", "", ""), "A5", "“序号”栏未填写"),
        (("1", "3", "6", "9", "12", "15", "18"), "A6", "等6处"),
    ],
)
def test_numbers(numbers: tuple[str, ...], cell: str | None, words: str) -> None:
    run = check_ledger(ledger_case(numbered(*numbers), unit=None))
    assert marks(run) == ([("F06", cell)] if cell else [])
    assert all(words in d.message and d.severity.value == "notice" for d in run.deviations)


def on_sheets(*sheets: str) -> LedgerCase:
    given = ledger_case(numbered("1", *("2" for _ in sheets)), unit=None)
    first, *others = given.ledger.entries
    moved = tuple(replace(e, sheet=sheet) for e, sheet in zip(others, sheets, strict=True))
    return replace(given, ledger=replace(given.ledger, entries=(first, *moved)))


def test_a_number_on_another_sheet_is_told_with_its_sheet_and_as_what_it_is() -> None:
    (deviation,) = check_ledger(on_sheets("台账", "续表")).deviations
    assert (deviation.sheet, deviation.cell) == ("续表", "A7")
    assert "工作表“续表”第7行序号“2”与工作表“台账”第6行重复" in deviation.message


def test_the_numbers_that_the_receipt_itself_printed_are_no_fault() -> None:
    assert check_ledger(on_sheets("台账", MISSING_SHEET)).deviations == ()


def test_a_row_that_is_the_same_in_every_cell_is_to_be_deleted_last() -> None:
    row = "公开 | 编目录 | 年底前 | 张山 | 办公室 | B4-1"
    same, other = (
        next(d for d in check_ledger(ledger_case(f"1 | {row}\n2 | {second}")).deviations if d.code == "F11")
        for second in (row, row.replace("张山", "李四"))
    )
    assert "请删去本行" in same.advice
    assert "合并填写" in other.advice


def test_what_a_formula_left_behind_is_not_to_be_waited_for() -> None:
    error, unsaved = (
        next(d for d in check_ledger(ledger_case(f"1 | 公开 | 编目录 | {limit} | 张山 | 办公室 | B4-1")).deviations)
        for limit in ("#REF!", "=")
    )
    assert "选择性粘贴" not in error.advice
    assert "选择性粘贴" in unsaved.advice


def test_a_task_over_several_rows_has_one_number() -> None:
    merged = "1 | 公开 | 编目录 | 年底前 | 张山 | 办公室 | B4-1\n^ | ^ | 建专栏 | 年底前 | 张山 | 办公室 | B4-1"
    filled_down = merged.replace("^ | ^", "1 | 公开")
    for table in (merged, filled_down):
        assert found(f"{table}\n2 | 解读 | 写材料 | 年底前 | 张山 | 办公室 | B4-1") == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("某县甲局政务公开工作任务台账", []),
        ("某县XX局政务公开工作任务台账（示例）", [("F07", None)]),
        ("某县××局政务公开工作任务台账", [("F07", None)]),
        ("某县ＸＸ局政务公开工作任务台账", [("F07", None)]),
        ("某县甲局政务公开工作任务台账（示例）", [("F07", None)]),
    ],
)
def test_the_title_of_the_example(title: str, expected: Marks) -> None:
    assert found("1 | 公开 | 编目录 | 年底前 | 张山 | 办公室 | B4-1", title=title) == expected


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("由XX科汇总", [("F07", "C5")]),
        ("由某某科汇总", [("F07", "C5")]),
        ("（示例）编制目录", [("F07", "C5")]),
        ("指导相关职能部门及时公开“双随机、一公开”检查结果信息。", [("F07", "C5")]),
        ("公开办事材料填写示例", []),
        ("公布EXXON材料XXL号", []),
    ],
)
def test_placeholders_in_cells(measure: str, expected: Marks) -> None:
    assert found(f"1 | 公开 | {measure} | 年底前 | 张山 | 办公室 | B4-1") == expected


def test_rows_of_the_form_s_own_example_are_told_once_where_they_stand() -> None:
    note = ReadingNote(EXAMPLE_ROWS, f"工作表“{SHEET}”单元格 A3：第3—4行是表式的示例行，未计入台账。", SHEET, "A3")
    case = ledger_case("1 | 公开 | 编目录 | 年底前 | 张山 | 办公室 | B4-1", unit=None)
    (told,) = check_ledger(replace(case, ledger=replace(case.ledger, notes=(note,)))).deviations
    assert (told.code, told.cell) == ("F07", "A3")
    assert "第3—4行是表式的示例行" in told.message
    assert "整行删除" in told.advice


def test_the_title_of_the_example_is_told_at_its_cell() -> None:
    case = ledger_case("1 | 公开 | 编目录 | 年底前 | 张山 | 办公室 | B4-1", unit=None)
    titled = replace(case.ledger, title="某县甲局台账（示例）", title_cell="B1")
    (told,) = check_ledger(replace(case, ledger=titled)).deviations
    assert (told.code, told.cell) == ("F07", "B1")


@pytest.mark.parametrize(("column", "code"), [(4, "F04"), (5, "F05")])
@pytest.mark.parametrize("same", ["同上", "〃", "（同上）"])
def test_the_same_as_above_where_nothing_stands_above(column: int, code: str, same: str) -> None:
    cells = ["1", "公开", "编目录", "年底前", "张山", "办公室", "B4-1"]
    cells[column] = same
    case = ledger_case(" | ".join(cells), unit=None)
    (told,) = check_ledger(case).deviations
    assert (told.code, told.content) == (code, same)
    assert "上面没有可以承接的内容" in told.message


def test_the_example_of_the_form_copied_unchanged() -> None:
    table = "1 | 公开 | 编目录 | 印发通知，督促相关职部门4月底全部公开到位。 | 张山 | 办公室 | B4-1"
    assert found(table) == [("F07", "D5")]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("1 | 公开 | 编目录 | #REF! | 张山 | 办公室 | B4-1", [("F08", "D5")]),
        ("1 | 公开 | 编目录 | = | 张山 | 办公室 | B4-1", [("F08", "D5")]),
        ("1 | 公开 | 编目录 | 年底前 | = | #N/A | B4-1", [("F08", "E5"), ("F08", "F5")]),
        ("1 | 公开 | = | 年底前 | 张山 | 办公室 |", [("F08", "C5")]),
    ],
)
def test_a_faulty_cell_is_not_blank_as_well(table: str, expected: Marks) -> None:
    assert found(table) == expected


def test_a_faulty_limit_gets_no_t_code() -> None:
    assert marks(check_ledger(ledger_case(full_but(1, limit="#VALUE!")))) == [("F08", "D5")]


@pytest.mark.parametrize(
    ("task", "measure", "expected"),
    [
        ("公文属性", "开展历史公文公开属性认定工作", [("F09", "C5")]),
        ("公文属性", "开展 历史公文，公开属性认定工作。", [("F09", "C5")]),
        ("做好公文公开属性的清理认定", "做好公文公开属性的清理认定。", [("F09", "C5")]),
        ("公文属性", "开展历史公文公开属性认定工作，由办公室按年度逐件登记，每月通报进度", []),
        ("公文属性", "逐件认定历史公文的公开属性，形成清单", []),
    ],
)
def test_a_measure_that_only_copies(task: str, measure: str, expected: Marks) -> None:
    assert marks(check_ledger(ledger_case(full_but(1, task=task, measure=measure)))) == expected


# 11010519491231002X is the specimen of GB 11643.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张山13812345678", True),
        ("张山 138 1234 5678", True),
        ("张山（１３８１２３４５６７８）", True),
        ("+86-13812345678", True),
        ("身份证11010519491231002X", True),
        ("身份证110105 19491231 002X", True),
        ("身份证110105－19491231－002Ｘ", True),
        ("身份证110105194912310021", False),
        ("电话3228369", False),
        ("0533-3228369", False),
        ("统一社会信用代码91370323138123456780", False),
        ("张山12812345678", False),
    ],
)
def test_personal_numbers(text: str, expected: bool) -> None:
    assert found(f"1 | 公开 | 编目录 | 年底前 | {text} | 办公室 | B4-1") == ([("F10", "E5")] if expected else [])


def test_personal_numbers_are_not_spread() -> None:
    table = "1 | 公开 | 编目录 | 年底前 | 张山13812345678、11010519491231002X | 办公室 | B4-1"
    (deviation,) = check_ledger(ledger_case(table, unit=None)).deviations
    told = "".join((deviation.message, deviation.advice, deviation.content, deviation.suggestion, deviation.subject))
    assert "13812345678" not in told
    assert "19491231" not in told
    assert deviation.content == "张山138****5678、110***********002x"
    assert "居民身份证号码、手机号码" in deviation.message


def test_a_repeated_row_is_reported_once_and_not_judged_again() -> None:
    row = "做好公文公开属性清理 | 做好公文公开属性清理 | 年底前 | 张山 | 办公室 | B4-1"
    assert found(f"1 | {row}\n2 | {row}\n3 | {row}") == [("F09", "C5"), ("F11", "C6"), ("F11", "C7")]


def test_the_same_measure_for_another_task_is_no_repetition() -> None:
    table = "1 | 公开 | 编目录 | 年底前 | 张山 | 办公室 | B4-1\n2 | 解读 | 编目录 | 年底前 | 张山 | 办公室 | B4-1"
    assert found(table) == []


def test_a_repeated_row_gets_no_second_time_limit_code() -> None:
    table = full_but(1, limit="2023年2月底前")
    repeated = table + "\n7 | 公文属性 | 逐件认定历史公文的公开属性，形成清单 | 2023年2月底前 | 张山 | 办公室 | A1-02"
    assert marks(check_ledger(ledger_case(repeated))) == [("F11", "C11"), ("T01", "D5")]


def test_a_part_that_has_no_column_for_numbers_is_not_asked_for_them() -> None:
    case = ledger_case(numbered("1", "", ""), unit=None)
    first, *others = case.ledger.entries
    ledger = replace(case.ledger, entries=(first, *(replace(e, no=Value("", "")) for e in others)))
    assert marks(check_ledger(case)) == [("F06", "A6")]
    assert marks(check_ledger(replace(case, ledger=ledger))) == []


def test_a_gap_in_the_numbers_that_a_row_set_aside_explains() -> None:
    table = "1 | 公开 | 编目录 | 年底前 | 张山 | 办公室 | B4-1\n3 | 解读 | 写材料 | 年底前 | 张山 | 办公室 | B4-1"
    case = ledger_case(table, unit=None)
    assert marks(check_ledger(case)) == [("F06", "A6")]
    assert marks(check_ledger(replace(case, ledger=replace(case.ledger, numbers_aside=("2",))))) == []
    assert marks(check_ledger(replace(case, ledger=replace(case.ledger, numbers_aside=("4",))))) == [("F06", "A6")]


@pytest.mark.parametrize(("limit", "remedy"), [("年底前", "请勿用该格内容覆盖"), ("", "移到应填的栏目")])
def test_what_stands_in_its_column_already_is_not_to_be_written_over(limit: str, remedy: str) -> None:
    case = ledger_case(f"1 | 公开 | 编目录 | {limit} | 2022年5月 | 办公室 | B4-1", unit=None)
    (told,) = [d for d in check_ledger(case).deviations if d.code == "F14"]
    assert remedy in told.advice


def test_a_measure_that_is_struck_out_is_said_to_be_so() -> None:
    case = ledger_case("1 | 公开 | | 年底前 | 张山 | 办公室 | B4-1", unit=None)
    (entry,) = case.ledger.entries
    struck = replace(entry, measure=Value("编目录并上网", entry.measure.cell))
    case = replace(case, ledger=replace(case.ledger, struck=(struck,)))
    (told,) = [d for d in check_ledger(case).deviations if d.code == "F02"]
    assert told.what == "“工作举措”一格的文字划了删除线，视为已删去。"
    assert told.advice.startswith("仍用这条举措的，请取消删除线")


def sections(*names: str) -> list[tuple[str, str | None]]:
    rows = "\n".join(f"{n} | 任务{n} | 举措{n} | 年底前 | 张山 | {name} | B4-1" for n, name in enumerate(names, 1))
    return [m for m in marks(check_ledger(ledger_case(rows, unit=None))) if m[0] == "F14"]


def test_a_persons_name_alone_among_sections_is_told() -> None:
    plain = ("办公室", "法规科", "办公室", "人事科", "法规科")
    assert sections(*plain, "刘德海") == [("F14", "F10")]
    assert sections(*plain, "刘德海", "刘德海") == []
    assert sections(*plain, "文化") == []
    for body in ("计生协", "信息港", "红十字", "公证员", "路长制"):
        assert sections(*plain, "法规科", body) == []
    assert sections(*plain[:3], "刘德海") == []


def test_a_word_of_the_ledgers_work_is_no_persons_name() -> None:
    rows = [f"{n} | 任务{n} | 举措{n} | 年底前 | 张山 | 办公室 | B4-1" for n in range(1, 7)]
    rows.append("7 | 规范信息发布 | 逐条审核 | 年底前 | 张山 | {0} | B4-1")
    said = {
        name: [
            d
            for d in check_ledger(ledger_case("\n".join(rows).format(name), unit=None)).deviations
            if d.code == "F14"
        ]
        for name in ("信息宣", "刘德海")
    }
    assert not said["信息宣"]
    assert said["刘德海"]


@pytest.mark.parametrize("measure", ["", "执法主体和权限清单在门户网站公布，去年的数据1月份报送汇总"])
def test_a_limit_that_holds_a_measure_is_told_and_no_neighbour_sends_the_clerk_astray(measure: str) -> None:
    limit = "执法主体和权限清单在门户网站公布，去年的数据1月份报送汇总"
    case = ledger_case(f"1 | 公开 | {measure} | {limit} | 每年1月31日前 | 办公室 | B4-1", unit=None)
    told = {d.cell: d.advice for d in check_ledger(case).deviations if d.code == "F14"}
    assert set(told) == {"D5", "E5"}
    assert "请勿用该格内容覆盖" not in told["E5"]
    assert "逐格移回原栏" in told["E5"]

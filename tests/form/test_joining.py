"""What a workbook holds of one unit is one ledger; last year's sheets and copies are left out and told of."""

from __future__ import annotations

import pytest

from pipeline.form.files import read_file
from pipeline.form.joining import one_per_unit
from pipeline.model import Ledger
from tests.form.reading_books import HEADER, book, briefs

UNIT = "县水利局"


def _ledger(*sheets: tuple[str, str, str]) -> Ledger:
    """Write (sheet, title, rows) into one workbook, and give the ledger of the unit in 2022."""
    tables = [f"{title}\n{HEADER}\n{rows}" for _, title, rows in sheets]
    file = read_file(book(*tables, names=[name for name, _, _ in sheets]), "台账.xlsx")
    (ledger,) = one_per_unit([(ledger, UNIT) for ledger in file.ledgers], 2022).ledgers
    return ledger


ONE = "1 | 甲 | 乙 | 年底前 | 张三 | 办公室\n2 | 丙 | 丁 | 年底前 | 张三 | 办公室"
OTHER = "1 | 戊 | 己 | 年底前 | 张三 | 供水科"


def test_two_tables_of_one_unit_are_one_ledger() -> None:
    ledger = _ledger(("附件1", "县水利局附件1任务台账", ONE), ("附件2事项", "县水利局附件2牵头事项台账", OTHER))
    assert [(e.sheet, e.measure.text) for e in ledger.entries] == [
        ("附件1", "乙"),
        ("附件1", "丁"),
        ("附件2事项", "己"),
    ]
    (note,) = ledger.notes
    assert note.text == "工作表“附件2事项”是“附件1”的后续部分，已接在其后读取（A1:F3，1条举措）。"


@pytest.mark.parametrize("heading", ["续表\n", "", "县水利局台账（续）\n"])
def test_a_sheet_that_goes_on_under_a_heading_of_its_own_is_told(heading: str) -> None:
    file = read_file(
        book(f"县水利局台账\n{HEADER}\n{ONE}", f"{heading}{HEADER}\n{OTHER}", names=["台账", "2"]), "台账.xlsx"
    )
    (ledger,) = one_per_unit([(ledger, UNIT) for ledger in file.ledgers], 2022).ledgers
    assert len(ledger.entries) == 3
    (note,) = ledger.notes
    assert note.text.startswith("工作表“2”是“台账”的后续部分")


def test_two_tables_on_one_sheet_count_their_rows_anew() -> None:
    table = f"县水利局附件1台账\n{HEADER}\n{ONE}\n\n县水利局附件2台账\n{HEADER}\n{OTHER}"
    file = read_file(book(table), "台账.xlsx")
    (ledger,) = one_per_unit([(ledger, UNIT) for ledger in file.ledgers], 2022).ledgers
    assert briefs(ledger)[-1] == "8: 1 | 戊 | 己 | 年底前 | 张三 | 供水科"
    assert [e.heading for e in ledger.entries] == ["", "", "县水利局附件2台账"]
    assert ledger.notes == ()


def test_last_years_sheet_does_not_count() -> None:
    for sheet, title in (
        ("2021", "县水利局政务公开台账"),
        ("去年", "县水利局政务公开台账"),
        ("旧", "县水利局2021年台账"),
    ):
        ledger = _ledger((sheet, title, OTHER), ("台账", "县水利局2022年政务公开台账", ONE))
        assert [e.measure.text for e in ledger.entries] == ["乙", "丁"]
        (note,) = ledger.notes
        assert note.kind == "other_form"
        assert f"工作表“{sheet}”" in note.text


def test_a_ledger_that_only_says_another_year_counts_all_the_same() -> None:
    ledger = _ledger(("台账", "县水利局2021年政务公开台账", ONE))
    assert [e.measure.text for e in ledger.entries] == ["乙", "丁"]
    assert ledger.years == {2021}
    assert _ledger(("台账", "县水利局二〇二一年政务公开台账", ONE)).years == {2021}
    assert _ledger(("台账", "县水利局二○二二年政务公开台账", ONE)).years == {2022}


def test_a_copied_sheet_counts_once_and_its_differences_are_told() -> None:
    changed = ONE.replace("丁 | 年底前", "丁 | 6月底前")
    for order in (("台账", "台账 (2)"), ("台账 (2)", "台账")):
        rows = {"台账": ONE, "台账 (2)": changed}
        ledger = _ledger(*((name, "县水利局台账", rows[name]) for name in order))
        assert {e.sheet for e in ledger.entries} == {"台账"}
        (note,) = ledger.notes
        assert "工作表“台账 (2)”与“台账”基本相同（第4行有不同），未计入" in note.text


@pytest.mark.parametrize(
    ("names", "judged", "why"),
    [
        (("台账", "台账（修改后）"), "台账（修改后）", "从表名看是修改后的"),
        (("台账终稿", "台账"), "台账终稿", "从表名看是修改后的"),
        (("台账", "修改前"), "台账", "从表名看另一张是副本或旧稿"),
        (("台账", "台账5.18改"), "台账5.18改", "从表名看是修改后的"),
        (("5.16", "5.18"), "5.18", "从表名看日期较晚"),
        (("台账0516", "台账"), "台账0516", "从表名看日期较晚"),
        (("台账20220516", "台账20220518"), "台账20220518", "从表名看日期较晚"),
        (("2022.5.16", "5.18"), "5.18", "从表名看日期较晚"),
        (("5.8", "20220516"), "20220516", "从表名看日期较晚"),
        (("附件3-1", "附件3-2"), "附件3-1", "填写的举措不少于另一张，排列在前"),
        (("3-1", "3-2"), "3-1", "填写的举措不少于另一张，排列在前"),
        (("附件3-11", "附件3-12"), "附件3-11", "填写的举措不少于另一张，排列在前"),
        (("台账1.1", "台账1.2"), "台账1.1", "填写的举措不少于另一张，排列在前"),
        (("1-3月", "4-6月"), "1-3月", "填写的举措不少于另一张，排列在前"),
        (("1-10月", "1-12月"), "1-10月", "填写的举措不少于另一张，排列在前"),
        (("附件0516", "附件0518"), "附件0516", "填写的举措不少于另一张，排列在前"),
        (("台账", "整改"), "台账", "填写的举措不少于另一张，排列在前"),
        (("送审稿", "报出稿"), "报出稿", "从表名看是修改后的"),
        (("甲表", "乙表"), "甲表", "填写的举措不少于另一张，排列在前"),
    ],
)
def test_of_two_versions_the_sender_is_told_which_was_judged(names: tuple[str, str], judged: str, why: str) -> None:
    rows = "\n".join(f"{n} | 任务{n} | 举措{n} | 年底前 | 张三 | 办公室" for n in range(1, 7))
    tables = [f"县水利局台账\n{HEADER}\n{r}" for r in (rows, rows.replace("举措2", "改为按月公布"))]
    file = read_file(book(*tables, names=list(names)), "台账.xlsx")
    each = one_per_unit([(one, UNIT) for one in file.ledgers], 2022)
    assert [one.sheet for one in each.ledgers] == [judged]
    (left,) = each.unread
    assert left.asks
    assert left.sheet == next(n for n in names if n != judged)
    assert f"本次校验的是“{judged}”（{why}）" in left.reason
    assert f"以“{judged}”为准的，请删去“{left.sheet}”表" in left.remedy


def test_the_issued_sheet_left_blank_gives_way_to_the_one_that_was_filled_in() -> None:
    blank = ONE.replace("乙 | 年底前 | 张三 | 办公室", " | | | ").replace("丁 | 年底前 | 张三 | 办公室", " | | | ")
    ledger = _ledger(("台账", "县水利局台账", blank), ("Sheet1", "县水利局台账", ONE))
    assert {e.sheet for e in ledger.entries} == {"Sheet1"}
    (note,) = ledger.notes
    assert "工作表“台账”只印有任务名称，没有填写举措，未计入，本次校验的是“Sheet1”" in note.text


def test_ledgers_of_other_units_and_of_none_stay_by_themselves() -> None:
    tables = [f"{unit}台账\n{HEADER}\n{ONE}" for unit in ("县水利局", "县民政局", "某单位")]
    file = read_file(book(*tables, names=["a", "b", "c"]), "台账.xlsx")
    signed = list(zip(file.ledgers, ["县水利局", "县民政局", None], strict=True))
    assert len(one_per_unit(signed, 2022).ledgers) == 3


@pytest.mark.parametrize("when", ["2022年底前", "年底前"])
def test_beside_a_draft_the_ledger_under_an_old_title_is_the_one_that_counts(when: str) -> None:
    rows = "\n".join(f"{n} | 任务{n} | 举措{n} | {when} | 张三 | 办公室" for n in range(1, 9))
    few = "\n".join(f"{n} | 任务{n} | 拟办{n} | {when} | 张三 | 办公室" for n in range(1, 4))
    ledger = _ledger(("Sheet1", "县水利局2021年台账", rows), ("初稿", "县水利局台账", few))
    assert len(ledger.entries) == 8
    assert {e.sheet for e in ledger.entries} == {"Sheet1"}
    assert any("工作表“初稿”" in note.text and "未计入" in note.text for note in ledger.notes)


def test_days_are_compared_with_their_years() -> None:
    tables = [f"县水利局台账\n{HEADER}\n{r}" for r in (ONE, ONE.replace("丁", "己"))]
    file = read_file(book(*tables, names=["2021.12.30", "2022.1.5"]), "台账.xlsx")
    each = one_per_unit([(one, UNIT) for one in file.ledgers], 2023)
    assert [one.sheet for one in each.ledgers] == ["2022.1.5"]


@pytest.mark.parametrize(
    ("draft", "title", "sheet", "past", "judged"),
    [
        ("送审稿", "县水利局台账", "2021年", "2021年12月底前", "送审稿"),
        ("草稿", "县水利局2022年台账", "2021年", "年底前", "草稿"),
        ("初稿", "县水利局台账", "二〇二一年", "年底前", "初稿"),
        ("初稿", "县水利局台账", "Sheet2", "2021年底前", "初稿"),
        ("初稿", "县水利局2022年台账", "Sheet2", "2022年底前", "Sheet2"),
    ],
)
def test_a_draft_is_judged_where_what_stands_beside_it_is_last_years(
    draft: str, title: str, sheet: str, past: str, judged: str
) -> None:
    now = "\n".join(f"{n} | 任务{n} | 举措{n} | 2022年底前 | 张三 | 办公室" for n in range(1, 7))
    then = "\n".join(f"{n} | 任务{n} | 旧举措{n} | {past} | 张三 | 办公室" for n in range(1, 7))
    ledger = _ledger((draft, title, now), (sheet, "县水利局2021年台账", then))
    assert {e.sheet for e in ledger.entries} == {judged}
    assert any(n.kind == "other_form" for n in ledger.notes)


def test_limits_of_the_year_under_an_old_title_count_where_nothing_names_the_year() -> None:
    dated = ONE.replace("年底前", "2022年底前")
    past = OTHER.replace("年底前", "2021年底前")
    ledger = _ledger(("甲", "县水利局2021年台账", dated), ("乙", "县水利局2021年任务表", past))
    assert [e.measure.text for e in ledger.entries] == ["乙", "丁"]

"""汇总台账-按任务: the same entries in the order of the plan, each under all that it serves, linked both ways."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.county.frames import county_frames
from pipeline.county.presentation import Limits, Presentation
from pipeline.county.workbook import county_workbook
from pipeline.model import Deviation, DeviationState, Severity, TrackedDeviation
from tests.county.county_builder import AS_OF, plan, sample_county
from tests.county.test_figures import empty_county
from tests.county.test_workbook import FIRST_ROW, book, headings, reopened

if TYPE_CHECKING:
    import pandas as pd

SHEET = "汇总台账-按任务"


@cache
def frame() -> pd.DataFrame:
    return county_frames(sample_county())[SHEET]


def heads(made: pd.DataFrame) -> pd.DataFrame:
    return made[made["台账序号"].isna()]


def entries(made: pd.DataFrame) -> pd.DataFrame:
    return made[made["台账序号"].notna()]


def served() -> Counter[tuple[int, str]]:
    """Each line with each obligation that it serves, certainly or doubtfully, from the ledgers themselves."""
    pairs: Counter[tuple[int, str]] = Counter()
    number = 0
    rank = {u.name: at for at, u in enumerate(plan().units)}
    for report in sorted(sample_county().reports, key=lambda r: rank[r.unit]):
        for match in report.submission.matches if report.submission else ():
            number += 1
            pairs.update((number, m.obligation) for m in (*match.certain, *match.doubtful))
    return pairs


def test_every_obligation_heads_a_group_covered_or_not() -> None:
    ids = [i for i in heads(frame())["任务编号"] if i.startswith("A")]
    assert ids == [o.id for o in plan().obligations]
    without = [i for i in heads(county_frames(empty_county())[SHEET])["任务编号"] if i]
    assert without == ids


def test_each_entry_stands_once_under_each_obligation_that_it_serves() -> None:
    shown = entries(frame())
    pairs = Counter(zip(shown["台账序号"], shown["任务编号"], strict=True))
    assert Counter({pair: n for pair, n in pairs.items() if pair[1]}) == served()
    assert max(pairs.values()) == 1
    assert len(served()) > len({line for line, _ in served()}), "some entries serve several"


def test_no_entry_is_left_out() -> None:
    merged = county_frames(sample_county())["汇总台账"]
    assert set(entries(frame())["台账序号"]) == set(merged["序号"])
    own = merged[(merged["任务编号"] == "") & (merged["存疑编号"] == "")]["序号"]
    last = entries(frame())[entries(frame())["落实情况"] == "本表外任务"]
    assert last["台账序号"].tolist() == own.tolist()
    assert last.index.tolist() == list(range(len(frame()) - len(last), len(frame())))


def test_an_entry_says_what_it_is_to_its_unit_as_the_coverage_does() -> None:
    coverage = county_frames(sample_county())["任务覆盖"].set_index("任务编号")
    marks = {"●": "已覆盖", "○": "自愿认领"}
    for _, row in entries(frame()).iterrows():
        if row["任务编号"] in coverage.index and row["落实情况"] != "存疑":
            assert row["落实情况"] == marks[coverage.loc[row["任务编号"], row["单位"]]]


def test_the_head_says_how_the_obligation_stands_and_who_has_left_it_out() -> None:
    coverage = county_frames(sample_county())["任务覆盖"].set_index("任务编号")
    for _, head in heads(frame()).iterrows():
        if head["任务编号"] not in coverage.index:
            continue
        line = coverage.loc[head["任务编号"]]
        if line["已覆盖"] + line["自愿认领"] == 0:
            assert head["落实情况"] in ("尚无单位列入", "待核定")
        elif line["应落实单位"] and line["已覆盖"] == line["应落实单位"]:
            assert head["落实情况"] == "全部覆盖"
        assert plan().by_id[head["任务编号"]].requirement in head["工作任务"]
        if line["漏项"]:
            absent = [u for u in coverage.columns if line[u] == "✗"]
            assert f"漏项{line['漏项']}家（{'、'.join(absent)}）" in head["工作任务"]
    assert {"全部覆盖", "部分覆盖", "尚无单位列入"} <= set(heads(frame())["落实情况"])


def test_disputed_obligations_bear_their_codes() -> None:
    county = sample_county()
    disputed = Deviation("R02", Severity.WARNING, "县财政局未认领", "请协调。", "A1-03")
    life = TrackedDeviation("县税务局", disputed.key("县税务局"), disputed, "", AS_OF, AS_OF, DeviationState.NEW, 0)
    made = heads(county_frames(replace(county, tracked=(*county.tracked, life)))[SHEET])
    assert made.set_index("任务编号").loc["A1-03", "偏差代码"] == "R02"


def goal(cell: Any, opened: Any) -> Any:
    """The cell that a link leads to."""
    name, row = re.fullmatch(r"'(.+)'!A(\d+)", cell.hyperlink.location).groups()  # type: ignore[union-attr]
    return opened[name], int(row)


def test_one_click_leads_from_either_order_to_the_other() -> None:
    for sheet, other in (("汇总台账", SHEET), (SHEET, "汇总台账")):
        turns = [c.hyperlink.location for c in book()[sheet][2] if c.hyperlink and c.value != "返回总览"]
        assert turns == [f"'{other}'!A1"]


def test_every_line_is_linked_both_ways() -> None:
    merged, turned = book()["汇总台账"], book()[SHEET]
    number, line = headings(merged)["序号"], headings(turned)["台账序号"]
    for row in range(FIRST_ROW, merged.max_row + 1):
        sheet, found = goal(merged.cell(row, number), book())
        assert sheet.title == SHEET
        assert sheet.cell(found, line).value == merged.cell(row, number).value
    for row in range(FIRST_ROW, turned.max_row + 1):
        cell = turned.cell(row, line)
        if cell.value is not None:
            sheet, found = goal(cell, book())
            assert (sheet.title, sheet.cell(found, number).value) == ("汇总台账", cell.value)


def test_coverage_leads_to_the_entries_and_back() -> None:
    coverage, turned = book()["任务覆盖"], book()[SHEET]
    for at, obligation in enumerate(plan().obligations, FIRST_ROW):
        sheet, row = goal(coverage.cell(at, 1), book())
        assert (sheet.title, turned.cell(row, 2).value) == (SHEET, obligation.id)
        assert turned.cell(row, headings(turned)["台账序号"]).value is None, "the head of the group"
        back, line = goal(turned.cell(row, 2), book())
        assert (back.title, line) == ("任务覆盖", at)


def test_the_entries_fold_away_below_their_obligation() -> None:
    turned = book()[SHEET]
    assert turned.sheet_properties.outlinePr.summaryBelow is False
    for row in range(FIRST_ROW, turned.max_row + 1):
        is_head = turned.cell(row, headings(turned)["台账序号"]).value is None
        assert turned.row_dimensions[row].outlineLevel == (0 if is_head else 1)


def test_links_find_their_lines_where_the_orders_are_divided() -> None:
    opened = reopened(county_workbook(sample_county(), Presentation(limits=Limits(rows=104))))
    merged = opened["汇总台账（2）"]
    cell = merged.cell(FIRST_ROW, headings(merged)["序号"])
    assert cell.value == 101
    sheet, row = goal(cell, opened)
    assert sheet.title.startswith(SHEET)
    assert sheet.cell(row, headings(sheet)["台账序号"]).value == 101

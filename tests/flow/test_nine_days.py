"""A few units followed for some days, several consolidations on each: every number is recounted from the ledgers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipeline.cli.installation import make_working_folder
from pipeline.county.board.content import BoardContent
from pipeline.county.board.sentences import deviations
from pipeline.county.facts import CountyFacts
from pipeline.county.figures import CountyFigures, figures_of
from pipeline.county.frames import CountyTables, county_frames
from pipeline.county.frames_paper import paper_tables
from pipeline.county.letters.county_words import county_words
from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county
from pipeline.flow.night.morning import _words
from pipeline.flow.service.progress import progress_of
from pipeline.mail.post import Post
from pipeline.model import County, Decision, DecisionKind, DeviationState, Light, Severity, Stage, UnitStatus
from pipeline.store.archive import Archive
from pipeline.wiring import open_installation
from tests.flow.conftest import Clock, drop, sealed
from tests.flow.test_county import doubts_workbook
from tests.form.reading_books import book

WATER, SCIENCE, CIVIL = "县水利局", "县科技局", "县民政局"
IN_FORCE = (DeviationState.NEW, DeviationState.OPEN, DeviationState.REOPENED)
GOOD = "1 | 规范开展政府信息公开 | 制发文件同步确定公开属性 | 6月底前 | 张明 | 办公室"
PERIODS = "2 | 财政信息 | 每月公布财政收支情况 | 7月起每月底前 | 张明 | 办公室"
PAST = "3 | 政策解读 | 梳理上年解读材料并归档 | 2022年3月底前 | 张明 | 办公室"
BARE = "4 | 热线 |  | 6月底前 | 张明 | 办公室"
NOBODY = "5 | 新闻发布 | 召开新闻发布会一次 | 12月底前 |  | 办公室"


def ledger(unit: str, *lines: str) -> bytes:
    head = "序号 | 工作任务 | 工作举措 | 时限要求 | 单位分管领导 | 责任科室"
    return book("\n".join((f"沂源县{unit.removeprefix('县')}政务公开工作任务台账", head, *lines)))


@dataclass(frozen=True)
class Night:
    """What one consolidation came to, without the files that it writes."""

    county: County
    facts: CountyFacts
    figures: CountyFigures
    status: tuple[str, ...]
    letter: dict[str, object]


def night(installation: Installation) -> Night:
    process(installation)
    today = installation.clock().date()
    county = build_county(installation, today, record=True)
    facts = CountyFacts(county)
    figures = figures_of(facts)
    installation.register.record_consolidation(today, county.generated_at, figures.as_history(), county.plan.id)
    letter = _words(installation, county, None, (), ())
    return Night(county, facts, figures, tuple(progress_of(installation, today)), letter)


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Night]]:
    """The consolidations by name: the day in May or July, a letter for the first and the second of a day."""
    root: Path = tmp_path_factory.mktemp("days") / "work"
    make_working_folder(root)
    settings = "settle_seconds = 0\n[guard]\nworkers = 1\nwall_seconds = 120\n"
    (root / "taizhang.toml").write_text(settings, encoding="utf-8")
    clock = Clock()
    one = open_installation(root, clock)
    one.post = Post(None, None, Archive(root / "mails"), root / "templates", center=("center@example.org",))
    made: dict[str, Night] = {}
    drop(one, f"{WATER}/台账.xlsx", ledger(WATER, GOOD, PERIODS, PAST, BARE, NOBODY))
    drop(one, f"{SCIENCE}/台账.xlsx", ledger(SCIENCE, GOOD, NOBODY))
    drop(one, "通讯录.xlsx", book("姓名 | 电话\n甲 | 乙"))
    nil = Decision(DecisionKind.NIL_RETURN, CIVIL, "", "", "无相关职能", "李", decided_at=clock())
    one.register.record_decision(nil, one.plan.id)
    made["19a"] = night(one)
    clock.turn(20, 9)
    drop(one, f"{WATER}/台账2.xlsx", ledger(WATER, GOOD, PERIODS, PAST, BARE))  # the leader: put right
    drop(one, "核定/汇总表.xlsx", sealed(one, doubts_workbook(("豁免", "李", "不涉及", SCIENCE, "A1-32", ""))))
    made["20a"] = night(one)
    clock.turn(20, 16)
    drop(one, f"{SCIENCE}/台账2.xlsx", ledger(SCIENCE, GOOD, BARE))  # one put right, one new
    made["20b"] = night(one)
    clock.turn(20, 20)
    drop(
        one,
        f"{SCIENCE}/台账3.xlsx",
        ledger(SCIENCE, GOOD, "6 | 年报 | 编制工作年报并公布 | 12月底前 | 张明 | 办公室"),
    )
    made["20c"] = night(one)  # what was new in the afternoon is gone
    clock.turn(21, 9)
    drop(one, f"{WATER}/台账3.xlsx", ledger(WATER, GOOD, PERIODS, PAST, BARE, NOBODY))  # it comes back
    made["21a"] = night(one)
    clock.turn(21, 20)
    made["21b"] = night(one)
    clock.turn(22, 9)
    made["22a"] = night(one)
    clock.now = clock.now.replace(month=8, day=1)
    made["aug"] = night(one)
    yield made
    one.rest()
    one.register.close()


def grave(county: County) -> dict[tuple[str, str], DeviationState]:
    return {(t.unit, t.key): t.state for t in county.tracked if t.deviation.severity is not Severity.NOTICE}


def gone(one: Night) -> set[tuple[str, str]]:
    lives = county_frames(one.county)["整改销号"]
    those = lives[(lives["本次变化"] == "是") & (lives["状态"] == "已整改")]
    return set(zip(those["单位"], those["偏差键"], strict=True))


def number(lines: tuple[str, ...], before: str) -> int:
    return next(int(found[1]) for line in lines if (found := re.search(rf"{before}(\d+)", line)))


def test_what_was_put_right_is_counted_on_one_day_alone(days: dict[str, Night]) -> None:
    closed = {name: one.figures.states[DeviationState.CLOSED] for name, one in days.items()}
    now = {name: one.figures.closed_now for name, one in days.items()}
    assert now["20a"] > 0
    assert now["20c"] > now["20b"] > now["20a"], "a later consolidation of the day loses nothing"
    assert now["21a"] == now["21b"]
    assert now["22a"] == 0
    assert not gone(days["20c"]) & gone(days["21a"]), "and the next day counts none of it again"
    assert closed["20c"] == closed["19a"] + now["20c"]
    assert days["20a"].figures.last_consolidation == days["20c"].figures.last_consolidation == date(2022, 5, 19)


def test_what_comes_back_has_a_name_for_the_day_and_one_for_as_long_as_it_stands(days: dict[str, Night]) -> None:
    back = {name: (n.figures.states[DeviationState.REOPENED], n.figures.returned_now) for name, n in days.items()}
    standing = back["21a"][0]
    assert standing > 0
    assert back["21a"] == back["21b"] == (standing, standing)
    assert back["22a"] == (standing, 0)
    assert "本次复发0条" in deviations(days["22a"].figures)
    assert days["22a"].letter["returned"] == 0
    assert county_words(days["22a"].county)["复发"] == standing


@pytest.mark.parametrize("name", ["19a", "20a", "20b", "20c", "21a", "21b", "22a", "aug"])
def test_each_number_is_one_number_wherever_it_is_shown(days: dict[str, Night], name: str) -> None:
    one = days[name]
    frames, figures = county_frames(one.county), one.figures
    lives, units = frames["整改销号"], frames["报送情况"]
    states = grave(one.county)
    counted = {state: list(states.values()).count(state) for state in DeviationState}
    page = BoardContent(one.facts, figures, {})
    shown = {state: count for state, count, _ in page.changes}
    overview = frames["总览"].set_index("指标")["数值"]
    words = county_words(one.county)
    paper = {t.name: t for t in paper_tables(CountyTables(one.facts))}
    for state in DeviationState:
        in_sheet = lives[(lives["状态"] == state.value) & (lives["等级"] != "提示")]
        assert counted[state] == figures.states[state] == shown[state] == len(in_sheet) == overview[state.value]
    changed = lives[(lives["本次变化"] == "是") & (lives["等级"] != "提示")]["状态"]
    assert (changed == "已整改").sum() == figures.closed_now == overview["本次销号"]
    assert (changed == "复发").sum() == figures.returned_now == overview["本次复发"]
    wanting = sum(counted[state] for state in IN_FORCE)
    assert wanting == figures.to_put_right == words["待整改"] == overview["待整改"]
    assert wanting == number(one.status, "待整改")
    assert (units["待整改"] == units["错误"] + units["警告"]).all()
    printed = paper["报送情况"]
    assert [row[printed.column("待整改")] for row in printed.rows] == units["待整改"].tolist()
    tracks = [item.track for item in one.facts.progress.items]
    passed, near = (sum(found) for found in (
        [t.stage is Stage.OVERDUE for t in tracks], [t.light is Light.YELLOW for t in tracks],
    ))  # fmt: skip
    due = frames["临期提醒"]["情形"]
    assert passed == figures.overdue == figures.progress.overdue == words["已到期"] == (due == "已到期").sum()
    assert near == figures.due_soon == words["临期"] == (due == "临期").sum()
    assert passed == (frames["完成情况"]["提示灯"] == Light.RED.value).sum() == units["逾期未完成"].sum()
    limits = paper["时限"]
    assert sum(row[limits.column("已到期")] for row in limits.rows) == passed


def test_who_has_none_of_the_tasks_is_neither_expected_nor_reported(days: dict[str, Night]) -> None:
    one = days["22a"]
    units = county_frames(one.county)["报送情况"]
    state = units["状态"]
    reported = state.isin([UnitStatus.ON_TIME.value, UnitStatus.LATE.value]).sum()
    assert reported == one.figures.reported == 2
    assert (units["应报"] == "是").sum() == one.figures.expected == 41
    assert one.figures.nil_units == (CIVIL,)
    assert (
        sum(k.on_time for k in one.figures.kinds) == county_words(one.county)["按时"] == (state == "按时报送").sum()
    )
    assert number(one.status, "已报") == one.letter["reported"] == reported
    assert any(f"无此项任务（1个，不计入应报）：{CIVIL}" in line for line in one.status)


def test_a_row_without_a_measure_is_no_measure(days: dict[str, Night]) -> None:
    units = county_frames(days["21a"].county)["报送情况"].set_index("单位")
    assert units.loc[WATER, "举措数"] == 4
    assert units.loc[SCIENCE, "举措数"] == 2
    assert days["21a"].figures.entries == 6


def test_nothing_is_overdue_that_lies_before_the_plan_or_its_own_start(days: dict[str, Night]) -> None:
    assert days["19a"].figures.overdue == 0
    overdue = [i for i in days["aug"].facts.progress.items if i.track.stage is Stage.OVERDUE and i.line.unit == WATER]
    assert sorted(i.track.step.label for i in overdue) == ["", "", "7月"], (
        "two of June, and the first month of its own"
    )


def test_the_letter_counts_ledgers_and_sends_no_other_file_into_a_folder(days: dict[str, Night]) -> None:
    first, second = days["19a"].letter, days["20a"].letter
    assert len(first["received"]) == 2  # type: ignore[arg-type]
    assert ["通讯录.xlsx" in line for line in first["others"]] == [True]  # type: ignore[attr-defined]
    came = [*second["received"], *second["others"]]  # type: ignore[misc]
    assert not any("汇总表" in line for line in came), "an officer's own workbook is no ledger"
    (asked,) = (line for line in first["todo"] if "通讯录" in line)  # type: ignore[attr-defined]
    assert "放入 inbox/" not in asked
    assert "作废" in asked
    assert days["20a"].figures.stray_files == 1

"""Numbers that hold: what one place says, every other says as well."""

from __future__ import annotations

import re
from datetime import date

from pipeline.county.facts import CountyFacts
from pipeline.county.figures import figures_of
from pipeline.county.frames import county_frames
from pipeline.county.overview_cards import cards_of
from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county, consolidate
from pipeline.flow.service.progress import progress_of
from pipeline.judging.matching.sureness import MOST_SURE, sureness
from pipeline.model import County, DeviationState, Severity
from tests.flow.conftest import Clock, drop, sample
from tests.form.reading_books import book


def shown(county: County, state: DeviationState, *, changed: bool = False) -> int:
    lives = county_frames(county)["整改销号"]
    those = lives[(lives["状态"] == state.value) & (lives["等级"] != Severity.NOTICE.label)]
    return int((those["本次变化"] == "是").sum()) if changed else len(those)


def test_what_is_new_is_one_number_and_files_of_nobody_grow_old(installation: Installation, clock: Clock) -> None:
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    drop(installation, "扫描件.xlsx", book("甲 | 乙"))
    drop(installation, "又一件.xlsx", book("丙 | 丁"))
    drop(installation, "另存/扫描件副本.xlsx", book("甲 | 乙"))  # the same bytes: one file
    process(installation)
    for day in (19, 20):
        clock.turn(day, 23)
        county = consolidate(installation).county
        figures = figures_of(CountyFacts(county))
        for state in (DeviationState.NEW, DeviationState.OPEN, DeviationState.CLOSED):
            assert figures.states[state] == shown(county, state), (day, state)
        assert figures.stray_files == len(county.strays) == 2
        assert len(county.waiting) == 2
        assert (figures.states[DeviationState.NEW] > 0) == (day == 19)


def test_the_lines_of_the_status_come_to_its_sums(installation: Installation, clock: Clock) -> None:
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    drop(installation, "扫描件.xlsx", book("甲 | 乙"))
    process(installation)
    clock.turn(23)
    lines = list(progress_of(installation, date(2022, 5, 23)))
    units = next(line for line in lines if line.startswith("应报"))
    expected, *parts = map(int, re.findall(r"\d+", units))
    assert sum(parts) == expected, units
    total = next(line for line in lines if line.startswith("现有偏差"))
    for severity in Severity:
        (count,) = re.findall(rf"{severity.label}(\d+)", total)
        counted = [
            int(n) for line in lines if line.startswith("  ") for n in re.findall(rf"{severity.label}(\d+)", line)
        ]
        assert sum(counted) == int(count), severity


def test_what_is_not_due_yet_is_awaited_and_alarms_nobody(installation: Installation, clock: Clock) -> None:
    clock.turn(20)
    for day, word, alarming in ((20, "待报送", False), (21, "未报送", True)):
        county = build_county(installation, date(2022, 5, day))
        card = cards_of(figures_of(CountyFacts(county)))[2]
        assert (card.name, card.alarming, card.value) == (word, alarming, 42)
        assert set(county_frames(county)["报送情况"]["状态"]) == {word}
        clock.turn(21)


def test_doubts_are_one_number_and_never_wholly_sure(installation: Installation) -> None:
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    county = build_county(installation, date(2022, 5, 19))
    frames, figures = county_frames(county), figures_of(CountyFacts(county))
    doubts = frames["存疑核定"]
    assert figures.doubtful == len(doubts)
    assert f"涉及{int(frames['报送情况']['存疑'].sum())}项次" in cards_of(figures)[5].remark
    assert (doubts["对应把握"] <= MOST_SURE).all()
    assert all(doubts["存疑原因"])
    assert sureness(1.0, doubtful=True) < sureness(1.0, doubtful=False) == 1.0

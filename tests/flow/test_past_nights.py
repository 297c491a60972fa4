"""A past night is rebuilt as it was; the order in which files come never shows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipeline.county.board.page import status_page
from pipeline.county.figures import county_figures
from pipeline.county.frames import county_frames
from pipeline.flow.day.receive import process
from pipeline.flow.examine import Examiner
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county, consolidate
from pipeline.guard.guard import Outcome
from pipeline.model import Decision, DecisionKind, DeviationState
from pipeline.wiring import open_installation
from tests.flow.conftest import Clock, drop, sample

RULES = Path(__file__).parent.parent.parent / "rules" / "yiyuan-2022"
FIRST, SECOND, THIRD = date(2022, 5, 19), date(2022, 5, 20), date(2022, 5, 21)
STAMPS = re.compile(rb"2022-05-\d\dT\d\d:\d\d:\d\d(Z|\+08:00)?|\d{1,2}\xe6\x97\xa5 \d\d:\d\d")


def decide(installation: Installation, obligation: str, reason: str = "试点") -> None:
    installation.register.record_decision(
        Decision(DecisionKind.WAIVE, "县水利局", obligation, "", reason, "王志强", installation.clock())
    )


def test_a_past_night_sees_what_it_saw(installation: Installation, clock: Clock) -> None:
    drop(installation, "水利局.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    seen = {FIRST: consolidate(installation).county}
    clock.turn(20)
    decide(installation, "A1-42")
    drop(installation, "科技局.xlsx", sample("ledgers/02-kejiju"))
    process(installation)
    seen[SECOND] = consolidate(installation).county
    clock.turn(21)
    decide(installation, "A1-32")
    drop(installation, "空的.xlsx", b"")
    process(installation)
    seen[THIRD] = consolidate(installation).county
    clock.turn(25)
    for day, county in seen.items():
        again = build_county(installation, day)
        assert again.decisions == county.decisions
        assert again.reports == county.reports
        assert again.strays == county.strays
        assert again.tracked == county.tracked
        assert again.history == county.history
        assert county_figures(again) == county_figures(county)
    assert [len(c.decisions) for c in seen.values()] == [0, 1, 2]
    gaps = [t for t in seen[SECOND].tracked if (t.unit, t.deviation.code) == ("县水利局", "C01")]
    states = {t.deviation.obligation: t.state for t in gaps}
    assert states["A1-42"] is DeviationState.WAIVED
    assert states["A1-32"] is DeviationState.OPEN


def test_looking_at_the_county_records_nothing(installation: Installation, clock: Clock) -> None:
    drop(installation, "水利局.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    build_county(installation, THIRD)
    build_county(installation, FIRST)
    clock.turn(20)
    county = consolidate(installation).county
    assert {t.state for t in county.tracked} == {DeviationState.NEW}
    assert {t.first_found for t in county.tracked} == {SECOND}


def _without_stamps(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        return {name: STAMPS.sub(b"", parts.read(name)) for name in parts.namelist()}


def test_consolidating_twice_gives_the_same_but_for_the_time_stamps(installation: Installation, clock: Clock) -> None:
    drop(installation, "水利局.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    first = consolidate(installation)
    book, page = first.dated.read_bytes(), (first.board or Path()).read_text(encoding="utf-8")
    again = consolidate(installation)
    assert again.dated.read_bytes() == book
    assert (again.board or Path()).read_text(encoding="utf-8") == page
    clock.now += timedelta(hours=3)
    later = consolidate(installation)
    assert later.dated.read_bytes() != book
    assert _without_stamps(later.dated.read_bytes()) == _without_stamps(book)


FILES = {
    "水利局.xlsx": "ledgers/01-shuiliju",
    "科技局.xlsx": "ledgers/02-kejiju",
    "县司法局/空的.xlsx": "",
    "谁的.xlsx": "",
    "又是谁的.xlsx": "",
}


@cache
def content(name: str) -> bytes:
    return sample(FILES[name]) if FILES[name] else name.encode()


# Shrinking would take the whole pipeline through hundreds of folders; an order of five files is small enough.
@settings(max_examples=10, deadline=None, phases=(Phase.explicit, Phase.generate), derandomize=True)
@given(order=st.permutations(sorted(FILES)), cuts=st.sets(st.integers(1, 4)))
def test_the_order_of_arrival_never_shows(order: list[str], cuts: set[int]) -> None:
    assert county_after(tuple(order), frozenset(cuts)) == county_after(tuple(sorted(FILES)), frozenset())


@cache
def examiner() -> Examiner:
    return Examiner(RULES).prepare()


@cache
def county_after(order: tuple[str, ...], cuts: frozenset[int]) -> dict[str, str]:
    """Take the files in, in this order, with a pass before each of ``cuts``; give all sheets and the page."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        root = Path(folder)
        (root / "inbox").mkdir()
        (root / "rules").mkdir()
        (root / "rules" / RULES.name).symlink_to(RULES)
        (root / "taizhang.toml").write_text("settle_seconds = 0\n", encoding="utf-8")
        # What the guard's children do is done here: they would take a second for each order.
        patched.setattr("pipeline.guard.guard.Guard.map", _examined_here)
        patched.setattr("pipeline.flow.day.hand_out.finish_receipt", lambda *_: (Path(), Path()))
        installation = open_installation(root, Clock())
        installation.__dict__["_examiner"] = examiner()
        for at, name in enumerate(order):
            if at in cuts:
                process(installation)
            drop(installation, name, content(name))
        process(installation)
        county = build_county(installation, FIRST)
        installation.register.close()
    assert len(county.strays) == 2
    # 操作记录 is a record of this very order, and the number of a file that waits says as which it came.
    frames = {name: frame for name, frame in county_frames(county).items() if name != "操作记录"}
    frames["待确认来件"] = frames["待确认来件"].drop(columns="编号")
    sheets = {name: frame.to_csv() for name, frame in frames.items()}
    return {**sheets, "page": status_page(county)}


def _examined_here(_: object, items: Iterable[Any]) -> Iterator[Outcome[Any, Any]]:
    for item in items:
        yield Outcome(item, result=examiner()(item))

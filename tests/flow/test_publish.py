"""Publishing: the newest workbook and the page are replaced whole, or later, and nobody's work is lost."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Callable
from datetime import date
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import consolidate
from pipeline.flow.night.publish import retry_pending
from pipeline.flow.service.service import Service
from tests.flow.conftest import Clock, drop, sample

BOARD = Path("看板/index.html")


def newest(installation: Installation) -> Path:
    return installation.summary_folder / "2022年沂源县政务公开工作台账汇总.xlsx"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.flow.night.publish.time.sleep", lambda _: None)


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], list[str]]:
    """Make replacing a file fail so many times, as where somebody has it open; give the list of attempts."""
    real = os.replace

    def start(name: str, times: int) -> list[str]:
        attempts: list[str] = []

        def replace(source: Any, target: Any, **more: Any) -> None:
            if Path(target).name == name and Path(target).parent.parent.name == "outbox":
                attempts.append(name)
                if len(attempts) <= times:
                    raise PermissionError(13, "Permission denied", str(target))
            real(source, target, **more)

        monkeypatch.setattr("os.replace", replace)
        return attempts

    return start


def test_the_page_and_the_workbook_lie_side_by_side_and_lead_to_receipts(installation: Installation) -> None:
    drop(installation, "台账.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    published = consolidate(installation)
    assert published.board == installation.outbox / BOARD
    assert published.newest is not None
    paper = published.newest.with_stem(f"{published.newest.stem}_打印版")
    assert openpyxl.load_workbook(paper).sheetnames[:2] == ["封面", "总览"], "what is printed lies beside it"
    page = published.board.read_text(encoding="utf-8")
    assert "县水利局" in page
    links = [p for p in page.split('"') if p.startswith("../")]
    assert len(links) == 2
    from urllib.parse import unquote

    for link in links:
        assert (published.board.parent / unquote(link)).resolve().is_file()


@pytest.mark.parametrize("times", [1, 3])
def test_a_workbook_that_is_held_for_a_moment_is_replaced_at_once(
    installation: Installation, hold: Callable[[str, int], list[str]], times: int
) -> None:
    attempts = hold(newest(installation).name, times)
    published = consolidate(installation)
    assert published.newest == newest(installation)
    assert published.remarks == ()
    assert len(attempts) == times + 1


def test_a_workbook_that_stays_open_is_replaced_later(
    installation: Installation, hold: Callable[[str, int], list[str]], clock: Clock
) -> None:
    consolidate(installation)
    old = newest(installation).read_bytes()
    clock.turn(20)
    attempts = hold(newest(installation).name, 6)
    published = consolidate(installation)
    assert published.newest is None
    assert published.held == (newest(installation),)
    assert "正被他人打开" in published.remarks[0]
    assert published.board is not None, "the page is replaced all the same"
    assert newest(installation).read_bytes() == old
    assert len(attempts) == 4, "the quick attempts are bounded"
    assert retry_pending(installation) == ()
    assert len(attempts) == 5, "a later pass tries once"
    assert retry_pending(installation) == ()
    assert retry_pending(installation) == (newest(installation),)
    assert newest(installation).read_bytes() == published.dated.read_bytes() != old
    assert retry_pending(installation) == ()
    assert not list(installation.summary_folder.rglob(".*.tmp"))


def test_the_service_replaces_at_its_next_pass_what_was_open(
    installation: Installation, hold: Callable[[str, int], list[str]]
) -> None:
    hold(newest(installation).name, 5)
    assert consolidate(installation).newest is None
    lines: list[str] = []
    service = Service(installation, 0.1, 0, clock_time(1, 30), poll=False, say=lines.append)
    installation.register.close()
    thread = threading.Thread(target=service.run)
    thread.start()
    deadline = time.monotonic() + 60
    while not newest(installation).exists() and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    service.stop()
    thread.join(60)
    assert newest(installation).exists()
    assert any("此前未能替换的文件已更新" in line for line in lines)


def test_what_waits_is_superseded_by_the_next_night(
    installation: Installation, hold: Callable[[str, int], list[str]], clock: Clock
) -> None:
    hold(newest(installation).name, 4)
    consolidate(installation)
    clock.turn(20)
    published = consolidate(installation)
    assert published.newest is not None
    assert retry_pending(installation) == ()
    assert newest(installation).read_bytes() == published.dated.read_bytes()


def test_the_page_waits_in_the_same_way(installation: Installation, hold: Callable[[str, int], list[str]]) -> None:
    hold(BOARD.name, 4)
    published = consolidate(installation)
    assert published.board is None
    assert published.newest is not None
    assert retry_pending(installation) == (installation.outbox / BOARD,)


def test_a_dated_copy_that_is_open_does_not_stop_the_night(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = consolidate(installation).dated
    real = os.replace

    def replace(source: Any, target: Any) -> None:
        if Path(target) == first:
            raise PermissionError(13, "Permission denied", str(target))
        real(source, target)

    monkeypatch.setattr("os.replace", replace)
    published = consolidate(installation)
    assert published.dated.name == "2022年沂源县政务公开工作台账汇总_2022-05-19_090000.xlsx"
    assert published.newest is not None


def test_other_faults_are_not_taken_for_an_open_file(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", replace)
    with pytest.raises(OSError, match="No space left"):
        consolidate(installation)


def test_what_somebody_filled_into_the_newest_workbook_is_kept(installation: Installation, clock: Clock) -> None:
    consolidate(installation)
    clock.turn(20)
    assert consolidate(installation).kept is None
    book = openpyxl.load_workbook(newest(installation))
    book["存疑核定"]["A99"] = "认定"
    buffer = io.BytesIO()
    book.save(buffer)
    newest(installation).write_bytes(buffer.getvalue())
    clock.turn(21)
    published = consolidate(installation)
    assert published.kept is not None
    assert published.kept.read_bytes() == buffer.getvalue()
    assert str(published.kept) in published.remarks[-1]
    assert newest(installation).read_bytes() == published.dated.read_bytes()


def test_so_many_dated_copies_are_kept_as_the_setting_says(installation: Installation, clock: Clock) -> None:
    installation.keep_daily_copies = 2
    for day in (19, 20, 21):
        clock.turn(day)
        dated = consolidate(installation).dated
    assert [p.name[-15:-5] for p in sorted(dated.parent.iterdir())] == ["2022-05-20", "2022-05-21"]


def test_a_past_night_is_rebuilt_beside_the_newest_workbook(installation: Installation, clock: Clock) -> None:
    consolidate(installation)
    clock.turn(21)
    consolidate(installation)
    files = (newest(installation), installation.outbox / BOARD)
    before = [f.read_bytes() for f in files]
    history = installation.register.consolidations_before(date(2022, 6, 1), installation.plan.id)
    published = consolidate(installation, date(2022, 5, 20))
    assert published.past
    assert published.dated.name.endswith("_2022-05-20.xlsx")
    assert "重建" in published.remarks[0]
    assert [f.read_bytes() for f in files] == before
    assert installation.register.consolidations_before(date(2022, 6, 1), installation.plan.id) == history


def test_a_day_to_come_is_not_published_but_can_be_looked_at(installation: Installation, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not come yet"):
        consolidate(installation, date(2022, 6, 1))
    consolidate(installation, date(2022, 6, 1), tmp_path / "预览.xlsx")
    assert (tmp_path / "预览.xlsx").exists()
    published = consolidate(installation)
    assert published.newest is not None, "the look ahead has left no trace in the lives"
    assert not published.past

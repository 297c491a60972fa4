"""The pages of units and leaders as a night publishes them: with what is on record, and only where it is new."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import openpyxl
import pytest

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import consolidate
from tests.flow.conftest import Clock, Story, drop, sample

UNIT = "县水利局"


def second_version(data: bytes) -> bytes:
    """Move the limit of one measure, and leave the last measure out."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    cell = next(c for c in sheet["D"][3:] if c.value and "月底前" in str(c.value))
    cell.value = "2022年11月底前"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent_twice(installation: Installation, clock: Clock) -> None:
    first = sample("ledgers/01-shuiliju")
    for day, data in ((17, first), (18, second_version(first))):
        clock.turn(day)
        drop(installation, f"{UNIT}/台账.xlsx", data)
        process(installation)
    consolidate(installation)


@pytest.fixture
def resent(after: Callable[[Story], Installation]) -> Installation:
    return after(sent_twice)


def calendars(installation: Installation) -> dict[str, int]:
    return {p.name: p.stat().st_mtime_ns for p in installation.outbox.rglob("*.ics")}


def written(installation: Installation) -> dict[str, int]:
    folder = installation.board_folder
    return {p.relative_to(folder).as_posix(): p.stat().st_mtime_ns for p in folder.rglob("*.html")}


def test_a_units_page_shows_its_versions_what_changed_and_its_receipts(resent: Installation) -> None:
    page = (resent.board_folder / "单位" / f"{UNIT}.html").read_text(encoding="utf-8")
    assert page.index("第2版</span>") < page.index("第1版</span>")
    assert "现行" in page
    assert "已被替代" in page
    assert "台账内容与第1版相比：修改举措1条（其中时限变动1条）" in page
    assert "改为“2022年11月底前”" in page
    links = [unquote(a) for a in page.split('"') if a.startswith("../../")]
    assert len(links) == 5, "page and workbook of two receipts, and the calendar"
    for link in links:
        assert (resent.board_folder / "单位" / link).resolve().is_file()


def test_a_page_that_would_say_the_same_is_not_written_again(resent: Installation, clock: Clock) -> None:
    clock.turn(19)
    consolidate(resent)  # what was new is so no more
    before, days = written(resent), calendars(resent)
    clock.turn(19, hour=10)  # on another day what is due soon has fewer days left
    consolidate(resent)
    after = written(resent)
    assert calendars(resent) == days
    assert f"{UNIT}到期日程.ics" in days
    assert (resent.board_folder / "政务公开到期日程.ics").is_file()
    assert quote("政务公开到期日程.ics") in (resent.board_folder / "index.html").read_text(encoding="utf-8")
    assert {name for name in after if after[name] != before[name]} == {"index.html"}
    drop(resent, f"{UNIT}/台账三.xlsx", sample("ledgers/01-shuiliju"))
    process(resent)
    consolidate(resent)
    changed = {name for name, at in written(resent).items() if at != after.get(name)}
    assert f"单位/{UNIT}.html" in changed
    assert {name for name in changed if name.startswith("单位/")} == {f"单位/{UNIT}.html"}


def test_pages_of_whom_is_there_no_more_go_and_nothing_else_does(resent: Installation) -> None:
    folder = resent.board_folder
    stale, others = folder / "分管领导" / "0123456789ab.html", folder / "单位" / "说明.txt"
    for path in (stale, others):
        path.write_text("旧", encoding="utf-8")
    consolidate(resent)
    assert not stale.exists()
    assert others.exists()


def test_a_page_that_is_held_comes_with_the_next_consolidation(
    resent: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = resent.board_folder / "单位" / f"{UNIT}.html"
    page.write_text("旧", encoding="utf-8")
    (resent.board_folder / "单位" / "县财政局.html").unlink()
    real = Path.replace

    def replace(self: Path, target: Any) -> Any:
        if Path(target) == page:
            raise PermissionError(13, "Permission denied", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    assert consolidate(resent).board is not None
    assert page.read_text(encoding="utf-8") == "旧"
    assert (resent.board_folder / "单位" / "县财政局.html").exists(), "the others come all the same"
    monkeypatch.undo()
    consolidate(resent)
    assert UNIT in page.read_text(encoding="utf-8")
    assert not [*page.parent.glob(".*.tmp")]

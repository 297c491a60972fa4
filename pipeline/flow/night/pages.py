"""Publishing what there is of each unit and leader: what says the same as before is not written again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.county.board.addresses import LEADERS, UNITS
from pipeline.flow.day.folders import receipt_folder
from pipeline.flow.installation import Installation
from pipeline.model.io_faults import HELD
from pipeline.store.archive import write_all_durably

if TYPE_CHECKING:
    from pipeline.county.facts import CountyFacts

_CALENDAR, _ALL = "到期日程.ics", "政务公开"


def publish_pages(installation: Installation, pages: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Put pages, given with their places below the board's folder, where they belong; give all the places."""
    wanted = {name: page.encode("utf-8") for name, page in pages}
    _put(installation, installation.board_folder, wanted)
    return frozenset(wanted)


def publish_calendars(installation: Installation, facts: CountyFacts) -> str:
    """Put the days of each unit (到期日程, .ics) into its folder, those of all into the board's; name the latter."""
    from pipeline.county.calendar_file import calendar_file
    from pipeline.county.due_events import DueEvents

    events, outbox = DueEvents(facts), installation.outbox
    calendars = {
        receipt_folder(installation, r.unit) / calendar_name(r.unit): (f"{r.unit}政务公开", events.of_unit(r.unit))
        for r in facts.reports
    }
    of_all = installation.board_folder / calendar_name(_ALL)
    calendars[of_all] = f"{facts.county.plan.county}{_ALL}", events.of_center()
    now = facts.county.generated_at
    _put(
        installation,
        outbox,
        {
            path.relative_to(outbox).as_posix(): calendar_file(f"{name}到期日程", days, now, _content(path))
            for path, (name, days) in calendars.items()
        },
    )
    return of_all.name


def calendar_name(whose: str) -> str:
    """Name the file of a calendar."""
    return f"{whose}{_CALENDAR}"


def _put(installation: Installation, folder: Path, wanted: Mapping[str, bytes]) -> None:
    """Replace files below a folder, each whole; one that is held open is noted, and comes with the next night."""
    changed = {name: data for name, data in wanted.items() if _content(folder / name) != data}
    try:
        write_all_durably(folder, changed)
    except OSError as fault:
        if fault.errno not in HELD:
            raise
        for name, data in changed.items():
            _write_alone(installation, folder, name, data)


def sweep_pages(installation: Installation, wanted: frozenset[str]) -> int:
    """Delete the pages of units and leaders that are there no more; give their number."""
    folder = installation.board_folder
    swept = 0
    for path in (page for part in (UNITS, LEADERS) for page in (folder / part).glob("*.html")):
        if path.relative_to(folder).as_posix() not in wanted:
            with contextlib.suppress(OSError):
                path.unlink()
                swept += 1
    return swept


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _write_alone(installation: Installation, folder: Path, name: str, data: bytes) -> None:
    try:
        write_all_durably(folder, {name: data})
    except OSError as fault:
        if fault.errno not in HELD:
            raise
        installation.register.note(installation.clock(), "page_held", name, str(fault))

"""Publishing the pages of the units and their leaders: what says the same as before is not written again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from pipeline.county.board.addresses import LEADERS, UNITS
from pipeline.flow.installation import Installation
from pipeline.model.io_faults import HELD
from pipeline.store.archive import write_all_durably


def publish_pages(installation: Installation, pages: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Put pages, given with their places below the board's folder, where they belong; give all the places.

    Each is replaced whole. One that somebody holds open is noted, and comes with the next consolidation.
    """
    folder = installation.board_folder
    wanted = {name: page.encode("utf-8") for name, page in pages}
    changed = {name: data for name, data in wanted.items() if _content(folder / name) != data}
    try:
        write_all_durably(folder, changed)
    except OSError as fault:
        if fault.errno not in HELD:
            raise
        for name, data in changed.items():
            _write_alone(installation, folder, name, data)
    return frozenset(wanted)


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

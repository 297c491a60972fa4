"""As on Windows, as far as that can be emulated: children spawned, names reserved, case telling no files apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import consolidate
from pipeline.guard import origin
from pipeline.model import Verdict
from tests.flow.conftest import drop, sample

_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(\..*)?$")
_REFUSED = re.compile(r'[<>:"|?*\\\x00-\x1f]')


def refused_by_windows(path: Path, root: Path) -> list[str]:
    """The parts of a path that Windows does not take, or takes for something else."""
    parts = path.relative_to(root).parts
    return [p for p in parts if _DEVICE.match(p) or _REFUSED.search(p) or p != p.rstrip(". ") or len(p) > 255]


def test_a_day_and_its_night_under_spawn_leave_only_names_that_windows_takes(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origin, "_start_method", lambda: "spawn")
    water = sample("ledgers/01-shuiliju")
    for name in ("CON.xlsx", "nul.台账.xlsx", "a/台账. .xlsx", "b/Com1.XLSX", "b/com1.xlsx"):
        drop(installation, name, b"x" if name != "CON.xlsx" else water)
    done = process(installation)
    verdicts = {s.arrival.file_name: s.verdict for s in done.submissions}
    assert verdicts["CON.xlsx"] is not Verdict.UNREADABLE, "a spawned child has read and judged it"
    assert len(done.submissions) >= 2
    consolidate(installation)
    written = [p for folder in (installation.outbox, installation.root / "data") for p in folder.rglob("*")]
    assert any(p.suffix == ".html" for p in written)
    assert {str(p): bad for p in written if (bad := refused_by_windows(p, installation.root))} == {}
    blind = [str(p).casefold() for p in written]
    assert len(blind) == len(set(blind)), "two files would be one where case does not count"

"""What must survive a power cut is on the disk before the next step is taken; every step leaves a dated line."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.store.register import Register
from tests.flow.conftest import Clock, drop
from tools.reliability.ledgers import small_ledger

pytestmark = pytest.mark.skipif(os.name == "nt", reason="folders are not synced on Windows")


@pytest.fixture
def steps(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What this process does to files and register, in order."""
    told: list[str] = []

    def name(path: object) -> str:
        path = Path(str(path))
        root = next((r for r in ("data/archive", "outbox/回执", "inbox") if r in path.as_posix()), "")
        kind = "folder" if path.is_dir() else "temporary file" if path.suffix == ".tmp" else "file"
        return f"{kind} in {root}"

    def tell(owner: Any, attribute: str, say: Callable[..., str]) -> None:
        original = getattr(owner, attribute)

        def wrapped(*arguments: Any, **named: Any) -> Any:
            said = say(*arguments)
            result = original(*arguments, **named)
            told.append(said)
            return result

        monkeypatch.setattr(owner, attribute, wrapped)

    tell(os, "fsync", lambda fd: f"sync {name(Path(f'/proc/self/fd/{fd}').readlink())}")
    tell(Path, "replace", lambda _, target: f"rename to {name(target)}")
    tell(Path, "unlink", lambda path: f"remove {name(path)}")
    for method in ("record_arrivals", "record_submissions", "move_arrivals"):
        tell(Register, method, lambda *_, method=method: method)
    return told


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are named by /proc")
def test_nothing_is_removed_before_its_copy_is_on_the_disk_and_on_record(
    installation: Installation, steps: list[str]
) -> None:
    drop(installation, "县水利局/台账.xlsx", small_ledger(0))
    process(installation)
    assert steps[steps.index("sync temporary file in data/archive") :] == [
        "sync temporary file in data/archive",
        "rename to file in data/archive",
        "sync folder in data/archive",
        "sync folder in data/archive",
        "record_arrivals",
        "remove file in inbox",
        "record_submissions",
        "sync temporary file in outbox/回执",
        "sync temporary file in outbox/回执",
        "rename to file in outbox/回执",
        "rename to file in outbox/回执",
        "sync folder in outbox/回执",
        "move_arrivals",
    ]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are named by /proc")
def test_files_that_came_together_are_waited_for_together(installation: Installation, steps: list[str]) -> None:
    for number, unit in enumerate(("县水利局", "县统计局", "县司法局")):
        drop(installation, f"{unit}/台账.xlsx", small_ledger(number))
    process(installation)
    before = steps[: steps.index("record_arrivals")]
    assert before.count("rename to file in data/archive") == 3
    assert "remove file in inbox" not in before
    first_rename = before.index("rename to file in data/archive")
    assert before[:first_rename].count("sync temporary file in data/archive") == 3
    assert steps.count("record_arrivals") == 1


def test_a_new_folder_that_does_not_reach_the_disk_keeps_what_lies_in_it_in_the_inbox(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(installation, "县水利局/台账.xlsx", small_ledger(0))
    sync = os.fsync

    def failing(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").readlink().name == "archive":
            raise OSError(errno.EIO, "Input/output error")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError, match="Input/output"):
        process(installation)
    assert list(installation.inbox.root.glob("*/*.xlsx"))


def test_a_file_that_cannot_be_kept_stays_and_the_others_that_came_with_it_are_taken(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, unit in enumerate(("县水利局", "县统计局", "县司法局")):
        drop(installation, f"{unit}/台账.xlsx", small_ledger(number))
    refused = hashlib.sha256(small_ledger(1)).hexdigest()
    sync = os.fsync

    def failing(descriptor: int) -> None:
        if refused in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise OSError(errno.EDQUOT, "Disk quota exceeded")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError, match="quota"):
        process(installation)
    assert [p.parent.name for p in installation.inbox.root.glob("*/*.xlsx")] == ["县统计局"]
    monkeypatch.setattr(os, "fsync", sync)
    process(installation)
    assert not list(installation.inbox.root.glob("*/*.xlsx"))
    assert len(list((installation.outbox / "回执").glob("*/*.html"))) == 3


def test_the_register_itself_waits_for_the_disk(installation: Installation) -> None:
    with installation.register.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_each_step_leaves_a_dated_line(installation: Installation, clock: Clock) -> None:
    drop(installation, "县水利局/台账.xlsx", small_ledger(0))
    process(installation)
    drop(installation, "县水利局/台账.xlsx", small_ledger(0))
    process(installation)
    told = installation.register.events_since(clock.now.replace(hour=0))
    assert [kind for _, kind, _, _ in told] == ["received", "examined", "receipted", "repeat", "repeat_receipted"]
    assert {at for at, *_ in told} == {clock.now.isoformat()}

"""A share that is gone leaves an empty folder: that is no empty inbox. Other folders are never taken for one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.cli.checkup import checkup
from pipeline.flow.day.mounts import MEMORY, NotMountedError, ensure_mounted
from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.service.health import read_health
from pipeline.model import Arrival, Channel
from pipeline.store.arrivals import Source
from tests.flow.conftest import drop, sample
from tests.flow.test_service import running, wait_for
from tools.reliability.ledgers import small_ledger

__all__ = ["running"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there a share that is away leaves nothing in its place")


class Machine:
    """What the system says: which folders are mount points, and of which kind the file system there is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.mounts: dict[str, str] = {"/": "ext4"}
        monkeypatch.setattr("pipeline.flow.day.mounts.os.path.ismount", lambda path: str(path) in self.mounts)
        monkeypatch.setattr("pipeline.flow.day.mounts.file_system", self._kind)

    def _kind(self, folder: Path) -> str:
        return next(
            self.mounts[str(p)] for p in (folder.resolve(), *folder.resolve().parents) if str(p) in self.mounts
        )


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    inbox, data = tmp_path / "inbox", tmp_path / "data"
    inbox.mkdir()
    data.mkdir()
    return inbox, data


def test_a_share_that_is_gone_is_noticed_and_its_return_too(machine: Machine, folders: tuple[Path, Path]) -> None:
    inbox, data = folders
    machine.mounts[str(inbox)] = "cifs"
    ensure_mounted(inbox, data)
    del machine.mounts[str(inbox)]
    for _ in range(2):
        with pytest.raises(NotMountedError, match="没有挂载") as told:
            ensure_mounted(inbox, data)
        assert str(inbox) in str(told.value)
        assert str(data / MEMORY) in str(told.value)
    machine.mounts[str(inbox)] = "smb3"
    ensure_mounted(inbox, data)


def test_an_inbox_below_the_point_of_the_mount_is_missed_as_well(
    machine: Machine, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    """Somebody has made the same folders in the empty place."""
    _, data = folders
    inbox = tmp_path / "share" / "政务公开" / "inbox"
    inbox.mkdir(parents=True)
    machine.mounts[str(tmp_path / "share")] = "nfs4"
    ensure_mounted(inbox, data)
    del machine.mounts[str(tmp_path / "share")]
    with pytest.raises(NotMountedError):
        ensure_mounted(inbox, data)


def test_in_a_container_the_kind_of_the_mount_tells(machine: Machine, folders: tuple[Path, Path]) -> None:
    inbox, data = folders
    machine.mounts[str(inbox)] = "cifs"
    ensure_mounted(inbox, data)
    machine.mounts[str(inbox)] = "ext4"
    with pytest.raises(NotMountedError):
        ensure_mounted(inbox, data)


def ordinary(machine: Machine, inbox: Path, data: Path) -> Iterator[None]:
    yield


def the_whole_folder_on_a_share(machine: Machine, inbox: Path, data: Path) -> Iterator[None]:
    machine.mounts[str(inbox.parent)] = "nfs4"
    yield
    machine.mounts[str(inbox.parent)] = "cifs"
    yield


def mounted_after_the_first_look(machine: Machine, inbox: Path, data: Path) -> Iterator[None]:
    yield
    machine.mounts[str(inbox)] = "cifs"
    yield


def bound_into_a_container(machine: Machine, inbox: Path, data: Path) -> Iterator[None]:
    machine.mounts |= {"/": "overlay", str(inbox): "ext4", str(data): "ext4"}
    yield
    machine.mounts[str(inbox)] = "xfs"
    yield
    machine.mounts[str(inbox)] = "virtiofs"
    yield
    machine.mounts[str(inbox)] = "fakeowner"
    yield


def mounted_on_demand(machine: Machine, inbox: Path, data: Path) -> Iterator[None]:
    for kind in ("autofs", "cifs", "autofs", "cifs"):
        machine.mounts[str(inbox)] = kind
        yield


def another_share_by_a_link(machine: Machine, inbox: Path, data: Path) -> Iterator[None]:
    inbox.rmdir()
    for name in ("one", "other"):
        share = inbox.with_name(name)
        share.mkdir()
        machine.mounts = {"/": "ext4", str(share): "cifs"}
        inbox.unlink(missing_ok=True)
        inbox.symlink_to(share)
        yield


def told_that_it_is_local_now(machine: Machine, inbox: Path, data: Path) -> Iterator[None]:
    machine.mounts[str(inbox)] = "cifs"
    yield
    del machine.mounts[str(inbox)]
    (data / MEMORY).unlink()
    yield


def gone_altogether(machine: Machine, inbox: Path, data: Path) -> Iterator[None]:
    """That is told by whoever looks into it."""
    yield
    inbox.rmdir()
    yield


@pytest.mark.parametrize(
    "story",
    [
        ordinary,
        the_whole_folder_on_a_share,
        mounted_after_the_first_look,
        bound_into_a_container,
        mounted_on_demand,
        another_share_by_a_link,
        told_that_it_is_local_now,
        gone_altogether,
    ],
)
def test_no_false_alarm(
    machine: Machine, folders: tuple[Path, Path], story: Callable[[Machine, Path, Path], Iterator[None]]
) -> None:
    inbox, data = folders
    for _ in story(machine, inbox, data):
        ensure_mounted(inbox, data)


def test_of_an_ordinary_folder_nothing_is_remembered(installation: Installation) -> None:
    process(installation)
    assert not (installation.root / "data" / MEMORY).exists()


def test_a_memory_that_cannot_be_read_is_made_anew(machine: Machine, folders: tuple[Path, Path]) -> None:
    inbox, data = folders
    (data / MEMORY).write_bytes(b"{")
    machine.mounts[str(inbox)] = "cifs"
    ensure_mounted(inbox, data)
    assert json.loads((data / MEMORY).read_text(encoding="utf-8"))["mount"] == str(inbox)


def test_what_is_known_of_the_inbox_is_not_forgotten_while_its_share_is_away(
    machine: Machine, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = installation.inbox_folder
    machine.mounts[str(inbox)] = "cifs"
    lying = drop(installation, "县水利局台账.xlsx", sample("ledgers/01-shuiliju"))

    def refuse(*_: object) -> bool:
        raise PermissionError(1, "refused")

    monkeypatch.setattr("pipeline.guard.inbox.Inbox.remove", refuse)
    process(installation)
    known = installation.register.source_paths()
    assert known == ("县水利局台账.xlsx",)
    lying.rename(inbox.with_name("hidden.xlsx"))
    del machine.mounts[str(inbox)]
    earlier = Arrival(
        file_name="县科技局台账.xlsx",
        sha256=installation.archive.keep(sample("ledgers/02-kejiju")),
        size=1,
        received_at=installation.clock(),
        channel=Channel.FOLDER,
    )
    installation.register.record_arrivals([(earlier, Source("other", 1, 1, 1))])
    installation.register.forget_sources(["other"])
    with pytest.raises(NotMountedError):
        process(installation)
    assert installation.register.source_paths() == known
    assert len(installation.register.versions_of("县科技局")) == 1, "what had come already is answered all the same"
    findings = {f.name: f for f in checkup(installation.root)}
    assert findings["收件夹所在磁盘"].state == "bad"
    inbox.with_name("hidden.xlsx").rename(lying)
    machine.mounts[str(inbox)] = "cifs"
    assert process(installation).submissions == ()
    assert installation.register.source_paths() == known


def test_nothing_is_forgotten_where_the_share_goes_while_it_is_looked_at(
    machine: Machine, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = installation.inbox_folder
    machine.mounts[str(inbox)] = "cifs"
    process(installation)
    arrival = Arrival("县水利局台账.xlsx", installation.archive.keep(b"x"), 1, installation.clock(), Channel.FOLDER)
    installation.register.record_arrivals([(arrival, Source("县水利局台账.xlsx", 1, 1, 1))])
    known = installation.register.source_paths

    def and_gone(*_: object) -> tuple[str, ...]:
        machine.mounts.pop(str(inbox), None)
        return known()

    monkeypatch.setattr(installation.register, "source_paths", and_gone)
    with pytest.raises(NotMountedError):
        process(installation)
    assert known() == ("县水利局台账.xlsx",)


def test_what_came_by_mail_is_examined_without_the_inbox(machine: Machine, installation: Installation) -> None:
    inbox = installation.inbox_folder
    machine.mounts[str(inbox)] = "cifs"
    process(installation)
    del machine.mounts[str(inbox)]
    drop(installation, "县水利局台账.xlsx", sample("ledgers/01-shuiliju"))
    assert process(installation, inbox=False).submissions == ()
    with pytest.raises(NotMountedError):
        process(installation)


def _mount(point: Path) -> None:
    done = subprocess.run(["mount", "-t", "tmpfs", "none", str(point)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not permitted here: {done.stderr.strip()}")


def _unmount(point: Path) -> None:
    subprocess.run(["umount", "--lazy", str(point)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux does")
def test_the_service_says_that_a_real_mount_is_gone_and_goes_on_when_it_is_back(
    running: list[str], installation: Installation
) -> None:
    wait_for(lambda: bool(running))
    inbox = installation.inbox_folder
    _mount(inbox)
    try:
        drop(installation, "一.xlsx", small_ledger(1))
        wait_for(lambda: any("已处理：一.xlsx" in line for line in running))
        _unmount(inbox)
        wait_for(lambda: any("没有挂载" in line for line in running))
        wait_for(lambda: any("没有挂载" in t.text for t in _health(installation).errors))
        _mount(inbox)
        drop(installation, "二.xlsx", small_ledger(2))
        wait_for(lambda: any("已处理：二.xlsx" in line for line in running))
        wait_for(lambda: any("检查已恢复正常" in line for line in running))
        wait_for(lambda: not _health(installation).errors)
    finally:
        if os.path.ismount(inbox):
            _unmount(inbox)


def _health(installation: Installation):  # type: ignore[no-untyped-def]
    health = read_health(installation.root / "data")
    assert health is not None
    return health

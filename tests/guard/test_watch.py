"""Events wake the service; a dead observer or a folder made anew is watched again."""

from __future__ import annotations

import logging
import shutil
import threading
from pathlib import Path

import pytest

from pipeline.guard.watch import Watcher, Watching, on_network


def is_watching(watcher: Watcher) -> bool:
    watcher.ensure()
    return watcher.state is not Watching.NOT


@pytest.mark.parametrize("poll", [False, True])
def test_a_new_file_wakes(tmp_path: Path, poll: bool) -> None:
    wake = threading.Event()
    watcher = Watcher(tmp_path, wake, poll=poll)
    assert is_watching(watcher)
    try:
        (tmp_path / "台账.xlsx").write_bytes(b"x")
        assert wake.wait(20)
    finally:
        watcher.stop()


def test_a_folder_that_was_deleted_and_made_again_is_watched_again(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    wake = threading.Event()
    watcher = Watcher(folder, wake, poll=False)
    assert is_watching(watcher)
    try:
        shutil.rmtree(folder)
        assert not is_watching(watcher)
        folder.mkdir()
        assert is_watching(watcher)
        wake.clear()
        (folder / "台账.xlsx").write_bytes(b"x")
        assert wake.wait(20)
    finally:
        watcher.stop()


def test_a_dead_emitter_is_noticed_though_its_observer_lives(tmp_path: Path) -> None:
    wake = threading.Event()
    watcher = Watcher(tmp_path, wake, poll=False)
    assert is_watching(watcher)
    try:
        assert watcher._observer is not None
        (emitter,) = watcher._observer.emitters
        emitter.stop()
        emitter.join(10)
        (remark,) = watcher.ensure()
        assert "监听已中断" in remark
        assert watcher.state is Watching.EVENTS
        (tmp_path / "台账.xlsx").write_bytes(b"x")
        assert wake.wait(20)
        assert watcher.last_event is not None
    finally:
        watcher.stop()


def test_a_folder_exchanged_for_another_of_its_name_is_watched_again(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    wake = threading.Event()
    watcher = Watcher(folder, wake, poll=False)
    assert is_watching(watcher)
    try:
        folder.rename(tmp_path / "away")
        folder.mkdir()
        assert is_watching(watcher)
        wake.clear()
        (folder / "台账.xlsx").write_bytes(b"x")
        assert wake.wait(20)
    finally:
        watcher.stop()


def test_our_own_looking_is_no_event(tmp_path: Path) -> None:
    (tmp_path / "台账.xlsx").write_bytes(b"x")
    wake = threading.Event()
    watcher = Watcher(tmp_path, wake, poll=False)
    assert is_watching(watcher)
    try:
        (tmp_path / "台账.xlsx").read_bytes()
        assert not wake.wait(1)
    finally:
        watcher.stop()


def test_what_the_library_says_of_lost_events_is_told_once_and_wakes(tmp_path: Path) -> None:
    wake = threading.Event()
    watcher = Watcher(tmp_path, wake, poll=False)
    watcher.ensure()
    try:
        for _ in range(3):
            logging.getLogger("watchdog.observers.inotify").warning("Inotify queue overflowed")
        assert wake.is_set()
        (remark,) = watcher.ensure()
        assert "丢失" in remark
        assert watcher.ensure() == ()
    finally:
        watcher.stop()


def test_a_network_mount_is_polled_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.guard.watch.file_system", lambda *_: "cifs")
    watcher = Watcher(tmp_path, threading.Event(), poll=False)
    watcher.ensure()
    try:
        assert watcher.state is Watching.POLLING
    finally:
        watcher.stop()


def test_a_share_is_asked_no_oftener_than_the_interval_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look costs the share a question for every file; the library's own interval is a second."""
    wake = threading.Event()
    for seconds, noticed in ((3600.0, False), (0.2, True)):
        monkeypatch.setattr("pipeline.guard.watch._POLL_SECONDS", seconds)
        watcher = Watcher(tmp_path, wake, poll=True)
        watcher.ensure()
        try:
            wake.clear()
            (tmp_path / f"{seconds}.xlsx").write_bytes(b"x")
            assert wake.wait(20 if noticed else 2.5) is noticed
        finally:
            watcher.stop()


def test_a_share_is_asked_every_five_seconds(tmp_path: Path) -> None:
    watcher = Watcher(tmp_path, threading.Event(), poll=True)
    watcher.ensure()
    try:
        assert watcher._observer is not None
        assert {emitter.timeout for emitter in watcher._observer.emitters} == {5.0}
    finally:
        watcher.stop()


MOUNTS = """\
/dev/vda / ext4 rw 0 0
//server/share /mnt/share cifs rw 0 0
server:/x /mnt/share/deep\\040er nfs4 rw 0 0
/dev/vdb /mnt/share/local ext4 rw 0 0
sshfs /mnt/ssh fuse.sshfs rw 0 0
tmpfs /mnt/ssh tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "network"),
    [
        ("/srv/inbox", False),
        ("/mnt/share", True),
        ("/mnt/share/inbox", True),
        ("/mnt/share/deep er/inbox", True),
        ("/mnt/share/local/inbox", False),
        ("/mnt/sharepoint", False),
        ("/mnt/ssh/inbox", False),
    ],
)
def test_network_mounts_are_found_out(tmp_path: Path, folder: str, network: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")
    assert on_network(Path(folder), mounts) is network


def test_where_nothing_tells_of_mounts_it_is_not_polled(tmp_path: Path) -> None:
    assert not on_network(tmp_path, tmp_path / "none")

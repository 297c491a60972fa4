"""Events wake the service; a dead observer or a folder made anew is watched again."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from pipeline.intake import Watcher


@pytest.mark.parametrize("poll", [False, True])
def test_a_new_file_wakes(tmp_path: Path, poll: bool) -> None:
    wake = threading.Event()
    watcher = Watcher(tmp_path, wake, poll=poll)
    assert watcher.ensure()
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
    assert watcher.ensure()
    try:
        shutil.rmtree(folder)
        assert not watcher.ensure()
        folder.mkdir()
        assert watcher.ensure()
        wake.clear()
        (folder / "台账.xlsx").write_bytes(b"x")
        assert wake.wait(20)
    finally:
        watcher.stop()

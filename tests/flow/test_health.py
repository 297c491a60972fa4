"""The service tells how it is: in a file that is written anew all the time, and by ``taizhang status``."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli.checkup import checkup
from pipeline.cli.service import status
from pipeline.flow.installation import Installation
from pipeline.flow.service.health import Health, ServiceState, Trouble, health_lines, read_health, write_health
from pipeline.flow.service.service import Service
from tests.flow.conftest import Clock, drop
from tests.flow.test_service import service, wait_for
from tools.reliability.ledgers import small_ledger


@contextmanager
def serving(installation: Installation) -> Iterator[Service]:
    started = service(installation, [])
    thread = threading.Thread(target=started.run)
    thread.start()
    try:
        yield started
    finally:
        started.stop()
        thread.join(60)
        assert not thread.is_alive()


def health_of(installation: Installation) -> Health:
    health = read_health(installation.root / "data")
    assert health is not None
    return health


def test_a_service_tells_all_that_a_watchman_asks_for(installation: Installation) -> None:
    half = drop(installation, "县水利局/half.xlsx", small_ledger(1)[:-40])
    lock = drop(installation, "~$旧.xlsx", b"x" * 165)
    os.utime(lock, (0, time.time() - 90_000))
    with serving(installation):
        wait_for((installation.root / "data" / "health.json").exists)
        drop(installation, "0.xlsx", small_ledger(0))
        wait_for(lambda: health_of(installation).last_event is not None)
        wait_for(lambda: not (installation.inbox_folder / "0.xlsx").exists())
        wait_for(lambda: health_of(installation).queues.inbox == 1)
        health = health_of(installation)
    assert health.state is ServiceState.SERVING
    assert health.pid == os.getpid()
    assert health.last_rescan is not None
    assert health.watching == "events"
    assert (health.children.wanted, health.children.alive) == (1, 1)
    assert health.oldest_waiting is not None
    assert health.oldest_waiting.file == "县水利局/half.xlsx"
    assert health.oldest_waiting.reason == "文件尚不完整，等待复制完成"
    assert any(line.startswith("~$旧.xlsx") for line in health.stale)
    assert health.errors == ()
    assert half.exists()
    assert health_of(installation).state is ServiceState.STOPPED


def test_what_is_wrong_stands_there_until_it_is_over(installation: Installation) -> None:
    away = installation.inbox_folder.with_name("away")
    with serving(installation):
        wait_for((installation.root / "data" / "health.json").exists)
        installation.inbox_folder.rename(away)
        wait_for(lambda: any("本次检查未完成" in t.text for t in health_of(installation).errors))
        assert health_of(installation).watching == "not"
        away.rename(installation.inbox_folder)
        wait_for(lambda: health_of(installation).errors == ())
        wait_for(lambda: health_of(installation).watching == "events")


def test_status_and_doctor_say_when_the_service_is_silent(root: Path, installation: Installation) -> None:
    runner = CliRunner()
    said = runner.invoke(status, ["--dir", str(root)], standalone_mode=False).output
    assert "没有运行记录" in said
    with serving(installation):
        wait_for((root / "data" / "health.json").exists)
    path = root / "data" / "health.json"
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**values, "state": "serving"}), encoding="utf-8")
    # The installation's clock stands still in 2022: by now it should have reported long ago.
    said = runner.invoke(status, ["--dir", str(root)], standalone_mode=False).output
    assert "可能已停止或没有响应" in said
    assert "收件夹监听" in said
    (finding,) = (f for f in checkup(root, online=False) if f.name == "值守程序")
    assert finding.state == "bad"
    path.write_text("{", encoding="utf-8")
    assert read_health(root / "data") is None


def test_health_is_read_as_it_was_written(root: Path, installation: Installation, clock: Clock) -> None:
    with serving(installation):
        wait_for((root / "data" / "health.json").exists)
    health = health_of(installation)
    write_health(root / "data", health)
    assert health_of(installation) == health
    # Of another day a moment is printed with its date.
    assert "2022-05-19 09:00:00" in next(iter(health_lines(health, clock.now + timedelta(days=1))))


def test_a_full_disk_is_told_of_in_the_old_file(
    root: Path, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(installation):
        wait_for((root / "data" / "health.json").exists)
    told = replace(health_of(installation), errors=(Trouble(installation.clock(), "磁盘空间不足"),))
    write_health(root / "data", replace(told, stale=("x" * 2000,)))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pipeline.flow.service.health.write_durably", full)
    write_health(root / "data", told)
    assert health_of(installation) == told


@pytest.mark.skipif(sys.platform != "linux", reason="the queue of inotify is a Linux matter")
def test_an_overflowing_queue_of_events_is_told_and_loses_nothing(root: Path) -> None:
    """The service is held still while more happens than the system's queue holds."""
    most = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text(encoding="ascii"))
    (root / "taizhang.toml").write_text(
        "settle_seconds = 0\nrescan_seconds = 600.0\n[guard]\nworkers = 1\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "pipeline", "serve", "--dir", str(root)]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    try:
        assert running.stdout is not None
        assert "开始值守" in running.stdout.readline()
        wait_for((root / "data" / "health.json").exists)
        running.send_signal(signal.SIGSTOP)
        os.waitpid(running.pid, os.WUNTRACED)  # until then it may still take events off the queue
        noise = [root / "inbox" / ".a", root / "inbox" / ".b"]
        for path in noise:
            path.touch()
        for number in range(most + 100):
            os.utime(noise[number % 2])  # two in turn: the system joins equal events that follow each other
        (root / "inbox" / "0.xlsx").write_bytes(small_ledger(0))
        running.send_signal(signal.SIGCONT)
        said = running.stdout.readline()
        while "丢失" not in said:
            assert said, "the service ended"
            said = running.stdout.readline()
        # No rescan is due for ten minutes.
        wait_for(lambda: bool(list((root / "outbox" / "回执").rglob("*.html"))))
    finally:
        running.send_signal(signal.SIGCONT)
        running.terminate()
        running.communicate(timeout=60)

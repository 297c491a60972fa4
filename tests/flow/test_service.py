"""The service as it runs: watches, answers, does the night's work at its time, stops when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import time as clock_time
from pathlib import Path

import pytest

from pipeline.flow.installation import Installation
from pipeline.flow.service.service import Service
from pipeline.wiring import open_logbook
from tests.flow.conftest import Clock, drop, sample


def wait_for(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def service(installation: Installation, lines: list[str], rescan: float = 0.3) -> Service:
    return Service(
        installation,
        rescan_seconds=rescan,
        settle_seconds=0,
        nightly_at=clock_time(1, 30),
        poll=False,
        say=lines.append,
    )


@pytest.fixture
def running(installation: Installation):  # type: ignore[no-untyped-def]
    lines: list[str] = []
    started = service(installation, lines)
    thread = threading.Thread(target=started.run)
    thread.start()
    yield lines
    started.stop()
    thread.join(60)
    assert not thread.is_alive()
    assert lines[-1] == "值守已停止。"


def test_files_are_answered_as_they_come_and_those_present_at_start_too(
    installation: Installation, tmp_path: Path
) -> None:
    drop(installation, "县水利局/早到.xlsx", sample("ledgers/01-shuiliju"))
    lines: list[str] = []
    started = service(installation, lines, rescan=30)
    thread = threading.Thread(target=started.run)
    thread.start()
    try:
        wait_for(lambda: any("早到.xlsx" in line for line in lines))
        # No rescan is due for half a minute: only the watcher can have told of this one so soon.
        dropped = time.monotonic()
        drop(installation, "县科技局/后到.xlsx", sample("ledgers/02-kejiju"))
        wait_for(lambda: any("后到.xlsx" in line for line in lines), 25)
        assert time.monotonic() - dropped < 25
    finally:
        started.stop()
        thread.join(60)


def test_the_night_comes_once_at_its_time(running: list[str], installation: Installation, clock: Clock) -> None:
    wait_for(lambda: bool(running))
    time.sleep(1)
    assert not any("汇总完成" in line for line in running)
    clock.turn(20, 2)
    wait_for(lambda: any("汇总完成" in line for line in running))
    time.sleep(1)
    assert sum("汇总完成" in line for line in running) == 1
    clock.turn(21, 2)
    wait_for(lambda: sum("汇总完成" in line for line in running) == 2)


def test_an_inbox_that_goes_away_and_comes_back_is_served_again(
    running: list[str], installation: Installation
) -> None:
    wait_for(lambda: bool(running))
    away = installation.inbox_folder.with_name("away")
    installation.inbox_folder.rename(away)
    wait_for(lambda: any("本次检查未完成" in line for line in running))
    away.rename(installation.inbox_folder)
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    wait_for(lambda: any("已处理：台账.xlsx" in line for line in running))


def test_a_service_in_a_long_backlog_looks_anew_in_between_and_stops_when_told(installation: Installation) -> None:
    for number in range(200):
        drop(installation, f"{number:03}.xlsx", b"broken %d" % number)
    lines: list[str] = []
    started = service(installation, lines, rescan=0.01)
    thread = threading.Thread(target=started.run)
    thread.start()
    wait_for(lambda: any("已处理" in line for line in lines))
    # Saved before all the others: it comes first as soon as the inbox is looked at anew.
    os.utime(drop(installation, "后到.xlsx", b"broken as well"), (1, 1))
    wait_for(lambda: any("后到" in line for line in lines))
    started.stop()
    thread.join(60)
    assert not thread.is_alive()
    done = [line for line in lines if "已处理" in line]
    assert len(done) < 201
    assert len(list(installation.inbox_folder.glob("*.xlsx"))) == 201 - len(done)


def test_a_fault_of_the_program_is_told_once_and_ends_nothing(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever starts it again would meet the same fault; and the mail has its own."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("pipeline.flow.mail.rounds.MailRounds.go", broken)
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    lines: list[str] = []
    started = service(installation, lines)
    thread = threading.Thread(target=started.run)
    with open_logbook(installation):
        thread.start()
        try:
            wait_for(lambda: any("已处理：台账.xlsx" in line for line in lines))
            monkeypatch.setattr("pipeline.flow.service.service.process", broken)
            wait_for(lambda: any("本次检查未完成（程序内部出错：ZeroDivisionError" in line for line in lines))
            time.sleep(1)
            assert sum("程序内部出错" in line for line in lines) == 2, "each once"
            monkeypatch.undo()
            wait_for(lambda: {"检查已恢复正常。", "收发邮件已恢复正常。"} <= set(lines))
        finally:
            started.stop()
            thread.join(60)
    log = (installation.root / "data" / "logs" / "taizhang.log").read_text(encoding="utf-8")
    assert log.count('ZeroDivisionError"}') == 2, "with the traceback, each once"


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
def test_the_command_stops_on_sigterm_and_a_second_one_is_refused(root: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "serve", "--dir", str(root)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    first = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment)
    try:
        assert first.stdout is not None
        assert "开始值守" in first.stdout.readline()
        second = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)
        assert second.returncode == 2
        assert "正由另一个程序处理" in second.stderr
        first.send_signal(signal.SIGTERM)
        rest, _ = first.communicate(timeout=60)
        assert "值守已停止" in rest
        assert first.returncode == 0
    finally:
        first.kill()
        first.wait()

"""The set times of the day: they ring in the zone of the settings, and do nothing but wake the loop."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from pipeline.flow.service.service import Service
from pipeline.flow.service.times import Times
from pipeline.settings import Settings
from pipeline.wiring import open_installation
from tests.flow.test_service import wait_for


def test_the_night_begins_at_its_time_and_not_at_the_next_rescan(root: Path) -> None:
    installation = open_installation(root)
    zone = Settings(root=root).zone
    lines: list[str] = []
    service = Service(
        installation,
        rescan_seconds=600,
        settle_seconds=0,
        nightly_at=(datetime.now(zone) + timedelta(seconds=4)).time().replace(microsecond=0),
        poll=False,
        say=lines.append,
    )
    thread = threading.Thread(target=service.run)
    thread.start()
    try:
        wait_for(lambda: any("汇总完成" in line for line in lines))
    finally:
        service.stop()
        thread.join(60)
        installation.register.close()
    assert not thread.is_alive()
    assert not any(t.name == "APScheduler" for t in threading.enumerate())


@pytest.mark.parametrize("system", ["UTC", "America/New_York"])
def test_the_times_are_those_of_the_settings_zone(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time as clock

    zone = Settings(root=Path()).zone
    assert zone.key == "Asia/Shanghai"
    monkeypatch.setenv("TZ", system)
    clock.tzset()
    times = Times({time(1, 30), time(8)}, zone, threading.Event())
    times.start()
    try:
        assert times._scheduler is not None
        rings = [job.next_run_time.astimezone(zone) for job in times._scheduler.get_jobs()]
    finally:
        times.stop()
        monkeypatch.undo()
        clock.tzset()
    assert {ring.time() for ring in rings} == {time(1, 30), time(8)}
    assert all(timedelta(0) < ring - datetime.now(zone) <= timedelta(days=1) for ring in rings)


def test_one_thread_rings_and_it_only_wakes() -> None:
    before = threading.active_count()
    wake = threading.Event()
    times = Times({time(1, 30), time(8)}, Settings(root=Path()).zone, wake)
    times.start()
    try:
        assert threading.active_count() == before + 1
        assert times._scheduler is not None
        assert {job.func for job in times._scheduler.get_jobs()} == {wake.set}
    finally:
        times.stop()
    assert threading.active_count() == before


def test_commands_start_without_it() -> None:
    """Importing it takes longer than the whole start of the command line."""
    loads = "import sys, pipeline.cli.main, pipeline.cli.service, pipeline.cli.check, pipeline.flow.service.service"
    done = subprocess.run(
        [sys.executable, "-c", f"{loads}; print([m for m in sys.modules if m.startswith('apscheduler')])"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "[]"

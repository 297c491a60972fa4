"""The night: missed ones are made up for, failed ones tried again, and only one process works at a time."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from pipeline.flow.day.receive import Processed
from pipeline.flow.installation import Installation
from pipeline.flow.mail.taking import MailsTaken
from pipeline.flow.night.night import _STEPS, MOST_TRIES, last_night, nightly
from pipeline.settings import SettingsError
from pipeline.store.nights import Nights
from pipeline.wiring import working_lock
from tests.flow.conftest import Clock, drop
from tests.flow.test_service import service, wait_for

AT = clock_time(1, 30)
ZONE = ZoneInfo("Asia/Shanghai")


@given(st.datetimes(datetime(2022, 1, 2), datetime(2030, 1, 1)), st.times())
def test_the_last_night_began_within_a_day(now: datetime, at: clock_time) -> None:
    aware = now.replace(tzinfo=ZONE)
    last = last_night(aware, at)
    assert timedelta(0) <= aware - last < timedelta(days=1)
    assert last.time() == at


def test_a_night_that_was_missed_is_made_up_for_at_the_start(installation: Installation, clock: Clock) -> None:
    clock.turn(16, 2)
    nightly(installation, nightly_at=AT)
    assert Nights(installation.register).last_done(clock.now) == clock.now.replace(hour=1, minute=30)
    clock.turn(19, 9)  # three days without power
    lines: list[str] = []
    started = service(installation, lines)
    thread = threading.Thread(target=started.run)
    thread.start()
    try:
        wait_for(lambda: any("汇总完成" in line for line in lines))
    finally:
        started.stop()
        thread.join(60)
    assert Nights(installation.register).last_done(clock.now) == clock.now.replace(hour=1, minute=30)
    assert sum("汇总完成" in line for line in lines) == 1


def test_a_night_that_fails_is_tried_again_and_then_left(
    installation: Installation, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OSError(28, "设备上没有空间")

    monkeypatch.setattr("pipeline.flow.night.night.consolidate", away)
    clock.turn(19, 2)
    for tries in range(1, MOST_TRIES + 1):
        night = nightly(installation, nightly_at=AT)
        assert any("设备上没有空间" in line for line in night.faults)
        done = Nights(installation.register).last_done(clock.now)
        assert (done is not None) == (tries == MOST_TRIES)


def test_nights_that_a_wrong_clock_did_ahead_keep_no_real_one_from_being_done(
    installation: Installation, clock: Clock
) -> None:
    right = clock.now
    clock.now = right.replace(year=2031)
    lines: list[str] = []
    started = service(installation, lines)
    thread = threading.Thread(target=started.run)
    thread.start()
    try:
        wait_for(lambda: bool(lines))
        clock.now += timedelta(days=1)
        wait_for(lambda: any("汇总完成" in line for line in lines))
        clock.now = right
        time.sleep(1)  # a few rounds, as between a clock's correction and the next night
        clock.turn(20, 2)
        wait_for(lambda: sum("汇总完成" in line for line in lines) == 2)
    finally:
        started.stop()
        thread.join(60)
    assert Nights(installation.register).last_done(clock.now) == clock.now.replace(hour=1, minute=30)


def test_what_was_examined_between_mails_is_told_with_the_rest(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_mails(_: Installation, examined: list[Processed]) -> MailsTaken:
        examined.append(Processed((), (), ("前一批的回执未能写入",)))
        return MailsTaken()

    monkeypatch.setattr("pipeline.flow.night.night.take_all_mail", with_mails)
    processed = nightly(installation).processed
    assert processed is not None
    assert processed.faults == ("前一批的回执未能写入",)


def test_the_command_says_what_was_left_undone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.cli.service import nightly as command

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("pipeline.flow.night.night.back_up", broken)
    done = CliRunner().invoke(command, ["--dir", str(root)], standalone_mode=False)
    assert done.return_value == 2
    assert "未完成：备份" in done.output
    assert "汇总表：" in done.output
    log = (root / "data" / "logs" / "taizhang.log").read_text(encoding="utf-8")
    assert '"kind": "step_broken"' in log
    assert "ZeroDivisionError" in log


def run_night(root: Path) -> Result:
    from pipeline.cli.service import nightly as command

    return CliRunner().invoke(command, ["--dir", str(root)], standalone_mode=False)


def test_a_night_beside_a_running_one_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.cli.service._NIGHTS_PATIENCE", 0.3)
    with working_lock(root):
        done = run_night(root)
    assert isinstance(done.exception, SettingsError)
    assert "正由另一个程序处理" in str(done.exception)
    assert "请稍候" in done.output


def test_a_night_waits_for_a_round_to_the_mail(root: Path) -> None:
    """Two timers may go off at the same moment; a night is not missed for that."""
    held = threading.Event()

    def round_to_the_mail() -> None:
        with working_lock(root):
            held.set()
            time.sleep(1.5)

    thread = threading.Thread(target=round_to_the_mail)
    thread.start()
    assert held.wait(20)
    done = run_night(root)
    thread.join(20)
    assert done.return_value == 0
    assert "请稍候" in done.output
    assert "汇总表：" in done.output


def test_a_night_beside_the_service_is_refused_at_once(root: Path, installation: Installation) -> None:
    lines: list[str] = []
    installation.clock = lambda: datetime.now(ZONE).replace(microsecond=0)
    started = service(installation, lines)
    thread = threading.Thread(target=started.run)
    with working_lock(root):
        thread.start()
        try:
            wait_for((root / "data" / "health.json").exists)
            done = run_night(root)
        finally:
            started.stop()
            thread.join(60)
    assert isinstance(done.exception, SettingsError)
    assert "请稍候……" not in done.output


def test_a_night_tells_its_steps_in_order_and_how_long_they_took_before(
    installation: Installation, clock: Clock
) -> None:
    told: list[tuple[str, int, int, float]] = []

    def hear(what: str, done: int = 0, of: int = 0, *, usual: float = 0.0, later: float = 0.0) -> None:
        told.append((what, done, of, usual + later))

    drop(installation, "坏的.xlsx", b"no workbook")
    names = [step.name for step in nightly(installation, told=hear).steps]
    assert tuple(names) == _STEPS
    assert [what for what, done, *_ in told if not done] == names
    assert ("收取来件", 1, 1, 0.0) in told
    at = clock()
    for second, name in enumerate(names):
        installation.register.note(at + timedelta(seconds=3 * second), "step_done", name)
    assert Nights(installation.register).step_seconds() == dict.fromkeys(names[1:], 3.0)
    told.clear()
    nightly(installation, told=hear)
    assert [rest for *_, rest in told] == [3.0 * left for left in (10, *range(10, 0, -1))]

"""Claiming: recorded before removed, never taken twice, never removed unread, and one bad file alone."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow.day import hand_out, receive
from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.model import Verdict
from pipeline.store.archive import Archive, Writing
from pipeline.store.arrivals import ArrivalState, RecordedArrival
from pipeline.store.database import RegisterError
from pipeline.store.register import Register
from tests.flow.conftest import Clock, drop
from tools.reliability.ledgers import small_ledger


def test_a_file_that_may_not_be_removed_is_taken_once_and_named(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(installation, "台账.xlsx", small_ledger(0))

    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    with monkeypatch.context() as read_only:
        read_only.setattr(Path, "unlink", refuse)
        first = process(installation)
        second = process(installation)
    assert len(first.submissions) == 1
    assert second.submissions == ()
    for done in (first, second):
        (waiting,) = done.waiting
        assert not waiting.soon
        assert "手工删除" in waiting.reason
    (recorded,) = installation.register.arrivals_in(*ArrivalState)
    assert recorded.repeats == 0
    assert process(installation).submissions == ()
    assert not path.exists()


def test_the_very_same_file_put_in_again_is_a_repeat(installation: Installation, clock: Clock) -> None:
    stamp = 1_600_000_000
    for day in (19, 20):
        clock.turn(day)
        os.utime(drop(installation, "台账.xlsx", small_ledger(0)), (stamp, stamp))
        assert len(process(installation).submissions) == 1
    (recorded,) = installation.register.arrivals_in(*ArrivalState)
    assert recorded.repeats == 1
    assert len(list(installation.receipt_folder("县水利局").glob("*.html"))) == 2


def test_the_same_bytes_under_two_names_in_one_pass_are_answered_twice(installation: Installation) -> None:
    for name in ("台账.xlsx", "台账副本.xlsx"):
        drop(installation, name, small_ledger(0))
    assert len(process(installation).submissions) == 2
    assert len(installation.register.versions_of("县水利局")) == 1
    assert len(list(installation.receipt_folder("县水利局").glob("*.html"))) == 2


def test_the_same_blank_file_of_two_units_is_answered_to_each(installation: Installation) -> None:
    for name in ("县水利局.xlsx", "县科技局.xlsx"):
        drop(installation, name, b"")
    assert {s.unit for s in process(installation).submissions} == {"县水利局", "县科技局"}


def test_a_file_saved_over_while_it_is_taken_is_taken_again(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(installation, "台账.xlsx", small_ledger(0))
    record = Register.record_arrivals

    def record_and_change(self: Register, *rest: object) -> object:
        recorded = record(self, *rest)  # type: ignore[arg-type]
        if path.read_bytes() == small_ledger(0):
            path.write_bytes(small_ledger(6))
        return recorded

    monkeypatch.setattr(Register, "record_arrivals", record_and_change)
    process(installation)
    process(installation)
    assert {r.arrival.sha256 for r in installation.register.arrivals_in(*ArrivalState)} == {
        hashlib.sha256(small_ledger(n)).hexdigest() for n in (0, 6)
    }
    assert not path.exists()


def test_what_was_kept_before_the_disk_was_full_is_recorded_and_removed(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (drop(installation, f"{n}-台账.xlsx", small_ledger(n)) for n in (0, 1))
    keep = Archive.keep

    def keep_one(self: Archive, data: bytes, later: Writing | None = None) -> str:
        if data == small_ledger(1):
            raise OSError(errno.ENOSPC, "disk full")
        return keep(self, data, later)

    with monkeypatch.context() as full:
        full.setattr(Archive, "keep", keep_one)
        with pytest.raises(OSError, match="disk full"):
            process(installation)
    assert not first.exists()
    assert second.exists()
    assert len(process(installation).submissions) == 2


def test_what_was_answered_before_a_fault_is_not_answered_again(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (0, 1):
        drop(installation, f"{number}-台账.xlsx", small_ledger(number))
    finish, calls = hand_out.finish_receipt, []

    def finish_one(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "disk full")
        return finish(*arguments)

    with monkeypatch.context() as full:
        full.setattr("pipeline.flow.day.hand_out.finish_receipt", finish_one)
        with pytest.raises(OSError, match="disk full"):
            process(installation)
    states = {r.arrival.file_name: r.state for r in installation.register.arrivals_in(*ArrivalState)}
    assert states == {"0-台账.xlsx": ArrivalState.RECEIPTED, "1-台账.xlsx": ArrivalState.EXAMINED}
    assert [s.arrival.file_name for s in process(installation).submissions] == ["1-台账.xlsx"]


def test_a_file_above_the_limit_is_kept_whole_and_declined(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation.inbox, "largest_bytes", 1000)
    data = small_ledger(0)
    drop(installation, "县水利局/台账.xlsx", data)
    (submission,) = process(installation).submissions
    assert submission.verdict is Verdict.UNREADABLE
    assert installation.archive.read(hashlib.sha256(data).hexdigest()) == data


def test_an_original_damaged_in_the_archive_costs_its_own_verdict_only(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (0, 1):
        drop(installation, f"{number}.xlsx", small_ledger(number))
    with monkeypatch.context() as broken:
        broken.setattr("pipeline.flow.day.receive._in_order", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            process(installation)
    installation.archive.path_of(hashlib.sha256(small_ledger(0)).hexdigest()).write_bytes(b"rotten")
    verdicts = {s.arrival.file_name: s.verdict for s in process(installation).submissions}
    assert verdicts == {"0.xlsx": Verdict.UNREADABLE, "1.xlsx": Verdict.RETURNED}


def test_a_receipt_that_is_held_open_does_not_stop_the_others(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (0, 1):
        drop(installation, f"{number}.xlsx", small_ledger(number))
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if "-0-回执" in Path(target).name:
            raise PermissionError(13, "in use", str(target))
        return replace(self, target)

    with monkeypatch.context() as open_elsewhere:
        open_elsewhere.setattr(Path, "replace", held)
        done = process(installation)
    assert [s.arrival.file_name for s in done.submissions] == ["1.xlsx"]
    assert len(done.faults) == 1
    assert [s.arrival.file_name for s in process(installation).submissions] == ["0.xlsx"]


def test_one_receipt_that_is_held_open_does_not_end_a_long_pass(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        drop(installation, f"{number}.xlsx", small_ledger(number))
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if "-0-回执" in Path(target).name:
            raise PermissionError(13, "in use", str(target))
        return replace(self, target)

    monkeypatch.setattr("pipeline.flow.day.take_in._BATCH", 1)
    with monkeypatch.context() as open_elsewhere:
        open_elsewhere.setattr(Path, "replace", held)
        done = process(installation)
    assert len(done.submissions) == 7
    assert len(done.faults) == 1, "it is told once"
    assert [s.arrival.file_name for s in process(installation).submissions] == ["0.xlsx"]


def test_a_repeat_whose_receipt_is_held_open_is_examined_once_in_a_pass(
    installation: Installation, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(installation, "0.xlsx", small_ledger(0))
    process(installation)
    clock.turn(20)
    drop(installation, "0.xlsx", small_ledger(0))
    for number in range(1, 5):
        drop(installation, f"{number}.xlsx", small_ledger(number))
    replace, examined = Path.replace, []

    def held(self: Path, target: Path) -> Path:
        if "-0-回执" in Path(target).name:
            raise PermissionError(13, "in use", str(target))
        return replace(self, target)

    def counted(*arguments: Any) -> Any:
        examined.append(arguments)
        return repeated(*arguments)

    monkeypatch.setattr("pipeline.flow.day.take_in._BATCH", 1)
    repeated = receive.repeated
    monkeypatch.setattr(receive, "repeated", counted)
    with monkeypatch.context() as open_elsewhere:
        open_elsewhere.setattr(Path, "replace", held)
        done = process(installation)
    assert (len(done.submissions), len(done.faults), len(examined)) == (4, 1, 1)
    assert [s.arrival.file_name for s in process(installation).submissions] == ["0.xlsx"]


def test_a_receipt_that_cannot_be_made_is_set_aside_and_tried_by_the_next_program(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(installation, "0.xlsx", small_ledger(0))
    with monkeypatch.context() as broken:
        broken.setattr("pipeline.flow.day.hand_out.finish_receipt", lambda *_: 1 / 0)
        assert len(process(installation).faults) == 1
        assert process(installation).faults == ()
    (recorded,) = installation.register.arrivals_in(*ArrivalState)
    assert recorded.state is ArrivalState.SET_ASIDE
    installation.recovered = False
    assert len(process(installation).submissions) == 1


def test_what_a_killed_program_left_half_written_is_swept(installation: Installation) -> None:
    strays = [
        installation.outbox / "回执" / "县水利局" / ".某回执.xlsx.123.tmp",
        installation.root / "data" / "archive" / "ab" / ".abc.bin.77.tmp",
    ]
    for stray in strays:
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_bytes(b"half")
    process(installation)
    assert not any(stray.exists() for stray in strays)


def test_a_locked_register_is_a_passing_fault(installation: Installation) -> None:
    import sqlite3

    drop(installation, "0.xlsx", small_ledger(0))
    process(installation)
    drop(installation, "1.xlsx", small_ledger(1))
    database = installation.root / "data" / "register.sqlite3"
    with installation.register.begin() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(RegisterError):
            process(installation)
        assert (installation.inbox_folder / "1.xlsx").exists()
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert len(process(installation).submissions) == 1


def test_a_clock_that_jumps_back_does_not_turn_versions_round(installation: Installation, clock: Clock) -> None:
    versions = []
    for day, number in ((20, 0), (3, 6), (25, 12)):
        clock.turn(day)
        drop(installation, f"{number}.xlsx", small_ledger(number))
        versions += [s.version for s in process(installation).submissions]
    assert versions == [1, 2, 3]


def test_a_long_backlog_is_left_in_between_and_gone_on_with(installation: Installation) -> None:
    for number in range(50):
        drop(installation, f"{number:02}.xlsx", b"broken %d" % number)
    counts = []
    while True:
        done = process(installation, enough=lambda: True)
        counts.append(len(done.submissions))
        if not done.more:
            break
    assert counts == [40, 10]


def test_a_file_at_which_the_program_dies_again_and_again_gets_its_verdict_in_the_end(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        drop(installation, f"县水利局/{number}.xlsx", small_ledger(6 * number))

    class KilledError(BaseException):
        pass

    settle = receive._settle

    def die(installation: Installation, recorded: RecordedArrival, *rest: Any) -> object:
        if recorded.arrival.file_name == "1.xlsx":
            raise KilledError
        return settle(installation, recorded, *rest)

    monkeypatch.setattr(receive, "MOST_BEGINNINGS", 6)
    monkeypatch.setattr(receive, "_settle", die)
    for _ in range(6):
        with pytest.raises(KilledError):
            process(installation)
    monkeypatch.setattr(receive, "_settle", settle)
    verdicts = {s.arrival.file_name: s.verdict for s in process(installation).submissions}
    # Those that were begun with it are none the worse for it.
    assert verdicts == {f"{n}.xlsx": Verdict.UNREADABLE if n == 1 else Verdict.RETURNED for n in range(3)}
    (submission,) = installation.register.submissions_of(2)
    assert "被迫中止" in submission.deviations[0].message


def test_what_could_not_be_removed_is_not_taken_again_after_the_share_was_away(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(installation, "台账.xlsx", small_ledger(0))

    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    with monkeypatch.context() as read_only:
        read_only.setattr(Path, "unlink", refuse)
        process(installation)
    away = installation.inbox_folder.with_name("away")
    installation.inbox_folder.rename(away)
    with pytest.raises(FileNotFoundError):
        process(installation)
    away.rename(installation.inbox_folder)
    assert process(installation).submissions == ()
    (recorded,) = installation.register.arrivals_in(*ArrivalState)
    assert recorded.repeats == 0

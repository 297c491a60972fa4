"""Backups of the register: whole while it is in use, sound, few, and good for starting again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import consolidate
from pipeline.flow.night.night import nightly
from pipeline.store import backup
from pipeline.store.backup import BackupError, back_up, put_back, unpacked
from pipeline.store.nights import Nights
from pipeline.wiring import open_installation
from tests.flow.conftest import Clock, clock, drop, installation, root, sample

__all__ = ["clock", "installation", "root"]

AT = datetime(2022, 5, 19, 1, 30)


def backups(installation: Installation) -> list[Path]:
    return sorted((installation.root / "data" / "backup").iterdir())


def count(backup: Path, table: str) -> int:
    with unpacked(backup) as database, closing(sqlite3.connect(database)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_night_keeps_a_copy_and_the_old_ones_go(installation: Installation, clock: Clock) -> None:
    installation.keep_backups, installation.keep_backup_days = 2, 0
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    for day in (19, 20, 21):
        clock.turn(day)
        assert nightly(installation).faults == ()
    names = [path.name for path in backups(installation)]
    assert names == ["register-20220520-090000.sqlite3.gz", "register-20220521-090000.sqlite3.gz"]
    assert [count(path, "submissions") for path in backups(installation)] == [1, 1]


def test_a_copy_takes_the_registers_place_and_the_work_goes_on(
    root: Path, installation: Installation, clock: Clock
) -> None:
    """What the doctor advises: put the newest backup back, and start again; what lay there is kept."""
    ledger = sample("ledgers/01-shuiliju")
    drop(installation, "县水利局/台账.xlsx", ledger)
    before = nightly(installation).published
    assert before is not None
    installation.rest()
    installation.register.close()
    database = root / "data" / "register.sqlite3"
    database.write_bytes(b"damaged")
    (copy,) = backups(installation)
    aside = root / "data" / "aside"
    assert put_back(copy, database, aside) == aside
    assert (aside / "register.sqlite3").read_bytes() == b"damaged"

    restored = open_installation(root, clock)
    try:
        ((_, _, submission),) = restored.register.all_submissions()
        assert submission.unit == "县水利局"
        assert restored.archive.read(submission.arrival.sha256) == ledger
        clock.turn(20)
        drop(restored, "县科技局/台账.xlsx", sample("ledgers/02-kejiju"))
        process(restored)
        county = consolidate(restored).county
        assert {r.unit for r in county.reports if r.submission} == {"县水利局", "县科技局"}
        assert [h["date"] for h in county.history] == [before.county.as_of]
        assert nightly(restored).faults == ()
        assert Nights(restored.register).last_done(clock.now) == clock.now
    finally:
        restored.rest()
        restored.register.close()


def test_it_is_whole_while_others_write(tmp_path: Path) -> None:
    """Online: what is committed is in it, what is under way is not, and nobody is kept from writing."""
    database = tmp_path / "register.sqlite3"
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE lines (text)")
        writer.executemany("INSERT INTO lines VALUES (?)", [("x" * 100,)] * 5000)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO lines VALUES ('under way')")
        copy = back_up(database, tmp_path / "backup", AT, 3)
        writer.execute("COMMIT")
    assert count(copy, "lines") == 5000
    assert count(database, "lines") == 5001
    with unpacked(copy) as plain, closing(sqlite3.connect(plain)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert opened.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@contextmanager
def killed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Die where a copy is written and not yet renamed: what clears up afterwards dies as well."""

    class KilledError(BaseException):
        pass

    def dies(*_: Any, **__: Any) -> None:
        raise KilledError

    monkeypatch.setattr(Path, "replace", dies)
    monkeypatch.setattr(Path, "unlink", dies)
    with pytest.raises(KilledError):
        yield
    monkeypatch.undo()


def test_killed_midway_the_last_good_copy_stays_and_nothing_is_left_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K16."""
    database, folder = tmp_path / "register.sqlite3", tmp_path / "backup"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE lines (text)")
    good = back_up(database, folder, AT, 3)
    with killed(monkeypatch):
        back_up(database, folder, AT.replace(day=20), 3)
    assert len(list(folder.iterdir())) == 3, "the copy, and its compressed form"
    assert good.exists()
    again = back_up(database, folder, AT.replace(day=21), 3)
    assert sorted(folder.iterdir()) == [good, again]


def test_those_of_the_last_days_stay_however_many_there_are(tmp_path: Path) -> None:
    database, folder = tmp_path / "register.sqlite3", tmp_path / "backup"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE lines (text)")
    for day in (1, 10, 18, 19):
        back_up(database, folder, AT.replace(day=day), keep=1, keep_days=5)
    assert [path.name[:17] for path in sorted(folder.iterdir())] == ["register-20220518", "register-20220519"]


def test_a_broken_backup_is_never_put_in_the_registers_place(tmp_path: Path) -> None:
    database, folder = tmp_path / "register.sqlite3", tmp_path / "backup"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE lines (text)")
    before = database.read_bytes()
    copy = back_up(database, folder, AT, 1)
    copy.write_bytes(copy.read_bytes()[:-20])
    with pytest.raises(BackupError, match="已损坏"):
        put_back(copy, database, tmp_path / "aside")
    assert database.read_bytes() == before


def test_a_copy_that_is_not_sound_is_thrown_away_and_told(tmp_path: Path) -> None:
    database, folder = tmp_path / "register.sqlite3", tmp_path / "backup"
    database.write_bytes(b"no database at all" * 100)
    with pytest.raises(BackupError, match="备份未能完成"):
        back_up(database, folder, AT, 3)
    assert list(folder.iterdir()) == []


def test_what_is_wrong_with_a_backup_is_a_fault_of_the_night(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backup.sqlite3, "connect", full)
    night = nightly(installation)
    assert night.faults == ("备份：备份未能完成：database or disk is full",)
    assert night.published is not None

"""The register is never silently new, emptied or another's."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.flow.again.retaking import OriginalKind, retake_originals, retake_words, unknown_originals
from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.model import Decision, DecisionKind, Proof
from pipeline.settings import SettingsError
from pipeline.store.backup import back_up, database_file, put_back
from pipeline.store.identity import MARK
from pipeline.wiring import open_installation
from tests.flow.conftest import Clock, clock, drop, installation, root, sample, sealed
from tests.flow.test_county import doubts_workbook

__all__ = ["clock", "installation", "root"]

UNIT = "县水利局"


@pytest.fixture
def used(installation: Installation, root: Path) -> Path:
    """A working folder with one ledger; nobody has it open."""
    drop(installation, f"{UNIT}/台账.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    database = database_file(installation.register)
    assert database is not None
    back_up(database, root / "data" / "backup", installation.clock(), 3)
    installation.rest()
    installation.register.close()
    return root


def refused(root: Path, clock: Clock) -> str:
    with pytest.raises(SettingsError) as told:
        open_installation(root, clock)
    return str(told.value)


def test_one_that_is_gone_is_not_begun_anew(used: Path, clock: Clock) -> None:
    for file in (used / "data").glob("register.sqlite3*"):
        file.unlink()
    for _ in range(2):
        said = refused(used, clock)
        assert "登记库已不存在或已被清空" in said
        assert "restore-backup" in said
    assert not (used / "data" / "register.sqlite3").exists()


@pytest.mark.parametrize("content", [b"", None])
def test_one_that_was_emptied_stops_the_work(used: Path, clock: Clock, content: bytes | None) -> None:
    database = used / "data" / "register.sqlite3"
    for beside in (used / "data").glob("register.sqlite3-*"):
        beside.unlink()
    if content is not None:
        database.write_bytes(content)
    else:
        with closing(sqlite3.connect(database)) as connection:
            for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                connection.execute(f"DROP TABLE {table}")
            connection.commit()
    assert "已停止工作" in refused(used, clock)


def test_one_of_another_folder_stops_the_work(used: Path, clock: Clock, tmp_path: Path) -> None:
    from pipeline.cli.installation import make_working_folder

    make_working_folder(tmp_path / "other")
    other = open_installation(tmp_path / "other", clock)
    drop(other, f"{UNIT}/台账.xlsx", sample("ledgers/02-kejiju"))
    other.register.close()
    for file in (used / "data").glob("register.sqlite3*"):
        file.unlink()
    (tmp_path / "other" / "data" / "register.sqlite3").rename(used / "data" / "register.sqlite3")
    assert "已停止工作" in refused(used, clock)


def test_an_archive_beside_a_new_register_stops_the_work_without_any_mark(used: Path, clock: Clock) -> None:
    (used / "data" / MARK).unlink()
    for file in (used / "data").glob("register.sqlite3*"):
        file.unlink()
    assert "原件库中有已收的台账" in refused(used, clock)


def test_after_an_older_backup_what_it_does_not_know_is_listed_and_taken_in_again(
    installation: Installation, root: Path, clock: Clock
) -> None:
    database = database_file(installation.register)
    assert database is not None
    drop(installation, f"{UNIT}/台账.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    waiver = Decision(DecisionKind.WAIVE, UNIT, "A1-32", "", "无此会议", "李", clock())
    installation.register.record_decision(waiver, installation.plan.id)
    copy = back_up(database, root / "data" / "backup", clock(), 3)
    clock.now += timedelta(days=1)
    drop(installation, "县科技局/台账.xlsx", sample("ledgers/02-kejiju"))
    line = doubts_workbook(("豁免", "李", "不涉及", UNIT, "A1-42", ""))
    drop(installation, "核定/汇总表.xlsx", sealed(installation, line))
    process(installation)
    assert {d.obligation for d in installation.decisions()} == {"A1-32", "A1-42"}
    mail = b"From: a@example.org\r\nTo: b@example.org\r\n\r\ntext"
    installation.archive.keep(mail)
    installation.rest()
    installation.register.close()
    put_back(copy, database, root / "data" / "aside")

    restored = open_installation(root, clock)
    try:
        assert [d.obligation for d in restored.decisions()] == ["A1-32"], "decisions are part of the drill"
        assert [s.unit for *_, s in restored.register.all_submissions()] == [UNIT]
        listed = unknown_originals(restored)
        by_kind = {one.kind: one for one in listed}
        assert len(listed) == len(by_kind) == 3
        unknown, words = by_kind[OriginalKind.FILE], by_kind[OriginalKind.WORDS]
        assert "县科技局" in unknown.what
        assert words.what == "填有核定意见1条"
        assert retake_originals(restored, listed) == 1
        (found,) = process(restored).submissions
        assert [d.obligation for d in restored.decisions()] == ["A1-32"], (
            "words wait for an officer to vouch for them"
        )
        assert retake_words(restored, listed, "李") == 1
        process(restored)
        assert {d.obligation for d in restored.decisions()} == {"A1-32", "A1-42"}
        assert {one.kind for one in unknown_originals(restored)} == {OriginalKind.MAIL}
        assert (found.unit, found.arrival.sha256, found.proof) == ("县科技局", unknown.sha256, Proof.NAMED)
    finally:
        restored.rest()
        restored.register.close()

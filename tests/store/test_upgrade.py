"""A register that 0.1.0 made is brought up to date step by step, and one that is not ours is left alone."""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.model import ActKind, DecisionKind, replay
from pipeline.store.facts import IDENTITY, SCHEMA, SEAL_KEY
from pipeline.store.register import Register
from pipeline.store.upgrade import NEWEST, UnfitRegisterError

OLD = Path(__file__).parent.parent / "data" / "register-0.1.0.sql.gz"
PLAN = "yiyuan-2022"
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A register as 0.1.0 left it: a ledger, an old draft after it, the ledger again; a broken file; a waiver."""
    path = tmp_path / "register.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(gzip.decompress(OLD.read_bytes()).decode())
    return path


def opened(path: Path) -> Register:
    return Register(f"sqlite:///{path}")


def test_what_counted_counts_and_nothing_is_lost(old: Path) -> None:
    with closing(sqlite3.connect(old)) as before:
        counted = {
            table: before.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("arrivals", "submissions", "repeats", "decisions", "deviations", "lives", "events")
        }
    register = opened(old)
    standings = replay(register.acts(PLAN))
    held = standings.of("县水利局").in_force
    assert held is not None
    assert (held.version, held.ledger) == (3, (1, 0)), "the ledger that came again after the draft"
    assert held.since == datetime(2022, 5, 20, 9, tzinfo=ZONE)
    assert standings.of("县财政局").in_force is None, "what could not be read is no version"
    (decision,) = register.decisions(PLAN)
    assert (decision.kind, decision.unit, decision.obligation) == (DecisionKind.WAIVE, "县水利局", "A1-32")
    assert register.decisions("another-plan") == ()
    assert {a.kind for a in register.acts(PLAN)} == {ActKind.OFFERED}
    assert register.last_consolidation(PLAN) is not None
    assert register.last_consolidation("another-plan") is None
    assert register.fact(SCHEMA) == str(NEWEST)
    assert register.fact(IDENTITY)
    assert register.fact(SEAL_KEY)
    register.close()
    with closing(sqlite3.connect(old)) as after:
        found = {t: after.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in counted}
        orphans = after.execute("SELECT count(*) FROM lives WHERE key NOT IN (SELECT key FROM deviations)").fetchone()
    assert found == counted
    assert orphans == (0,)


def test_what_comes_later_stands_after_all_that_came_before(old: Path) -> None:
    register = opened(old)
    newest = max(a.order for a in register.acts(PLAN))
    with register.begin() as connection:
        places = [row[0] for row in connection.exec_driver_sql("SELECT place FROM arrivals")]
    assert all(places)
    assert newest >= max(places)
    register.close()


def test_it_is_done_once(old: Path) -> None:
    first = opened(old)
    identity, acts = first.fact(IDENTITY), first.acts(PLAN)
    first.close()
    again = opened(old)
    assert (again.fact(IDENTITY), again.acts(PLAN)) == (identity, acts)
    again.close()


def test_one_that_breaks_off_leaves_the_register_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.store.upgrade.with_standing", broken)
        with pytest.raises(OSError, match="disk full"):
            opened(old)
    with closing(sqlite3.connect(old)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert "acts" not in tables
        assert connection.execute("SELECT count(*) FROM submissions").fetchone()[0] == 5
    register = opened(old)
    assert replay(register.acts(PLAN)).of("县水利局").in_force is not None
    register.close()


def test_a_register_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite3"
    register = opened(path)
    register.remember(SCHEMA, str(NEWEST + 1))
    register.close()
    with pytest.raises(UnfitRegisterError, match="更新版本的程序"):
        opened(path)


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE things (id INTEGER)")
        connection.commit()
    with pytest.raises(UnfitRegisterError, match="不是本程序的登记库"):
        opened(path)
    with closing(sqlite3.connect(path)) as connection:
        assert [row[0] for row in connection.execute("SELECT name FROM sqlite_master")] == ["things"]


def contents(path: Path) -> dict[int, str | bytes]:
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT id, content FROM submissions"))


def test_what_is_on_record_is_held_compressed_and_read_as_before(old: Path) -> None:
    plain = contents(old)
    register = opened(old)
    read = [submission for *_, submission in register.all_submissions()]
    register.close()
    held = contents(old)
    assert {number: zlib.decompress(one).decode() for number, one in held.items()} == plain
    assert sum(map(len, held.values())) < sum(len(one.encode()) for one in plain.values()) / 3
    # A register of 1.0.0: the schema of today but for the number, contents as they were.
    with closing(sqlite3.connect(old)) as connection:
        for number, text in plain.items():
            connection.execute("UPDATE submissions SET content = ? WHERE id = ?", (text, number))
        connection.execute("UPDATE facts SET value = '2' WHERE name = ?", (SCHEMA,))
        connection.commit()
    register = opened(old)
    assert [submission for *_, submission in register.all_submissions()] == read
    register.close()
    assert contents(old) == held
    # Whatever was left plain is read as well.
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("UPDATE submissions SET content = ? WHERE id = ?", (plain[min(plain)], min(plain)))
        connection.commit()
    register = opened(old)
    assert [submission for *_, submission in register.all_submissions()] == read
    register.close()

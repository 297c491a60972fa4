"""A register that 0.1.0 made is brought up to date step by step, and one that is not ours is left alone."""

from __future__ import annotations

import gzip
import sqlite3
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

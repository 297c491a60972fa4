"""Transactions: whole or not at all, and on the disk at once unless nothing would be lost with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from pipeline.store.database import open_database, transaction

FULL, NORMAL = 2, 1


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'register.sqlite'}")
    yield opened
    opened.dispose()


def synchronous(engine: Engine, *, waits: bool) -> int:
    with transaction(engine, waits=waits) as connection:
        connection.execute(
            text("INSERT INTO sources (path, size, mtime_ns, inode, arrival_id) VALUES ('a', 1, 1, 1, 1)")
        )
        connection.execute(text("DELETE FROM sources"))
        return int(connection.execute(text("PRAGMA synchronous")).scalar_one())


def test_only_what_need_not_wait_does_not(engine: Engine) -> None:
    assert synchronous(engine, waits=True) == FULL
    assert synchronous(engine, waits=False) == NORMAL
    assert synchronous(engine, waits=True) == FULL, "the connection is used again"


def test_one_that_does_not_wait_is_whole_or_not_at_all_too(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        broken_off(engine)
    assert synchronous(engine, waits=True) == FULL
    with transaction(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM consolidations")).scalar_one() == 0


def broken_off(engine: Engine) -> None:
    with transaction(engine, waits=False) as connection:
        connection.execute(
            text("INSERT INTO consolidations (as_of, generated_at, figures) VALUES ('2022-05-20', '', '')")
        )
        raise ZeroDivisionError


def test_a_setting_that_is_refused_costs_the_connection_and_nothing_else(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stubborn:
        def execute(self, statement: str) -> None:
            if statement.endswith("FULL"):
                raise sqlite3.OperationalError("safety level may not be changed inside a transaction")

    opened: list[object] = []
    event.listen(engine, "connect", lambda raw, _: opened.append(raw))
    synchronous(engine, waits=True)
    assert not opened, "the pool's connection is used again"
    with monkeypatch.context() as refusing:
        refusing.setattr("sqlalchemy.pool.base._ConnectionFairy.driver_connection", Stubborn())
        with transaction(engine, waits=False) as connection:
            connection.execute(text("DELETE FROM sources"))
    assert synchronous(engine, waits=True) == FULL
    assert len(opened) == 1

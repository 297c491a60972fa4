"""A register that an earlier version made gets the columns that its tables have gained since."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text, create_engine, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError

from pipeline.model import Arrival
from pipeline.store.arrivals import ArrivalState, record_arrival
from pipeline.store.register import Register
from pipeline.store.tables import metadata
from pipeline.store.upgrade import add_missing_columns, add_missing_tables, adding

LATER = [(table, column) for table in metadata.sorted_tables for column in table.columns if column.server_default]
"""The columns that tables have gained."""


def columns(path: Path, table: str) -> set[str]:
    with sqlite3.connect(path) as connection:
        return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}


@pytest.mark.parametrize(("table", "column"), LATER, ids=lambda item: item.name)
def test_a_register_without_a_column_gets_it_and_keeps_its_rows(
    tmp_path: Path, table: Table, column: Column[object]
) -> None:
    path = tmp_path / "register.sqlite3"
    before = Register(f"sqlite:///{path}")
    arrival = Arrival("台账.xlsx", "0" * 64, 1, datetime(2022, 5, 19, tzinfo=UTC))
    with before.begin() as connection:
        record_arrival(connection, arrival)
    before.close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"ALTER TABLE {table.name} DROP COLUMN {column.name}")
    assert column.name not in columns(path, table.name)
    for _ in range(2):  # the second time there is nothing to add
        register = Register(f"sqlite:///{path}")
        register.close()
    assert column.name in columns(path, table.name)
    after = Register(f"sqlite:///{path}")
    assert after.known_versions("县水利局") == ()
    assert [r.arrival for r in after.arrivals_in(*ArrivalState)] == [arrival]


def test_rows_that_exist_get_the_default(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    old = Table("things", MetaData(), Column("id", Integer, primary_key=True))
    old.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(old.insert().values(id=1))
    now = MetaData()
    things = Table(
        "things",
        now,
        Column("id", Integer, primary_key=True),
        Column("word", Text, nullable=False, server_default=""),
        Column("count", Integer, nullable=False, server_default="0"),
    )
    add_missing_columns(engine, now)
    with engine.begin() as connection:
        assert [tuple(row) for row in connection.execute(things.select())] == [(1, "", 0)]


def test_who_opens_the_register_at_the_same_moment_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    Table("things", MetaData(), Column("id", Integer, primary_key=True)).metadata.create_all(engine)
    now = MetaData()
    Table("things", now, Column("id", Integer, primary_key=True), Column("word", Text, server_default=""))

    def adding_after_another(*arguments: object) -> str:
        statement = adding(*arguments)  # type: ignore[arg-type]
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
        return statement

    monkeypatch.setattr("pipeline.store.upgrade.adding", adding_after_another)
    add_missing_columns(engine, now)
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT word FROM things")


def test_who_makes_the_tables_at_the_same_moment_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    now = MetaData()
    for name in ("things", "words"):
        Table(name, now, Column("id", Integer, primary_key=True))
    looked, make = [], now.create_all

    def made_after_another(engine: Engine) -> None:
        looked.append(len(looked))
        if looked == [0]:
            now.tables["things"].create(engine)
            now.tables["things"].create(engine)  # as whoever had looked before
        make(engine)

    monkeypatch.setattr(now, "create_all", made_after_another)
    add_missing_tables(engine, now)
    assert looked == [0, 1]
    assert set(inspect(engine).get_table_names()) == {"things", "words"}


def test_tables_that_cannot_be_made_are_told(tmp_path: Path) -> None:
    path = tmp_path / "read_only.sqlite3"
    path.touch()
    now = MetaData()
    Table("things", now, Column("id", Integer, primary_key=True))
    with pytest.raises(DatabaseError):
        add_missing_tables(create_engine(f"sqlite:///file:{path}?mode=ro&uri=true"), now)


def test_a_column_that_cannot_be_added_is_told(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    old = Table("things", MetaData(), Column("id", Integer, primary_key=True))
    old.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(old.insert().values(id=1))
    now = MetaData()
    Table("things", now, Column("id", Integer, primary_key=True), Column("word", Text, nullable=False))
    with pytest.raises(DatabaseError):
        add_missing_columns(engine, now)


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=lambda d: d.name)
def test_the_statement_is_what_both_databases_take(dialect: object) -> None:
    submissions = metadata.tables["submissions"]
    statement = adding(submissions, submissions.c.saved_at, dialect)  # type: ignore[arg-type]
    assert statement == "ALTER TABLE submissions ADD COLUMN saved_at TEXT DEFAULT '' NOT NULL"

"""Registers made by earlier versions, brought up to date by numbered migrations; others are refused in words.

A migration is one transaction: after a crash the register is as it was before, and the next start does it again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Column, Connection, Engine, LargeBinary, Table, bindparam, func, inspect, select, text, update
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateColumn

from pipeline.store import mail_tables as _  # noqa: F401 (its tables belong to the register)
from pipeline.store.facts import IDENTITY, SCHEMA, SEAL_KEY, fact, remember
from pipeline.store.first_upgrade import with_standing
from pipeline.store.tables import metadata


class UnfitRegisterError(Exception):
    """The register was made by a newer version, or by another program. Chinese text."""


def bring_up_to_date(engine: Engine) -> None:
    """Make all tables of a new register, or migrate one of an earlier version step by step.

    Raises ``UnfitRegisterError`` where it is not for this version to touch.
    """
    if _number(engine) == NEWEST:
        return
    with _alone(engine) as connection:
        number = _number_of(connection)
        if number == 0:
            metadata.create_all(connection)
        for step in range(max(number, 1), NEWEST) if number else ():
            _MIGRATIONS[step + 1](connection)
        remember(connection, SCHEMA, str(NEWEST))
        for name in (IDENTITY, SEAL_KEY):
            if fact(connection, name) is None:
                remember(connection, name, secrets.token_hex(32))


def _number(engine: Engine) -> int:
    with engine.connect() as connection:
        return _number_of(connection)


def _number_of(connection: Connection) -> int:
    """Give the number of the newest migration that a database has had; 0 where it is empty."""
    tables = set(inspect(connection).get_table_names())
    if "facts" in tables and (known := fact(connection, SCHEMA)) is not None:
        if int(known) > NEWEST:
            raise UnfitRegisterError("登记库由更新版本的程序建立，本版本不能使用。请升级程序，或换用与之相配的备份。")
        return int(known)
    if "arrivals" in tables:
        return 1
    if tables and connection.dialect.name == "sqlite":
        raise UnfitRegisterError(
            "该文件不是本程序的登记库（其中没有来件记录表），未作改动。请检查 database 设置和文件位置。"
        )
    return 0


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that nobody else can change the tables beside; it is done as a whole or not at all."""
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(7461)"))
                yield connection
            return
        # Python's own way commits before every change of a table.
        raw = connection.connection.driver_connection
        assert raw is not None
        before, raw.isolation_level = raw.isolation_level, None
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        finally:
            raw.isolation_level = before


def adding(table: Table, column: Column[Any], dialect: Dialect) -> str:
    """Give the statement that adds a column, as a database wants it."""
    name = dialect.identifier_preparer.format_table(table)
    return f"ALTER TABLE {name} ADD COLUMN {CreateColumn(column).compile(dialect=dialect)}"


def _to_2(connection: Connection) -> None:
    """From schema 1 to 2: versions have a standing, judgements and receipts are numbered, plans are kept apart."""
    for table in ("submissions", "consolidations"):
        _make_anew(connection, metadata.tables[table])
    metadata.create_all(connection)
    for table_, column in _missing(connection):
        connection.execute(text(adding(table_, column, connection.dialect)))
    with_standing(connection)


def _make_anew(connection: Connection, table: Table) -> None:
    """Make a table anew whose keys have changed; its rows stay, what they lack gets its default."""
    rows = [dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {table.name}"))]
    connection.execute(text(f"DROP TABLE {table.name}"))
    table.create(connection)
    for group in _groups([{name: value for name, value in row.items() if name in table.c} for row in rows]):
        connection.execute(table.insert(), group)


def _groups(rows: Sequence[dict[str, Any]], size: int = 200) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), size):
        yield [dict(row) for row in rows[start : start + size]]


def _missing(connection: Connection) -> list[tuple[Table, Column[Any]]]:
    looked = inspect(connection)
    return [
        (table, column)
        for table in metadata.sorted_tables
        for known in ({c["name"] for c in looked.get_columns(table.name)},)
        for column in table.columns
        if column.name not in known
    ]


def _to_3(connection: Connection) -> None:
    """From schema 2 to 3: what is on record of each ledger is held compressed."""
    kept = metadata.tables["submissions"].c
    plain = select(kept.id)
    if connection.dialect.name == "postgresql":
        # There a column has one type; SQLite takes bytes into any.
        known = {c["name"]: c["type"] for c in inspect(connection).get_columns("submissions")}
        if isinstance(known["content"], LargeBinary):
            return
        using = "convert_to(content, 'UTF8')"
        connection.execute(text(f"ALTER TABLE submissions ALTER COLUMN content TYPE BYTEA USING {using}"))
    else:
        plain = plain.where(func.typeof(kept.content) == "text")
    for ids in _groups([{"id": number} for number in connection.execute(plain).scalars()]):
        known_ids = [one["id"] for one in ids]
        rows = connection.execute(select(kept.id, kept.content).where(kept.id.in_(known_ids))).all()
        told = update(kept.id.table).where(kept.id == bindparam("known"))
        connection.execute(told.values(content=bindparam("held")), [{"known": r.id, "held": r.content} for r in rows])


def _to_4(connection: Connection) -> None:
    """From schema 3 to 4: officers may register how far measures have got."""
    for table, column in _missing(connection):
        connection.execute(text(adding(table, column, connection.dialect)))


_MIGRATIONS: Mapping[int, Callable[[Connection], None]] = MappingProxyType({2: _to_2, 3: _to_3, 4: _to_4})
NEWEST: Final = max(_MIGRATIONS)

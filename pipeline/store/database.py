"""The database of the register: opened, brought up to date, and made to wait for the disk."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from pipeline.store.tables import metadata
from pipeline.store.upgrade import add_missing_columns


class RegisterError(OSError):
    """The register cannot be read or written (locked, disk full, away, damaged); what was begun is rolled back."""

    def __init__(self, fault: DatabaseError) -> None:
        self.damaged = not isinstance(fault, OperationalError)
        said = "登记库已损坏，请从 data/backup 恢复" if self.damaged else "登记库暂时无法读写"
        super().__init__(errno.EIO, f"{said}（{fault.orig}）")


def open_database(url: str) -> Engine:
    """Open a database with all tables and columns. Raises ``RegisterError`` where it is damaged or away."""
    engine = create_engine(url, future=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _make_sqlite_durable)
    try:
        metadata.create_all(engine)
        add_missing_columns(engine, metadata)
    except DatabaseError as fault:
        raise RegisterError(fault) from fault
    return engine


@contextmanager
def transaction(engine: Engine, *, waits: bool = True) -> Iterator[Connection]:
    """Open one transaction; it is committed at the end and rolled back where an exception passes.

    One that ``waits`` is on the disk when it is committed. Any other is so at the latest with the next that does, and
    like that one it is there as a whole or not at all, whenever the power fails.
    """
    hurried = "" if waits else engine.dialect.name
    with (
        engine.connect() as connection,
        _sqlite_not_waiting(connection) if hurried == "sqlite" else nullcontext(),
        connection.begin(),
    ):
        if hurried == "postgresql":
            connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
        yield connection


@contextmanager
def _sqlite_not_waiting(connection: Connection) -> Iterator[None]:
    # It holds for a connection, and cannot be changed inside a transaction; SQLAlchemy would begin one for it.
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        raw.execute("PRAGMA synchronous=FULL")


def _make_sqlite_durable(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=60000")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()

"""The database of the register: opened, brought up to date, and made to wait for the disk."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from pipeline.store.upgrade import UnfitRegisterError, bring_up_to_date

_READ_ONLY = "25006"
"""The SQLSTATE of a PostgreSQL server that stands by for another, or was set so: it will take our writing later."""


class RegisterError(OSError):
    """The register cannot be read or written (locked, disk full, away, damaged); what was begun is rolled back.

    ``on_server``: it lies in no file of ours, but with a server for databases.
    """

    def __init__(self, fault: DBAPIError) -> None:
        self.on_server = not isinstance(fault.orig, sqlite3.Error)
        self.damaged = not self.on_server and not is_passing(fault)
        if is_passing(fault):
            said = "登记库暂时无法读写"
        else:
            said = "登记库已损坏，请从 data/backup 恢复" if self.damaged else "登记库所在的数据库不能用"
        super().__init__(errno.EIO, f"{said}（{' '.join(str(fault.orig).split())}）")


class EncodingError(RegisterError):
    """The database cannot hold every character."""

    def __init__(self, encoding: str) -> None:
        self.on_server, self.damaged = True, False
        OSError.__init__(self, errno.EIO, f"登记库所在的数据库不能用（编码为 {encoding}，应为 UTF8）")


def is_passing(fault: DBAPIError) -> bool:
    """Say whether a fault lies with the database's server or disk, and may be over at the next try."""
    return (
        isinstance(fault, OperationalError)
        or fault.connection_invalidated
        or getattr(fault.orig, "sqlstate", None) == _READ_ONLY
    )


def open_database(url: str) -> Engine:
    """Open a database with all tables and columns.

    Raises ``RegisterError`` where it is damaged, away or unfit, ``UnfitRegisterError`` where it is not for us.
    """
    engine = create_engine(url, future=True, **_options(make_url(url)))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _make_sqlite_durable)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _make_postgresql_durable)
    try:
        if engine.dialect.name == "postgresql":
            _ensure_any_character(engine)
        bring_up_to_date(engine)
    except UnfitRegisterError:
        engine.dispose()
        raise
    except DBAPIError as fault:
        engine.dispose()
        raise RegisterError(fault) from fault
    return engine


def _options(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {}
    # Its server may have been started anew since a connection was used last.
    options: dict[str, Any] = {"pool_pre_ping": True}
    if url.get_driver_name() == "psycopg":
        # Else it gives bytes where the server knows of no encoding, before anybody can tell so.
        options["client_encoding"] = "utf8"
    return options


def _ensure_any_character(engine: Engine) -> None:
    with engine.connect() as connection:
        encoding = str(connection.exec_driver_sql("SHOW server_encoding").scalar_one())
    if encoding != "UTF8":
        engine.dispose()
        raise EncodingError(encoding)


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
        try:
            raw.execute("PRAGMA synchronous=FULL")
        except sqlite3.Error:
            # One that cannot be set back is not used again: what follows may have to wait for the disk.
            connection.invalidate()


def _make_sqlite_durable(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=60000")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _make_postgresql_durable(connection: Any, _: object) -> None:
    # Whoever looks after the server may have chosen speed for all its databases; more than "on" is left as it is.
    cursor = connection.cursor()
    cursor.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
    cursor.close()
    connection.commit()

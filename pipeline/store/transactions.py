"""One transaction after another on the register, and what the register says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from pipeline.store.database import RegisterError, is_passing, open_database, transaction
from pipeline.store.facts import SEAL_KEY, fact, remember, words_of


class Transactions:
    """A register's database. Every public method is one transaction."""

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)
        self._seal_key: bytes | None = None

    @property
    def place(self) -> str:
        """Say where the register lies, without the password that its address may hold."""
        return self._engine.url.render_as_string(hide_password=True)

    @property
    def password(self) -> str:
        """The password in the register's address, "" where there is none; it belongs into no log."""
        return str(self._engine.url.password or "")

    @property
    def seal_key(self) -> bytes:
        """With what the county workbooks of this installation are sealed."""
        if self._seal_key is None:
            self._seal_key = bytes.fromhex(self.fact(SEAL_KEY) or "")
        return self._seal_key

    def fact(self, name: str) -> str | None:
        """Give what the register says of itself under a name, None where it says nothing."""
        with self.begin() as connection:
            return fact(connection, name)

    def remember(self, name: str, value: str) -> None:
        """Have the register say something of itself from now on."""
        with self.begin() as connection:
            remember(connection, name, value)

    def words(self) -> str:
        """Say which officers' words are on record: the same text as long as there is no new one."""
        with self.begin() as connection:
            return words_of(connection)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def begin(self, *, waits: bool = True) -> Iterator[Connection]:
        """Open one transaction; it is committed at the end and rolled back where an exception passes.

        One that ``waits`` is on the disk then. The others are for what would be found out again if the power failed.
        """
        try:
            with transaction(self._engine, waits=waits) as connection:
                yield connection
        except DBAPIError as fault:
            if not is_passing(fault):
                raise
            raise RegisterError(fault) from fault

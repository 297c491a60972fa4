"""A PostgreSQL server of our own, thrown away after the tests."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.mail.plant import free_port
from tests.programs import found

OWNER = "taizhang"


class Postgres:
    """A server on a free port. It refuses to run as root, so that a user of no rights runs it then."""

    def __init__(self, work: Path) -> None:
        self.port = free_port()
        self._work = work
        self._user: dict[str, Any] = {"cwd": work}
        if os.geteuid() == 0:
            shutil.chown(work, "nobody", "nogroup")
            self._user |= {"user": "nobody", "group": "nogroup", "extra_groups": ()}

    def make(self) -> None:
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        with (self._work / "data" / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nfsync = off\nlc_messages = 'C'\n")
            settings.write(f"unix_socket_directories = '{self._work}'\n")
        self.start()
        self.ask(f"CREATE ROLE {OWNER} LOGIN")

    def start(self) -> None:
        self._run("pg_ctl", "start", "--wait", "--silent", f"--log={self._work / 'log'}")

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode=fast")

    def ask(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement as the server's master."""
        import psycopg

        address = f"host=127.0.0.1 port={self.port} user=postgres dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def database(self, more: str = "") -> str:
        """Make an empty database; give its address."""
        name = f"register_{secrets.token_hex(4)}"
        self.ask(f"CREATE DATABASE {name} OWNER {OWNER} {more}")
        return self.address(name)

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://{OWNER}:topsecret@127.0.0.1:{self.port}/{name}"

    def _run(self, name: str, *arguments: str) -> None:
        command = [program(name), f"--pgdata={self._work / 'data'}", *arguments]
        subprocess.run(command, check=True, timeout=60, stdout=subprocess.DEVNULL, **self._user)


def program(name: str) -> str:
    """Give a program of PostgreSQL; distributions keep the server's where no path leads. "" where it is not there."""
    if path := found(name):
        return path
    kept = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    return str(max(kept, key=_version, default=""))


def _version(path: Path) -> int:
    found = re.search(r"\d+", path.parts[-3])
    return int(found.group()) if found else 0


def why_no_postgres() -> str:
    """Say why PostgreSQL cannot be run here; "" where it can."""
    if os.name == "nt":
        return "the tests start PostgreSQL as a user of no rights, which Windows has not"
    absent = [name for name in ("initdb", "pg_ctl", "postgres") if not program(name)]
    return f"PostgreSQL's {'、'.join(absent)} cannot be found" if absent else ""

"""One PostgreSQL server for all tests that want a real one; each makes a database of its own in it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programs import absent, leave_out
from tests.store.postgres import Postgres, why_no_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    reason = why_no_postgres()
    leave_out()
    if reason:
        absent(f"the tests with a real PostgreSQL server cannot run: {reason}")
    # Its user must be able to enter every folder above; pytest's are closed to him.
    work = Path(tempfile.mkdtemp(prefix="postgres-"))
    work.chmod(0o755)
    server = Postgres(work)
    try:
        server.make()
        yield server
    finally:
        server.stop()
        shutil.rmtree(work, ignore_errors=True)

"""Real programs that tests start: found in one place, missed in CI, left out by ``--fast``."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

_SERVERS = "/usr/sbin:/usr/local/sbin"
"""Where servers lie, to which ordinary users have no path."""
_ROOM = 4 << 30
"""Bytes that a whole run may take of a folder in memory."""
FAST = "TESTS_FAST"
"""Set in the environment where tests that start other programs are to be left out."""


def memory_folder() -> Path | None:
    """Give a folder in memory where there is one: a kill loses nothing there either, and syncing costs nothing."""
    folder = Path("/dev/shm")
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return None
    # Containers often have one of 64 MiB, or one where nothing can be started.
    runs = not os.statvfs(folder).f_flag & os.ST_NOEXEC
    return folder if runs and shutil.disk_usage(folder).free >= _ROOM else None


def found(*names: str) -> str:
    """Find the first of some programs; "" where none is here."""
    paths = (shutil.which(name) or shutil.which(name, path=_SERVERS) for name in names)
    return next(filter(None, paths), "")


def absent(reason: str) -> None:
    """Skip a test for want of a real component; in CI, where nothing is skipped silently, it fails."""
    if os.environ.get("CI") and not os.environ.get(FAST):
        pytest.fail(f"{reason}; in CI this test must run")
    pytest.skip(reason)


def leave_out() -> None:
    """Skip a test that starts another program where only quick ones are wanted."""
    if os.environ.get(FAST):
        pytest.skip("starts another program")


def program(*names: str) -> str:
    """Give the first of some programs that is here; the test is skipped where none is."""
    leave_out()
    path = found(*names)
    if not path:
        absent(f"{names[0]} is not installed")
    return path


def converted(data: bytes, form: str, *, source: str = ".xlsx") -> bytes:
    """Let LibreOffice save a document in another form, as --convert-to names it."""
    ending = form.partition(":")[0].removeprefix(".")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / f"book{source}").write_bytes(data)
        profile = (folder / "profile").as_uri()
        office = [program("soffice", "libreoffice"), f"-env:UserInstallation={profile}", "--headless"]
        target = ["--convert-to", form.removeprefix("."), "--outdir", str(folder / "out")]
        command = [*office, *target, str(folder / f"book{source}")]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
        return (folder / "out" / f"book.{ending}").read_bytes()

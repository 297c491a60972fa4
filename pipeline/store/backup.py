"""Backups of the register: whole copies by SQLite's own online backup, made while it is in use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from pipeline.store.archive import fsync_folder
from pipeline.store.register import Register


class BackupError(Exception):
    """A copy could not be made or is not sound; it was thrown away, and the earlier ones stay. Chinese text."""


def database_file(register: Register) -> Path | None:
    """Say which file a register lies in; None where it is no SQLite file."""
    with register.begin() as connection:
        url = connection.engine.url
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def is_sound(database: Path) -> bool:
    """Say whether SQLite finds nothing amiss in a file; it is only read."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def back_up(database: Path, folder: Path, at: datetime, keep: int) -> Path:
    """Copy an SQLite register into a folder, check the copy, and keep the newest ``keep`` copies; give its path.

    A copy that is broken off leaves the earlier ones as they are; what it left itself goes at the next.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for stray in folder.glob(".register-*.partial*"):
        stray.unlink()
    target = folder / f"register-{at:%Y%m%d-%H%M%S}.sqlite3"
    partial = folder / f".{target.name}.partial"
    try:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(partial)) as copy:
            source.backup(copy)
            # A copy must be one file, whatever journal the register itself keeps.
            copy.execute("PRAGMA journal_mode=DELETE")
            sound = copy.execute("PRAGMA quick_check").fetchone()[0]
        if sound != "ok":
            raise BackupError(f"备份校验未通过：{sound}")
        partial.replace(target)
    except sqlite3.Error as fault:
        raise BackupError(f"备份未能完成：{fault}") from fault
    finally:
        partial.unlink(missing_ok=True)
    fsync_folder(folder)
    for old in sorted(folder.glob("register-*.sqlite3"))[:-keep]:
        old.unlink()
    return target

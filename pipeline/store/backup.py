"""Backups of the register: whole copies by SQLite's own online backup, made while it is in use, compressed."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from pipeline.store.archive import fsync_folder
from pipeline.store.register import Register

_NAME: Final = "register-*.sqlite3*"
_FORM: Final = "register-%Y%m%d-%H%M%S"
_CHUNK: Final = 1 << 20


class BackupError(Exception):
    """A copy could not be made or is not sound; it was thrown away, and the earlier ones stay. Chinese text."""


def database_file(register: Register) -> Path | None:
    """Say which file a register lies in; None where it is no SQLite file."""
    with register.begin() as connection:
        url = connection.engine.url
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def is_sound(database: Path) -> bool:
    """Say whether SQLite finds nothing amiss in a file, indices included; it is only read, compressed or not."""
    try:
        with (
            unpacked(database) as plain,
            closing(sqlite3.connect(f"{plain.absolute().as_uri()}?mode=ro", uri=True)) as connection,
        ):
            return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    except (sqlite3.DatabaseError, OSError, EOFError):
        return False


@contextmanager
def unpacked(backup: Path) -> Iterator[Path]:
    """Give a backup uncompressed, for a while."""
    if backup.suffix != ".gz":
        yield backup
        return
    plain = backup.with_name(f".{backup.name}.partial")
    try:
        with gzip.open(backup, "rb") as packed, plain.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked, _CHUNK)
        yield plain
    finally:
        plain.unlink(missing_ok=True)


def back_up(database: Path, folder: Path, at: datetime, keep: int, keep_days: int = 0) -> Path:
    """Copy an SQLite register into a folder, check the copy, and prune the older ones; give its path.

    The newest ``keep`` copies stay, and with ``keep_days`` all that are no older than so many days. A copy that is
    broken off leaves the earlier ones as they are; what it left itself goes at the next.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for stray in folder.glob(".register-*.partial*"):
        stray.unlink()
    target = folder / f"{at.strftime(_FORM)}.sqlite3.gz"
    partial, packed = folder / f".{target.stem}.partial", folder / f".{target.name}.partial"
    try:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(partial)) as copy:
            source.backup(copy)
            # A copy must be one file, whatever journal the register itself keeps.
            copy.execute("PRAGMA journal_mode=DELETE")
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if sound != "ok":
            raise BackupError(f"备份校验未通过：{sound}")
        with (
            partial.open("rb") as plain,
            packed.open("wb") as raw,
            # The same register gives the same bytes.
            gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as stream,
        ):
            shutil.copyfileobj(plain, stream, _CHUNK)
        packed.replace(target)
    except sqlite3.Error as fault:
        raise BackupError(f"备份未能完成：{fault}") from fault
    finally:
        partial.unlink(missing_ok=True)
        packed.unlink(missing_ok=True)
    fsync_folder(folder)
    for old in backups_in(folder)[:-keep]:
        if not keep_days or (at - made_at(old, at)) > timedelta(days=keep_days):
            old.unlink()
    return target


def backups_in(folder: Path) -> list[Path]:
    """List the backups of a folder, oldest first."""
    return sorted((path for path in folder.glob(_NAME) if path.suffix in (".gz", ".sqlite3")), key=lambda p: p.name)


def made_at(backup: Path, like: datetime) -> datetime:
    """Say when a backup was made, by its name."""
    return datetime.strptime(backup.name.partition(".")[0], _FORM).replace(tzinfo=like.tzinfo)


def put_back(backup: Path, database: Path, aside: Path) -> Path | None:
    """Put a backup in the register's place; the register that lay there is moved ``aside``, and that path given.

    Raises ``BackupError`` where the backup is not sound; then nothing was touched. Nobody may have the register open.
    """
    if not is_sound(backup):
        raise BackupError(f"备份 {backup} 已损坏或不完整，未作恢复")
    moved = None
    database.parent.mkdir(parents=True, exist_ok=True)
    with unpacked(backup) as plain:
        new = database.with_name(f".{database.name}.partial")
        shutil.copyfile(plain, new)
    for name in (database.name, f"{database.name}-wal", f"{database.name}-shm"):
        lying = database.with_name(name)
        if lying.exists():
            aside.mkdir(parents=True, exist_ok=True)
            shutil.move(lying, aside / name)
            moved = aside
    new.replace(database)
    fsync_folder(database.parent)
    return moved

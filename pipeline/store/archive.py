"""Originals, byte for byte, under their sha256. What is kept is on the disk before ``keep`` returns."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


class ArchiveError(Exception):
    """An archived original is missing or no longer has the bytes that its name promises."""


class Archive:
    """A content-addressed folder: ``<root>/ab/abcd….bin``. Keeping the same bytes twice keeps them once."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path_of(self, sha256: str) -> Path:
        """Say where the original with this hash lies (whether or not it is there)."""
        return self._root / sha256[:2] / f"{sha256}.bin"

    def keep(self, data: bytes) -> str:
        """Store bytes durably and give their sha256 as a lower-case hex string.

        The order is write, fsync, rename, fsync of the folder: after a crash there is the whole file or none.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path_of(sha256)
        if path.exists() and path.stat().st_size == len(data):
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, data)
        return sha256

    def read(self, sha256: str) -> bytes:
        """Give an original back; raise ``ArchiveError`` where it is gone or has been altered."""
        path = self.path_of(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError as absent:
            raise ArchiveError(f"原件库缺少文件：{path}") from absent
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ArchiveError(f"原件库文件已被改动：{path}")
        return data

    def sweep(self) -> int:
        """Delete half-written temporary files that a crash left behind; give their number."""
        strays = list(self._root.glob("*/.*.tmp"))
        for stray in strays:
            stray.unlink(missing_ok=True)
        return len(strays)


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that readers see the old content or the new one, never half: temp, fsync, replace, fsync."""
    temporary = path.with_name(f".{path.name[:80]}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def fsync_folder(folder: Path) -> None:
    """Make a rename in the folder durable. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

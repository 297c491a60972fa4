"""Originals, byte for byte, under their sha256. What is kept is on the disk before ``keep`` returns."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_TEMPORARY = re.compile(r"^\..*\.\d+\.tmp$", re.DOTALL)
"""The names that ``write_durably`` and ``keep_chunks`` write under; nothing else here is called so."""


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
        A copy that is there already counts only if it still has its bytes; else it is written again.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path_of(sha256)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_size == len(data) and path.read_bytes() == data:
                return sha256
        self._make_folder(path.parent)
        write_durably(path, data)
        return sha256

    def keep_chunks(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Store a file of any size chunk by chunk, as durably; give its sha256 and its size in bytes."""
        self._make_folder(self._root)
        digest, size = hashlib.sha256(), 0
        temporary = self._root / f".incoming.{os.getpid()}.tmp"
        try:
            with temporary.open("wb") as stream:
                for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    stream.write(chunk)
                stream.flush()
                os.fsync(stream.fileno())
            path = self.path_of(digest.hexdigest())
            self._make_folder(path.parent)
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        fsync_folder(path.parent)
        return digest.hexdigest(), size

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

    def hashes(self) -> Iterator[str]:
        """List the sha256 of every original that lies there."""
        yield from (path.stem for path in sorted(self._root.glob("??/*.bin")))

    def sweep(self) -> int:
        """Delete half-written temporary files that a crash left behind; give their number."""
        return sweep_temporaries(self._root)

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            fsync_folder(folder.parent)


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that readers see the old content or the new one, never half: temp, fsync, replace, fsync."""
    _replace(path, data)
    fsync_folder(path.parent)


def write_all_durably(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write some files below one folder, each as ``write_durably`` does, and wait for each folder only once."""
    folders = {(folder / name).parent for name in contents}
    for parent in folders:
        parent.mkdir(parents=True, exist_ok=True)
    for name, data in contents.items():
        _replace(folder / name, data)
    for parent in folders | {folder}:
        fsync_folder(parent)


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name[:80]}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        # Where not even this works, the next sweep does it; what went wrong first is what must be told.
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def sweep_temporaries(folder: Path) -> int:
    """Delete what a killed ``write_durably`` left anywhere below a folder; give the number of files.

    Only for folders that this program alone writes to, and only while no other process of it writes there.
    """
    swept = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            if _TEMPORARY.match(name):
                (Path(parent) / name).unlink(missing_ok=True)
                swept += 1
    return swept


def fsync_folder(folder: Path) -> None:
    """Make a rename in the folder durable. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

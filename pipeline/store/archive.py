"""Originals, byte for byte, under their sha256; and files that are whole on the disk before anybody sees them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

_TEMPORARY = re.compile(r"^\..*\.\d+\.tmp$", re.DOTALL)
"""The names that ``Writing`` writes under; nothing else here is called so."""
_AT_ONCE = 8
"""Files that are waited for at the same time."""


class ArchiveError(Exception):
    """An archived original is missing or no longer has the bytes that its name promises."""


class Archive:
    """A content-addressed folder: ``<root>/ab/abcd….bin``. Keeping the same bytes twice keeps them once."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path_of(self, sha256: str) -> Path:
        """Say where the original with this hash lies (whether or not it is there)."""
        return self._root / sha256[:2] / f"{sha256}.bin"

    def keep(self, data: bytes, later: Writing | None = None) -> str:
        """Store bytes durably and give their sha256 as a lower-case hex string.

        The order is write, fsync, rename, fsync of the folder: after a crash there is the whole file or none. With
        ``later`` the last three are left to its ``settle``. A copy that is there already counts only if it still has
        its bytes; else it is written again.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path_of(sha256)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_size == len(data) and path.read_bytes() == data:
                return sha256
        with Writing() if later is None else contextlib.nullcontext(later) as writing:
            writing.make_folder(path.parent)
            writing.write(path, (data,))
        return sha256

    def keep_chunks(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Store a file of any size chunk by chunk, as durably; give its sha256 and its size in bytes."""
        digest, size = hashlib.sha256(), 0

        def told() -> Iterator[bytes]:
            nonlocal size
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        with Writing() as writing:
            writing.make_folder(self._root)
            incoming = self._root / "incoming"
            writing.write(incoming, told())
            path = self.path_of(digest.hexdigest())
            writing.make_folder(path.parent)
            writing.rename(incoming, path)
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


class Writing:
    """Files on their way: each is whole under another name until ``settle`` waits for the disk, for all together.

    So readers see the old content of a file or the new one, never half, and a crash leaves one of the two.
    """

    def __init__(self) -> None:
        self.lost: dict[Path, OSError] = {}
        """The files that did not reach the disk, after ``settle``."""
        self._written: dict[Path, Path] = {}
        self._folders: set[Path] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Settle what was written; where something else went wrong, give it up."""
        if kind is None:
            self.settle()
            return
        for temporary in self._written.values():
            _discard(temporary)

    def make_folder(self, folder: Path) -> None:
        """Make a folder where there is none."""
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            self._folders.add(folder.parent)

    def write(self, path: Path, chunks: Iterable[bytes]) -> None:
        """Write a file; its folder is there."""
        temporary = _temporary(path)
        try:
            with temporary.open("wb") as stream:
                stream.writelines(chunks)
        except BaseException:
            _discard(temporary)
            raise
        self._written[path] = temporary

    def rename(self, path: Path, other: Path) -> None:
        """Say that a file which was written is to have another name, in another folder of the same disk."""
        temporary = _temporary(other)
        self._written.pop(path).replace(temporary)
        self._written[other] = temporary

    def settle(self) -> None:
        """Make all that was written durable and visible; raise what went wrong first, after the others are done."""
        written, self._written = self._written, {}
        for path, fault in _for_each(written, lambda path: _sync(written[path], os.O_RDWR)):
            self.lost[path] = fault
            _discard(written[path])
        for path in [path for path in written if path not in self.lost]:  # in the order in which they were written
            try:
                written[path].replace(path)
            except OSError as refused:
                self.lost[path] = refused
                _discard(written[path])
        folders, self._folders = self._folders | {path.parent for path in written.keys() - self.lost.keys()}, set()
        for folder, fault in _for_each(sorted(folders), fsync_folder):
            self.lost |= {path: fault for path in written if folder in path.parents} or {folder: fault}
        for first in self.lost.values():
            raise first


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that readers see the old content or the new one, never half: temp, fsync, replace, fsync."""
    with Writing() as writing:
        writing.write(path, (data,))  # in a folder that is there: one that is away is not to be made anew


def write_all_durably(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write some files below one folder, each as ``write_durably`` does, and wait for the disk together."""
    with Writing() as writing:
        for name, data in contents.items():
            path = folder / name
            writing.make_folder(path.parent)
            writing.write(path, (data,))


def _for_each(paths: Iterable[Path], do: Callable[[Path], None]) -> list[tuple[Path, OSError]]:
    """Do something that waits for the disk for several paths at once; give those for which it failed."""

    def fault(path: Path) -> OSError | None:
        try:
            do(path)
        except OSError as one:
            return one
        return None

    paths = tuple(paths)
    if len(paths) < 2:
        faults = [fault(path) for path in paths]
    else:
        # A file system writes its journal once for all that wait at the same time.
        with ThreadPoolExecutor(min(len(paths), _AT_ONCE)) as pool:
            faults = list(pool.map(fault, paths))
    return [(path, one) for path, one in zip(paths, faults, strict=True) if one is not None]


def _temporary(path: Path) -> Path:
    """Name a file on its way: names that are too long are cut, and those that differ behind the cut stay apart."""
    rest = hashlib.sha256(path.name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return path.with_name(f".{path.name[:70]}.{rest}.{os.getpid()}.tmp")


def _discard(temporary: Path) -> None:
    """Remove a file; where not even this works, the next sweep does it: what went wrong first is to be told."""
    with contextlib.suppress(OSError):
        temporary.unlink(missing_ok=True)


def sweep_temporaries(folder: Path) -> int:
    """Delete what a killed ``Writing`` left anywhere below a folder; give the number of files.

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
    if os.name != "nt":
        _sync(folder, os.O_RDONLY)


def _sync(path: Path, how: int) -> None:
    descriptor = os.open(path, how)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

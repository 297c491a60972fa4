"""The inbox folder: which files are whole and still, and how one is claimed without ever losing a byte.

A file is claimed by copying it to the archive, recording it, and only then removing it from the inbox; a rename
would not freeze the bytes, since a writer on a share keeps its handle. What changed meanwhile stays for the next
look.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.guard.open_files import is_open_for_writing
from pipeline.model.file_names import UNFINISHED
from pipeline.model.io_faults import HELD

_TEMPORARY = re.compile(
    r"^(~\$.*|\..*|.*\.(tmp|temp|swp)|[0-9A-F]{8}|thumbs\.db|desktop\.ini)$",
    re.IGNORECASE,
)
_SHARE_GONE = frozenset({errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ETIMEDOUT})
_ZIP_END = b"PK\x05\x06"
_ZIP_END_SIZE = 22
_ZIP_END_REACH = 65_557
"""A zip's end record and its longest comment lie within this many bytes of the end."""


@dataclass(frozen=True, slots=True)
class FileLook:
    """How a file lay in its folder at one look."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that lies in the inbox but is not taken yet, and why (a short Chinese reason).

    ``soon``: it may well be ready at a look in a few seconds; else somebody has to do something first.
    """

    path: Path
    reason: str
    soon: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """A settled file with its bytes as read once. ``folder`` is the first sub-folder of the inbox, or "".

    ``data`` is None for a file above the size limit, whose bytes ``chunks`` gives one after the other.
    """

    path: Path
    file_name: str
    folder: str
    data: bytes | None
    stamp: FileLook
    owner: str = ""
    """Who the file system says owns the file, "" where it does not."""

    def chunks(self) -> Iterator[bytes]:
        """Read the file once more, a mebibyte at a time."""
        with self.path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                yield chunk


@dataclass(frozen=True, slots=True)
class Queue:
    """What lay in the inbox at the last look and was not taken since: how many files, and the one that lies longest.

    ``since`` is the epoch time at which that one was first seen. Temporary files do not count.
    """

    files: int
    oldest: Path | None = None
    since: float = 0.0


class Inbox:
    """Looks at one inbox folder. It remembers between looks how each file was, so keep the object.

    ``settle_seconds``: how long size and time of a file must stand still. ``grace_seconds``: how long an
    incomplete file may stay so before it is taken as it is (and gets its verdict). ``clock`` gives epoch seconds.
    """

    def __init__(
        self,
        root: Path,
        settle_seconds: float,
        largest_bytes: int,
        grace_seconds: float = 600.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.root = root
        self.largest_bytes = largest_bytes
        self._settle = settle_seconds
        self._grace = grace_seconds
        self._clock = clock
        self._seen: dict[Path, tuple[FileLook, float]] = {}
        self._lying: dict[Path, float] = {}

    def look(self, is_whole: Callable[[bytes], bool] | None = None) -> Iterator[Claim | Waiting]:
        """Look at every file once, first what was saved first; say what can be claimed and what waits.

        So the newer of two versions that have come since the last look is taken for the newer one, whatever its name.
        ``is_whole`` looks into a file that has only just come to rest: one with holes in it may still be filled, and
        waits for as long as twenty settling times.
        Files are read one by one as the iterator goes on, so that a full inbox does not fill the memory. Raises
        OSError if the inbox itself is out of reach.
        """
        closed: list[Path] = []
        paths = sorted(self._files(closed), key=_saved)
        now = self._clock()
        self._seen = {path: self._seen[path] for path in paths if path in self._seen}
        self._lying = {
            path: min(self._lying.get(path, now), now) for path in paths if not _TEMPORARY.match(path.name)
        }
        for hidden in closed:
            yield Waiting(hidden, "没有读取权限，请检查共享权限", soon=False)
        for path in paths:
            found = self._judge(path, is_whole)
            if found is not None:
                yield found

    @property
    def queue(self) -> Queue:
        """What lies in the inbox, as far as the last look and what was taken since tell."""
        if not self._lying:
            return Queue(0)
        oldest = min(self._lying, key=lambda path: self._lying[path])
        return Queue(len(self._lying), oldest, self._lying[oldest])

    def remove(self, claim: Claim) -> bool:
        """Remove a claimed file after it was recorded; say whether it went.

        One that changed since, or that somebody has opened for writing, stays: what it becomes is a new arrival.
        Raises PermissionError, or OSError on a read-only file system, where removing is refused.
        """
        if _stamp(claim.path) not in (claim.stamp, None) or is_open_for_writing(claim.path):
            return False
        claim.path.unlink(missing_ok=True)
        self._seen.pop(claim.path, None)
        self._lying.pop(claim.path, None)
        return True

    def relative(self, claim: Claim) -> str:
        """Give the path of a claimed file below the inbox, with forward slashes."""
        return claim.path.relative_to(self.root).as_posix()

    def _files(self, closed: list[Path]) -> Iterator[Path]:
        """Find every file; what may not be looked at goes to ``closed`` and costs the others nothing."""

        def fail(fault: OSError) -> None:
            folder = Path(fault.filename)
            if folder == self.root or not isinstance(fault, PermissionError | FileNotFoundError):
                raise fault
            if isinstance(fault, PermissionError):
                closed.append(folder)

        for parent, folders, names in os.walk(self.root, onerror=fail):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                path = Path(parent) / name
                try:
                    is_link = path.is_symlink()
                except PermissionError:
                    closed.append(path)
                    continue
                if not is_link:
                    yield path

    def _judge(self, path: Path, is_whole: Callable[[bytes], bool] | None) -> Claim | Waiting | None:
        if _TEMPORARY.match(path.name):
            stamp = _stamp(path)
            old = stamp is not None and self._clock() - stamp.mtime_ns / 1e9 > 86_400
            return Waiting(path, "临时文件，已存放超过一天，请确认是否遗留", soon=False) if old else None
        stamp = _stamp(path)
        if stamp is None:
            return None
        if not self._is_still(path, stamp):
            return Waiting(path, "文件正在写入，稍后收取")
        if is_open_for_writing(path):
            return Waiting(path, "文件正被打开编辑，关闭后收取")
        data: bytes | None = None
        try:
            if stamp.size <= self.largest_bytes:
                with path.open("rb") as stream:
                    data = stream.read(self.largest_bytes + 1)
            else:
                # Too large to be read, not too large to be kept; that it can be opened is seen here.
                path.open("rb").close()
        except FileNotFoundError:
            return None
        except OSError as fault:
            if fault.errno in _SHARE_GONE:
                raise
            if fault.errno in HELD:
                return Waiting(path, "没有读取权限或文件被占用，请检查共享权限", soon=False)
            return Waiting(path, "读取出错，稍后重试；如一直如此，请重新复制该文件并检查磁盘", soon=False)
        # Counted by our own clock: a file may be dated in the future.
        age = self._clock() - min(stamp.mtime_ns / 1e9, self._seen[path][1])
        if UNFINISHED.search(path.name) and age < self._grace:
            return Waiting(path, "文件尚未下载完成，等待完成")
        if _stamp(path) != stamp or (data is not None and len(data) != stamp.size):
            return Waiting(path, "文件正在写入，稍后收取")
        if data is not None:
            if not _is_complete(data) and age < self._grace:
                return Waiting(path, "文件尚不完整，等待复制完成")
            if is_whole is not None and age < min(20 * self._settle, self._grace) and not is_whole(data):
                return Waiting(path, "文件内容尚不完整，等待复制完成")
        folder = path.relative_to(self.root).parts[0] if path.parent != self.root else ""
        return Claim(path, path.name, folder, data, stamp, _owner(path))

    def _is_still(self, path: Path, stamp: FileLook) -> bool:
        now = self._clock()
        seen = self._seen.get(path)
        if seen is None:
            # A file that has lain there since before the first look needs no second one.
            seen = (stamp, min(now, stamp.mtime_ns / 1e9))
        elif seen[0] != stamp or seen[1] > now:
            # Its time says nothing now: copying programs set it back to that of the source, and our own clock may
            # have been put back.
            seen = (stamp, now)
        self._seen[path] = seen
        return now - seen[1] >= self._settle


def _stamp(path: Path) -> FileLook | None:
    """Look how a file lies there; None where there is none, or something that is no file (a pipe would hang us)."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return FileLook(status.st_size, status.st_mtime_ns, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _owner(path: Path) -> str:
    """Name the owner of a file as the system knows him; on Windows, and on what is gone by now, ""."""
    if sys.platform == "win32":
        return ""
    import pwd

    try:
        number = path.stat().st_uid
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
    except OSError:
        return ""


def _saved(path: Path) -> tuple[int, Path]:
    stamp = _stamp(path)
    return (stamp.mtime_ns if stamp is not None else 0), path


def _is_complete(data: bytes) -> bool:
    """Say whether the bytes can be a whole file: not only zeros, and with its end record if they begin as a zip."""
    if not data.startswith(b"PK\x03\x04"):
        return not data or data.count(0) != len(data)
    end = data.rfind(_ZIP_END, -_ZIP_END_REACH)
    if end < 0 or end + _ZIP_END_SIZE > len(data):
        return False
    comment = int.from_bytes(data[end + _ZIP_END_SIZE - 2 : end + _ZIP_END_SIZE], "little")
    return end + _ZIP_END_SIZE + comment <= len(data)

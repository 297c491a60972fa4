"""The watcher: events wake the service early. They are a hint only; the rescan is the promise."""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import time
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver


SHARES = frozenset({"cifs", "smb3", "smbfs", "nfs", "nfs4", "afs", "ceph", "davfs", "glusterfs", "lustre"})
"""File systems of shares on other machines, by their type."""
_NETWORK_TYPES = SHARES | {"afpfs", "9p", "virtiofs", "vboxsf", "ncpfs"}
"""With those of the machine around a virtual one, whose changes the system does not tell of either."""
_MOUNTS = Path("/proc/mounts")


def on_network(folder: Path, mounts: Path = _MOUNTS) -> bool:
    """Say whether a folder lies on a network mount, whose changes the system does not tell of.

    Linux: the type of the file system in /proc/mounts (network ones, and anything through FUSE). Windows: a UNC path
    or a network drive. Elsewhere nothing is known and the answer is no; the rescan holds anyway.
    """
    if os.name == "nt":
        return _on_windows_share(folder)
    kind = file_system(folder, mounts)
    return kind in _NETWORK_TYPES or kind.startswith("fuse")


def file_system(folder: Path, mounts: Path = _MOUNTS) -> str:
    """Name the type of the file system that a folder lies on, "" where the system does not tell (Linux tells)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    resolved = folder.resolve()
    kind, depth = "", -1
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        # The kernel writes blanks and such in a path as \\040.
        point = Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), fields[1]))
        # Of several on one point, the last mounted hides the others.
        if resolved.is_relative_to(point) and len(point.parts) >= depth:
            kind, depth = fields[2], len(point.parts)
    return kind


def _on_windows_share(folder: Path) -> bool:
    if str(folder).startswith("\\\\"):
        return True
    if sys.platform == "win32":
        import ctypes

        remote = 4
        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.resolve().anchor) == remote)
    return False


def _identity(folder: Path) -> tuple[int, int] | None:
    """Tell one folder from another that was made anew under its name."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _is_sound(observer: BaseObserver) -> bool:
    """Say whether the observer and each of its emitters still run: an emitter dies alone, without a word."""
    return observer.is_alive() and bool(observer.emitters) and all(e.is_alive() for e in observer.emitters)


_POLL_SECONDS = 5.0
"""How often a folder on a network mount is looked through: each time costs the share a question for every file."""


class Watching(StrEnum):
    """How a folder is watched: the system tells, it is asked again and again, or not at all (rescans only)."""

    EVENTS = "events"
    POLLING = "polling"
    NOT = "not"


class Watcher:
    """Sets ``wake`` whenever something in the folder changes. A folder that cannot be watched is only rescanned.

    ``poll`` asks for polling; a folder on a network mount, where the system tells of no change made elsewhere, is
    polled in any case. ``last_event`` is the epoch time of the newest event, None before the first.
    """

    def __init__(self, folder: Path, wake: threading.Event, *, poll: bool) -> None:
        self._folder = folder
        self._wake = wake
        self._poll = poll
        self._observer: BaseObserver | None = None
        self._watched: tuple[int, int] | None = None
        self._complaints = _Complaints(wake)
        self.state = Watching.NOT
        self.last_event: float | None = None

    def ensure(self) -> tuple[str, ...]:
        """Start the observer if none is alive: the first time, or after it died. ``state`` tells how it watches now.

        Gives what happened to the watching since the last call, in Chinese.
        """
        remarks = self._complaints.take()
        folder = _identity(self._folder)
        if self._observer is not None and _is_sound(self._observer) and folder == self._watched is not None:
            return remarks
        if self._observer is not None:
            remarks = (*remarks, "收件夹的监听已中断，正在重新建立，并立即全面检查。")
        self.stop()
        if folder is not None:
            self._start(folder)
        return remarks

    def _start(self, folder: tuple[int, int]) -> None:
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers import Observer
        from watchdog.observers.polling import PollingObserver

        watcher = self

        class _Waker(FileSystemEventHandler):
            def on_any_event(self, event: Any) -> None:
                # Our own looking opens and closes files without writing; that is no news.
                if event.event_type not in ("opened", "closed_no_write"):
                    watcher.last_event = time.time()
                    watcher._wake.set()

        polling = self._poll or on_network(self._folder)
        observer = PollingObserver(timeout=_POLL_SECONDS) if polling else Observer()
        observer.daemon = True
        try:
            observer.schedule(_Waker(), str(self._folder), recursive=True)
            observer.start()
        except OSError:
            return
        logging.getLogger("watchdog").addHandler(self._complaints)
        self._observer = observer
        self._watched = folder
        self.state = Watching.POLLING if polling else Watching.EVENTS

    def stop(self) -> None:
        """Stop watching."""
        self.state = Watching.NOT
        if self._observer is not None:
            logging.getLogger("watchdog").removeHandler(self._complaints)
            if self._observer.is_alive():
                self._observer.stop()
                self._observer.join(5)
            self._observer = None


class _Complaints(logging.Handler):
    """Hears what the library says of itself: that the system's queue was full and events are lost, above all."""

    def __init__(self, wake: threading.Event) -> None:
        super().__init__(logging.WARNING)
        self._wake = wake
        self._heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        overflow = "overflow" in said.lower()
        self._heard.append(
            "系统的文件变动通知过多，有一部分已经丢失，现在全面检查收件夹。" if overflow else f"监听组件提示：{said}"
        )
        self._wake.set()

    def take(self) -> tuple[str, ...]:
        """Give what was heard since the last call, each once."""
        with self.lock or nullcontext():
            heard, self._heard = self._heard, []
        return tuple(dict.fromkeys(heard))

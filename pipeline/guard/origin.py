"""Where the guard's children come from: forked from this process, or from a server that has prepared itself."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver, resource_tracker
from typing import Any


@dataclass
class _Server:
    is_ready: bool = False


_server = _Server()


def ready_server(modules: Sequence[str]) -> None:
    """Start the server from which children are forked from now on; it imports ``modules`` while we go on.

    Its children are there in milliseconds and share what it loaded, whatever threads run here. Where there can be no
    such server (Windows, no room for its socket) children come as if nobody had asked for one.
    """
    if sys.platform == "win32":
        return
    _stand_where_children_can()
    forkserver.set_forkserver_preload(list(modules))
    try:
        resource_tracker.ensure_running()
        with _undisturbed():
            forkserver.ensure_running()
    except OSError:
        return
    _server.is_ready = True


def is_server_ready() -> bool:
    """Say whether children come from a server that was told what to load: they share nothing with this process."""
    return _server.is_ready


def pipe() -> tuple[Any, Any]:
    """Give the two ends of a pipe to a child."""
    ours, theirs = _context().Pipe()
    return ours, theirs


def start(target: Callable[..., None], arguments: tuple[object, ...]) -> Any:
    """Start a child. Raises OSError where there can be none just now."""
    gone: Exception | None = None
    for _ in range(2):
        child = _context().Process(target=target, args=arguments, daemon=True)
        try:
            with _undisturbed():
                child.start()
        except (EOFError, ConnectionError) as died:
            gone = died  # the server did (the system was short of memory, say); the next call starts another
        else:
            return child
    raise OSError(errno.EAGAIN, "读取文件的子程序无法启动，稍后自动重试") from gone


def _context() -> Any:
    return multiprocessing.get_context(_start_method())


def _start_method() -> str:
    # Forking while other threads hold locks can hang the child.
    if os.name == "nt":
        return "spawn"
    if not _server.is_ready and sys.platform == "linux" and threading.active_count() == 1:
        return "fork"
    return "forkserver"


def _stand_where_children_can() -> None:
    """Leave a folder that may not be entered (sudo from somebody's home): every child would begin by entering it."""
    try:
        os.chdir(os.getcwd())  # noqa: PTH109 (a path that may not be there)
    except OSError:
        os.chdir("/")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Have what is started meanwhile not see Ctrl+C and a stop: they are for us, who then close its pipe."""
    if sys.platform == "win32":
        yield
        return
    if _server.is_ready:
        # Where it has to be started first, that lets the signals through again.
        resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

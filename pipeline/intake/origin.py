"""Where the guard's children come from: forked from this process, or from a server that has prepared itself."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import forkserver
from typing import Any


@dataclass
class _Server:
    is_ready: bool = False


_server = _Server()


def ready_server(modules: Sequence[str]) -> None:
    """Start the server from which children are forked from now on; it imports ``modules`` while we go on.

    Its children are there in milliseconds and share what it loaded, whatever threads run here. Where the system has
    no such server (Windows) nothing happens.
    """
    if sys.platform == "win32":
        return
    forkserver.set_forkserver_preload(list(modules))
    forkserver.ensure_running()
    _server.is_ready = True


def is_server_ready() -> bool:
    """Say whether children come from a server that was told what to load: they share nothing with this process."""
    return _server.is_ready


def context() -> Any:
    """Give the way in which a child is to be started now."""
    return multiprocessing.get_context(_start_method())


def _start_method() -> str:
    # Forking while other threads hold locks can hang the child.
    if os.name == "nt":
        return "spawn"
    if not _server.is_ready and sys.platform == "linux" and threading.active_count() == 1:
        return "fork"
    return "forkserver"

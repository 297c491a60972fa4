"""What runs in a child of the guard: it confines and limits itself, then does item after item."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from pipeline.guard.confinement import confine

_NICENESS = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use: MiB beyond what it starts with, seconds of CPU and of wall time for each item."""

    memory_mib: int = 512
    wall_seconds: float = 20.0
    cpu_seconds: int = 20
    items: int = 1_000
    """After so many items a child is replaced, so that nothing that leaks in a reader can grow for ever."""


def packed(what: object) -> bytes:
    """Pickle for the other side. The connection's own way looks every object up in a table written in Python."""
    return pickle.dumps(what, pickle.HIGHEST_PROTOCOL)


def receive(pipe: Connection) -> Any:
    """Wait for what the other side sends."""
    return pickle.loads(pipe.recv_bytes())


def serve(pipe: Connection, theirs: Connection, work: Callable[[Any], Any], limits: Limits) -> None:
    """Run in the child: take items until the parent closes the pipe."""
    # A forked child inherits the parent's end; while it is open here, the parent's closing would go unnoticed.
    theirs.close()
    _silence_signals()
    _stand_back()
    confine(keep=pipe.fileno())
    _limit_memory(limits.memory_mib)
    while True:
        try:
            item = receive(pipe)
        except (EOFError, OSError):
            os._exit(0)
        _limit_cpu(limits.cpu_seconds)
        try:
            answer = ("result", work(item))
        except MemoryError:
            answer = ("memory", "")
        except BaseException as fault:  # readers in Rust raise panics that are no Exception
            answer = ("fault", f"{type(fault).__name__}: {fault}"[:500])
        try:
            pipe.send_bytes(packed(answer))
        except (BrokenPipeError, OSError):
            os._exit(0)


def _stand_back() -> None:
    # The parent hands out what all children need: it goes first, and so does whatever else the machine is for.
    if hasattr(os, "nice"):
        os.nice(_NICENESS)


def _silence_signals() -> None:
    import signal

    # Ctrl+C and a service stop are for the parent, which then closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _limit_memory(mib: int) -> None:
    if os.name == "nt":
        return
    import resource

    used = 0
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 (a pseudo-file, read at each start)
            used = int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        used = 1 << 30
    limit = used + (mib << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_cpu(seconds: int) -> None:
    if os.name == "nt":
        return
    import resource

    spent = int(time.process_time()) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))

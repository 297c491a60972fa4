"""What a child that opens outside files may not do: reach a network, write a file, start a program.

Two layers. Where the system lets us (Linux, as root or with user namespaces), the child moves into a network
namespace of its own that has no interface but a dead loopback. Everywhere, an audit hook refuses sockets,
programs and writing. The hook stops Python code; the namespace stops native code too.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from typing import Any

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_FORBIDDEN = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "urllib.Request",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.spawn",
    }
)
_CHANGING = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"})
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class ConfinedError(PermissionError):
    """Something in a child asked for what it may not have."""


def confine(keep: int) -> None:
    """Confine this process for good. ``keep`` is the descriptor of its pipe; all others but stdio are closed.

    A forked child inherits the parent's locks and database files; held open here, they would outlive the parent.
    """
    # Nothing inherited is to be collected here: it would close a descriptor that is another one by now, and part with
    # memory that is shared with the parent.
    gc.freeze()
    _leave_network()
    _close_inherited(keep)
    sys.addaudithook(_Hook(os.path.realpath(tempfile.gettempdir())))


class _Hook:
    def __init__(self, temporary: str) -> None:
        self._temporary = temporary

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & _WRITING and not self._is_allowed(path):
                raise ConfinedError(f"{event} {path!r}")
        elif event in _FORBIDDEN or (event in _CHANGING and not self._is_allowed(arguments[0])):
            raise ConfinedError(f"{event} {arguments!r:.200}")

    def _is_allowed(self, path: object) -> bool:
        if isinstance(path, int):
            return True
        text = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
        # The folder itself is opened for a temporary file that never gets a name.
        return text == os.devnull or (os.path.realpath(text) + os.sep).startswith(self._temporary + os.sep)


def _leave_network() -> None:
    """Move into an empty network namespace where the system allows it; a container may well not."""
    if sys.platform != "linux":
        return
    import ctypes

    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (OSError, AttributeError):
        return
    if unshare(_CLONE_NEWNET):
        unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _close_inherited(keep: int) -> None:
    if os.name == "nt":
        return  # nothing is inherited where processes are not forked
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 0)
    # Panics of native code write to stderr, which is the operator's; how a child ends is told by its outcome.
    os.dup2(silent, 2)
    limit = os.sysconf("SC_OPEN_MAX")
    os.closerange(3, keep)
    os.closerange(keep + 1, min(limit, 65_536) if limit > 0 else 65_536)

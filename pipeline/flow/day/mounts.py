"""A share that is gone leaves an empty folder in its place. Whether the inbox still lies where it used to lie.

Remembered are the mount point and the kind of file system, once the inbox lies on another mount than the program's
own data. Device numbers are not: a share may get another each time it is mounted.
"""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.guard.watch import SHARES, file_system
from pipeline.store.archive import write_durably

MEMORY = "inbox.json"
"""In the program's own folder; absent as long as the inbox is an ordinary folder."""
_ON_DEMAND = "autofs"
"""What lies in a place where the system mounts when it is asked for, before it has."""


class NotMountedError(OSError):
    """The inbox lay on a mount that is not there now. What is seen in its place says nothing."""

    def __init__(self, inbox: Path, mount: str, memory: Path) -> None:
        super().__init__(
            errno.ENOTCONN,
            f"收件夹 {inbox} 所在的共享（挂载点 {mount}）没有挂载，现在看到的只是本机的文件夹，已暂停收取。"
            f"请检查网络并重新挂载该共享，挂载后自动恢复；确已改用本机文件夹的，请删除 {memory}",
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an inbox lies: its path as it is set, the point of its mount, the kind of file system there."""

    inbox: str
    mount: str
    kind: str


def ensure_mounted(inbox: Path, data: Path) -> None:
    """Raise ``NotMountedError`` where the inbox lay on a mount of its own that is not there now; else remember it.

    Where the inbox cannot be looked into, nothing is said here: whoever looks into it is told. ``data`` is the
    program's own folder. Raises OSError where what is to be remembered cannot be written.
    """
    gone = missing_mount(inbox, data)
    if gone is not None:
        raise gone
    here, known = _place_of(inbox), _remembered(data)
    if here is None:
        return
    if here.mount == _mount_point(data):
        # An ordinary folder; what is remembered is of an inbox elsewhere.
        if known is not None:
            (data / MEMORY).unlink(missing_ok=True)
    elif here != known and here.kind != _ON_DEMAND:
        write_durably(data / MEMORY, json.dumps(asdict(here)).encode("ascii"))


def missing_mount(inbox: Path, data: Path) -> NotMountedError | None:
    """Say what is missing where the inbox lay on a mount of its own that is not there now; None where all is well."""
    here, known = _place_of(inbox), _remembered(data)
    if here is None or known is None or known.inbox != here.inbox:
        return None
    if known.mount != here.mount:
        # Where a mount goes, what was below it is seen: the folder of the mount around it.
        gone = Path(known.mount).is_relative_to(here.mount) and not os.path.ismount(known.mount)
    else:
        # In a container a mount stays, with the empty folder of the machine around it in place of the share.
        gone = known.kind in SHARES and here.kind not in (SHARES | {"", _ON_DEMAND})
    return NotMountedError(inbox, known.mount, data / MEMORY) if gone else None


def _place_of(inbox: Path) -> _Place | None:
    """Say where the inbox lies; None where it cannot be looked into.

    On Windows, too: a share that is away leaves nothing in its place there.
    """
    if os.name == "nt" or not _can_be_opened(inbox):
        return None
    return _Place(str(inbox), _mount_point(inbox), file_system(inbox))


def _can_be_opened(inbox: Path) -> bool:
    """Look into the folder, upon which a system that mounts on demand mounts it; say whether that went."""
    try:
        with os.scandir(inbox) as entries:
            next(entries, None)
    except OSError:
        return False
    return True


def _mount_point(folder: Path) -> str:
    resolved = folder.resolve()
    return str(next((path for path in (resolved, *resolved.parents) if os.path.ismount(path)), resolved.anchor))


def _remembered(data: Path) -> _Place | None:
    with suppress(FileNotFoundError, ValueError, TypeError):
        return _Place(**json.loads((data / MEMORY).read_text(encoding="ascii")))
    return None

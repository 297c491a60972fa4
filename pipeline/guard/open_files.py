"""Whether somebody has a file open: Excel's open workbook is waited for, on Linux, on Windows and on a share."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

_OWNER_FILES = ("~$", ".~")
"""What Excel and WPS put before a workbook's name for the small file that says who has it open."""
_FORGOTTEN_SECONDS = 12 * 3600.0
"""A machine that broke down leaves its owner file behind; nobody has a ledger open for so long."""


def is_open_for_writing(path: Path) -> bool:
    """Say whether somebody has the file open for writing, as far as the system tells."""
    if sys.platform == "win32":
        return refuses_to_share(path)
    told = has_writer(path)
    return has_owner_file(path) if told is None else told


def has_writer(path: Path) -> bool | None:
    """Ask Linux (local disk, also behind Samba); None where it does not tell: a share, another's file, no Linux."""
    if sys.platform != "linux":
        return None
    import fcntl

    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return None
    else:
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return False
    finally:
        os.close(descriptor)


def refuses_to_share(path: Path) -> bool:
    """Ask Windows: what Excel has open may be read by others, and not opened for writing."""
    try:
        os.close(os.open(path, os.O_RDWR))
    except PermissionError:
        return os.access(path, os.W_OK)  # else it is write-protected, which says nothing
    except OSError:
        return False
    return False


def has_owner_file(path: Path) -> bool:
    """Look for the small file that Excel or WPS keeps beside a workbook as long as it is open."""
    for mark in _OWNER_FILES:
        with contextlib.suppress(OSError):
            if time.time() - path.with_name(mark + path.name).stat().st_mtime < _FORGOTTEN_SECONDS:
                return True
    return False

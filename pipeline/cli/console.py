"""In which encoding the commands speak: what a person reads must be legible, what a program reads is UTF-8."""

from __future__ import annotations

import locale
import os
import sys
from typing import TextIO


def speak_as_shown(*streams: TextIO) -> None:
    """Speak UTF-8; on Windows, where no terminal takes it, in the code page in which the console shows files."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=_encoding(stream), errors="backslashreplace")


def speak_utf8() -> None:
    """Speak UTF-8 from now on: JSON is read by programs, whatever the console."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")


def _encoding(stream: TextIO) -> str:
    if os.name != "nt" or stream.isatty() or os.environ.get("PYTHONUTF8") == "1" or "PYTHONIOENCODING" in os.environ:
        return "utf-8"
    page = _code_page()
    return f"cp{page}" if page and page != 65001 else "utf-8"


def _code_page() -> int:
    """Give the console's code page, that of the system's language where there is no console, 0 where none is told."""
    if sys.platform == "win32":
        import ctypes

        if page := int(ctypes.windll.kernel32.GetConsoleOutputCP()):
            return page
    name = locale.getpreferredencoding(False).lower()
    return int(name[2:]) if name.startswith("cp") and name[2:].isdigit() else 0

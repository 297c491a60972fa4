"""What is printed: UTF-8, but on Windows the console's code page where it goes into a file or a pipe."""

from __future__ import annotations

import io
import sys

import pytest

from pipeline.cli import console


def stream(*, terminal: bool) -> io.TextIOWrapper:
    made = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    made.isatty = lambda: terminal  # type: ignore[method-assign]
    return made


@pytest.mark.parametrize(
    ("system", "terminal", "page", "expected"),
    [
        ("posix", False, 936, "utf-8"),
        ("nt", True, 936, "utf-8"),
        ("nt", False, 936, "cp936"),
        ("nt", False, 65001, "utf-8"),
        ("nt", False, 0, "utf-8"),
    ],
)
def test_the_encoding_of_what_is_printed(
    monkeypatch: pytest.MonkeyPatch, system: str, terminal: bool, page: int, expected: str
) -> None:
    monkeypatch.delenv("PYTHONUTF8", raising=False)
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    monkeypatch.setattr(console.os, "name", system)
    monkeypatch.setattr(console, "_code_page", lambda: page)
    printed = stream(terminal=terminal)
    console.speak_as_shown(printed)
    monkeypatch.undo()
    assert printed.encoding == expected
    printed.write("县财政局 \U0001f600")
    printed.flush()
    assert isinstance(printed.buffer, io.BytesIO)
    assert printed.buffer.getvalue().decode(expected).startswith("县财政局")


def test_json_is_utf8_whatever_the_console(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = stream(terminal=False)
    printed.reconfigure(encoding="cp936")
    monkeypatch.setattr(sys, "stdout", printed)
    console.speak_utf8()
    assert printed.encoding == "utf-8"

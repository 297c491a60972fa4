"""Long work shows itself: a bar on a terminal, a line a minute elsewhere; on stderr, for stdout is kept for data."""

from __future__ import annotations

import logging
import shutil
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final, TypeVar

import click

from pipeline.flow.pace import MINUTE, Pace, ticking

Item = TypeVar("Item")

_PATIENCE: Final = 1.0
"""Seconds: what is over sooner shows nothing."""
_REFRESH: Final = 0.2
_BAR: Final = 20
_CLEAR: Final = "\r\x1b[K"


def shown(items: Iterable[Item], total: int, title: str, *, slow: bool = False) -> Iterator[Item]:
    """Pass the items on and show how far they have come.

    ``slow``: each takes long, so that the bar has to move between them too. That needs a thread; where children are
    forked from here it is better not to have one.
    """
    pace = Pace(title)
    pace.at(of=total)
    with Display(pace, ticks=slow) as display:
        for done, item in enumerate(items, 1):
            pace.at(done=done, of=total)
            display.look()
            with display.aside():
                yield item


class Display:
    """Shows a pace for as long as it is entered. ``ticks``: by itself, else whenever ``look`` is called."""

    def __init__(self, pace: Pace, *, ticks: bool = True) -> None:
        self._pace, self._ticks = pace, ticks
        self._watched = sys.stderr.isatty()
        self._next = time.monotonic() + (_PATIENCE if self._watched else MINUTE)
        self._drawn = False
        self._lock = threading.RLock()
        self._ticking: AbstractContextManager[None] = nullcontext()

    def __enter__(self) -> Display:
        if self._ticks:
            self._ticking = ticking(self.look, _REFRESH)
        self._ticking.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._ticking.__exit__(None, None, None)
        self._erase()

    def look(self) -> None:
        """Show how far it is, if it is time for that."""
        with self._lock:
            if time.monotonic() < self._next:
                return
            if self._watched:
                self._draw()
                self._next = time.monotonic() + _REFRESH
                return
            self._next += MINUTE
            click.echo(self._pace.line(), err=True)
            logging.getLogger("taizhang").info(self._pace.line())

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Keep the bar out of the way while the command prints to the same terminal."""
        if not (self._watched and sys.stdout.isatty()):
            yield
            return
        with self._lock:
            was = self._drawn
            self._erase()
            yield
            if was:
                self._draw()

    def _draw(self) -> None:
        part = self._pace.part
        bar = "" if part is None else f"[{'#' * round(part * _BAR):-<{_BAR}}] "
        width = shutil.get_terminal_size().columns - 1
        click.echo(_CLEAR + _cut(bar + self._pace.line(), width), err=True, nl=False)
        self._drawn = True

    def _erase(self) -> None:
        with self._lock:
            if self._drawn:
                click.echo(_CLEAR, err=True, nl=False)
            self._drawn = False


def _cut(text: str, width: int) -> str:
    """Cut a text to so many columns: a line that wraps cannot be erased."""
    from unicodedata import east_asian_width

    columns = 0
    for at, character in enumerate(text):
        columns += 2 if east_asian_width(character) in "WF" else 1
        if columns > width:
            return text[:at]
    return text

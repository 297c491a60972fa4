"""How far long work has come and how long it will still take, in words for who waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

MINUTE: Final = 60.0
"""Seconds between two lines where nobody watches."""


class Pace:
    """What is being done, how much of it is done, and since when. ``title`` is the whole work, in Chinese.

    ``clock`` gives seconds that only grow. One thread says how far it is, others may ask.
    """

    def __init__(self, title: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._title, self._clock = title, clock
        self._begun = self._since = clock()
        self._what, self._done, self._of = "", 0, 0
        self._usual, self._later = 0.0, 0.0

    def at(self, what: str = "", done: int = 0, of: int = 0, *, usual: float = 0.0, later: float = 0.0) -> None:
        """Say what is being done, and how many of how many things are done (``of`` 0: nothing is counted).

        ``usual`` is how many seconds it took before, ``later`` how many what comes after it took; 0 if not known.
        """
        if what != self._what:
            self._since = self._clock()
        self._what, self._done, self._of = what, done, max(of, done)
        self._usual, self._later = usual, later

    @property
    def seconds(self) -> float:
        """How long the whole work has gone on."""
        return self._clock() - self._begun

    @property
    def part(self) -> float | None:
        """How much of what is being done is done, from 0 to 1; None where it cannot be said."""
        return self._done / self._of if self._of else None

    @property
    def rest(self) -> float | None:
        """How many seconds the work will still take, None where nothing tells."""
        spent = self._clock() - self._since
        if self._done:
            return spent / self._done * (self._of - self._done) + self._later
        return max(self._usual - spent, 0.0) + self._later if self._usual else None

    def line(self) -> str:
        """Say it in one line."""
        what = f"（{self._what}）" if self._what else ""
        counted = f"：{self._done}/{self._of}（{self._done / self._of:.0%}）" if self._of else ""
        rest = self.rest
        left = f"，预计还需{_duration(rest)}" if rest is not None else ""
        return f"{self._title}{what}{counted}，已用{_duration(self.seconds)}{left}"


@contextmanager
def ticking(tick: Callable[[], None], seconds: float) -> Iterator[None]:
    """Have something done again and again, in a thread of its own, for as long as other work goes on."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(seconds):
            tick()

    thread = threading.Thread(target=run, name="pace", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole}秒"
    if whole < 3600:
        return f"{whole // 60}分{whole % 60:02d}秒"
    return f"{whole // 3600}小时{whole % 3600 // 60:02d}分"

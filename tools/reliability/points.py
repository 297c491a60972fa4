"""The named kill points of the inbox and the night: where a process is killed, told from outside the program.

Each is a wrapper around a function of the program, or a look at a call that writes: Python's audit events tell of
every rename before it is made.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.flow.day import take_in
from pipeline.flow.installation import Installation
from pipeline.guard.inbox import Claim, Inbox, Waiting
from pipeline.model import Arrival
from pipeline.store.arrivals import ArrivalState, Source
from pipeline.store.register import Register


class Countdown:
    """Kills this process at the n-th call."""

    def __init__(self, passes: int) -> None:
        self._left = passes

    def __call__(self) -> None:
        """Count one pass."""
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def wrap(owner: Any, name: str, before: Callable[..., None] | None, after: Callable[..., None] | None) -> None:
    """Do something before each call of a function of the program, or after it with its result."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        if before is not None:
            before(*arguments)
        result = original(*arguments, **named)
        if after is not None:
            after(result, *arguments)
        return result

    setattr(owner, name, wrapped)


def _on_judging(kind: type, kill: Countdown) -> None:
    wrap(Inbox, "_judge", None, lambda result, *_: kill() if isinstance(result, kind) else None)


def _on_fsync(part: str, kill: Countdown) -> None:
    def look(descriptor: int) -> None:
        path = str(Path(f"/proc/self/fd/{descriptor}").readlink())
        if part in path and path.endswith(".tmp"):
            kill()

    wrap(os, "fsync", look, None)


def _on_rename(part: str, kill: Countdown) -> None:
    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "os.rename" and part in str(arguments[1]):
            kill()

    sys.addaudithook(hook)


def _on_register(method: str, kill: Countdown, *, before: bool = False) -> None:
    # By twos, so that each pass of the few files comes upon another step.
    take_in._BATCH = 2
    wrap(Register, method, (lambda *_: kill()) if before else None, None if before else lambda *_: kill())


def overwriting(newer: bytes, passes: int) -> Callable[[Installation], None]:
    """K7: a workbook is saved over by a newer one right after it was recorded; then the process is killed."""
    kill = Countdown(passes)

    def instrument(installation: Installation) -> None:
        def change(_: object, __: object, found: list[tuple[Arrival, Source]], *___: object) -> None:
            for _, source in found:
                path = installation.inbox.root / source.path
                if path.suffix == ".xlsx" and path.read_bytes() != newer:
                    path.write_bytes(newer)
                    kill()

        take_in._BATCH = 1
        wrap(Register, "record_arrivals", None, change)

    return instrument


def _on_move(kill: Countdown) -> None:
    def look(_: Register, moved: list[tuple[int, ArrivalState]], *__: object, **___: object) -> None:
        if any(state is ArrivalState.RECEIPTED for _, state in moved):
            kill()

    take_in._BATCH = 2
    wrap(Register, "move_arrivals", look, None)


POINTS: dict[str, Callable[[Installation, Countdown], None]] = {
    "K1": lambda _, kill: _on_judging(Waiting, kill),
    "K2": lambda _, kill: _on_judging(Claim, kill),
    "K3": lambda _, kill: _on_fsync("data/archive", kill),
    "K4": lambda _, kill: _on_rename("data/archive", kill),
    "K5": lambda _, kill: _on_register("record_arrivals", kill, before=True),
    "K6": lambda _, kill: _on_register("record_arrivals", kill),
    "K8": lambda _, kill: _on_register("count_tries", kill),
    "K9": lambda _, kill: wrap(Register, "record_submissions", None, lambda *_: kill()),
    "K10": lambda _, kill: _on_rename("outbox/回执", kill),
    "K11": lambda _, kill: _on_move(kill),
    "K14": lambda _, kill: _on_rename("outbox/汇总", kill),
    "K15": lambda _, kill: wrap(Register, "record_consolidation", lambda *_: kill(), None),
    "K16": lambda _, kill: _on_rename("data/backup", kill),
}
"""How a process comes to be killed at each; what is on the disk then is said in ``promises``."""
NIGHTLY = ("K14", "K15", "K16")
"""The points that are passed at night."""

"""Every call that writes fails once, in the manner of SQLite's own tests: the n-th call, for n = 1, 2, … to the last.

``python -m tools.reliability.errnos [--all] [--report]``. After the fault the same process goes on, as the service
does, and must come to the state of a run without faults: nothing lost, nothing twice, nothing marked done too early.
"""

from __future__ import annotations

import argparse
import errno
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from pipeline.flow.installation import Installation
from pipeline.store.register import Register
from tests.programs import memory_folder
from tools.reliability.ledgers import archive_of, small_ledger
from tools.reliability.report import write_section
from tools.reliability.world import World, work_off

ERRNOS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.ESTALE, errno.EBUSY)
_PATIENCE = 4
"""Passes after the fault within which everything must be done."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Fault:
    """Counts the writing calls below a folder; the n-th fails, and all after it where it is ``lasting``."""

    def __init__(self, folder: Path, number: int, code: int, *, lasting: bool = False) -> None:
        self._folder = str(folder)
        self._number = number
        self._code = code
        self._lasting = lasting
        self.calls = 0

    def call(self, what: str, path: object) -> None:
        """Count one call; raise if it is the one."""
        if isinstance(path, str | os.PathLike) and not str(path).startswith(self._folder):
            return
        self.calls += 1
        if self.calls == self._number or (self._lasting and self.calls > self._number):
            raise OSError(self._code, os.strerror(self._code), f"{what} {path}")

    def install(self) -> None:
        """Stand in the way of this process for good: it is a child made for one try."""
        sys.addaudithook(self._hook)
        sync, begin, opening = os.fsync, Register.begin, Path.open

        def fsync(descriptor: int) -> None:
            self.call("fsync", Path(f"/proc/self/fd/{descriptor}").readlink())
            sync(descriptor)

        def open_file(path: Path, mode: str = "r", *rest: Any, **named: Any) -> IO[Any]:
            stream = opening(path, mode, *rest, **named)
            if "w" in mode:
                write = stream.write
                guarded = _Guarded(stream)
                guarded.write = lambda data: (self.call("write", path), write(data))[1]  # type: ignore[method-assign]
                return guarded  # type: ignore[return-value]
            return stream

        @contextmanager
        def transaction(register: Register, *, waits: bool = True) -> Iterator[Connection]:
            self._database("begin")
            with begin(register, waits=waits) as connection:
                yield connection
                self._database("commit")

        os.fsync = fsync
        Path.open = open_file  # type: ignore[method-assign, assignment]
        Register.begin = transaction  # type: ignore[method-assign, assignment]

    def _database(self, what: str) -> None:
        try:
            self.call(what, self._folder)
        except OSError as fault:
            broken = sqlite3.OperationalError(f"disk I/O error ({fault.strerror})")
            from pipeline.store.database import RegisterError

            raise RegisterError(OperationalError(what, None, broken)) from fault

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            if isinstance(arguments[2], int) and arguments[2] & _WRITING:
                self.call("open", arguments[0])
        elif event in ("os.rename", "os.remove", "os.mkdir"):
            self.call(event, arguments[0])


class _Guarded:
    """A stream whose ``write`` was replaced."""

    def __init__(self, stream: IO[Any]) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        """Write."""
        return int(self._stream.write(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> _Guarded:
        self._stream.__enter__()
        return self

    def __exit__(self, *what: Any) -> None:
        self._stream.__exit__(*what)


def _fill(world: World) -> None:
    world.drop("1-台账.xlsx", small_ledger(1))
    world.drop("2-再报.xlsx", small_ledger(1))
    world.drop("3-打包.zip", archive_of({"科技.xlsx": small_ledger(2)}))


def _go_on(installation: Installation) -> None:
    """Work off the inbox as the service does: what breaks off is tried again."""
    for _ in range(_PATIENCE):
        try:
            work_off(installation)
        except OSError:
            continue


def failing_calls(base: Path, *, everything: bool, step: int = 1) -> tuple[list[str], int, int]:
    """Let each writing call fail, with one of the errors in turn or with each; give what went wrong and counts.

    ``step`` leaves out calls between, for a quick look.
    """
    calm = World(base / "calm")
    _fill(calm)
    calm.serve()
    wanted = calm.state()
    counted = base / "count"

    def count(installation: Installation) -> None:
        fault = Fault(installation.root, 0, 0)
        fault.install()
        _go_on(installation)
        counted.write_text(str(fault.calls), encoding="ascii")

    world = World(base / "counted")
    _fill(world)
    world.serve(count)
    calls = int(counted.read_text(encoding="ascii"))
    wrong, tries = [], 0
    for number in range(1, calls + 1, step):
        for code in ERRNOS if everything else (ERRNOS[number % len(ERRNOS)],):
            world = World(base / "failing")
            _fill(world)

            def fail(installation: Installation, number: int = number, code: int = code) -> None:
                Fault(installation.root, number, code).install()
                _go_on(installation)

            status = world.serve(fail)
            tries += 1
            name = f"call {number}, {errno.errorcode[code]}"
            if status != 0:
                wrong.append(f"{name}: ended with {status}")
            state = world.state()
            # A temporary file that could not be removed goes with the next start.
            wrong += [f"{name}: {key} differs: {state[key]!r:.300}" for key in wanted if state[key] != wanted[key]]
    return wrong, calls, tries


def what_was_run(calls: int, tries: int) -> str:
    """Say which calls failed and how, as the counts of a trial tell it."""
    names = ", ".join(errno.errorcode[code] for code in ERRNOS)
    if tries == calls * len(ERRNOS):
        which, how = (
            "Each call that writes",
            f"fails {len(ERRNOS)} times, each time in another run: with each of {names}",
        )
    else:
        which = "Each call that writes" if tries == calls else f"{tries} faults: a call that writes"
        how = f"fails once, with one error: {names} are taken in turn from call to call"
    return f"{which} (files, folders, the register) {how}. The process goes on."


def main() -> int:
    """Try all, and with --report write the figures into docs/reliability.md."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", action="store_true", help="each call with each error, not one error in turn")
    parser.add_argument("--step", type=int, default=1, help="try only every so manyth call")
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
        wrong, calls, tries = failing_calls(Path(folder), everything=options.all, step=options.step)
    for line in wrong:
        print(line)
    print(f"{calls} calls, {tries} tries, {len(wrong)} wrong, {time.monotonic() - started:.0f} s", flush=True)
    if options.report:
        figures = {"writing calls": calls, "faults": tries, "wrong end states": len(wrong)}
        write_section("errno", what_was_run(calls, tries), figures)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

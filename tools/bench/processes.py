"""A command with all processes that it starts: how long it took, how much CPU, how much memory. For Linux."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
_EACH: float = 0.05
_TICKS: int = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took: seconds by the clock, seconds of CPU of all processes, MiB of the first one at most."""

    seconds: float
    cpu: float
    mib: float


def measured(command: Sequence[str], good: Sequence[int] = (0,)) -> Run:
    """Run a command in a session of its own and look at its processes every now and then.

    A process that lives for less than a twentieth of a second is not seen. Raises SystemExit where the command fails.
    """
    cpu: dict[int, float] = {}
    memory = [0.0]
    ended = threading.Event()

    def watch(session: int) -> None:
        while not ended.wait(_EACH):
            cpu.update(_cpu_of(session))
            memory.append(_memory_of(session))

    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=PROJECT, start_new_session=True)
    watcher = threading.Thread(target=watch, args=(child.pid,))
    watcher.start()
    code = child.wait()
    seconds = time.perf_counter() - started
    ended.set()
    watcher.join()
    if code not in good:
        raise SystemExit(f"{list(command)[:4]} ended with {code}")
    return Run(seconds, sum(cpu.values()), max(memory))


def _cpu_of(session: int) -> dict[int, float]:
    used: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue  # it has ended
            if int(fields[3]) == session:
                used[int(folder.name)] = (int(fields[11]) + int(fields[12])) / _TICKS
    return used


def _memory_of(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    peak = next((line for line in lines if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(peak.split()[1]) / 1024

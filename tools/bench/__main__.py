"""``make bench``: interleaved runs of whole processes, as ratios, to docs/performance.md."""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.bench.workbooks import write_workbooks

PROJECT = Path(__file__).resolve().parent.parent.parent
WORKBOOKS = 200
ROUNDS = 5
PYTHON = sys.executable


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        paths = [str(p) for p in write_workbooks(folder / "workbooks", WORKBOOKS)]
        times = measure(runs(folder, paths), ROUNDS)
        starts = measure(
            {
                "bare": lambda: run([PYTHON, "-c", ""]),
                "help": lambda: run([PYTHON, "-m", "pipeline", "--help"]),
            },
            3 * ROUNDS,
        )
    text = report(times, starts)
    (PROJECT / "docs" / "performance.md").write_text(text, encoding="utf-8")
    print(text)


def runs(folder: Path, paths: list[str]) -> Mapping[str, Callable[[], None]]:
    bench = PROJECT / "tools" / "bench"

    def whole_job() -> None:
        work = folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        run([PYTHON, "-m", "pipeline", "init", str(work)])
        (work / "taizhang.toml").write_text("settle_seconds = 0\n", encoding="utf-8")
        for path in paths:
            shutil.copyfile(path, work / "inbox" / Path(path).name)
        started = time.perf_counter()
        run([PYTHON, "-m", "pipeline", "nightly", "--dir", str(work)], good=(0, 1))
        overhead.append(time.perf_counter() - started)

    overhead: list[float] = []
    return {
        "parse": lambda: run([PYTHON, str(bench / "parse_only.py"), *paths]),
        "usual": lambda: run([PYTHON, str(bench / "usual_script.py"), str(folder / "county.xlsx"), *paths]),
        "check": lambda: run([PYTHON, "-m", "pipeline", "check", "--format", "json", *paths], good=(0, 1)),
        "whole": Timed(whole_job, overhead),
    }


class Timed:
    """A run that measures its own essential part, without its preparation."""

    def __init__(self, job: Callable[[], None], seconds: list[float]) -> None:
        self.job = job
        self.seconds = seconds

    def __call__(self) -> None:
        self.job()


def run(command: list[str], good: tuple[int, ...] = (0,)) -> None:
    done = subprocess.run(command, stdout=subprocess.DEVNULL, cwd=PROJECT, check=False)
    if done.returncode not in good:
        raise SystemExit(f"{command[:4]} ended with {done.returncode}")


def measure(jobs: Mapping[str, Callable[[], None]], rounds: int) -> dict[str, float]:
    """Run all jobs in turn, several rounds, so that what slows the machine slows all; give the medians in seconds."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            started = time.perf_counter()
            job()
            taken = time.perf_counter() - started
            seconds[name].append(job.seconds[-1] if isinstance(job, Timed) else taken)
    return {name: statistics.median(taken) for name, taken in seconds.items()}


def report(times: Mapping[str, float], starts: Mapping[str, float]) -> str:
    each = {name: 1000 * seconds / WORKBOOKS for name, seconds in times.items()}
    lines = [
        "# Performance",
        "",
        f"Written by `make bench`: whole processes over {WORKBOOKS} sample workbooks in several physical forms, "
        f"medians of {ROUNDS} interleaved rounds in one run on one machine "
        f"({os.cpu_count()} cores, Python {platform.python_version()}). "
        "Ratios hold; absolute times depend on the machine.",
        "",
        "| what | ms a workbook | × parsing only | × the usual script |",
        "| --- | --- | --- | --- |",
    ]
    for name, title in {
        "parse": "python-calamine, parsing only",
        "usual": "the usual script: pandas + openpyxl, concat, to_excel",
        "check": "`taizhang check`: reading in guarded children, matching, checking, JSON",
        "whole": "`taizhang nightly`: all of that, register, archive (fsync), receipts, county workbook",
    }.items():
        lines.append(
            f"| {title} | {each[name]:.1f} "
            f"| {times[name] / times['parse']:.2f} | {times[name] / times['usual']:.2f} |"
        )
    lines += [
        "",
        f"`taizhang --help` takes {starts['help'] / starts['bare']:.1f} × the bare interpreter.",
        "",
        "| aim | at most | measured | |",
        "| --- | --- | --- | --- |",
        _aim("the whole night, against the usual script", 1, times["whole"] / times["usual"]),
        _aim("reading, matching and checking, against parsing only", 3, times["check"] / times["parse"]),
        _aim("help, against the bare interpreter", 10, starts["help"] / starts["bare"]),
        "",
    ]
    return "\n".join(lines)


def _aim(what: str, most: float, measured: float) -> str:
    return f"| {what} | {most:g} × | {measured:.1f} × | {'met' if measured <= most else 'missed'} |"


main()

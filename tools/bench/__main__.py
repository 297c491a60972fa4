"""``make bench``: interleaved runs of whole processes, as ratios, to docs/performance.md.

``--long`` measures the large numbers as well (2,000 workbooks; some twenty minutes) and keeps what it found beside
the page, so that a run without it shows the figures of the last one.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tools.bench.processes import PROJECT, Run, measured
from tools.bench.workbooks import write_workbooks

WORKBOOKS = 200
ROUNDS = 5
MANY = 2_000
BENCH = PROJECT / "tools" / "bench"
PAGE = PROJECT / "docs" / "performance.md"
LONG = BENCH / "long.json"
PYTHON = sys.executable
TAIZHANG = (PYTHON, "-m", "pipeline")


def main() -> None:
    """Measure, and write the page."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        paths = write_workbooks(folder / "workbooks", WORKBOOKS)
        times = medians(whole_jobs(folder, paths), ROUNDS)
        starts = medians(small_jobs(paths[0]), 3 * ROUNDS)
        one = one_file(folder, paths[: 2 * ROUNDS])
        if "--long" in sys.argv[1:]:
            LONG.write_text(json.dumps(large_numbers(folder), indent=1) + "\n", encoding="utf-8")
    large = json.loads(LONG.read_text(encoding="utf-8")) if LONG.is_file() else {}
    PAGE.write_text(report(times, starts, one, large), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def whole_jobs(folder: Path, paths: Sequence[Path]) -> Mapping[str, Callable[[], Run]]:
    """Give the jobs over all workbooks: what the world does, and what we do."""
    names = [str(path) for path in paths]
    return {
        "parse": lambda: measured([PYTHON, str(BENCH / "parse_only.py"), *names]),
        "usual": lambda: measured([PYTHON, str(BENCH / "usual_script.py"), str(folder / "county.xlsx"), *names]),
        "check": lambda: measured([*TAIZHANG, "check", "--format", "json", *names], (0, 1)),
        "whole": lambda: night(new_folder(folder / "work", paths)),
    }


def small_jobs(path: Path) -> Mapping[str, Callable[[], Run]]:
    """Give the jobs that show what a start costs."""
    return {
        "bare": lambda: measured([PYTHON, "-c", ""]),
        "help": lambda: measured([*TAIZHANG, "--help"]),
        "one": lambda: measured([*TAIZHANG, "check", str(path)], (0, 1)),
    }


def new_folder(root: Path, paths: Sequence[Path]) -> Path:
    """Make a working folder with workbooks in its inbox."""
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run([*TAIZHANG, "init", str(root)], stdout=subprocess.DEVNULL, cwd=PROJECT, check=True)
    (root / "taizhang.toml").write_text("settle_seconds = 0\n", encoding="utf-8")
    for path in paths:
        shutil.copyfile(path, root / "inbox" / path.name)
    return root


def night(root: Path) -> Run:
    """Let one night pass over a working folder."""
    return measured([*TAIZHANG, "nightly", "--dir", str(root)], (0, 1))


def one_file(folder: Path, paths: Sequence[Path]) -> float:
    """Give the median seconds from a file in the inbox of a county at work to its receipt."""
    root = new_folder(folder / "day", [])
    command = [PYTHON, "-m", "tools.bench.one_file", str(root), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=True)
    return statistics.median(float(line) for line in done.stdout.split())


def large_numbers(folder: Path) -> dict[str, float]:
    """Measure a night over many workbooks, one where a hundredth is new, and a check of many and of twice as many."""
    paths = write_workbooks(folder / "many", MANY + MANY // 100)
    root = new_folder(folder / "large", paths[:MANY])
    full = night(root)
    for path in paths[MANY:]:
        shutil.copyfile(path, root / "inbox" / path.name)
    changed = night(root)
    half, whole = (
        measured([*TAIZHANG, "check", "--format", "json", *map(str, paths[:count])], (0, 1))
        for count in (MANY // 2, MANY)
    )
    return {
        "workbooks": MANY,
        "full": full.seconds,
        "changed": changed.seconds,
        "check_half": half.seconds,
        "check": whole.seconds,
        "mib_half": half.mib,
        "mib": whole.mib,
    }


def medians(jobs: Mapping[str, Callable[[], Run]], rounds: int) -> dict[str, Run]:
    """Run all jobs in turn, several rounds, so that what slows the machine slows all; give the medians."""
    runs: dict[str, list[Run]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            runs[name].append(job())
    return {name: _median(all_) for name, all_ in runs.items()}


def _median(runs: Sequence[Run]) -> Run:
    columns = zip(*((run.seconds, run.cpu, run.mib) for run in runs), strict=True)
    return Run(*(statistics.median(values) for values in columns))


def report(times: Mapping[str, Run], starts: Mapping[str, Run], one: float, large: Mapping[str, float]) -> str:
    """Write the page."""
    lines = [
        "# Performance",
        "",
        f"Written by `make bench`: whole processes over {WORKBOOKS} sample workbooks in several physical forms, "
        f"medians of {ROUNDS} interleaved rounds in one run on one machine "
        f"({os.cpu_count()} cores, Python {platform.python_version()}). "
        "Ratios hold; absolute times depend on the machine.",
        "",
        "| what | ms a workbook | ms of CPU, all processes | × the usual script |",
        "| --- | --- | --- | --- |",
    ]
    for name, title in {
        "parse": "python-calamine, parsing only",
        "usual": "the usual script: pandas + openpyxl, concat, to_excel",
        "check": "`taizhang check`: reading in guarded children, matching, checking, JSON",
        "whole": "`taizhang nightly`: all of that, register, archive (fsync), receipts, county workbook",
    }.items():
        run = times[name]
        lines.append(
            f"| {title} | {1000 * run.seconds / WORKBOOKS:.1f} | {1000 * run.cpu / WORKBOOKS:.1f} "
            f"| {run.seconds / times['usual'].seconds:.2f} |"
        )
    lines += [
        "",
        f"`taizhang --help` takes {starts['help'].seconds / starts['bare'].seconds:.1f} × the bare interpreter.",
        "",
        "| aim | at most | measured | |",
        "| --- | --- | --- | --- |",
        _aim("the whole night, against the usual script", 0.7, times["whole"].seconds / times["usual"].seconds),
        _aim("check, against the usual script", 0.35, times["check"].seconds / times["usual"].seconds),
        _aim("check of one file, against the bare interpreter", 12, starts["one"].seconds / starts["bare"].seconds),
        _aim("one file in the inbox of a county at work, to its receipt", 1, one, "s"),
    ]
    if large:
        count = int(large["workbooks"])
        lines += [
            _aim(f"a night with 1 % new, of a full one over {count:,}", 0.08, large["changed"] / large["full"]),
            _aim(f"check of {count:,}, against twice half of them", 1.15, large["check"] / (2 * large["check_half"])),
            _aim(f"memory of `check` at {count:,}", 400, large["mib"], "MiB"),
            "",
            f"At half of them `check` took {large['mib_half']:.0f} MiB.",
        ]
    return "\n".join([*lines, "", REASONS, ""])


REASONS = (BENCH / "reasons.md").read_text(encoding="utf-8").strip()


def _aim(what: str, most: float, measured_: float, unit: str = "×") -> str:
    shown = f"{measured_:.0f}" if measured_ >= 20 else f"{measured_:.2f}"
    return f"| {what} | {most:g} {unit} | {shown} {unit} | {'met' if measured_ <= most else 'missed'} |"


if __name__ == "__main__":
    main()

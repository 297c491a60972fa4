"""Load: files dropped at a rate, or lying there at the start; every one must be answered.

``python -m tools.reliability.load [--files 1200] [--within 60] [--report]``; ``--within 0`` is a backlog.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.cli.installation import make_working_folder
from tools.reliability.ledgers import small_ledger
from tools.reliability.report import write_section


def _resident_mib(process: int) -> int:
    try:
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) // 1024
    except OSError:
        pass  # ended just now
    return 0


def _children(process: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def main() -> int:
    """Run one load, and with --report write the figures into docs/reliability.md."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=1_200)
    parser.add_argument("--within", type=float, default=60.0)
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "work"
        make_working_folder(root)
        (root / "taizhang.toml").write_text("settle_seconds = 3.0\n", encoding="utf-8")
        receipts = root / "outbox" / "回执"
        dropped: dict[str, float] = {}

        def drop(number: int) -> None:
            name = f"{number:05}-台账"
            hidden = root / "inbox" / f".{name}.part"
            hidden.write_bytes(small_ledger(number))
            hidden.rename(root / "inbox" / f"{name}.xlsx")
            dropped[name] = time.time()

        if not options.within:
            for number in range(options.files):
                drop(number)
            time.sleep(3)
        service = subprocess.Popen([sys.executable, "-m", "pipeline", "serve", "--dir", str(root)], stdout=-3)
        started, number, largest, largest_child = time.monotonic(), len(dropped), 0, 0
        deadline = started + options.within + max(1_800, options.files * 0.3)
        while time.monotonic() < deadline:
            while number < options.files and number <= (time.monotonic() - started) / options.within * options.files:
                drop(number)
                number += 1
            time.sleep(0.2)
            largest = max(largest, _resident_mib(service.pid))
            largest_child = max([largest_child, *map(_resident_mib, _children(service.pid))])
            if number >= options.files and sum(1 for _ in receipts.glob("*/*.html")) >= options.files:
                break
        took = time.monotonic() - started
        os.kill(service.pid, signal.SIGTERM)
        service.wait(60)
        answered = {
            p.stem.split("版-")[1].removesuffix("-回执"): p.stat().st_mtime for p in receipts.glob("*/*.html")
        }
    delays = sorted(answered[name] - at for name, at in dropped.items() if name in answered)
    figures = {
        f"files ({options.within:g} s)": options.files,
        "answered": len(delays),
        "missed": options.files - len(delays),
        "seconds to the last receipt": round(took),
        "median drop to receipt (s)": round(statistics.median(delays), 1),
        "99th percentile (s)": round(delays[int(len(delays) * 0.99) - 1], 1),
        "service, largest resident (MiB)": largest,
        "one of its children, largest resident (MiB)": largest_child,
    }
    for what, figure in figures.items():
        print(f"{what}: {figure}")
    if options.report:
        write_section(
            "load" if options.within else "backlog", "Small ledgers of six units, default settings.", figures
        )
    return int(len(delays) != options.files)


if __name__ == "__main__":
    sys.exit(main())

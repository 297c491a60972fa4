"""``python -m tools.bench.city``: the nights of a city on 1 and 2 workers, one worker killed, all of it killed."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tools.bench.workbooks import write_workbooks

PROJECT = Path(__file__).resolve().parent.parent.parent
COMMAND = [sys.executable, "-m", "pipeline"]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--counties", type=int, default=20)
    asked.add_argument("--units", type=int, default=40)
    wanted = asked.parse_args()
    print(f"{wanted.counties} counties × {wanted.units} units, {os.cpu_count()} cores\n")
    print("| run | seconds | counties done | ledgers on record | recorded twice |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as place:
        ledgers = write_workbooks(Path(place) / "ledgers", wanted.units)
        for workers in (1, 2):
            city = make_city(Path(place) / f"city{workers}", wanted.counties, ledgers, workers)
            report(city, f"`fleet`, {plural(workers)}", timed(city, "fleet"))
        report(city, "`fleet` once more: nothing is left to do", timed(city, "fleet"))
        report(city, "`rollup`, 2 workers", timed(city, "rollup"))
        city = make_city(Path(place) / "killed", wanted.counties, ledgers, 2)
        report(city, "`fleet`, 2 workers, one killed at its work", timed(city, "fleet", kill="worker"))
        city = make_city(Path(place) / "interrupted", wanted.counties, ledgers, 2)
        report(city, "`fleet`, 2 workers, all of it killed", timed(city, "fleet", kill="all"))
        report(city, "… and begun again", timed(city, "fleet"))


def plural(workers: int) -> str:
    return f"{workers} worker{'s' if workers > 1 else ''}"


def make_city(folder: Path, counties: int, ledgers: list[Path], workers: int) -> Path:
    """Make a city whose counties have the same ledgers in their inboxes; give its file."""
    lines = [f'name = "某市"\nworkers = {workers}']
    for number in range(1, counties + 1):
        county = folder / f"county{number:03}"
        subprocess.run([*COMMAND, "init", str(county)], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
        (county / "taizhang.toml").write_text("settle_seconds = 0\n[guard]\nworkers = 1\n", encoding="utf-8")
        for path in ledgers:
            shutil.copyfile(path, county / "inbox" / path.name)
        lines.append(f'[[county]]\nname = "第{number}县"\nfolder = "{county.name}"')
    city = folder / "city.toml"
    city.write_text("\n".join(lines), encoding="utf-8")
    return city


def timed(city: Path, command: str, kill: str = "") -> float:
    """Run a command on the city; kill a worker, or all, when one county is done and others are under way."""
    started = time.perf_counter()
    with subprocess.Popen(
        [*COMMAND, command, str(city)], cwd=PROJECT, stdout=subprocess.DEVNULL, start_new_session=True
    ) as run:
        if kill:
            holders: list[int] = []
            while not holders:
                if run.poll() is not None:
                    raise SystemExit("all counties were done before anything could be killed: make more of them")
                holders = list(at_work(city)) if done(city) else []
                time.sleep(0.1)
            if kill == "all":
                os.killpg(run.pid, signal.SIGKILL)
            else:
                os.kill(holders[0], signal.SIGKILL)
    return time.perf_counter() - started


def registers(city: Path) -> Iterator[sqlite3.Connection]:
    for path in sorted(city.parent.glob("*/data/register.sqlite3")):
        with closing(sqlite3.connect(path, timeout=60)) as connection:
            yield connection


def ask(connection: sqlite3.Connection, statement: str) -> list[tuple[object, ...]]:
    try:
        return connection.execute(statement).fetchall()
    except sqlite3.OperationalError:  # it is only just being made
        return []


def at_work(city: Path) -> Iterator[int]:
    """Give the workers that hold a county now."""
    for connection in registers(city):
        for (said,) in ask(connection, "SELECT value FROM facts WHERE name = 'lease'"):
            if holder := json.loads(str(said)).get("holder"):
                yield int(holder.split(":")[1])


def done(city: Path) -> int:
    """Count the counties whose night is done."""
    return sum(bool(ask(c, "SELECT 1 FROM nights WHERE done_at != ''")) for c in registers(city))


def report(city: Path, what: str, seconds: float) -> None:
    kept = [
        ask(c, "SELECT count(*), count(DISTINCT arrival_id || '/' || part) FROM submissions") for c in registers(city)
    ]
    ledgers = sum(int(str(row[0][1])) for row in kept if row)
    twice = sum(int(str(row[0][0])) for row in kept if row) - ledgers
    print(f"| {what} | {seconds:.0f} | {done(city)} | {ledgers} | {twice} |", flush=True)


if __name__ == "__main__":
    main()

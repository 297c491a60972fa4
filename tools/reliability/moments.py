"""K17 to K19: the disk is full and stays so, the clock jumps, two programs want one working folder."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.flow.installation import Installation
from pipeline.store.register import Register
from tools.reliability.errnos import Fault
from tools.reliability.ledgers import small_ledger
from tools.reliability.points import Countdown, wrap
from tools.reliability.world import NOW, World, files_of, work_off

_FULL_FROM = (2, 20, 60)
"""The writing call from which on the disk is full."""


def full_disk(base: Path, passes: int) -> list[str]:
    """K17: from some call on nothing can be written; later there is room again."""
    wrong: list[str] = []
    ledgers = {f"{at}-台账.xlsx": small_ledger(at) for at in range(4)}

    def filled(name: str) -> World:
        world = World(base / name)
        for file_name, data in ledgers.items():
            world.drop(file_name, data)
        return world

    calm = filled("K17-calm")
    calm.serve()
    wanted = calm.state()
    for number in range(1, passes + 1):
        world = filled(f"K17-{number}")

        def fill_up(installation: Installation, number: int = number) -> None:
            Fault(installation.root, _FULL_FROM[number - 1], errno.ENOSPC, lasting=True).install()
            try:
                work_off(installation)
            except OSError:
                work_off(installation)  # as the service does: it tries again, and the disk is full still

        status = world.serve(fill_up)
        if status != 75:
            wrong.append(f"K17/{number}: ended with {status}")
        there = {*files_of(world.inbox).values(), *files_of(world.root / "data" / "archive").values()}
        wrong += [
            f"K17/{number}: {n} is lost" for n, d in ledgers.items() if hashlib.sha256(d).hexdigest() not in there
        ]
        if world.serve() != 0:
            wrong.append(f"K17/{number}: did not recover")
        found = world.state()
        wrong += [f"K17/{number}: {key} differs: {found[key]!r:.300}" for key in wanted if found[key] != wanted[key]]
    return wrong


def jumping_clock(base: Path, passes: int) -> list[str]:
    """K18: the clock jumps between a kill and the next start; versions keep the order in which they came."""
    jumps = (NOW - timedelta(hours=1), NOW + timedelta(days=1), datetime(1970, 1, 1, 8, tzinfo=NOW.tzinfo))
    wrong: list[str] = []
    versions = [small_ledger(6 * at) for at in range(3)]  # of one unit
    for number, jump in enumerate(jumps[:passes], 1):
        world = World(base / f"K18-{number}")
        for at, data in enumerate(versions):
            world.drop(f"{at}.xlsx", data)
            world.now = jump if at == 1 else NOW
            status = world.serve(lambda _: wrap(Register, "record_submissions", None, lambda *_: Countdown(1)()))
            again = world.serve()
            if status != -9 or again != 0:
                wrong.append(f"K18/{number}: ended with {status}, then {again}")
        state = world.state()
        found = state["submissions"]
        assert isinstance(found, list)
        order = {row[5]: row[0] for row in found}
        if order != {at + 1: hashlib.sha256(data).hexdigest() for at, data in enumerate(versions)}:
            wrong.append(f"K18/{number}: versions are {order}")
        if state["inbox"] or state["strays"] or len(files_of(world.root / "outbox")) != 2 * len(versions):
            wrong.append(
                f"K18/{number}: {state['inbox']} {state['strays']} {sorted(files_of(world.root / 'outbox'))}"
            )
    return wrong


def two_programs(base: Path, passes: int) -> list[str]:
    """K19: the second program on a working folder refuses; when the first is killed the next one works at once."""
    wrong: list[str] = []
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    for number, name in enumerate(("serve", "process", "nightly")[:passes], 1):
        world = World(base / f"K19-{number}")
        world.drop("0.xlsx", small_ledger(0))

        def command(name: str, root: Path = world.root) -> list[str]:
            return [sys.executable, "-m", "pipeline", name, "--dir", str(root)]

        first = subprocess.Popen(command("serve"), stdout=subprocess.PIPE, env=environment)
        try:
            assert first.stdout is not None
            first.stdout.readline()
            second = subprocess.run(command(name), capture_output=True, text=True, encoding="utf-8", check=False)
            if second.returncode != 2 or "正由另一个程序处理" not in second.stderr:
                wrong.append(f"K19/{number}: {name} ended with {second.returncode} {second.stderr}")
            deadline = time.monotonic() + 60
            while list(world.inbox.iterdir()) and time.monotonic() < deadline:
                time.sleep(0.05)
        finally:
            first.kill()
            first.communicate()
        world.drop("1.xlsx", small_ledger(1))
        subprocess.run(command("process"), capture_output=True, check=False)
        state = world.state()
        if len(state["submissions"]) != 2 or state["inbox"]:  # type: ignore[arg-type]
            wrong.append(f"K19/{number}: {state['submissions']} {state['inbox']}")
    return wrong

"""``make crash``: kill -9 at every named point and at random moments, and compare with a run that nobody disturbed.

``python -m tools.reliability.crash [--kills 1000] [--seed 1] [--report]``; exit status 1 where anything differs.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tools.reliability.ledgers import archive_of, small_ledger
from tools.reliability.points import POINTS, Countdown, overwriting
from tools.reliability.report import write_section
from tools.reliability.world import World, memory_folder

_PASSES = 3
_FILES_A_ROUND = 3


def fill(world: World) -> None:
    """Put in what the named points are tried on: plain, repeated, packed, broken and empty files."""
    for number in range(4):
        world.drop(f"{number}-台账.xlsx", small_ledger(number))
    world.drop("5-再报.xlsx", small_ledger(1))
    world.drop("6-打包.zip", archive_of({"甲/水利.xlsx": small_ledger(6), "科技.xlsx": small_ledger(7)}, "gbk"))
    world.drop("县财政局/坏的.xlsx", b"PK\x03\x04" + bytes(range(256)))
    world.drop("8-空的.xlsx", b"")


def undisturbed(root: Path, *, night: bool) -> dict[str, object]:
    """Give the state that every disturbed run must come to."""
    world = World(root)
    fill(world)
    assert world.serve(night=night) == 0
    state = world.state()
    assert not state["inbox"]
    return state


def named_points(base: Path, passes: int = _PASSES) -> list[str]:
    """Kill at each named point, at its first, second and third pass; give what went wrong."""
    wanted = {night: undisturbed(base / f"undisturbed-{night}", night=night) for night in (False, True)}
    wrong: list[str] = []
    for name, (_, instrument) in POINTS.items():
        night = name in ("K14", "K15")
        for number in range(1, passes + 1):
            world = World(base / f"{name}-{number}")
            fill(world)
            half = None
            if name == "K1":
                half = world.drop("3-台账.xlsx", small_ledger(3)[:-30], age=0)
            status = world.serve(lambda i, n=number, put=instrument: put(i, Countdown(n)), night=night)  # type: ignore[misc]
            if half is not None:
                world.drop("3-台账.xlsx", small_ledger(3))
            again = world.serve(night=night)
            wrong += _differences(f"{name}/{number}", wanted[night], world.state())
            if again != 0:
                wrong.append(f"{name}/{number}: the run after it ended with {again}")
            # The night comes once, so the points in it are passed as often as it writes.
            if status != -9 and not (name in ("K1", "K14", "K15") and number > 1):
                wrong.append(f"{name}/{number}: was not killed ({status})")
    return wrong


def overwritten(base: Path, passes: int) -> list[str]:
    """K7: what is saved over a file while it is being taken is an arrival of its own, and never removed unread."""
    wrong = []
    for number in range(1, passes + 1):
        world = World(base / f"K7-{number}")
        for at in range(4):
            world.drop(f"{at}-台账.xlsx", small_ledger(at))
        status = world.serve(overwriting(small_ledger(12), number))
        if status != -9 or world.serve() != 0:
            wrong.append(f"K7/{number}: ended with {status}")
        state = world.state()
        wanted = 4 + 1
        if len(_list(state["arrivals"])) != wanted or state["inbox"] or state["strays"]:
            wrong.append(f"K7/{number}: {state['arrivals']} {state['inbox']} {state['strays']}")
    return wrong


def random_kills(base: Path, kills: int, seed: int) -> tuple[list[str], dict[str, float]]:
    """Kill at random moments with several files in flight; give what went wrong, and figures."""
    chance = random.Random(seed)
    started = time.monotonic()
    world, calm = World(base / "random"), World(base / "calm")
    number = killed = 0
    while killed < kills:
        for _ in range(chance.randint(1, _FILES_A_ROUND)):
            for each in (world, calm):
                each.drop(f"{number:05}-台账.xlsx", small_ledger(number))
                if number % 10 == 9:
                    each.drop(f"{number:05}-再报.xlsx", small_ledger(number))
            number += 1
        child = world.start()
        time.sleep(chance.uniform(0.02, 0.45))
        world.kill(child)
        killed += 1
    if world.serve() != 0:
        return ["the last run did not end well"], {}
    if calm.serve() != 0:
        return ["the undisturbed run did not end well"], {}
    wanted, found = calm.state(), world.state()
    outbox = found["outbox"]
    assert isinstance(outbox, dict)
    return _differences("random", wanted, found), {
        "kills": killed,
        "files": number + number // 10,
        "submissions": len(_list(found["submissions"])),
        "receipts": len(outbox),
        "strays": len(_list(found["strays"])),
        "seconds": round(time.monotonic() - started),
    }


def _differences(name: str, wanted: dict[str, object], found: dict[str, object]) -> list[str]:
    wrong = []
    for key, value in wanted.items():
        if found[key] != value:
            wrong.append(f"{name}: {key} differs: {_delta(value, found[key])}")
    return wrong


def _delta(wanted: object, found: object) -> str:
    if isinstance(wanted, dict) and isinstance(found, dict):
        return str({k: (wanted.get(k), found.get(k)) for k in {*wanted, *found} if wanted.get(k) != found.get(k)})[
            :600
        ]
    if isinstance(wanted, list) and isinstance(found, list):
        missing, extra = (
            Counter(map(str, wanted)) - Counter(map(str, found)),
            Counter(map(str, found)) - Counter(map(str, wanted)),
        )
        return f"missing {list(missing)[:2]} extra {list(extra)[:2]}"
    return f"{wanted!r} {found!r}"


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


def main() -> int:
    """Run all, print what went wrong, and with --report write the figures into docs/reliability.md."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--passes", type=int, default=_PASSES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
        base = Path(folder)
        wrong = named_points(base, options.passes)
        wrong += overwritten(base, options.passes)
        print(f"named points: {(len(POINTS) + 1)} x {options.passes}, {len(wrong)} wrong", flush=True)
        also, figures = random_kills(base, options.kills, options.seed)
        wrong += also
        print(f"random: {figures}", flush=True)
    for line in wrong:
        print(line)
    if options.report:
        write_section(
            "crash",
            f"Kill points {', '.join([*POINTS, 'K7'])} x {_PASSES} passes, and random kills with files in flight.",
            {"differences from the undisturbed run": len(wrong), **figures},
        )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

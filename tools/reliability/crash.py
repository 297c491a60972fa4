"""``make crash``: kill -9 at every named point and at random moments, and compare with a run that nobody disturbed.

``python -m tools.reliability.crash [--kills 1000] [--seed 1] [--report]``; exit status 1 where anything differs.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.mail.plant import why_no_dovecot
from tests.programs import memory_folder
from tools.reliability import mail_points
from tools.reliability.ledgers import archive_of, small_ledger
from tools.reliability.moments import full_disk, jumping_clock, two_programs
from tools.reliability.points import NIGHTLY, POINTS, Countdown, overwriting
from tools.reliability.report import write_section
from tools.reliability.world import World

_PASSES = 3
_IN_FLIGHT = (3, 8)
"""How many files lie in the inbox when a process starts that will be killed: at least, at most."""


def fill(world: World) -> None:
    """Put in what the named points are tried on: plain, repeated, packed, broken and empty files."""
    for number in range(4):
        world.drop(f"{number}-台账.xlsx", small_ledger(number))
    world.drop("5-再报.xlsx", small_ledger(1))
    world.drop("6-打包.zip", archive_of({"甲/水利.xlsx": small_ledger(6), "科技.xlsx": small_ledger(7)}, "gbk"))
    world.drop("县财政局/坏的.xlsx", b"PK\x03\x04" + bytes(range(256)))
    world.drop("8-空的.xlsx", b"")


def undisturbed(root: Path, *, nights: bool) -> dict[str, object]:
    """Give the state that every disturbed run must come to."""
    world = World(root)
    fill(world)
    assert world.serve(nights=nights) == 0
    state = world.state()
    assert not state["inbox"]
    return state


def named_points(base: Path, passes: int) -> list[str]:
    """Kill at each named point, at its first, second and third pass; give what went wrong."""
    World.nights = passes + 1  # the last one is a night after the one that was disturbed
    wanted = {nights: undisturbed(base / f"undisturbed-{nights}", nights=nights) for nights in (False, True)}
    wrong: list[str] = []
    for name, instrument in POINTS.items():
        nights = name in NIGHTLY
        for number in range(1, passes + 1):
            world = World(base / f"{name}-{number}")
            fill(world)
            half = None
            if name == "K1":
                half = world.drop("3-台账.xlsx", small_ledger(3)[: -10 * number], age=0)
            # A half-written file is passed once in a run; it is another one each time.
            passed = 1 if name == "K1" else number
            status = world.serve(lambda i, n=passed, put=instrument: put(i, Countdown(n)), nights=nights)  # type: ignore[misc]
            if half is not None:
                world.drop("3-台账.xlsx", small_ledger(3))
            again = world.serve(nights=nights)
            wrong += _differences(f"{name}/{number}", wanted[nights], world.state())
            if again != 0:
                wrong.append(f"{name}/{number}: the run after it ended with {again}")
            if status != -signal.SIGKILL:
                wrong.append(f"{name}/{number}: was not killed ({status})")
    return wrong


def overwritten(base: Path, passes: int) -> list[str]:
    """K7: what is saved over a file while it is being taken is an arrival of its own, and never removed unread."""
    wrong: list[str] = []
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

    def drop(name: str, data: bytes) -> None:
        for each in (world, calm):
            each.drop(name, data)

    while killed < kills:
        lying = sum(1 for path in world.inbox.rglob("*") if path.is_file())
        for _ in range(max(0, chance.randint(*_IN_FLIGHT) - lying)):
            # The last unit of six sends archives only: what is in them comes after what lies beside them, and how
            # many lie there is a matter of chance.
            plain = number + number // 5
            drop(f"{number:05}-台账.xlsx", small_ledger(plain))
            if number % 10 == 9:
                drop(f"{number:05}-再报.xlsx", small_ledger(plain))
                packed = {f"{n:05}-包内.xlsx": small_ledger(6 * n + 5) for n in (number, number + 1)}
                drop(f"{number:05}-打包.zip", archive_of(packed))
                drop(f"{number:05}-坏的.xlsx", small_ledger(plain)[:1000] + bytes(1000))
            number += 1
        child = world.start()
        time.sleep(chance.uniform(0.02, 0.4))
        killed += world.kill(child)
    if world.serve() != 0:
        return ["the last run did not end well"], {}
    if calm.serve() != 0:
        return ["the undisturbed run did not end well"], {}
    wanted, found = calm.state(), world.state()
    outbox = found["outbox"]
    assert isinstance(outbox, dict)
    return _differences("random", wanted, found), {
        "kills of a process at work": killed,
        "files": len(_list(found["arrivals"])),
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


_OTHERS = {"K7": overwritten, "K17": full_disk, "K18": jumping_clock, "K19": two_programs}


def all_points(base: Path, passes: int) -> tuple[list[str], list[str]]:
    """Try all named points; give their names and what went wrong."""
    wrong = named_points(base, passes)
    for trial in _OTHERS.values():
        wrong += trial(base, passes)
    names = [*POINTS, *_OTHERS]
    reason = why_no_dovecot()
    if reason:
        print(f"K12 and K13 are left out: {reason}")
        return names, wrong
    # Dovecot's own users must be able to enter every folder above theirs.
    base.chmod(0o755)
    return [*names, *mail_points.POINTS], wrong + mail_points.mail_points(base / "mail", passes)


def main() -> int:
    """Run all, print what went wrong, and with --report write the figures into docs/reliability.md."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=1_000, help="random kills; 0 leaves them out")
    parser.add_argument("--passes", type=int, default=_PASSES, help="passes of each named point; 0 leaves them out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
        base = Path(folder)
        names, wrong = all_points(base, options.passes) if options.passes else ([], [])
        print(f"named points: {len(names)} x {options.passes}, {len(wrong)} wrong", flush=True)
        also, figures = random_kills(base, options.kills, options.seed) if options.kills else ([], {})
        wrong += also
        print(f"random: {figures}", flush=True)
    for line in wrong:
        print(line)
    if options.report:
        write_section(
            "crash",
            "Kill -9 at named points and at random moments, with several files in flight.",
            {
                "named points": ", ".join(sorted(names, key=lambda n: int(n[1:]))),
                "passes of each": options.passes,
                "differences from the undisturbed run": len(wrong),
                **figures,
            },
        )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

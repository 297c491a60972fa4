"""``make fuzz``: bit flips and seeded mutants through the guard; nothing is read wrongly, each gets a verdict.

``python -m tools.reliability.fuzz [--mutants 20000] [--flips 1000] [--seed 1] [--report]``.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import resource
import sys
import time
import zipfile
from collections import Counter
from datetime import date, datetime

from pipeline.flow.desk import Desk, Done, Job, Unpacking
from pipeline.flow.examine import Examination, Examiner
from pipeline.guard.child import Limits
from pipeline.guard.guard import Guard, Outcome
from pipeline.model import Arrival, Channel
from pipeline.settings.places import SHIPPED
from tests.reliability.attack_files import SHEET, STRINGS, attacks, honest, packed, parts_of
from tools.reliability.report import write_section

_NAMES = (SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml")
_PIECES = (b"<", b">", b'"', b"&#", b"99999999999", b"-1", b"\x00", b"/>", b"<!--", b"]]>", b"xml:space")
_FIRST_ROW = 4
"""Of the honest ledger: the row below its heading."""
LIMITS = Limits()
"""As they are shipped: what is measured here is what an installation holds to."""


def examination(data: bytes, name: str = "台账.xlsx") -> Examination:
    """Make the job of examining a file from the inbox."""
    now = datetime(2022, 5, 19, 9).astimezone()
    arrival = Arrival(name, hashlib.sha256(data).hexdigest(), len(data), now, Channel.FOLDER)
    return Examination(arrival, data, date(2022, 5, 19))


def guard(workers: int = 2, limits: Limits = LIMITS) -> Guard[Job, Done]:
    """Make a guard with the limits that each file must keep."""
    desk = Desk(Examiner(SHIPPED / "rules" / "yiyuan-2022")).prepare()
    return Guard(desk, limits, workers)


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Turn one bit over."""
    mutant = bytearray(data)
    mutant[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(mutant)


def mutated(parts: dict[str, bytes], chance: random.Random) -> bytes:
    """Change one part in a few places, behind right checksums; now and then the container as well."""
    name = chance.choice(_NAMES)
    content = bytearray(parts[name])
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content))
        kind = chance.randrange(4)
        if kind == 0:
            content[at] = chance.randrange(256)
        elif kind == 1 and len(content) > 100:
            del content[at : at + chance.randint(1, 30)]
        elif kind == 2:
            content[at:at] = content[at : at + chance.randint(1, 60)]
        else:
            content[at:at] = chance.choice(_PIECES)
    data = packed(parts | {name: bytes(content)})
    return flipped(data, chance) if chance.random() < 0.1 else data


def is_silent_loss(outcome: Outcome[Job, Done], wanted: Done) -> bool:
    """Say whether a flipped file was accepted with another content than the honest one."""
    if not isinstance(outcome.result, tuple) or outcome.result[0].file.failure is not None:
        return False
    assert isinstance(wanted, tuple)
    return [s.ledger for s in outcome.result] != [s.ledger for s in wanted]


def texts_by_openpyxl(data: bytes) -> frozenset[str] | None:
    """Read the texts below the heading with another reader, in a child; None where it finds no sheet."""
    import openpyxl

    sheets = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets
    if not sheets:
        return None
    rows = sheets[0].iter_rows(min_row=_FIRST_ROW, values_only=True)
    return frozenset(v.strip() for row in rows for v in row if isinstance(v, str) and v.strip())


def lost_texts(outcome: Outcome[Job, Done], others: frozenset[str]) -> frozenset[str]:
    """Give the texts that another reader finds in an accepted file, and its submission has nowhere."""
    assert isinstance(outcome.result, tuple)
    ours = repr(outcome.result)
    return frozenset(text for text in others if repr(text)[1:-1] not in ours)


def kind_of(outcome: Outcome[Job, Done]) -> str:
    """Name the verdict of an outcome; "" would be none at all."""
    if outcome.ending:
        return outcome.ending
    if isinstance(outcome.result, Unpacking):
        return "unpacked"
    if not isinstance(outcome.result, tuple) or not outcome.result:
        return ""
    failure = outcome.result[0].file.failure
    return failure.kind if failure is not None else "accepted"


def main() -> int:
    """Run all, and with --report write the figures into docs/reliability.md."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutants", type=int, default=20_000)
    parser.add_argument("--flips", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    started = time.monotonic()
    verdicts: Counter[str] = Counter()
    lost = accepted = compared = untold = 0
    with guard() as guarded:
        for data in (honest(), packed(parts_of(honest()), zipfile.ZIP_STORED)):
            wanted = guarded.run(examination(data)).result
            flips = (examination(flipped(data, chance)) for _ in range(options.flips // 2))
            for outcome in guarded.map(flips):
                lost += is_silent_loss(outcome, wanted)
                accepted += kind_of(outcome) == "accepted"
        parts = parts_of(honest())
        with Guard(texts_by_openpyxl, LIMITS, 1) as other:
            for outcome in guarded.map(examination(mutated(parts, chance)) for _ in range(options.mutants)):
                kind = kind_of(outcome)
                verdicts[kind] += 1
                if kind == "accepted":
                    assert isinstance(outcome.item, Examination)
                    others = other.run(outcome.item.data).result
                    compared += others is not None
                    untold += bool(others and lost_texts(outcome, others))
        slowest, attacked = 0.0, 0
        for attack in attacks():
            job, begun = examination(attack.make(), attack.file_name), time.monotonic()
            kind = kind_of(guarded.run(job))
            slowest = max(slowest, time.monotonic() - begun)
            attacked += kind in attack.wanted
    number = len(list(attacks()))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    bad = lost + untold + verdicts[""] + verdicts["timeout"] + (number - attacked)
    figures = {
        "attack files with the right verdict": f"{attacked} of {number}",
        "slowest attack file (s)": round(slowest, 1),
        "largest child (MiB resident)": memory,
        "single bit flips": options.flips,
        "flips accepted with the very same content": accepted,
        "flips accepted with changed content": lost,
        "mutants": options.mutants,
        "mutants without a verdict": verdicts[""],
        "mutants by verdict": ", ".join(f"{k} {v}" for k, v in verdicts.most_common()),
        "accepted mutants that openpyxl can read as well": compared,
        "of these with a text that openpyxl finds and we do not": untold,
        "seconds": round(time.monotonic() - started),
    }
    for what, figure in figures.items():
        print(f"{what}: {figure}")
    if options.report:
        write_section("mutants", "Attack files, bit flips and seeded mutants through the guard's children.", figures)
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())

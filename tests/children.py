"""The rules of most tests at hand: read once by each worker, and by the server of its children.

A working folder holds a copy of them. As long as a copy is in a known state it need not be read again; a test that
changes a file has it read, as ever.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import zlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from pipeline.flow import at_hand
from pipeline.flow.desk import Answering, Desk
from pipeline.flow.examine import Examination, Examiner
from pipeline.model import Arrival
from pipeline.settings.places import SHIPPED
from tools.forms import form_workbook
from tools.labels import DATA

_RULES = SHIPPED / "rules" / "yiyuan-2022"
WATER, SCIENCE, CENTER = "water@county.test", "science@county.test", "center@county.test"
ADDRESSES = {"县水利局": WATER, "县科技局": SCIENCE}
"""What the mail tests put on record of the units."""


class _ByState(dict[Path, at_hand.RulesAtHand]):
    """Gives what was read of a folder in the same state, wherever that lies."""

    def get(self, folder: Path, default: object = None) -> at_hand.RulesAtHand | None:  # type: ignore[override]
        state = at_hand.stamp_of(folder)
        return next((kept for kept in self.values() if kept.stamp == state), None)


@cache
def ready() -> None:
    """Read the rules, and have the children that cannot be forked from here find readers and rules loaded, too."""
    at_hand.load_readers()
    at_hand.keep_at_hand(_RULES)
    with TemporaryDirectory() as folder:
        addressed = Path(copytree(_RULES, Path(folder) / _RULES.name))
        give_addresses(addressed, ADDRESSES)
        at_hand.keep_at_hand(addressed)
    at_hand._kept = _ByState(at_hand._kept)
    _judge_once()
    if sys.platform != "win32":
        multiprocessing.set_forkserver_preload([f"{__package__}.preload"])


def _judge_once() -> None:
    """Have what is made on first use made now: every child that is forked would make it again."""
    desk = Desk(Examiner(_RULES))
    now = datetime(2022, 5, 19, tzinfo=UTC)
    for name in ("ledgers/01-shuiliju", "ledgers/02-kejiju"):
        data = form_workbook(DATA / f"{name}.json")
        found = desk(Examination(Arrival("台账.xlsx", "0" * 64, len(data), now), data, now.date()))
        assert isinstance(found, tuple)
        desk(Answering(data, found[0], None))


def give_addresses(rules: Path, addresses: dict[str, str]) -> None:
    """Put mail addresses of units on record. The same ones leave the rules in the same state each time."""
    path = rules / "units.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    column = lines[0].split(",").index("emails")
    for number, line in enumerate(lines):
        cells = line.split(",")
        if cells[0] in addresses:
            cells[column] = addresses[cells[0]]
            lines[number] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    moment = 1_600_000_000 + zlib.crc32(path.read_bytes()) % 10_000_000
    os.utime(path, (moment, moment))

"""The texts of the demo ledgers, as clerks wrote them (people in them are invented)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable


@dataclass(frozen=True, slots=True)
class Line:
    """One measure. ``no`` and ``task`` are None below the first measure of a task, ``leader`` and ``section`` where
    the cell is merged with the one above; "" is a blank cell."""

    no: int | None
    task: str | None
    measure: str
    time_limit: str
    leader: str | None
    section: str | None


@dataclass(frozen=True, slots=True)
class DemoLedger:
    """One ledger: the unit ("" where nothing says whose it is), the title above the table, the lines."""

    unit: str
    title: str
    lines: tuple[Line, ...]


def home(plan: str = "") -> Traversable:
    """Give what a plan's demo is made of: inbox.toml and ledgers/, and rules/ where it brings the plan itself."""
    own = files("taizhang_demo")
    return own / "plans" / plan if plan else own


def load_ledger(name: str, plan: str = "") -> DemoLedger:
    """Load a ledger of a plan's demo by the name of its file in ledgers/, without the ending."""
    content = json.loads((home(plan) / "ledgers" / f"{name}.json").read_text(encoding="utf-8"))
    return DemoLedger(content["unit"], content["title"], tuple(_lines(content["tasks"])))


def _lines(tasks: list[dict[str, object]]) -> Iterator[Line]:
    for no, task in enumerate(tasks, start=1):
        measures = task["measures"]
        assert isinstance(measures, list)
        for place, measure in enumerate(measures):
            yield Line(
                no=None if place else no,
                task=None if place else str(task["task"]),
                measure=measure["measure"],
                time_limit=measure["deadline"],
                leader=measure["leader"],
                section=measure["section"],
            )

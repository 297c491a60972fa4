"""The labelled sample ledgers: what a careful officer concluded, to measure against."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"


@dataclass(frozen=True, slots=True)
class LabelledEntry:
    """One measure as written, with what it fulfils (``covers``) and what is arguable (``maybe``)."""

    task: str
    measure: str
    time_limit: str
    leader: str
    section: str
    covers: frozenset[str]
    maybe: frozenset[str]


@dataclass(frozen=True, slots=True)
class LabelledLedger:
    """One ledger. ``time`` maps obligations to the codes that an officer raises; ``time_skip`` are not scored."""

    name: str
    unit: str
    title: str
    file_name: str
    tasks: tuple[tuple[str, int], ...]
    entries: tuple[LabelledEntry, ...]
    missing: frozenset[str]
    time: Mapping[str, frozenset[str]]
    time_skip: frozenset[str]

    @property
    def covers(self) -> frozenset[str]:
        """All obligations that some measure fulfils."""
        return frozenset(o for e in self.entries for o in e.covers)

    @property
    def maybe(self) -> frozenset[str]:
        """Obligations that are only arguably fulfilled; no score counts them."""
        return frozenset(o for e in self.entries for o in e.maybe) - self.covers


def labelled_ledgers(folder: Path = DATA) -> tuple[LabelledLedger, ...]:
    """Read all labelled ledgers below a folder, in the order of their paths."""
    return tuple(_read(path) for path in sorted(folder.glob("ledgers*/*.json")))


def _read(path: Path) -> LabelledLedger:
    raw = json.loads(path.read_text(encoding="utf-8"))
    entries: list[LabelledEntry] = []
    for task in raw["tasks"]:
        leader = section = ""
        for measure in task["measures"]:
            leader = leader if measure["leader"] is None else measure["leader"]
            section = section if measure["section"] is None else measure["section"]
            entries.append(
                LabelledEntry(
                    task["task"],
                    measure["measure"],
                    measure["deadline"],
                    leader,
                    section,
                    frozenset(measure["covers"]),
                    frozenset(measure["maybe"]),
                )
            )
    return LabelledLedger(
        name=f"{path.parent.name}/{path.stem}",
        unit=raw["unit"],
        title=raw["title"],
        file_name=raw["file_name"],
        tasks=tuple((t["task"], len(t["measures"])) for t in raw["tasks"]),
        entries=tuple(entries),
        missing=frozenset(raw["missing"]),
        time={o: frozenset(codes) for o, codes in raw["time"].items()},
        time_skip=frozenset(raw["time_skip"]),
    )

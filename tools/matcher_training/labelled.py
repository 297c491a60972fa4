"""Labelled ledgers (JSON) as the ledgers that the program knows, with what a careful officer concludes of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.model import Entry, Field, Ledger, Value

_FIRST_ROW = 4


@dataclass(frozen=True)
class LabelledLedger:
    """A ledger with its labels. ``covers`` and ``maybe`` run parallel to ``ledger.entries``.

    ``name`` is ``set/file`` and tells the writers (sets) apart.
    """

    name: str
    unit: str
    ledger: Ledger
    covers: tuple[frozenset[str], ...]
    maybe: tuple[frozenset[str], ...]
    difficulty: tuple[str, ...]
    missing: frozenset[str]
    duties: tuple[str, ...] = ()
    """The duty of the body text that each entry stems from ("" for none); the labels themselves pass these over."""

    @property
    def writer(self) -> str:
        """The set that the ledger belongs to; ledgers of one set are by one hand."""
        return self.name.split("/")[0]

    def cut(self, begin: int, end: int) -> LabelledLedger:
        """Give a ledger that holds some of the entries alone; what only the others covered is missing from it."""
        covers = self.covers[begin:end]
        lost = frozenset[str]().union(*self.covers) - frozenset[str]().union(*covers)
        return replace(
            self,
            ledger=replace(self.ledger, entries=self.ledger.entries[begin:end]),
            covers=covers,
            maybe=self.maybe[begin:end],
            difficulty=self.difficulty[begin:end],
            missing=self.missing | lost,
            duties=self.duties[begin:end],
        )


def read_duties(file: Path) -> dict[str, str]:
    """Read which measures of the labelled ledgers stem from a duty of the body text (columns measure, duty)."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return {row["measure"]: row["duty"] for row in csv.DictReader(lines)}


def read_labelled(folder: Path, duties: Mapping[str, str]) -> list[LabelledLedger]:
    """Read all labelled ledgers of a folder, in the order of their names; [] where there is no such folder."""
    return [_ledger(path, duties) for path in sorted(folder.glob("*.json"))]


def _ledger(path: Path, duties: Mapping[str, str]) -> LabelledLedger:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    entries: list[Entry] = []
    measures: list[dict[str, Any]] = []
    for number, task in enumerate(data["tasks"], start=1):
        above = {"leader": "", "section": ""}
        for place, measure in enumerate(task["measures"]):
            row = _FIRST_ROW + len(entries)
            above = {k: measure[k] if measure[k] is not None else v for k, v in above.items()}
            entries.append(
                Entry(
                    sheet="台账",
                    row=row,
                    no=Value(str(number), f"A{row - place}", place > 0),
                    task=Value(task["task"], f"B{row - place}", place > 0),
                    measure=Value(measure["measure"], f"C{row}"),
                    time_limit=Value(measure["deadline"], f"D{row}"),
                    leader=Value(above["leader"], f"E{row}", measure["leader"] is None),
                    section=Value(above["section"], f"F{row}", measure["section"] is None),
                )
            )
            measures.append(measure)
    return LabelledLedger(
        name=f"{path.parent.name}/{path.stem}",
        unit=data["unit"],
        ledger=Ledger(
            sheet="台账",
            title=data["title"],
            reporting_unit="",
            header_row=_FIRST_ROW - 1,
            columns={field: "ABCDEF"[i] for i, field in enumerate(Field)},
            missing_columns=(),
            entries=tuple(entries),
            stamp={},
        ),
        covers=tuple(frozenset(m["covers"]) for m in measures),
        maybe=tuple(frozenset(m["maybe"]) for m in measures),
        difficulty=tuple(m["difficulty"] for m in measures),
        missing=frozenset(data["missing"]),
        duties=tuple(duties.get(m["measure"], "") for m in measures),
    )

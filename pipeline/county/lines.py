"""The lines of 汇总台账: every entry of every ledger in order, and how a deviation finds its line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model import Clause, Deviation, Entry, EntryMatch, Field, Submission

_ROW_OF_CELL = re.compile(r"[A-Za-z]+(\d+)")


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of 汇总台账. ``number`` counts from 1 over the whole county."""

    number: int
    unit: str
    submission: Submission
    entry: Entry
    match: EntryMatch
    clauses: tuple[Clause, ...]

    @property
    def where(self) -> str:
        """The row as one reads it, with its sheet where that is not the ledger's first: 第9行, “续表”第9行."""
        ledger, entry = self.submission.ledger, self.entry
        sheet = "" if ledger is None or entry.sheet == ledger.sheet else f"“{entry.sheet}”"
        return f"{sheet}第{entry.row}行"


class LedgerLines:
    """All lines of 汇总台账, in the order of the units and of their rows."""

    def __init__(self, submissions: Iterable[tuple[str, Submission]]) -> None:
        """Take the newest readable submission of each unit, in the order in which they should stand."""
        self.all: list[LedgerLine] = []
        self._by_cell: dict[tuple[str, str, str], LedgerLine] = {}
        self._by_row: dict[tuple[str, str, int], LedgerLine] = {}
        self._by_obligation: dict[tuple[str, str], list[LedgerLine]] = defaultdict(list)
        for unit, submission in submissions:
            self._add(unit, submission)

    def _add(self, unit: str, submission: Submission) -> None:
        entries = submission.ledger.entries if submission.ledger else ()
        for at, entry in enumerate(entries):
            match = submission.matches[at] if at < len(submission.matches) else EntryMatch()
            clauses = submission.clauses[at] if at < len(submission.clauses) else ()
            line = LedgerLine(len(self.all) + 1, unit, submission, entry, match, clauses)
            self.all.append(line)
            self._by_row.setdefault((unit, entry.sheet, entry.row), line)
            for field in Field:
                # A merged cell belongs to the first line that it stands on.
                if cell := entry.value(field).cell:
                    self._by_cell.setdefault((unit, entry.sheet, cell), line)
            for found in (*match.certain, *match.doubtful):
                self._by_obligation[unit, found.obligation].append(line)

    def of(self, unit: str, deviation: Deviation) -> LedgerLine | None:
        """Find the line that a deviation speaks of: by its cell, else by the obligation that the line serves."""
        if deviation.cell:
            cell = deviation.cell.replace("$", "").split(":")[0]
            if line := self._by_cell.get((unit, deviation.sheet or "", cell)):
                return line
            if place := _ROW_OF_CELL.fullmatch(cell):
                return self._by_row.get((unit, deviation.sheet or "", int(place.group(1))))
            return None
        serving = self.serving(unit, deviation.obligation or "")
        return serving[0] if serving else None

    def at(self, unit: str, sheet: str, row: int) -> LedgerLine | None:
        """Give the line on which an entry stands, by its row in the unit's ledger."""
        return self._by_row.get((unit, sheet, row))

    def serving(self, unit: str, obligation: str) -> tuple[LedgerLine, ...]:
        """Give the lines with which a unit serves an obligation, certainly or doubtfully."""
        return tuple(self._by_obligation.get((unit, obligation), ()))


MOST_SURE = 0.99


def sureness(score: float, *, doubtful: bool) -> float:
    """Give how sure a match is, as the sheets show it: what an officer has yet to decide is never wholly so."""
    return round(min(score, MOST_SURE) if doubtful else score, 4)

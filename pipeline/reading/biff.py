"""Facts of an .xls (BIFF)."""

from __future__ import annotations

from pipeline.model import ReadingNote
from pipeline.reading.sheets import SheetFacts


class BiffFacts:
    def __init__(self, data: bytes) -> None:
        self.notes: list[ReadingNote] = []

    def sheet(self, name: str) -> SheetFacts:
        return SheetFacts()

    def blank_strings(self) -> set[int]:
        return set()

    def stamp(self) -> dict[str, str]:
        return {}

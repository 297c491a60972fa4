"""The shared strings of an .xls whose parts have fonts of their own: which characters go with which font."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

_WIDE: Final = 0x01
_EXTENDED: Final = 0x04
_RICH: Final = 0x08

Runs = list[tuple[str, int | None]]
"""A text in parts, each with the number of its font; None where it has that of its cell."""


def rich_strings(segments: Sequence[bytes]) -> dict[int, Runs]:
    """Give the strings that have parts, by their numbers, from an SST record and the CONTINUE records behind it.

    Raises struct.error or IndexError where the records break off.
    """
    reader = _Reader(segments)
    count = struct.unpack("<II", reader.take(8))[1]
    found: dict[int, Runs] = {}
    for number in range(count):
        length, flags = struct.unpack("<HB", reader.take(3))
        runs = struct.unpack("<H", reader.take(2))[0] if flags & _RICH else 0
        extended = struct.unpack("<I", reader.take(4))[0] if flags & _EXTENDED else 0
        text = reader.characters(length, wide=bool(flags & _WIDE))
        marks = [struct.unpack("<HH", reader.take(4)) for _ in range(runs)]
        reader.take(extended)
        if marks:
            found[number] = _parts(text, marks)
    return found


def _parts(units: bytes, marks: Sequence[tuple[int, int]]) -> Runs:
    # Positions count units of UTF-16, of which a character may have two.
    starts: list[tuple[int, int | None]] = [(0, None), *marks]
    ends = [start for start, _ in starts[1:]] + [len(units) // 2]
    parts = [(units[2 * s : 2 * e].decode("utf-16-le", "replace"), f) for (s, f), e in zip(starts, ends, strict=True)]
    return [(text, font) for text, font in parts if text]


class _Reader:
    """Reads on over the end of a record into the one that continues it."""

    def __init__(self, segments: Sequence[bytes]) -> None:
        self._segments = segments
        self._segment = self._place = 0

    def take(self, size: int) -> bytes:
        taken = b""
        while len(taken) < size:
            piece = self._segments[self._segment][self._place : self._place + size - len(taken)]
            self._place += len(piece)
            taken += piece
            if len(taken) < size:
                self._next()
        return taken

    def characters(self, length: int, *, wide: bool) -> bytes:
        """Take characters, as UTF-16; where they go on in the next record, it begins with how wide they are there."""
        taken = b""
        while True:
            here = len(self._segments[self._segment]) - self._place
            count = min(length, here // 2 if wide else here)
            piece = self.take(2 * count if wide else count)
            taken += piece if wide else piece.decode("latin-1").encode("utf-16-le")
            length -= count
            if not length:
                return taken
            self._next()
            wide = bool(self.take(1)[0] & _WIDE)

    def _next(self) -> None:
        self._segment += 1
        self._place = 0
        if self._segment >= len(self._segments):
            raise IndexError("the strings break off")

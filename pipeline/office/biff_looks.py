"""How the cells of an .xls look: the fonts and number formats that its cells point to."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.office.biff_strings import Runs, rich_strings
from pipeline.office.number_formats import CHINESE_BUILT_IN, is_harmless
from pipeline.office.second_look import STRUCK
from pipeline.office.sheets import Cell, SheetFacts

FONT, FORMAT, XF = 0x0031, 0x041E, 0x00E0
"""Record types of [MS-XLS] 2.3 that make up a workbook's styles."""
_WITH_STYLE: Final = frozenset({0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
"""Those of cells that hold row, column and style first: FORMULA, RSTRING, LABELSST, NUMBER, LABEL, BOOLERR, RK."""
_BEGINNING: Final = 0x0809
_EXCEL_97: Final = 0x0600
"""Older workbooks lay their styles out otherwise; of them the values alone are read."""
_MANY: Final = 0x00BD
_SHARED: Final = 0x00FD
_STRUCK: Final = 0x0008
_WIDE: Final = 0x01
_NO_FONT: Final = 4
"""No font has this number; the ones behind it are counted from one further."""


class BiffLooks:
    """Collects the styles of a workbook from its global records, and says how its cells look."""

    def __init__(self) -> None:
        """Start without any style."""
        self._known = True
        self._struck: list[bool] = []
        self._codes: dict[int, str] = {}
        self._styles: list[tuple[int, int]] = []
        self._rich: dict[int, Runs] = {}

    def take(self, kind: int, content: bytes) -> None:
        """Take what a global record says of styles."""
        if kind == _BEGINNING and len(content) >= 2:
            self._known = struct.unpack_from("<H", content)[0] == _EXCEL_97
        elif not self._known:
            return
        elif kind == FONT and len(content) >= 4:
            self._struck.append(bool(struct.unpack_from("<H", content, 2)[0] & _STRUCK))
        elif kind == FORMAT and len(content) >= 5:
            number, code = _format(content)
            self._codes[number] = code
        elif kind == XF and len(content) >= 4:
            self._styles.append(struct.unpack_from("<HH", content))

    def take_strings(self, segments: Sequence[bytes]) -> bool:
        """Take the shared strings, where it matters how their parts look; say whether they could be read."""
        if any(self._struck) and segments:
            try:
                self._rich = rich_strings(segments)
            except (struct.error, IndexError):
                return False
        return True

    def look(self, kind: int, content: bytes, facts: SheetFacts) -> None:
        """Say of the cells of one record of a sheet what matters of how they look."""
        for cell, style in _cells(kind, content):
            if style < len(self._styles):
                font, number = self._styles[style]
                self._look_for_strikes(cell, font, _string(kind, content), facts)
                if code := self._code(number):
                    facts.formats[cell] = code

    def _look_for_strikes(self, cell: Cell, font: int, string: int, facts: SheetFacts) -> None:
        parts = self._rich.get(string)
        if parts is None:
            if self._strikes(font):
                facts.struck.add(cell)
            return
        gone = "".join(text for text, own in parts if self._strikes(font if own is None else own)).strip()
        if gone:
            kept = "".join(text for text, own in parts if not self._strikes(font if own is None else own))
            facts.shown[cell], facts.gone[cell] = kept.strip(), (gone, STRUCK)

    def _strikes(self, font: int) -> bool:
        place = font - 1 if font > _NO_FONT else font
        return place < len(self._struck) and self._struck[place]

    def _code(self, number: int) -> str:
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        if number not in self._codes:
            self._codes[number] = CHINESE_BUILT_IN.get(number) or BUILTIN_FORMATS.get(number) or "General"
        code = self._codes[number]
        return "" if is_harmless(code) else code


def _cells(kind: int, content: bytes) -> Iterator[tuple[Cell, int]]:
    if kind in _WITH_STYLE and len(content) >= 6:
        row, column, style = struct.unpack_from("<HHH", content)
        yield (row + 1, column + 1), style
    elif kind == _MANY and len(content) >= 6:
        row, first = struct.unpack_from("<HH", content)
        for place in range((len(content) - 6) // 6):
            yield (row + 1, first + place + 1), struct.unpack_from("<H", content, 4 + 6 * place)[0]


def _string(kind: int, content: bytes) -> int:
    """Give the number of a cell's shared string, -1 where it has none."""
    return int(struct.unpack_from("<I", content, 6)[0]) if kind == _SHARED and len(content) >= 10 else -1


def _format(content: bytes) -> tuple[int, str]:
    number, length, flags = struct.unpack_from("<HHB", content)
    encoding, size = ("utf-16-le", 2 * length) if flags & _WIDE else ("latin-1", length)
    return number, content[5 : 5 + size].decode(encoding, "replace")

"""The second look at an xlsx: what calamine's values do not tell of how they look, read with openpyxl.

Struck-out text, text that nobody can see, and numbers that are shown otherwise than they are stored. A quick look at
styles and strings says whether there is any such thing; most workbooks have none and are not looked at again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pipeline.office.number_formats import CHINESE_BUILT_IN, is_harmless
from pipeline.office.sheets import Cell

if TYPE_CHECKING:
    from openpyxl.cell.rich_text import CellRichText

MOST_CELLS: Final = 30_000
"""Above this number of filled cells a second look would take too long."""
_STRIKE: Final = re.compile(rb'<(?:\w+:)?strike(?!\s+val="(?:0|false)")')
_PALE: Final = re.compile(
    rb'<(?:\w+:)?color\s[^>]*(?:rgb="[0-9A-Fa-f]{0,2}(?i:F[A-F]){3}"|theme="0"|indexed="(?:1|9)")'
)
_COLOUR: Final = re.compile(rb'rgb="[0-9A-Fa-f]{0,2}([0-9A-Fa-f]{6})"')
_TINY: Final = re.compile(rb'<(?:\w+:)?sz\s+val="[0-3](?:\.\d+)?"')
_CELL_FORMATS: Final = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT_ID: Final = re.compile(rb'numFmtId="(\d+)"')
_OWN_FORMAT: Final = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*>")
_HARMLESS: Final = frozenset({0, 1, 14, 22, 49})
_FIRST_OWN: Final = 164
_FAINTEST: Final = 2.0
"""Points: smaller text is a line, not letters."""
_CLOSE: Final = 24
"""How little the parts of two colours may differ for one to be lost on the other."""
_WHITE: Final = (255, 255, 255)

STRUCK: Final = "已划删除线"
UNSEEN: Final = "字体颜色与底色相同或字号过小，看不见"
HIDDEN_BY_FORMAT: Final = "单元格格式设置为不显示内容"


@dataclass
class Looks:
    """What a sheet's cells look like where that is not their value: all 1-based.

    ``formats`` are number formats, ``left`` what remains of a text after what is struck out or unseen, ``gone`` what
    was taken away, and why.
    """

    formats: dict[Cell, str] = field(default_factory=dict)
    left: dict[Cell, str] = field(default_factory=dict)
    gone: dict[Cell, tuple[str, str]] = field(default_factory=dict)


def is_needed(parts: Mapping[str, bytes]) -> bool:
    """Say, from a quick look at styles and strings, whether anything looks otherwise than it is stored."""
    strings = [c for p, c in parts.items() if p.casefold().endswith("sharedstrings.xml") or "/worksheets/sheet" in p]
    if any(_STRIKE.search(c) or (b"<rPr" in c and (_PALE.search(c) or _TINY.search(c))) for c in strings):
        return True
    return any(_tells(c) for p, c in parts.items() if p.casefold().endswith("styles.xml"))


def _tells(styles: bytes) -> bool:
    fonts = styles.partition(b"<fonts")[2].partition(b"</fonts>")[0] or styles
    if _STRIKE.search(fonts) or _PALE.search(fonts) or _TINY.search(fonts):
        return True
    fills = styles.partition(b"<fills")[2].partition(b"</fills>")[0]
    if set(_COLOUR.findall(fonts)) & set(_COLOUR.findall(fills)):
        return True
    formats = _CELL_FORMATS.search(styles)
    used = {int(n) for n in _FORMAT_ID.findall(formats[0])} if formats else set()
    if used - _HARMLESS and any(n < _FIRST_OWN for n in used - _HARMLESS):
        return True
    return any(not is_harmless(code) for n, code in _own_formats(styles) if n in used)


def _own_formats(styles: bytes) -> list[tuple[int, str]]:
    from html import unescape

    found = []
    for element in _OWN_FORMAT.findall(styles):
        number, code = _FORMAT_ID.search(element), re.search(rb'formatCode="([^"]*)"', element)
        if number and code:
            found.append((int(number[1]), unescape(code[1].decode("utf-8", "replace"))))
    return found


def look_again(data: bytes) -> dict[str, Looks]:
    """Look at every cell's font, fill and number format, by sheet name.

    May raise whatever openpyxl raises on a workbook that only other readers can read.
    """
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, rich_text=True, data_only=True, keep_links=False)
    try:
        return {sheet.title: _look_at(sheet, book) for sheet in book.worksheets}
    finally:
        book.close()


def _look_at(sheet: Any, book: Any) -> Looks:
    from openpyxl.worksheet._reader import WorkSheetParser

    looks = Looks()
    styles: dict[int, _Style] = {}
    # A read-only sheet drops the runs of inline strings and makes cells of all gaps; its parser does neither.
    with sheet._get_source() as source:
        parser = WorkSheetParser(source, sheet._shared_strings, data_only=True, rich_text=True)
        cells = (cell for _, row in parser.parse() for cell in row)
        for cell in cells:
            value = cell["value"]
            if value is None or value == "":
                continue
            style_id = cell["style_id"]
            style = styles.get(style_id)
            if style is None:
                style = styles[style_id] = _Style.of(style_id, book)
            place = (cell["row"], cell["column"])
            if style.number_format:
                looks.formats[place] = style.number_format
            if type(value).__name__ == "CellRichText":
                _take_runs(value, style, place, looks)
            elif style.reason:
                looks.left[place] = ""
                looks.gone[place] = (str(value), style.reason)
    return looks


@dataclass(frozen=True)
class _Style:
    number_format: str
    struck: bool
    unseen: bool
    ground: tuple[int, int, int]

    @property
    def reason(self) -> str:
        return STRUCK if self.struck else UNSEEN if self.unseen else ""

    @classmethod
    def of(cls, style_id: int, book: Any) -> _Style:
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        style = book._cell_styles[style_id]
        number, font, fill = style.numFmtId, book._fonts[style.fontId], book._fills[style.fillId]
        own = number - _FIRST_OWN
        code = book._number_formats[own] if own >= 0 else CHINESE_BUILT_IN.get(number) or BUILTIN_FORMATS.get(number)
        code = code or "General"
        solid = fill is not None and getattr(fill, "fill_type", None) == "solid"
        ground = (_rgb(fill.fgColor) if solid else _WHITE) or _WHITE
        patterned = fill is not None and getattr(fill, "fill_type", None) not in (None, "none", "solid")
        return cls(
            number_format="" if is_harmless(code) else code,
            struck=bool(font.strike),
            unseen=not patterned and _is_unseen(font.color, font.sz, ground),
            ground=ground,
        )


def _take_runs(value: CellRichText, style: _Style, place: Cell, looks: Looks) -> None:
    """Sort the runs of a text into what stays and what is struck out or unseen."""
    kept: list[str] = []
    taken: list[str] = []
    reason = ""
    for run in value:
        if isinstance(run, str):
            text, why = run, style.reason
        else:
            text, font = run.text, run.font
            unseen = _is_unseen(font.color, font.sz, style.ground)
            why = STRUCK if font.strike else UNSEEN if unseen else ""
        (taken if why else kept).append(text)
        reason = reason or why
    if taken:
        looks.left[place] = "".join(kept).strip()
        looks.gone[place] = ("".join(taken), reason)


def _is_unseen(colour: Any, size: float | None, ground: tuple[int, int, int]) -> bool:
    if size is not None and size <= _FAINTEST:
        return True
    ink = _rgb(colour) if colour is not None else None
    return ink is not None and all(abs(a - b) <= _CLOSE for a, b in zip(ink, ground, strict=True))


def _rgb(colour: Any) -> tuple[int, int, int] | None:
    """Give red, green and blue of a colour; None where it is the program's choice or a tint that we do not mix."""
    if colour.type == "rgb" and isinstance(colour.rgb, str) and len(colour.rgb) >= 6:
        code = colour.rgb[-6:]
    elif colour.type == "indexed" and isinstance(colour.indexed, int):
        from openpyxl.styles.colors import COLOR_INDEX

        if not 0 <= colour.indexed < len(COLOR_INDEX):
            return None
        code = COLOR_INDEX[colour.indexed][-6:]
    elif colour.type == "theme" and colour.theme == 0:
        # The window's ground, white everywhere but for whoever turned it dark; tinted it is a grey.
        return _WHITE if abs(colour.tint or 0) < 0.1 else None
    elif colour.type == "theme" and colour.theme == 1 and abs(colour.tint or 0) < 0.1:
        return (0, 0, 0)
    else:
        return None
    try:
        return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)
    except ValueError:
        return None

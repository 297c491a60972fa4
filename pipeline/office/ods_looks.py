"""How the cells of an ods look where that is not their value: the file keeps the text that each of them shows."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from pipeline.office.second_look import HIDDEN_BY_FORMAT, STRUCK
from pipeline.office.xml_scan import Attributes

_LINES: Final = ("single", "double")
_FIGURES: Final = re.compile(r"\d+|[〇零一二三四五六七八九十廿卅]+")
_NAMED: Final = re.compile("[年月日季]")
_SHOWN_KINDS: Final = frozenset({"float", "percentage", "currency"})
_WHOLE: Final = 3
"""Year, month and day."""


def strikes_out(attributes: Attributes) -> bool:
    """Say whether the properties of a text strike it out; programs write one of two attributes for it."""
    style = attributes.get("style:text-line-through-style", "none")
    return style != "none" or attributes.get("style:text-line-through-type", "none") in _LINES


def date_seen(day: date, shown: str) -> str | None:
    """Give what a person sees of a date, as our reader knows it; None where it is the whole date, or unclear."""
    figures = _FIGURES.findall(shown)
    if not figures or len(figures) >= _WHOLE:
        return None
    if _NAMED.search(shown):
        return shown
    numbers = [int(f) for f in figures if f.isdigit()]
    if numbers in ([day.year, day.month], [day.month, day.year % 100], [day.month, day.year]) or (
        numbers in ([day.year % 100], [day.year]) and day.day != day.year % 100
    ):
        return f"{day.year}年{day.month}月"
    return f"{day.month}月{day.day}日" if numbers in ([day.month, day.day], [day.day]) else None


class CellLook:
    """Collects what one cell shows, part by part; ``begin`` it anew for each cell."""

    def __init__(self) -> None:
        """Start without a cell."""
        self.begin({}, struck=False)

    def begin(self, attributes: Attributes, *, struck: bool) -> None:
        """Take a cell's attributes, and whether its style strikes its text out."""
        self._kind = attributes.get("office:value-type", "")
        self._value = attributes.get("office:value", "") or attributes.get("office:date-value", "")
        self._struck = [struck]
        self._kept: list[str] = []
        self._gone: list[str] = []
        self._shown = False

    def span(self, struck: bool | None) -> None:
        """Enter a part with a style of its own; None where that says nothing of strikes."""
        self._struck.append(self._struck[-1] if struck is None else struck)

    def end_span(self) -> None:
        """Leave a part."""
        if len(self._struck) > 1:
            self._struck.pop()

    def paragraph(self) -> None:
        """Begin a further line."""
        self._shown = True
        if self._kept:
            self._kept.append("\n")

    def text(self, data: str) -> None:
        """Take a piece of text."""
        (self._gone if self._struck[-1] else self._kept).append(data)

    def found(self) -> tuple[str | None, tuple[str, str] | None]:
        """Give the text to read in place of the value (None: the value), and what is gone and why (None: nothing)."""
        kept, gone = "".join(self._kept).strip(), "".join(self._gone).strip()
        if gone:
            return kept, (gone, STRUCK)
        if self._kind in _SHOWN_KINDS and self._value:
            if not self._shown:
                return None, None  # the format lets a program leave the text out
            return (kept, None) if kept else ("", (self._value, HIDDEN_BY_FORMAT))
        if self._kind == "date" and kept:
            try:
                return date_seen(date.fromisoformat(self._value[:10]), kept), None
            except ValueError:
                return None, None
        return None, None

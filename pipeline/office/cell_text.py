"""A cell's value as the text that a reader of the sheet would see."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

CellValue = int | float | str | bool | time | date | datetime | timedelta

# How spreadsheets write characters that XML cannot hold: _x000D_ is a carriage return, _x005F_ the _ itself.
_ESCAPED = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def cell_text(value: CellValue) -> str:
    """Give the text: whole numbers without ``.0``, dates as YYYY-MM-DD, lines divided by one line feed.

    Control characters that no one can see or type are dropped.
    """
    if isinstance(value, str):
        if "_x" in value:
            value = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), value)
        if "\r" in value:
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return value if value.isprintable() else _CONTROL.sub("", value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)

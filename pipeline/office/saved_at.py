"""When a workbook was last saved, as it says itself: a hint at its age, and never a reason to refuse it.

What says nothing gives None: an absent or broken time, and one that no keystroke of a clerk made. A library that
writes a workbook anew gives it nearly one time for made and saved, and whoever fills in its copy of a template may
leave the template's times as they are; shipped templates bear a midnight (2006-09-16, 1980-01-01).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from pipeline.office.failures import UnreadableError
from pipeline.office.xml_scan import Attributes, scan

_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?")
_YEARS: Final = range(1990, 2101)
_LONGEST: Final = 64
_AT_ONCE: Final = timedelta(minutes=1)
"""Nobody fills in a ledger within so short a time of making the workbook."""


def read_saved_at(content: bytes, saved: str, made: str) -> datetime | None:
    """Read the time from a part that describes the document; ``saved`` and ``made`` are the names of its elements.

    It is naive where the file names no time zone.
    """
    texts: dict[str, str] = {}
    current = ""
    twice = False

    def start(name: str, _: Attributes) -> None:
        nonlocal current, twice
        current = name if name in (saved, made) else ""
        twice = twice or (name == saved and saved in texts)
        if current:
            texts.setdefault(current, "")

    def end(_: str) -> None:
        nonlocal current
        current = ""

    def text(data: str) -> None:
        if current and len(texts[current]) < _LONGEST:
            texts[current] += data

    try:
        scan(content, start, end, text)
    except UnreadableError:
        return None
    return None if twice else told(_time(texts.get(saved, "")), _time(texts.get(made, "")))


def told(saved: datetime | None, made: datetime | None) -> datetime | None:
    """Give the time of the last saving where it is one that a program took from its clock."""
    if saved is None or saved.year not in _YEARS or (saved.hour, saved.minute, saved.second) == (0, 0, 0):
        return None
    alike = made is not None and (made.tzinfo is None) == (saved.tzinfo is None)
    return None if made is not None and alike and abs(saved - made) < _AT_ONCE else saved


def _time(text: str) -> datetime | None:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return datetime.fromisoformat(found[1] + (found[2] or ""))
    except ValueError:
        return None


def from_ole(properties: dict[int, object]) -> datetime | None:
    """Give the time from the SummaryInformation of an .xls ([MS-OLEPS]: 12 made, 13 saved, both in UTC)."""
    made, saved = (v if isinstance(v, datetime) else None for v in (properties.get(12), properties.get(13)))
    found = told(saved, made)
    return found.replace(microsecond=0, tzinfo=UTC) if found else None

"""Putting right what one run with the clock in the future has left: the register, and the published workbooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.flow.installation import HISTORY, Installation
from pipeline.flow.night.county import consolidate
from pipeline.flow.night.publish import Published
from pipeline.flow.night.sources import note_same_sources
from pipeline.store.clock import set_right


def set_clock_right(installation: Installation) -> tuple[int, Published | None]:
    """Give what is dated in the future the present time, and publish the county anew; say how many records it was.

    Dated workbooks of days to come keep their bytes under a name that says what they are.
    """
    count = set_right(installation.register, installation.clock())
    for book in _of_days_to_come(installation):
        told = book.with_name(f"{book.stem.rpartition('_')[0]}_时钟有误_{book.stem.rpartition('_')[2]}.xlsx")
        note_same_sources(installation, told, book)
        book.replace(told)
    return count, consolidate(installation) if count else None


def _of_days_to_come(installation: Installation) -> list[Path]:
    today = installation.clock().date().isoformat()
    found = []
    for book in sorted((installation.summary_folder / HISTORY).glob("*_[0-9]*.xlsx")):
        day = book.stem.rpartition("_")[2]
        if _is_day(day) and day > today:
            found.append(book)
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

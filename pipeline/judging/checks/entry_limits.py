"""The time limits of a ledger's entries: each cell with what it takes over from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.judging.time_limits.limits import TimeLimit, points_to_measure, read_time_limit
from pipeline.model import Entry, Standpoint


def limits_of(entries: Sequence[Entry], here: Standpoint) -> tuple[TimeLimit, ...]:
    """Read the time limit of each entry; 同上 takes over the limit above.

    A cell that only points to the measure (按左列天数) has the limit that stands there.
    """
    limits: list[TimeLimit] = []
    above = ""
    for entry in entries:
        text = entry.time_limit.text
        own = read_time_limit(text, here)
        limit = read_time_limit(text, here, above=above) if own.unreadable and above else own
        same = bool(limit.clauses and not own.clauses) or (bool(own.unreadable) and points_to_measure(above))
        if points_to_measure(text) or (same and points_to_measure(above)):
            there = read_time_limit(entry.measure.text, here, prose=True)
            limit = replace(there, text=text) if there.clauses else limit
        limits.append(limit)
        # In a chain of 同上 the limit that was written out stays the one above.
        above = above if same or not text.strip() else text
    return tuple(limits)

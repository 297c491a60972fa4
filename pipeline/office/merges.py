"""Merged areas as a program shows them: two that overlap are neither."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.office.sheets import Area


def without_overlaps(areas: Iterable[Area]) -> tuple[tuple[Area, ...], int]:
    """Give the areas that overlap no other, and how many were left out.

    Spreadsheet programs drop overlapping areas when they repair a file; taken at their word, each would cover texts
    that a person sees.
    """
    whole = sorted({area for area in areas if area.bottom > area.top or area.right > area.left})
    kept: list[Area] = []
    active: list[Area] = []
    dropped: set[Area] = set()
    for area in whole:
        active = [a for a in active if a.bottom >= area.top and a not in dropped]
        hit = [a for a in active if a.left <= area.right and a.right >= area.left]
        if hit:
            dropped.update(hit)
            dropped.add(area)
        else:
            active.append(area)
            kept.append(area)
    return tuple(area for area in kept if area not in dropped), len(dropped)

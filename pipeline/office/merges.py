"""Merged areas as a program shows them: two that overlap are neither."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.office.sheets import Area


def without_overlaps(areas: Iterable[Area]) -> tuple[tuple[Area, ...], int]:
    """Give the areas that overlap no other, and how many were left out.

    Spreadsheet programs drop overlapping areas when they repair a file; taken at their word, each would cover texts
    that a person sees.
    """
    upright = (
        Area(min(a.top, a.bottom), min(a.left, a.right), max(a.top, a.bottom), max(a.left, a.right)) for a in areas
    )
    whole = sorted({area for area in upright if area.bottom > area.top or area.right > area.left})
    if len(whole) < 2:
        return tuple(whole), 0
    import numpy as np

    # Those that reach down to where another begins lie beside each other, or they overlap: one to each column.
    width = max(area.right for area in whole) + 1
    reach, owner = np.zeros(width, dtype=np.int64), np.full(width, -1, dtype=np.int64)
    dropped = np.zeros(len(whole), dtype=bool)
    bottoms = np.array([area.bottom for area in whole])
    for index, area in enumerate(whole):
        columns = slice(area.left, area.right + 1)
        hit = reach[columns] >= area.top
        if hit.any():
            others = owner[columns][hit]
            dropped[others[bottoms[others] >= area.top]] = True
            dropped[index] = True
        reach[columns] = np.maximum(reach[columns], area.bottom)
        owner[columns] = index
    return tuple(area for area, is_dropped in zip(whole, dropped, strict=True) if not is_dropped), int(dropped.sum())

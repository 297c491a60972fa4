"""Dates in whose place a later one stands: what was planned before (原定年底，现延至次年3月), and drafts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.model.clauses import Clause, ClauseKind

_PAIRS: Final = (
    (
        re.compile(r"原(?:定|计划|本定)|本来"),
        re.compile(r"现(?:改|调|顺|延|推|定)|(?:改|调整)[为到至]|顺延|延[期后]?[到至]|推[迟后]?[到至]|提前[到至]"),
    ),
    (re.compile(r"初稿|草稿|起草"), re.compile(r"定稿|终稿|成稿|印发|正式")),
    (re.compile(r"^先摸"), re.compile(r"^[再后]")),
)
"""How a text speaks of a date that does not count in the end, and of the one that takes its place."""


def without_replaced(clauses: Sequence[Clause]) -> list[Clause]:
    """Leave out the fixed dates in whose place another one in the same text stands.

    初稿6月底，定稿7月底 is done by the end of July.
    """
    dated = [c for c in clauses if c.kind is ClauseKind.FIXED]
    replaced = [
        first
        for before, after in _PAIRS
        for first in dated
        if before.search(first.text) and any(after.search(c.text) for c in dated if c is not first)
    ]
    return [c for c in clauses if c not in replaced]

"""Dates that a later one replaces: what was planned at first (原定年底，现延至次年3月), first stages (初稿, 定稿)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pipeline.model.clauses import Clause, ClauseKind

_FIRST: Final = re.compile(
    r"原(?!则)(?:先|本|来)?[定订计]?|本来|(?<![优率领])先(?!进|后|锋)|初稿|草稿|草案|起草|摸底|筹备|第一步|征求意见稿"
)
_OUTCOME: Final = re.compile(
    r"现(?!场|有|行)|改[为到至成]|调整?[为到至]|顺延|延[期后]?[到至]|推[迟后]?[到至]|提前[到至]|(?<![以之])后(?!续)|再|定稿|终稿|正式"
    r"|第二步|最终|成稿|印发|开班|上线|完成"
)


def without_first_stages(clauses: Sequence[Clause]) -> list[Clause]:
    """Leave out the dates of first stages, where another date in the text is that of the outcome.

    初稿6月底，定稿7月底 is done by the end of July.
    """
    dated = [c for c in clauses if c.kind is ClauseKind.FIXED]
    first = [c for c in dated if _FIRST.search(c.text)]
    outcome = any(_OUTCOME.search(c.text) for c in dated if c not in first)
    return [c for c in clauses if not (outcome and c in first)]

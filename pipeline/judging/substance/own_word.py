"""Rows that say of themselves that they are the unit's own: 小区物业服务公开（街道自定）."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.judging.matching.text import normalise
from pipeline.model import LEFT_OPEN, Entry, EntryMatch, Ledger, Match, Plan, Unit

_OWN: Final = r"自(?:定|选|拟|加|设|增|主安排|行安排|行确定|行增加)(?:的)?"
_WHAT: Final = r"(?:任务|事项|项目|工作|动作)"
_WHO: Final = r"(?:本|我|该)?(?:单位|部门|[局办委镇乡]|街道|中心)|本"
_ROW: Final = rf"(?:(?:{_WHO}){_OWN}{_WHAT}?|{_OWN}{_WHAT})"
"""A row, not a thing in it: 街道自定, 自选动作; 大厅自设 and 方案自拟 speak of the hall and the scheme."""
_SAYS_OWN: Final = re.compile(
    rf"[(\[][^()\[\]由可各]{{0,6}}{_ROW}[)\]]"  # 老旧片区征收补偿公示(街道自定)
    rf"|^\W?{_ROW}\W?$"  # 本局自定任务
    rf"|^{_ROW}[:：\-]"  # 自定任务:开放日
)


def without_others_tasks(
    plan: Plan, unit: Unit | None, ledger: Ledger, matches: Sequence[EntryMatch]
) -> tuple[EntryMatch, ...]:
    """Take a row at its word that it is the unit's own: it fulfils nothing that the plan gives to others.

    What binds the unit it may fulfil all the same, so what the plan leaves open; what officers have decided stays.
    ``matches`` run parallel to ``ledger.entries``.
    """
    own = [says_own(entry) for entry in ledger.entries]
    if unit is None or not any(own):
        return tuple(matches)
    left_open = {o.id for o in plan.obligations if any(a.binding in LEFT_OPEN for a in o.assignments)}
    others = plan.by_id.keys() - {o.id for o in plan.binding_on(unit)} - left_open

    def kept(found: tuple[Match, ...]) -> tuple[Match, ...]:
        return tuple(m for m in found if m.decided or m.obligation not in others)

    return tuple(
        replace(match, certain=kept(match.certain), doubtful=kept(match.doubtful)) if is_own else match
        for is_own, match in zip(own, matches, strict=True)
    )


def says_own(entry: Entry) -> bool:
    """Say whether a row's task calls it the unit's own."""
    return _SAYS_OWN.search(normalise(entry.task.text)) is not None

"""Why a time limit falls short, in words: which clause of the plan, which of the ledger, and what is wanting."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from pipeline.judging.checks.wording import STOPS, day, excerpt
from pipeline.judging.matching.text import normalise
from pipeline.judging.time_limits.shortfalls import Period, Shortfall, ShortfallKind
from pipeline.judging.time_limits.verdicts import calendar_days
from pipeline.model import Clause, ClauseKind, DayType

_QUOTED: Final = 24
_DEED: Final = re.compile("公开|公布|公示|发布|更新|报送|检查|审查|通报|调度")
_WANTING: Final = {
    ClauseKind.FIXED: "没有写明最迟在哪一天完成",
    ClauseKind.RECURRING: "没有写明多久一次",
    ClauseKind.RELATIVE: "没有写明最多几天",
    ClauseKind.MINIMUM_DURATION: "没有写明至少几天",
}


def reason(shortfall: Shortfall, year: int) -> str:
    """Say why a time limit falls short, as half a sentence that follows what the plan asks; "" if nothing is to add.

    ``year`` is the plan's.
    """
    return _REASONS[shortfall.kind](shortfall, year)


def quoted(clause: Clause) -> str:
    """Quote the words of a clause."""
    return f"“{excerpt(clause.text.strip(STOPS + '，,、'), _QUOTED)}”"


def days_text(clause: Clause) -> str:
    """Write a number of days as the plan does: 20个工作日, 30日."""
    return f"{abs(clause.days or 0)}{'个工作日' if clause.day_type is DayType.WORKING else '日'}"


def _later(shortfall: Shortfall, year: int) -> str:
    required, offered = shortfall.required, shortfall.offered
    if required is None or required.due is None or offered is None or shortfall.due is None:
        return ""
    must = f"须于{day(required.due)}前完成，台账"
    if offered.clause.kind is ClauseKind.RELATIVE:
        return f"{must}{quoted(offered.clause)}从报送之日算起到{day(shortfall.due)}"
    written = normalise(offered.clause.text)
    plain = shortfall.due.year == year or f"{shortfall.due.year}年" in written
    if plain and re.search(rf"(?<!\d){shortfall.due.month}月", written):
        return f"{must}写的是{quoted(offered.clause)}"
    return f"{must}{quoted(offered.clause)}为{day(shortfall.due)}"


def _less_often(shortfall: Shortfall, year: int) -> str:
    required, offered = shortfall.required, shortfall.offered
    if required is None or offered is None:
        return ""
    deed = found[0] if (found := _DEED.search(required.text)) else "完成"
    if shortfall.unmet and required.every == "year":
        until = shortfall.unmet[0].until
        by = f"{day(until)}前" if until.year == year else f"{year}年内"
        return f"须于{by}{deed}一次，台账{quoted(offered.clause)}不在其内"
    if shortfall.unmet:
        each = f"须于{_months(shortfall.periods)}月底前各{deed}一次"
        return f"{each}，台账缺{_months(shortfall.unmet)}月"
    if offered.clause.every:
        return f"台账{quoted(offered.clause)}达不到这一频次"
    return f"台账{quoted(offered.clause)}没有写明多久一次"


def _months(periods: tuple[Period, ...]) -> str:
    return "、".join(str(p.last.month) for p in periods)


def _wider(shortfall: Shortfall, _: int) -> str:
    required, offered = shortfall.required, shortfall.offered
    if required is None or offered is None:
        return ""
    clause = offered.clause
    if clause.every:
        return f"台账{quoted(clause)}的频次低于每月一次，不能代替{days_text(required)}"
    if clause.days is None:
        return f"台账{quoted(clause)}没有写明最多几天"
    if required.days is not None and required.days < 0:
        return f"须提前{days_text(required)}以上，台账{quoted(clause)}达不到"
    return f"最多{days_text(required)}，台账{quoted(clause)}为{_counted(clause, required)}"


def _counted(clause: Clause, beside: Clause) -> str:
    """Write a length, in calendar days as well where it is held against one of the other type."""
    if clause.days is None:
        return f"{calendar_days(clause):g}日"
    if clause.day_type is beside.day_type:
        return days_text(clause)
    if clause.day_type is DayType.WORKING:
        return f"{days_text(clause)}，约合{calendar_days(clause):.0f}个自然日"
    return f"{days_text(clause)}（{days_text(beside)}约合{calendar_days(beside):.0f}个自然日）"


def _shorter(shortfall: Shortfall, _: int) -> str:
    required, offered = shortfall.required, shortfall.offered
    if required is None or offered is None:
        return ""
    if offered.clause.at_most:
        return f"至少{days_text(required)}，台账{quoted(offered.clause)}只规定了上限"
    return f"至少{days_text(required)}，台账{quoted(offered.clause)}为{_counted(offered.clause, required)}"


def _indefinite(shortfall: Shortfall, _: int) -> str:
    required, offered = shortfall.required, shortfall.offered
    wanting = _WANTING.get(required.kind, "") if required is not None else ""
    if offered is None:
        return f"台账所写时间无法确定{'，' if wanting else ''}{wanting}"
    return f"台账{quoted(offered.clause)}{wanting}" if wanting else ""


def _outside_year(shortfall: Shortfall, year: int) -> str:
    offered = shortfall.offered
    if offered is None or offered.clause.due is None:
        return ""
    past = "，早于方案年度，不能作为今年举措的完成时限" if offered.clause.due.year < year else ""
    return f"台账{quoted(offered.clause)}为{day(offered.clause.due)}，不在{year}年内{past}"


def _one_off(shortfall: Shortfall, _: int) -> str:
    offered = shortfall.offered
    return f"台账{quoted(offered.clause)}到期即止，没有写明长期安排" if offered else ""


_REASONS: Final[Mapping[ShortfallKind, Callable[[Shortfall, int], str]]] = {
    ShortfallKind.LATER: _later,
    ShortfallKind.LESS_OFTEN: _less_often,
    ShortfallKind.WIDER: _wider,
    ShortfallKind.SHORTER: _shorter,
    ShortfallKind.INDEFINITE: _indefinite,
    ShortfallKind.NO_TIME: lambda *_: "",
    ShortfallKind.OUTSIDE_YEAR: _outside_year,
    ShortfallKind.ONE_OFF: _one_off,
}

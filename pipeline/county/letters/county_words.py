"""What the letters of the whole county (通报, 简报) say: the figures of 总览, in the templates' words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from pipeline.county.board.content import BoardContent
from pipeline.county.coverage import Coverage, UnitCoverage
from pipeline.county.due_dates import DueObligation
from pipeline.county.facts import CountyFacts
from pipeline.county.figures import CountyFigures, figures_of
from pipeline.judging.checks.wording import day, excerpt
from pipeline.model import County, DeviationState, Plan, Severity

_ROOM_FOR_NAMES = 80
"""Characters that the letter of one page has for the names of many units."""
_MOST_DUE = 6
_MOST_GAPS = 5
_LABEL = 16
"""Characters of a task that are quoted."""


class Numerals:
    """Numbers the sections of a letter, each time that the template asks: 一、 二、 … in a form of its own."""

    def __init__(self, form: str) -> None:
        self._form = form
        self._left = iter("一二三四五六七八九")

    def __call__(self) -> str:
        """Give the next number."""
        return self._form.format(next(self._left))


def letter_words(county: County) -> dict[str, object]:
    """Give what every letter may say: the plan, the days, who writes and whom to call."""
    plan, settings = county.plan, county.plan.settings
    return {
        "县": plan.county,
        "年度": plan.year,
        "方案": plan.title,
        "文号": plan.document_number,
        "表式": plan.words["form"],
        "截至": day(county.as_of),
        "报送截止": day(plan.ledgers_due),
        "已过截止": county.as_of > plan.ledgers_due,
        "发文单位": full_name(plan, settings.collecting_unit) or "（发文单位）",
        "接收单位": settings.collecting_unit or "汇总单位",
        "联系电话": settings.collecting_phone,
        "成文日期": day(county.generated_at.date()),
        "内部资料": not settings.approval,
    }


def county_words(county: County) -> dict[str, object]:
    """Give what the letters of the whole county may say."""
    facts = CountyFacts(county)
    figures = figures_of(facts)
    gaps = [(c.unit, count) for c in facts.coverage if (count := facts.counts.by_unit[c.unit].missing)]
    gaps.sort(key=lambda found: -found[1])
    units = list(_units(facts, figures))
    until = county.as_of + timedelta(days=county.plan.settings.due_soon_days)
    soon = [d for d in figures.next_due if d.due <= until]
    return {
        **letter_words(county),
        "应报": figures.expected,
        "已报": figures.reported,
        "报送率": rate(figures.reporting_rate),
        "按时": sum(k.on_time for k in figures.kinds),
        "逾期": sum(k.late for k in figures.kinds),
        "未报": len(figures.missing_units),
        "无法读取": len(figures.unreadable_units),
        "未报单位": "、".join(figures.missing_units),
        "未报单位略": some(figures.missing_units),
        "逾期单位": "、".join(figures.late_units),
        "无法读取单位": "、".join(figures.unreadable_units),
        "待确认文件": figures.stray_files,
        "应落实": figures.required,
        "已覆盖": figures.covered,
        "覆盖率": rate(figures.coverage_rate),
        "漏项": figures.gaps,
        "存疑": figures.doubtful,
        "漏项单位": len(gaps),
        "漏项较多": "、".join(f"{unit}{count}项" for unit, count in gaps[:_MOST_GAPS]),
        "漏项集中": "、".join(_most_missed(facts)),
        "错误": figures.severities[Severity.ERROR],
        "警告": figures.severities[Severity.WARNING],
        "待整改": figures.to_put_right,
        "已整改": figures.states[DeviationState.CLOSED],
        "复发": figures.states[DeviationState.REOPENED],
        "临期": figures.due_soon,
        "已到期": figures.overdue,
        "事项": figures.progress.steps,
        "已完成": figures.progress.done,
        "进行中": figures.progress.under_way,
        "未开展": figures.progress.not_begun,
        "逾期未完成": figures.progress.overdue,
        "从未报告": figures.progress.silent_overdue,
        "完成率": rate(figures.progress.rate),
        "已报进度": figures.telling,
        "临期天数": county.plan.settings.due_soon_days,
        "近期到期": list(_by_day(county.plan, soon)),
        "近期到期项数": len(soon),
        "最近到期": day(soon[0].due) if soon else "",
        "各单位": units,
        "其他错误": figures.severities[Severity.ERROR] - sum(u["错误"] for u in units),
        "其他警告": figures.severities[Severity.WARNING] - sum(u["警告"] for u in units),
        "序": Numerals("（{}）"),
        "漏项明细": [
            {"单位": c.unit, "项数": count, "任务": "；".join(_places(county.plan, c))}
            for c in facts.coverage
            if (count := facts.counts.by_unit[c.unit].missing)
        ],
    }


def full_name(plan: Plan, unit: str) -> str:
    """Give the name under which a unit is written to; the one at hand where the roster knows no other."""
    known = plan.unit_by_name.get(unit)
    return known.full_name or unit if known else unit


def rate(share: float | None) -> str:
    """Write a share in per cent; "" where there is nothing to divide by."""
    return "" if share is None else f"{share:.1%}"


def some(names: Sequence[str]) -> str:
    """Name units as long as there is room, and say how many there are."""
    shown: list[str] = []
    for name in names:
        if len("、".join((*shown, name))) > _ROOM_FOR_NAMES:
            return f"{'、'.join(shown)}等{len(names)}个单位"
        shown.append(name)
    return "、".join(shown)


def _most_missed(facts: CountyFacts) -> Iterator[str]:
    """Name the obligations that most units have left out."""
    missed = [(facts.counts.by_obligation[o.id].missing, o) for o in facts.county.plan.obligations]
    for count, obligation in sorted(missed, key=lambda found: -found[0])[:_MOST_GAPS]:
        if count > 1:
            yield f"{obligation.place}“{excerpt(obligation.label, _LABEL)}”（{count}个单位）"


def _by_day(plan: Plan, soon: Sequence[DueObligation]) -> Iterator[str]:
    """Say what the plan itself has fall due soon, a line for each day."""
    for due, those in groupby(soon, key=lambda d: d.due):
        named = [f"{plan.place_of(d.obligation)}“{excerpt(d.label, _LABEL)}”" for d in those]
        more = f"等{len(named)}项" if len(named) > _MOST_DUE else ""
        yield f"{day(due)}前：{'、'.join(named[:_MOST_DUE])}{more}"


def _units(facts: CountyFacts, figures: CountyFigures) -> Iterator[dict[str, Any]]:
    lines = [line for group in BoardContent(facts, figures, {}).groups for line in group.lines]
    for number, line in enumerate(lines, 1):
        read = line.covered is not None
        yield {
            "序号": number,
            "单位": line.unit,
            "报送情况": line.status.value,
            "应落实": line.required,
            "已覆盖": line.covered if read else "—",
            "漏项": facts.counts.by_unit[line.unit].missing if read else "—",
            "错误": line.errors,
            "警告": line.warnings,
        }


def _places(plan: Plan, coverage: UnitCoverage) -> Iterator[str]:
    """Name the missing obligations by their places in the plan, annex by annex."""
    missing = [o for o in plan.obligations if coverage.marks.get(o.id) is Coverage.MISSING]
    for annex, those in groupby(missing, key=lambda o: o.annex.name):
        yield f"{annex}第{'、'.join(str(o.no) for o in those)}项"

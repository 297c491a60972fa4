"""The tables of what is printed for the head of office: who has reported, what is missing, due and done, by unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.county.columns import Column, Kind, Table, blank
from pipeline.county.counts import UnitCounts
from pipeline.county.coverage import Coverage
from pipeline.county.facts import CountyFacts
from pipeline.county.frames import CountyTables
from pipeline.county.frames_deviations import DueEntry, due_entries
from pipeline.county.frames_ledgers import REPORTING
from pipeline.county.frames_progress import RATES
from pipeline.county.sheet_table import row_height
from pipeline.judging.checks.wording import day, excerpt
from pipeline.model import ABSENT, UnitReport, UnitStatus

ABSENT_UNITS = "未报送"
GAPS = "漏项"
LIMITS = "时限"
PROGRESS_OF_UNITS = "进度"

_PAGE = 560.0
"""Points of rows that an A4 lying on its side holds at the scale at which these tables are printed."""
_LABEL, _MEASURE = 14, 22
"""Characters of a task, and of a measure, that are quoted."""

_REPORTING_WIDTHS: Mapping[str, float] = {
    "序号": 5.5,
    "单位": 27,
    "状态": 13,
    "报送时间": 16.5,
    "举措数": 6,
    "应落实任务数": 7,
    "已覆盖": 6,
    "覆盖率": 7.5,
    "漏项": 5.5,
    "错误": 5.5,
    "警告": 5.5,
    "待整改": 6,
    "整改率": 7.5,
    "完成率": 7.5,
    "逾期未完成": 6,
}
_RATE_WIDTHS: Mapping[str, float] = {
    "序号": 5.5,
    "名称": 30,
    "事项": 9,
    "已完成": 10,
    "进行中": 10,
    "未开展": 10,
    "逾期未完成": 11,
    "从未报告": 10,
    "有期限事项": 10,
    "完成率": 10,
}
_NAMES: Mapping[str, str] = {"名称": "单位"}


def paper_tables(tables: CountyTables) -> tuple[Table[Any], ...]:
    """Give the tables that are printed, in their order; 总览 stands before them."""
    facts, by_name = tables.facts, {t.name: t for t in (*tables.listed, *tables.turned)}
    rates = by_name[RATES]
    of_units = replace(rates, items=[r for r in rates.items if r.group in ("全县", "按单位")], name=PROGRESS_OF_UNITS)
    return (
        _chosen(by_name[REPORTING], _REPORTING_WIDTHS, _reporting_words(facts)),
        _absent(facts),
        _gaps(facts),
        _limits(facts),
        _chosen(of_units, _RATE_WIDTHS, facts.progress.sentence),
    )


def _chosen(table: Table[Any], widths: Mapping[str, float], explanation: str) -> Table[Any]:
    """Give a table with some of its columns, as wide as they are printed; nothing leads anywhere on paper."""
    by_heading = {c.heading: c for c in table.columns}
    columns = tuple(
        replace(
            by_heading[heading],
            heading=_NAMES.get(heading, heading),
            width=width,
            kind=Kind.TEXT if by_heading[heading].kind is Kind.UNIT else by_heading[heading].kind,
        )
        for heading, width in widths.items()
    )
    return replace(table, columns=columns, explanation=explanation, turned=None)


def _reporting_words(facts: CountyFacts) -> str:
    return (
        f"台账报送截止日期为{day(facts.county.plan.ledgers_due)}；“状态”按首次报送时间认定。"
        "举措数不含未填举措的行；覆盖率＝已覆盖÷应落实任务数；待整改＝错误＋警告；整改率＝已整改÷（已整改＋待整改），只计错误和警告；完成率＝已完成的有期限事项÷有期限事项。"
    )


@dataclass(frozen=True, slots=True)
class _OfUnit:
    """What is said of a unit: its report, its numbers, and words on what they count."""

    report: UnitReport
    counts: UnitCounts
    words: str = ""
    due: tuple[DueEntry, ...] = ()


def _absent(facts: CountyFacts) -> Table[_OfUnit]:
    """The units from which a ledger is expected and not there in time, or not legible."""
    due = facts.county.plan.ledgers_due
    wanted = (*ABSENT, UnitStatus.UNREADABLE, UnitStatus.LATE)
    those = [
        _OfUnit(r, facts.counts.by_unit[r.unit])
        for r in facts.reports
        if r.status in wanted and facts.counts.by_unit[r.unit].expected
    ]

    def late(one: _OfUnit) -> int | None:
        when = one.report.first_received
        days = ((when.date() if when else facts.county.as_of) - due).days
        return days if days > 0 else None

    columns: tuple[Column[_OfUnit], ...] = (
        Column("序号", Kind.NUMBER, 6),
        Column("单位", Kind.TEXT, 34, lambda o: o.report.unit),
        Column("单位类别", Kind.TEXT, 18, lambda o: o.counts.kind),
        Column("情形", Kind.STATE, 19, lambda o: o.report.status.value),
        Column("应落实任务数", Kind.NUMBER, 9, lambda o: o.counts.required),
        Column("首次报送", Kind.MOMENT, 17, lambda o: o.report.first_received),
        Column("逾期天数", Kind.NUMBER, 8, late),
        Column("督促情况（手填）", Kind.PROSE, 30, blank),
    )
    numbers = [f"{status.value}{sum(o.report.status is status for o in those)}家" for status in wanted]
    said = "、".join(n for n in numbers if not n.endswith("送0家") and not n.endswith("取0家"))
    return Table(
        ABSENT_UNITS,
        "未报送和逾期报送单位",
        columns,
        those,
        f"台账报送截止日期为{day(due)}。{said}。尚未报送的，逾期天数计到{day(facts.county.as_of)}。",
        "应报单位均已按时报送。",
    )


def _gaps(facts: CountyFacts) -> Table[_OfUnit]:
    """What each ledger lacks: the names of the tasks, or their numbers alone where they would fill too many pages."""
    labels = {o.id: excerpt(o.label or o.requirement, _LABEL) for o in facts.county.plan.obligations}
    missing = {
        c.unit: [o for o, mark in c.marks.items() if mark is Coverage.MISSING]
        for c in facts.coverage
        if facts.counts.by_unit[c.unit].read
    }
    columns: tuple[Column[_OfUnit], ...] = (
        Column("序号", Kind.NUMBER, 5.5),
        Column("单位", Kind.TEXT, 20, lambda o: o.report.unit),
        Column("应落实任务数", Kind.NUMBER, 7, lambda o: o.counts.required),
        Column("已覆盖", Kind.NUMBER, 6.5, lambda o: o.counts.covered),
        Column("存疑", Kind.NUMBER, 5.5, lambda o: o.counts.doubtful),
        Column("漏项", Kind.NUMBER, 5.5, lambda o: o.counts.missing),
        Column("覆盖率", Kind.PERCENT, 8, lambda o: o.counts.rate),
        Column("漏项任务", Kind.PROSE, 84, lambda o: o.words),
    )

    def of(words: Callable[[str], str]) -> list[_OfUnit]:
        return [
            _OfUnit(r, facts.counts.by_unit[r.unit], "；".join(map(words, missing[r.unit])))
            for r in facts.reports
            if missing.get(r.unit)
        ]

    named = of(lambda o: f"{o} {labels[o]}")
    those = named if _pages(columns, named) <= _GAP_PAGES else of(str)
    return Table(
        GAPS,
        "各单位漏项情况",
        columns,
        those,
        f"共{len(those)}个单位、{sum(o.counts.missing for o in those)}项次：方案明确由该单位落实，台账中没有"
        "对应举措。未报送台账的单位不在此列。",
        "已报送的台账没有漏项。",
    )


_GAP_PAGES, _DUE_PAGES = 6.0, 3.0
"""Pages that the words may fill before they give way to numbers."""


def _limits(facts: CountyFacts) -> Table[_OfUnit]:
    """What is due in each ledger: passed, or soon; the measures, as many of each unit as there is room for."""
    by_unit: dict[str, list[DueEntry]] = defaultdict(list)
    for entry in due_entries(facts):
        by_unit[entry.current.unit].append(entry)
    columns: tuple[Column[_OfUnit], ...] = (
        Column("序号", Kind.NUMBER, 5.5),
        Column("单位", Kind.TEXT, 20, lambda o: o.report.unit),
        Column("已到期", Kind.NUMBER, 7, lambda o: sum(d.passed for d in o.due)),
        Column("临期", Kind.NUMBER, 7, lambda o: sum(not d.passed for d in o.due)),
        Column("最早到期", Kind.DATE, 12, lambda o: min((d.due for d in o.due if d.due), default=None)),
        Column("到期和临期事项", Kind.PROSE, 92, lambda o: o.words),
    )

    def of(most: int) -> list[_OfUnit]:
        return [
            _OfUnit(r, facts.counts.by_unit[r.unit], _due_words(by_unit[r.unit], most), tuple(by_unit[r.unit]))
            for r in facts.reports
            if by_unit.get(r.unit)
        ]

    those = next((found for most in (100, 10, 5, 3, 2) if _pages(columns, found := of(most)) <= _DUE_PAGES), of(1))
    soon = facts.county.plan.settings.due_soon_days
    return Table(
        LIMITS,
        "各单位到期和临期事项",
        columns,
        those,
        f"台账自定时限已过而未报告完成的为已到期（即进度表的逾期未完成），{soon}天内到期而未报告完成的为临期，按期开展的每期计一项；"
        "到期不等于未完成，请相关单位核实办理情况。"
        "全部事项见全县汇总表“临期提醒”。",
        f"截至汇总日期，没有已到期和{soon}天内到期的事项。",
    )


def _due_words(entries: Sequence[DueEntry], most: int) -> str:
    said = [
        f"{_short(e.due)}{excerpt(e.measure, _MEASURE)}{'（已到期）' if e.passed else ''}" for e in entries[:most]
    ]
    return "；".join(said) + (f"；等{len(entries)}项" if len(entries) > most else "")


def _short(due: date | None) -> str:
    return f"{due.month}月{due.day}日 " if due else ""


def _pages(columns: Sequence[Column[Any]], items: Sequence[Any]) -> float:
    """Estimate how many pages the rows of some items fill."""
    return sum(row_height(columns, [c.at(1, item) for c in columns]) for item in items) / _PAGE

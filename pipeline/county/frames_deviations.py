"""The tables of deviations: five families, 临期提醒, 整改销号."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.county.columns import Column, Kind, Table
from pipeline.county.facts import CountyFacts, CurrentDeviation, place_of, shown_unit
from pipeline.county.families import FAMILIES, Family
from pipeline.county.lines import LedgerLine
from pipeline.county.to_decide import wording_decided
from pipeline.judging.checks.catalogue import CATALOGUE
from pipeline.judging.checks.traits import Trait, codes_with, has
from pipeline.judging.checks.wording import day, excerpt
from pipeline.model import Deviation, DeviationState, Entry, Plan, Severity, TrackedDeviation

DUE = "临期提醒"
LIVES = "整改销号"

_BLANK_WIDTH = 10.0

Columns = tuple[Column[CurrentDeviation], ...]


def deviation_columns(facts: CountyFacts) -> Columns:
    """The columns that the sheets of all families have."""
    return (
        Column("序号", Kind.NUMBER, 6),
        Column("单位", Kind.TEXT, 15, lambda c: c.unit_shown),
        Column("代码", Kind.CODE, 6, lambda c: c.deviation.code),
        Column("偏差", Kind.TEXT, 13, lambda c: title_of(c.deviation.code, facts.county.plan)),
        Column("等级", Kind.SEVERITY, 8, lambda c: c.deviation.severity.label),
        Column("任务编号", Kind.OBLIGATION, 8, lambda c: c.deviation.obligation),
        Column("工作要求", Kind.PROSE, 30, lambda c: _requirement(facts, c.deviation.obligation)),
        Column("台账内容", Kind.PROSE, 22, lambda c: c.deviation.content or _row_content(c)),
        Column("说明", Kind.PROSE, 32, lambda c: c.deviation.what or c.deviation.message),
        Column("整改建议", Kind.PROSE, 28, lambda c: c.deviation.advice),
        Column("来源单元格", Kind.PLACE, 11, lambda c: c.place),
        Column("首次发现", Kind.DATE, 11.5, lambda c: c.first_found),
        Column("持续天数", Kind.NUMBER, 6, lambda c: c.days_open),
        Column("整改状态", Kind.STATE, 8, lambda c: c.state.value),
        Column("来源文件", Kind.SOURCE, 18, lambda c: c.source_file, unprinted=True),
        Column("台账序号", Kind.LINE, 6, lambda c: c.line and c.line.number, unprinted=True),
    )


def deviation_tables(facts: CountyFacts) -> tuple[Table[CurrentDeviation], ...]:
    """One table for each family, in the order of the contract."""
    return tuple(_family_table(facts, family) for family in FAMILIES)


def _family_table(facts: CountyFacts, family: Family) -> Table[CurrentDeviation]:
    those = [c for c in facts.current if c.deviation.code.startswith(family.letter)]
    units = len({c.unit for c in those if c.unit})
    concerned = f"，涉及{units}个单位" if units else ""
    return Table(
        family.sheet,
        family.title,
        _fitted(deviation_columns(facts), those),
        those,
        f"{family.explanation}本表共{len(those)}条{concerned}；“台账序号”可点击跳转到汇总台账相应行。",
        f"本次汇总未发现{family.name}类偏差。",
        frozen=3,
        origin=lambda c: c.origin,
    )


def _fitted(columns: Columns, those: Sequence[CurrentDeviation]) -> Columns:
    """Give the width of columns in which nothing stands (未报送 has no requirement) to those that tell and advise."""
    blank = {c.heading for c in columns if c.kind is Kind.PROSE and not any(c.at(0, one) for one in those)}
    freed = sum(c.width - _BLANK_WIDTH for c in columns if c.heading in blank)
    telling = [c.heading for c in columns if c.heading in ("说明", "整改建议") and c.heading not in blank]
    return tuple(
        replace(c, width=_BLANK_WIDTH)
        if c.heading in blank
        else replace(c, width=c.width + freed / len(telling))
        if c.heading in telling
        else c
        for c in columns
    )


def title_of(code: str, plan: Plan) -> str:
    """Give the title of a code as the catalogue has it; a code that is no longer there keeps its own name."""
    check = CATALOGUE.get(code)
    return check.explained(plan).title if check else code


def _requirement(facts: CountyFacts, obligation: str | None) -> str:
    found = facts.county.plan.by_id.get(obligation or "")
    return found.requirement if found else ""


def _row_content(current: CurrentDeviation) -> str:
    """Say which row a blank cell stands in: its measure, else its task."""
    if current.line is None or not current.deviation.cell:
        return ""
    entry = current.line.entry
    words = wording_decided(entry)
    return f"（空白；该行：{excerpt(words, 40)}）" if words.strip() else "（空白）"


_SUBJECT_DATE = re.compile(r"\|(\d{4}-\d{2}-\d{2})(?:#\d+)?$")
"""T09 and T10 keep the date at the end of what they are about, so that each date has a life of its own."""


@dataclass(frozen=True, slots=True)
class DueEntry:
    """An entry whose own date has passed (T09) or will soon (T10)."""

    current: CurrentDeviation
    due: date | None
    left: int | None
    """Days until it."""
    passed: bool

    @property
    def measure(self) -> str:
        """What is due, as the ledger says it."""
        return self.current.line.entry.measure.text if self.current.line else ""

    def requirement(self, facts: CountyFacts) -> str:
        """What the plan requires, for which it is due."""
        return _requirement(facts, self.current.deviation.obligation)


def _due_columns(facts: CountyFacts) -> tuple[Column[DueEntry], ...]:
    def of_entry(value: Callable[[Entry], object]) -> Callable[[DueEntry], object]:
        return lambda d: value(d.current.line.entry) if d.current.line else None

    def limit(d: DueEntry) -> str:
        return d.current.line.entry.time_limit.text if d.current.line else d.current.deviation.content

    return (
        Column("序号", Kind.NUMBER, 6),
        Column("单位", Kind.TEXT, 16, lambda d: d.current.unit_shown),
        Column("代码", Kind.CODE, 6, lambda d: d.current.deviation.code),
        Column("情形", Kind.STATE, 9, lambda d: "已到期" if d.passed else "临期"),
        Column("到期日期", Kind.DATE, 12, lambda d: d.due),
        Column("剩余天数", Kind.DAYS_LEFT, 9.5, lambda d: d.left),
        Column("任务编号", Kind.OBLIGATION, 9, lambda d: d.current.deviation.obligation),
        Column("工作要求", Kind.PROSE, 34, lambda d: d.requirement(facts)),
        Column("工作举措", Kind.PROSE, 36, lambda d: d.measure),
        Column("时限要求", Kind.PROSE, 18, limit),
        Column("单位分管领导", Kind.TEXT, 10, of_entry(lambda e: e.leader.text)),
        Column("责任科室", Kind.TEXT, 13, of_entry(lambda e: e.section.text)),
        Column("来源单元格", Kind.PLACE, 11, lambda d: d.current.place),
        Column("来源文件", Kind.SOURCE, 18, lambda d: d.current.source_file, unprinted=True),
        Column("台账序号", Kind.LINE, 6, lambda d: d.current.line and d.current.line.number, unprinted=True),
    )


def due_entries(facts: CountyFacts) -> tuple[DueEntry, ...]:
    """What has passed its date (T09) or will soon (T10), soonest first."""
    as_of = facts.county.as_of
    found = []
    for current in facts.current:
        code = current.deviation.code
        if has(code, Trait.DUE_PASSED, Trait.DUE_SOON):
            due = _due_date(current, as_of)
            left = (due - as_of).days if due else None
            found.append(DueEntry(current, due, left, has(code, Trait.DUE_PASSED)))
    # The order of ``current`` (unit, obligation, cell) settles what falls on one day.
    return tuple(sorted(found, key=lambda d: d.due or date.max))


def due_table(facts: CountyFacts) -> Table[DueEntry]:
    """What has passed its date or will soon, soonest first."""
    passed, soon = ("、".join(sorted(codes_with(t))) for t in (Trait.DUE_PASSED, Trait.DUE_SOON))
    return Table(
        DUE,
        "临期及到期事项提醒",
        _due_columns(facts),
        due_entries(facts),
        f"列示各单位台账自定时限已到期（{passed}）和{facts.county.plan.settings.due_soon_days}天内到期（{soon}）而未报告完成的事项，"
        "按到期日期排列；按期开展的每期一行，口径与“完成情况”表相同：已到期即其中的“逾期未完成”（红灯），临期即其中的黄灯。"
        "到期不等于未完成，请相关单位核实办理情况，已完成的及时在台账“完成情况”栏填报。",
        f"截至汇总日期，没有已到期和{facts.county.plan.settings.due_soon_days}天内到期的事项。",
        frozen=3,
        origin=lambda d: d.current.origin,
    )


def _due_date(current: CurrentDeviation, as_of: date) -> date | None:
    """The date that the deviation speaks of; a cell may hold several, and an extension may have moved it."""
    if said := _SUBJECT_DATE.search(current.deviation.subject):
        return date.fromisoformat(said.group(1))
    clauses = current.line.clauses if current.line else ()
    dates = sorted({c.deadline for c in clauses if c.deadline is not None})
    if has(current.deviation.code, Trait.DUE_SOON):
        return next((d for d in dates if d >= as_of), None)
    return next((d for d in reversed(dates) if d < as_of), None)


@dataclass(frozen=True, slots=True)
class _Life:
    """A deviation with its life, whether that has changed now, and where it stands if it is in force."""

    life: TrackedDeviation
    changed: bool
    current: CurrentDeviation | None

    @property
    def deviation(self) -> Deviation:
        return self.life.deviation

    @property
    def line(self) -> LedgerLine | None:
        return self.current.line if self.current else None

    @property
    def place(self) -> str:
        return self.current.place if self.current else place_of(self.deviation)


def _life_columns(plan: Plan) -> tuple[Column[_Life], ...]:
    return (
        Column("序号", Kind.NUMBER, 6),
        Column("状态", Kind.STATE, 9, lambda v: v.life.state.value),
        Column("本次变化", Kind.TEXT, 6, lambda v: "是" if v.changed else ""),
        Column("单位", Kind.TEXT, 16, lambda v: shown_unit(v.life.unit, v.deviation.code)),
        Column("代码", Kind.CODE, 6, lambda v: v.deviation.code),
        Column("偏差", Kind.TEXT, 14, lambda v: title_of(v.deviation.code, plan)),
        Column("等级", Kind.SEVERITY, 8, lambda v: v.deviation.severity.label),
        Column("任务编号", Kind.OBLIGATION, 9, lambda v: v.deviation.obligation),
        Column("台账内容", Kind.PROSE, 30, lambda v: v.deviation.content),
        Column("说明", Kind.PROSE, 42, lambda v: v.deviation.what or v.deviation.message),
        Column("首次发现", Kind.DATE, 11.5, lambda v: v.life.first_found),
        Column("最近发现", Kind.DATE, 11.5, lambda v: v.life.last_seen),
        Column("存续天数", Kind.NUMBER, 6, lambda v: v.life.days_open),
        Column("复发次数", Kind.NUMBER, 6, lambda v: v.life.times_returned),
        Column("来源单元格", Kind.PLACE, 11, lambda v: v.place),
        Column("来源文件", Kind.SOURCE, 20, lambda v: v.life.source_file, unprinted=True),
        Column("台账序号", Kind.LINE, 6, lambda v: v.line and v.line.number, unprinted=True),
        Column("偏差键", Kind.TEXT, 40, lambda v: v.life.key, unprinted=True),
    )


_CHANGES = (DeviationState.NEW, DeviationState.REOPENED, DeviationState.CLOSED, DeviationState.WAIVED)
_STANDING = (
    DeviationState.OPEN,
    DeviationState.REOPENED,
    DeviationState.WAIVED,
    DeviationState.CLOSED,
    DeviationState.NEW,
)


def lives_table(facts: CountyFacts) -> Table[_Life]:
    """Every deviation ever found; the changes since the last consolidation first, then what stays open."""
    since = facts.last_consolidation
    lives = [
        # What is put right or waived stands in no file that counts now.
        _Life(life, facts.has_changed(life), facts.current_by_life.get((life.unit, life.key, life.source_file)))
        for life in facts.tracked
    ]
    lives.sort(key=lambda v: (not v.changed, (_CHANGES if v.changed else _STANDING).index(v.life.state)))
    compared = f"与{day(since)}最后一次汇总相比" if since else "首次汇总"
    changed = [v for v in lives if v.changed]
    grave = sum(v.deviation.severity is not Severity.NOTICE for v in changed)
    return Table(
        LIVES,
        "偏差整改销号台账",
        _life_columns(facts.county.plan),
        lives,
        f"{compared}（同一天多次汇总的，均与此相比），本次变化{len(changed)}条，其中错误和警告{grave}条，排列在前；其后依次为未整改、"
        "复发、已豁免、已整改。“未整改”为以前发现、本次仍在的，待整改＝新增＋未整改＋复发；提示无需整改，总览“整改进展”和整改率只计错误和警告。"
        "“偏差键”为程序识别同一偏差的依据，请勿修改。",
        "尚无偏差记录。",
        frozen=4,
        origin=lambda v: v.current.origin if v.current else None,
    )

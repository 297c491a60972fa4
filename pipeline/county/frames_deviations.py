"""The tables of deviations: five families, 临期提醒, 整改销号."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from pipeline.county.columns import Column, Kind, Row, Table
from pipeline.county.facts import CountyFacts, CurrentDeviation, place_of, shown_unit
from pipeline.county.families import FAMILIES, Family
from pipeline.county.frames_decisions import decided_text
from pipeline.judging.checks.catalogue import CATALOGUE
from pipeline.judging.checks.wording import day, excerpt
from pipeline.model import DeviationState, Plan, TrackedDeviation

DUE = "临期提醒"
LIVES = "整改销号"

_BLANK_WIDTH = 10.0

_DEVIATION_COLUMNS = (
    Column("序号", Kind.NUMBER, 6),
    Column("单位", Kind.TEXT, 15),
    Column("代码", Kind.CODE, 6),
    Column("偏差", Kind.TEXT, 13),
    Column("等级", Kind.SEVERITY, 8),
    Column("任务编号", Kind.OBLIGATION, 8),
    Column("工作要求", Kind.PROSE, 30),
    Column("台账内容", Kind.PROSE, 22),
    Column("说明", Kind.PROSE, 32),
    Column("整改建议", Kind.PROSE, 28),
    Column("来源文件", Kind.SOURCE, 18),
    Column("来源单元格", Kind.PLACE, 11),
    Column("首次发现", Kind.DATE, 11.5),
    Column("持续天数", Kind.NUMBER, 6),
    Column("整改状态", Kind.STATE, 8),
    Column("台账序号", Kind.LINE, 6),
)


def deviation_tables(facts: CountyFacts) -> tuple[Table, ...]:
    """One table for each family, in the order of the contract."""
    return tuple(_family_table(facts, family) for family in FAMILIES)


def _family_table(facts: CountyFacts, family: Family) -> Table:
    those = [c for c in facts.current if c.deviation.code.startswith(family.letter)]
    units = len({c.unit for c in those if c.unit})
    concerned = f"，涉及{units}个单位" if units else ""
    rows = tuple(_deviation_row(number, current, facts) for number, current in enumerate(those, 1))
    return Table(
        family.sheet,
        family.title,
        _fitted(_DEVIATION_COLUMNS, rows),
        rows,
        f"{family.explanation}本表共{len(those)}条{concerned}；“台账序号”可点击跳转到汇总台账相应行。",
        f"本次汇总未发现{family.name}类偏差。",
        frozen=3,
        origins=tuple(c.origin for c in those),
    )


def _fitted(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> tuple[Column, ...]:
    """Give the width of columns in which nothing stands (未报送 has no requirement) to those that tell and advise."""
    blank = {c.heading for at, c in enumerate(columns) if c.kind is Kind.PROSE and not any(row[at] for row in rows)}
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


def _deviation_row(number: int, current: CurrentDeviation, facts: CountyFacts) -> Row:
    deviation = current.deviation
    return (
        number,
        current.unit_shown,
        deviation.code,
        title_of(deviation.code, facts.county.plan),
        deviation.severity.label,
        deviation.obligation or "",
        _requirement(facts, deviation.obligation),
        deviation.content or _row_content(current),
        deviation.what or deviation.message,
        deviation.advice,
        current.source_file,
        current.place,
        current.first_found,
        current.days_open,
        current.state.value,
        current.line.number if current.line else None,
    )


def _row_content(current: CurrentDeviation) -> str:
    """Say which row a blank cell stands in: its measure, else its task."""
    if current.line is None or not current.deviation.cell:
        return ""
    entry = current.line.entry
    words = decided_text(entry)
    return f"（空白；该行：{excerpt(words, 40)}）" if words.strip() else "（空白）"


_SUBJECT_DATE = re.compile(r"\|(\d{4}-\d{2}-\d{2})(?:#\d+)?$")
"""T09 and T10 keep the date at the end of what they are about, so that each date has a life of its own."""

_DUE_COLUMNS = (
    Column("序号", Kind.NUMBER, 6),
    Column("单位", Kind.TEXT, 16),
    Column("代码", Kind.CODE, 6),
    Column("情形", Kind.STATE, 9),
    Column("到期日期", Kind.DATE, 12),
    Column("剩余天数", Kind.DAYS_LEFT, 9.5),
    Column("任务编号", Kind.OBLIGATION, 9),
    Column("工作要求", Kind.PROSE, 34),
    Column("工作举措", Kind.PROSE, 36),
    Column("时限要求", Kind.PROSE, 18),
    Column("单位分管领导", Kind.TEXT, 10),
    Column("责任科室", Kind.TEXT, 13),
    Column("来源文件", Kind.SOURCE, 18),
    Column("来源单元格", Kind.PLACE, 11),
    Column("台账序号", Kind.LINE, 6),
)


def due_table(facts: CountyFacts) -> Table:
    """What has passed its date (T09) or will soon (T10), soonest first."""
    found = [(c, _due_date(c, facts.county.as_of)) for c in facts.current if c.deviation.code in ("T09", "T10")]
    # The order of ``current`` (unit, obligation, cell) settles what falls on one day.
    found.sort(key=lambda pair: pair[1] or date.max)
    return Table(
        DUE,
        "临期及到期事项提醒",
        _DUE_COLUMNS,
        tuple(_due_row(number, c, due, facts) for number, (c, due) in enumerate(found, 1)),
        f"列示各单位台账自定时限已到期（T09）和{facts.county.plan.settings.due_soon_days}天内到期（T10）的事项，按到期日期排列。"
        "到期不等于未完成，请相关单位核实办理情况，已完成的及时更新台账。",
        f"截至汇总日期，没有已到期和{facts.county.plan.settings.due_soon_days}天内到期的事项。",
        frozen=3,
        origins=tuple(c.origin for c, _ in found),
    )


def _due_date(current: CurrentDeviation, as_of: date) -> date | None:
    """The date that the deviation speaks of; a cell may hold several, and an extension may have moved it."""
    if said := _SUBJECT_DATE.search(current.deviation.subject):
        return date.fromisoformat(said.group(1))
    clauses = current.line.clauses if current.line else ()
    dates = sorted({c.deadline for c in clauses if c.deadline is not None})
    if current.deviation.code == "T10":
        return next((d for d in dates if d >= as_of), None)
    return next((d for d in reversed(dates) if d < as_of), None)


def _due_row(number: int, current: CurrentDeviation, due: date | None, facts: CountyFacts) -> Row:
    entry = current.line.entry if current.line else None
    return (
        number,
        current.unit_shown,
        current.deviation.code,
        "已到期" if current.deviation.code == "T09" else "临期",
        due,
        (due - facts.county.as_of).days if due else None,
        current.deviation.obligation or "",
        _requirement(facts, current.deviation.obligation),
        entry.measure.text if entry else "",
        entry.time_limit.text if entry else current.deviation.content,
        entry.leader.text if entry else "",
        entry.section.text if entry else "",
        current.source_file,
        current.place,
        current.line.number if current.line else None,
    )


_LIFE_COLUMNS = (
    Column("序号", Kind.NUMBER, 6),
    Column("状态", Kind.STATE, 9),
    Column("本次变化", Kind.TEXT, 6),
    Column("单位", Kind.TEXT, 16),
    Column("代码", Kind.CODE, 6),
    Column("偏差", Kind.TEXT, 14),
    Column("等级", Kind.SEVERITY, 8),
    Column("任务编号", Kind.OBLIGATION, 9),
    Column("台账内容", Kind.PROSE, 30),
    Column("说明", Kind.PROSE, 42),
    Column("首次发现", Kind.DATE, 11.5),
    Column("最近发现", Kind.DATE, 11.5),
    Column("存续天数", Kind.NUMBER, 6),
    Column("复发次数", Kind.NUMBER, 6),
    Column("来源文件", Kind.SOURCE, 20),
    Column("来源单元格", Kind.PLACE, 11),
    Column("台账序号", Kind.LINE, 6),
    Column("偏差键", Kind.TEXT, 40, unprinted=True),
)

_CHANGES = (DeviationState.NEW, DeviationState.REOPENED, DeviationState.CLOSED, DeviationState.WAIVED)
_STANDING = (
    DeviationState.OPEN,
    DeviationState.REOPENED,
    DeviationState.WAIVED,
    DeviationState.CLOSED,
    DeviationState.NEW,
)


def lives_table(facts: CountyFacts) -> Table:
    """Every deviation ever found; the changes since the last consolidation first, then what stays open."""
    since = facts.last_consolidation

    def order(pair: tuple[int, TrackedDeviation]) -> tuple[int, int, int]:
        at, life = pair
        changed = _changed(life, since)
        return (0 if changed else 1, (_CHANGES if changed else _STANDING).index(life.state), at)

    ordered = [life for _, life in sorted(enumerate(facts.tracked), key=order)]
    changes = sum(_changed(life, since) for life in ordered)
    # What is put right or waived stands in no file that counts now.
    found = [facts.current_by_life.get((life.unit, life.key, life.source_file)) for life in ordered]
    compared = f"与{day(since)}汇总相比" if since else "首次汇总"
    return Table(
        LIVES,
        "偏差整改销号台账",
        _LIFE_COLUMNS,
        tuple(
            _life_row(number, life, current, since, facts.county.plan)
            for number, (life, current) in enumerate(zip(ordered, found, strict=True), 1)
        ),
        f"{compared}，本次变化{changes}条，排列在前；其后依次为未整改、已豁免、已整改。"
        "“偏差键”为系统识别同一偏差的依据，请勿修改。",
        "尚无偏差记录。",
        frozen=4,
        origins=tuple(current.origin if current else None for current in found),
    )


def _changed(life: TrackedDeviation, since: date | None) -> bool:
    if life.state is DeviationState.NEW:
        return True
    if since is None:
        return False
    if life.state is DeviationState.OPEN:
        return False
    # Put right, waived: it was still seen at the last consolidation and is not seen now.
    if life.state in (DeviationState.CLOSED, DeviationState.WAIVED):
        return life.last_seen >= since
    return life.days_open == 0


def _life_row(
    number: int, life: TrackedDeviation, current: CurrentDeviation | None, since: date | None, plan: Plan
) -> Row:
    deviation = life.deviation
    return (
        number,
        life.state.value,
        "是" if _changed(life, since) else "",
        shown_unit(life.unit, deviation.code),
        deviation.code,
        title_of(deviation.code, plan),
        deviation.severity.label,
        deviation.obligation or "",
        deviation.content,
        deviation.what or deviation.message,
        life.first_found,
        life.last_seen,
        life.days_open,
        life.times_returned,
        life.source_file,
        current.place if current else place_of(deviation),
        current.line.number if current and current.line else None,
        life.key,
    )

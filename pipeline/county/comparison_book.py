"""The workbook of two plans compared (方案变动对照): what changes for whom, then a sheet for each fate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NamedTuple

from pipeline.county.columns import Column, Kind, Table
from pipeline.county.frames_overview import OVERVIEW
from pipeline.county.overflow import Overflow
from pipeline.county.places import Part, Places
from pipeline.county.presentation import Presentation
from pipeline.county.sheet_table import Kit, write_table
from pipeline.county.styles import Styles, new_book
from pipeline.judging.checks.wording import day
from pipeline.model import Decision, Obligation, Plan
from pipeline.plan.comparison import Comparison, Fate, Pairing, UnitChange, limits_differ

BY_UNIT = "各单位变动"
ENDING = "核定意见去向"
_FATES = (Fate.REWORDED, Fate.SPLIT, Fate.MERGED, Fate.NEW, Fate.DROPPED, Fate.SAME)
_TOLD = {
    Fate.SAME: "文字与上一方案相同（年度数字除外），时限或责任单位可能有调整。",
    Fate.REWORDED: "由文字相近程度判定为同一任务，请核对。上年台账的表述和核定意见沿用到这些任务。",
    Fate.SPLIT: "上一方案的一项任务，今年分作几项，请核对。",
    Fate.MERGED: "上一方案的几项任务，今年并作一项，请核对。",
    Fate.NEW: "上一方案没有相近的任务。",
    Fate.DROPPED: "今年的方案没有相近的任务。",
}


@dataclass(frozen=True, slots=True)
class Ending:
    """What becomes of an officer's decision under the plan before: to where it moves, or that it ends, and why."""

    decision: Decision
    place: str
    outcome: str


def comparison_workbook(comparison: Comparison, endings: Sequence[Ending] | None = None) -> bytes:
    """Write the workbook; ``endings`` adds the sheet of what becomes of the decisions made under the plan before."""
    now, buffer = comparison.now, BytesIO()
    book = new_book(buffer)
    book.set_properties(
        {"title": f"{now.title}与{comparison.before.title}对照", "author": now.settings.collecting_unit}
    )
    tables: list[Table[Any]] = [_overview(comparison), _by_unit(comparison)]
    tables += [_of_fate(comparison, fate) for fate in _FATES]
    tables += [_endings(endings)] if endings is not None else []
    presentation = Presentation()
    kit = Kit(
        Styles(book),
        Places(tables, (), presentation),
        presentation,
        f"{now.county}{now.year}年政务公开",
        f"对照：{comparison.before.title}",
        Overflow(presentation.limits.text),
    )
    for table in tables:
        write_table(book.add_worksheet(table.name), Part(table.name, 0, len(table.rows)), table, kit)
    book.close()
    return buffer.getvalue()


def summary(comparison: Comparison) -> str:
    """Say in one line how many obligations met which fate."""
    counts = comparison.counts()
    return "，".join(f"{fate.value}{counts[fate]}项" for fate in (Fate.SAME, *_FATES[:-1]))


def _overview(comparison: Comparison) -> Table[UnitChange]:
    before, now = comparison.before, comparison.now
    columns: tuple[Column[UnitChange], ...] = (
        Column("序号", Kind.NUMBER, 6),
        Column("单位", Kind.TEXT, 24, lambda u: u.unit),
        Column("今年任务数", Kind.NUMBER, 8, lambda u: _count(now, u.unit)),
        Column("新承担", Kind.NUMBER, 8, lambda u: len(u.gained)),
        Column("不再承担", Kind.NUMBER, 8, lambda u: len(u.lost)),
        Column("有变动", Kind.NUMBER, 8, lambda u: len(u.altered)),
        Column("未变动", Kind.NUMBER, 8, lambda u: len(u.kept)),
        Column("新承担的任务", Kind.PROSE, 32, lambda u: _places(u.gained)),
        Column("有变动的任务", Kind.PROSE, 58, lambda u: _places([o for p in u.altered for o in p.now])),
    )
    due = f"报送截止：上年{day(before.ledgers_due)}，今年{day(now.ledgers_due)}。"
    return Table(
        OVERVIEW,
        "工作方案变动对照",
        columns,
        comparison.by_unit,
        f"与上一方案相比：{summary(comparison)}。{due}本表汇总各单位的变动，“{BY_UNIT}”逐项列明，其后各表按变动类型逐项对照。"
        "文字调整、拆分、合并由程序按文字相近程度判定，请核对。",
        "两个方案都没有明确到单位的任务。",
    )


def _count(plan: Plan, unit: str) -> int:
    found = plan.unit_by_name.get(unit)
    return len(plan.binding_on(found)) if found else 0


def _places(obligations: Sequence[Obligation]) -> str:
    """Name obligations by annex: 附件1： 3、7、12."""
    numbers: dict[str, list[int]] = {}
    for obligation in obligations:
        numbers.setdefault(obligation.annex.name, []).append(obligation.no)
    return "；".join(f"{annex}： {'、'.join(map(str, sorted(set(of))))}" for annex, of in numbers.items())


class _Change(NamedTuple):
    unit: str
    what: str
    before: tuple[Obligation, ...]
    now: tuple[Obligation, ...]


def _changes(comparison: Comparison) -> Iterator[_Change]:
    for unit in comparison.by_unit:
        yield from (_Change(unit.unit, "新承担", (), (o,)) for o in unit.gained)
        yield from (_Change(unit.unit, "不再承担", (o,), ()) for o in unit.lost)
        for p in unit.altered:
            limit = ["时限有变"] if limits_differ(p) else []
            said = "、".join([*([p.fate.value] if p.fate is not Fate.SAME else []), *limit])
            yield _Change(unit.unit, said, p.before, p.now)


_CHANGE_COLUMNS: tuple[Column[_Change], ...] = (
    Column("序号", Kind.NUMBER, 6),
    Column("单位", Kind.TEXT, 20, lambda c: c.unit),
    Column("变动", Kind.TEXT, 12, lambda c: c.what),
    Column("今年编号", Kind.TEXT, 13, lambda c: "\n".join(o.place for o in c.now)),
    Column("任务", Kind.PROSE, 50, lambda c: "\n".join(map(_whole, c.now or c.before))),
    Column("今年时限", Kind.PROSE, 18, lambda c: "\n".join(o.time_limit_text for o in c.now)),
    Column("上年编号", Kind.TEXT, 13, lambda c: "\n".join(o.place for o in c.before)),
    Column("上年时限", Kind.PROSE, 18, lambda c: "\n".join(o.time_limit_text for o in c.before)),
)


def _by_unit(comparison: Comparison) -> Table[_Change]:
    changes = list(_changes(comparison))
    return Table(
        BY_UNIT,
        BY_UNIT,
        _CHANGE_COLUMNS,
        changes,
        f"共{len(changes)}条。可按“单位”一栏筛选，作为向各单位布置的依据；未变动的任务不再列出。",
        "各单位的任务均无变动。",
        frozen=3,
    )


def _of_fate(comparison: Comparison, fate: Fate) -> Table[Pairing]:
    columns: list[Column[Pairing]] = [Column("序号", Kind.NUMBER, 6)]
    if fate is not Fate.NEW:
        columns += _side("上年", lambda p: p.before)
    if fate is not Fate.DROPPED:
        columns += _side("今年", lambda p: p.now)
    if fate not in (Fate.NEW, Fate.DROPPED):
        columns += [
            Column("时限", Kind.TEXT, 8, lambda p: "有变" if limits_differ(p) else "未变"),
            Column("新增责任单位", Kind.PROSE, 18, lambda p: _difference(comparison, p, gained=True)),
            Column("不再负责的单位", Kind.PROSE, 18, lambda p: _difference(comparison, p, gained=False)),
        ]
    if fate in (Fate.REWORDED, Fate.SPLIT, Fate.MERGED):
        columns.append(Column("相近程度", Kind.PERCENT, 8, lambda p: p.likeness))
    those = [p for p in comparison.pairings if p.fate is fate]
    return Table(
        fate.value,
        f"任务{fate.value}对照",
        tuple(columns),
        those,
        f"共{len(those)}项。{_TOLD[fate]}",
        f"没有{fate.value}的任务。",
        frozen=1,
    )


def _side(year: str, side: Callable[[Pairing], tuple[Obligation, ...]]) -> list[Column[Pairing]]:
    return [
        Column(f"{year}编号", Kind.TEXT, 13, lambda p: "\n".join(o.place for o in side(p))),
        Column(f"{year}任务", Kind.PROSE, 40, lambda p: "\n".join(_whole(o) for o in side(p))),
        Column(f"{year}责任单位", Kind.PROSE, 20, lambda p: "\n".join(o.responsible_text for o in side(p))),
        Column(
            f"{year}时限", Kind.PROSE, 16, lambda p: "\n".join(o.time_limit_text or "（未规定）" for o in side(p))
        ),
    ]


def _whole(obligation: Obligation) -> str:
    return f"【{obligation.label}】{obligation.requirement}" if obligation.label else obligation.requirement


def _difference(comparison: Comparison, pairing: Pairing, *, gained: bool) -> str:
    old, new = comparison.bearers(pairing)
    changed = new - old if gained else old - new
    order = [u.name for u in (*comparison.now.units, *comparison.before.units)]
    return "、".join(dict.fromkeys(name for name in order if name in changed)) or "、".join(sorted(changed))


_ENDING_COLUMNS: tuple[Column[Ending], ...] = (
    Column("序号", Kind.NUMBER, 6),
    Column("核定意见编号", Kind.NUMBER, 9, lambda e: e.decision.number or None),
    Column("单位", Kind.TEXT, 18, lambda e: e.decision.unit),
    Column("上年任务", Kind.TEXT, 13, lambda e: e.place),
    Column("核定意见", Kind.TEXT, 12, lambda e: e.decision.kind.value),
    Column("台账原文或责任主体", Kind.PROSE, 44, lambda e: e.decision.text),
    Column("核定人", Kind.TEXT, 10, lambda e: e.decision.officer),
    Column("核定时间", Kind.DATE, 12, lambda e: e.decision.decided_at and e.decision.decided_at.date()),
    Column("去向", Kind.PROSE, 40, lambda e: e.outcome),
)


def _endings(endings: Sequence[Ending]) -> Table[Ending]:
    return Table(
        ENDING,
        "上年核定意见去向",
        _ENDING_COLUMNS,
        endings,
        f"共{len(endings)}条上年有效的核定意见。豁免、延期、无此项任务和明确责任单位随上年方案终止，今年仍需要的请重新核定；"
        "对表述的认定，沿用到内容相同或相近的今年任务。",
        "上年没有有效的核定意见。",
        frozen=1,
    )

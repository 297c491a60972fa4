"""The tables of progress: 完成情况, a line for each measure and period, and 完成率, counted in three ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.county.columns import Column, Kind, Table, asked
from pipeline.county.facts import CountyFacts
from pipeline.county.progress import Item, ProgressCounts
from pipeline.form.officers import columns as form
from pipeline.judging.checks.wording import excerpt
from pipeline.judging.progress.tracking import Telling
from pipeline.model import Stage, Told

PROGRESS = form.PROGRESS
RATES = "完成率"
_TASK = 24


def _said(item: Item, told: Told) -> str:
    return next((value.text for t, value in item.last.reported.claim.values if t is told), "") if item.last else ""


def _history(item: Item) -> str:
    """Say what was told before, the newest first; "" where it was told once at most."""
    earlier = item.track.tellings[:-1]
    return "；".join(_told(telling) for telling in reversed(earlier))


def _told(telling: Telling) -> str:
    words = telling.stage.value if telling.stage else excerpt(telling.reported.claim.state.text, 20)
    by = telling.reported.by
    how = f"中心登记（{by.officer}）" if by else "报告"
    return f"{telling.reported.on.month}月{telling.reported.on.day}日{how}：{words}"


def _remark(item: Item) -> str:
    if item.last is None:
        return "尚未报告"
    if item.track.late:
        return "逾期完成"
    if item.registered is not None:
        return "中心登记"
    return "所报情况待核实" if item.last.stage is None else ""


def _columns(facts: CountyFacts) -> tuple[Column[Item], ...]:
    as_of, made = facts.county.as_of, facts.county.generated_at.isoformat(timespec="seconds")

    def ids(item: Item) -> str:
        return "、".join(sorted({m.obligation for m in item.line.match.certain}, key=facts.obligation_order))

    return (
        Column("序号", Kind.NUMBER, 6),
        Column("单位", Kind.TEXT, 16, lambda i: i.line.unit),
        Column("任务编号", Kind.OBLIGATION, 12.5, ids),
        Column("工作举措", Kind.PROSE, 40, lambda i: i.line.entry.measure.text),
        Column("期次", Kind.TEXT, 9, lambda i: i.track.step.label),
        Column("到期日期", Kind.DATE, 11.5, lambda i: i.track.step.due),
        Column("距到期", Kind.DAYS_LEFT, 7, lambda i: i.track.step.due and (i.track.step.due - as_of).days),
        Column("状态", Kind.STATE, 11, lambda i: i.track.stage.value),
        Column("提示灯", Kind.STATE, 7, lambda i: i.track.light.value),
        Column("说明", Kind.TEXT, 10, _remark),
        Column("完成时间", Kind.TEXT, 13, lambda i: _said(i, Told.DONE_ON)),
        Column("佐证", Kind.PROSE, 22, lambda i: _said(i, Told.EVIDENCE)),
        Column("单位分管领导", Kind.TEXT, 9, lambda i: i.line.entry.leader.text),
        Column("责任科室", Kind.TEXT, 12, lambda i: i.line.entry.section.text),
        Column(form.TASK, Kind.PROSE, 20, lambda i: i.line.entry.task.text, unprinted=True),
        Column("时限要求", Kind.PROSE, 16, lambda i: i.line.entry.time_limit.text, unprinted=True),
        Column("单位报告内容", Kind.PROSE, 22, lambda i: _said(i, Told.STATE), unprinted=True),
        Column("报告日期", Kind.DATE, 11.5, lambda i: i.last and i.last.reported.on, unprinted=True),
        Column("历次报告", Kind.PROSE, 22, _history, unprinted=True),
        Column("中心登记", Kind.PROSE, 20, _registered, unprinted=True),
        Column("台账序号", Kind.LINE, 6, lambda i: i.line.number, unprinted=True),
        Column("来源文件", Kind.SOURCE, 18, lambda i: i.source.arrival.file_name, unprinted=True),
        Column("来源单元格", Kind.PLACE, 11, lambda i: i.origin.shown, unprinted=True),
        *(
            replace(column, unprinted=True)
            for column in (
                asked(form.STAGE, 9),
                asked(form.DONE_ON, 11.5, Kind.FILL_DATE),
                asked(form.SIGNED, 9),
                asked(form.PROGRESS_BASIS, 20),
            )
        ),
        Column(form.KEY_UNIT, Kind.KEY, 12, lambda i: i.line.unit),
        Column(form.KEY_TEXT, Kind.KEY, 20, lambda i: i.line.entry.measure.text),
        Column(form.KEY_PERIOD, Kind.KEY, 8, lambda i: i.track.step.label),
        Column(form.KEY_DUE, Kind.KEY, 11, lambda i: i.track.step.due.isoformat() if i.track.step.due else ""),
        Column(form.KEY_TASK, Kind.KEY, 20, lambda i: i.line.entry.task.text),
        Column(form.KEY_WHICH, Kind.KEY, 6, lambda i: f"#{i.which}" if i.which else ""),
        Column(form.KEY_MADE, Kind.KEY, 20, lambda _: made),
    )


def _registered(item: Item) -> str:
    by = item.registered
    return f"{by.officer}：{by.reason}" if by else ""


def progress_table(facts: CountyFacts) -> Table[Item]:
    """One line for each measure, and of what recurs one for each period."""
    progress = facts.progress
    soon = facts.county.plan.settings.due_soon_days
    return Table(
        PROGRESS,
        "工作举措完成情况",
        _columns(facts),
        progress.items,
        f"{progress.sentence}按各单位台账“完成情况”“完成时间”“佐证”三栏和台账自定时限认定，按期次开展的每期一行。"
        f"红灯：已过到期日期而未报告完成；黄灯：{soon}天内到期；绿灯：其他。从未报告的按“未开展”列示，说明栏注“尚未报告”，"
        "不表示没有办理，请单位在台账上填写后重新报送；单位以电话、书面报告的，中心可在本表右侧“登记状态”等栏登记，填写经办人和依据，保存后将本工作簿放入“inbox/核定”文件夹，"
        "登记后程序即向单位另出回执告知，需撤销的见“现行核定”。佐证只核对写法，未打开查看。",
        "尚无可以跟踪的工作举措。",
        frozen=3,
        origin=lambda i: i.origin,
    )


@dataclass(frozen=True, slots=True)
class _Rate:
    group: str
    name: str
    words: str
    counts: ProgressCounts


_RATE_COLUMNS: tuple[Column[_Rate], ...] = (
    Column("序号", Kind.NUMBER, 6),
    Column("类别", Kind.TEXT, 12, lambda r: r.group),
    Column("名称", Kind.TEXT, 22, lambda r: r.name),
    Column("内容", Kind.PROSE, 36, lambda r: r.words),
    Column("事项", Kind.NUMBER, 7, lambda r: r.counts.steps),
    Column(Stage.DONE.value, Kind.NUMBER, 8, lambda r: r.counts.done),
    Column(Stage.UNDER_WAY.value, Kind.NUMBER, 8, lambda r: r.counts.under_way),
    Column(Stage.NOT_BEGUN.value, Kind.NUMBER, 8, lambda r: r.counts.not_begun),
    Column(Stage.OVERDUE.value, Kind.NUMBER, 10, lambda r: r.counts.overdue),
    Column("从未报告", Kind.NUMBER, 8, lambda r: r.counts.silent),
    Column("有期限事项", Kind.NUMBER, 8, lambda r: r.counts.dated),
    Column("完成率", Kind.PERCENT, 9, lambda r: r.counts.rate),
)


def _rates(facts: CountyFacts) -> Iterator[_Rate]:
    progress, plan = facts.progress, facts.county.plan
    if progress.items:
        yield _Rate("全县", "合计", "", progress.total)
    for unit, counts in progress.by_unit.items():
        yield _Rate("按单位", unit, "", counts)
    for obligation, counts in progress.by_obligation.items():
        known = plan.by_id.get(obligation)
        yield _Rate("按任务", obligation, excerpt(known.requirement, _TASK) if known else "", counts)
    for (unit, leader), counts in progress.by_leader.items():
        yield _Rate("按分管领导", leader or "（未填写）", unit, counts)


def progress_rates_table(facts: CountyFacts) -> Table[_Rate]:
    """The rates by unit, by obligation and by leader."""
    return Table(
        RATES,
        "工作举措完成率",
        _RATE_COLUMNS,
        tuple(_rates(facts)),
        "完成率＝已完成的有期限事项÷有期限事项（按期次开展的每期计一项）；长期性、未设期限的事项不计入完成率。"
        "一条举措落实几项任务的，按任务统计时分别计入。可按“类别”筛选。",
        "尚无可以统计的工作举措。",
        frozen=3,
    )

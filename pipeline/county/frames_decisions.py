"""The tables that an officer fills in and drops back into inbox/: 存疑核定, 责任待明确."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.county.columns import Column, Kind, Spare, Table, asked
from pipeline.county.facts import CountyFacts
from pipeline.county.frames_ledgers import COVERAGE, REPORTING
from pipeline.county.to_decide import ToDecide, as_asked, to_decide
from pipeline.form.officers import columns as form
from pipeline.judging.checks.c04_doubtful_match import why_doubtful
from pipeline.judging.matching.sureness import MOST_SURE, sureness
from pipeline.model import Assignment, Binding, DecisionKind, Match, Obligation

ADDED_LINES = 12


def _doubt_columns(facts: CountyFacts) -> tuple[Column[ToDecide], ...]:
    return (
        Column("序号", Kind.NUMBER, 6),
        Column("单位", Kind.TEXT, 15, lambda d: d.unit),
        Column("工作任务", Kind.PROSE, 14, lambda d: d.entry.task.text),
        Column("工作举措", Kind.PROSE, 26, lambda d: d.entry.measure.text),
        Column("时限要求", Kind.PROSE, 13, lambda d: d.entry.time_limit.text),
        Column("单位说明", Kind.PROSE, 12, lambda d: d.said, hint="该单位在回执“缺失任务”表中所选和所写的。"),
        Column("任务编号", Kind.OBLIGATION, 8, lambda d: d.obligation),
        Column("任务名称", Kind.PROSE, 12, lambda d: label_of(facts, d.obligation)),
        Column("工作要求", Kind.PROSE, 23, lambda d: requirement_of(facts, d.obligation)),
        Column("对应把握", Kind.PERCENT, 7, lambda d: sureness(d.match.score, doubtful=True) if d.match else None),
        Column("存疑原因", Kind.PROSE, 11, _why),
        Column("依据词语", Kind.PROSE, 13, lambda d: "、".join(d.match.words) if d.match else ""),
        Column("次选任务", Kind.PROSE, 13, lambda d: _runner_up(facts, d.obligation, d.runner_up)),
        asked(form.VERDICT, 9),
        asked(form.OFFICER, 9),
        asked(form.UNTIL, 11.5, Kind.FILL_DATE),
        asked(form.REASON, 14),
        Column(
            "所缺词语",
            Kind.PROSE,
            12,
            lambda d: "、".join(d.match.lacking) if d.match else "",
            hint="台账原文没有、但该项任务通常会写到的词语；写明其中一些即可认定。",
            unprinted=True,
        ),
        Column("台账序号", Kind.LINE, 6, lambda d: d.line.number if d.line else None, unprinted=True),
        Column("来源文件", Kind.SOURCE, 14, lambda d: d.submission.arrival.file_name, unprinted=True),
        Column("来源单元格", Kind.PLACE, 10, lambda d: d.origin.shown, unprinted=True),
        Column(form.KEY_UNIT, Kind.KEY, 12, lambda d: d.unit),
        Column(form.KEY_OBLIGATION, Kind.KEY, 8, lambda d: d.obligation),
        Column(form.KEY_TEXT, Kind.KEY, 20, lambda d: d.text),
        Column(form.KEY_SHA256, Kind.KEY, 12, lambda d: d.submission.arrival.sha256),
    )


def _why(one: ToDecide) -> str:
    return why_doubtful(one.line.match) if one.line and one.match else "申请不适用"


def doubts_table(facts: CountyFacts) -> Table[ToDecide]:
    """One line for each doubtful (entry, obligation), first what teaches most."""
    doubts = as_asked(to_decide(facts), facts)
    return Table(
        form.DOUBTS,
        "匹配存疑事项核定表",
        _doubt_columns(facts),
        doubts,
        f"共{len(doubts)}条，请逐条选择“核定结果”并填写“核定人”，保存后将本工作簿放入“inbox/核定”文件夹，"
        f"程序即时登记并采用，登记结果见“回执/核定意见”。“对应把握”为文字相近的程度，存疑的行最高列为{MOST_SURE:.0%}，存疑的原因见“存疑原因”栏。",
        "本次汇总没有需要核定的存疑事项。需要豁免、延期或确认无此项任务的，可在下面补登。",
        origin=lambda d: d.origin,
        spare=Spare(
            ADDED_LINES,
            "补登：上列以外的豁免、延期和无此项任务，请填在下面各行并写明理由（全部任务均不承担的，任务编号留空，选“无此项任务”）。",
            {form.VERDICT.heading: tuple(kind.value for kind in form.ON_OBLIGATIONS)},
            {form.UNIT: (REPORTING, "单位"), form.OBLIGATION: (COVERAGE, "任务编号")},
        ),
    )


def label_of(facts: CountyFacts, obligation: str) -> str:
    """The short name of an obligation or body duty."""
    found = facts.county.plan.by_id.get(obligation)
    return found.label if found else "方案正文事项"


def requirement_of(facts: CountyFacts, obligation: str) -> str:
    """What the plan requires, of an annex or of its body text."""
    found = facts.county.plan.by_id.get(obligation)
    if found:
        return found.requirement
    return next((d.text for d in facts.county.plan.duties if d.id == obligation), "")


def _runner_up(facts: CountyFacts, obligation: str, match: Match | None) -> str:
    """Name what an entry may be instead, with how officers tell the two apart."""
    if match is None:
        return ""
    told = facts.county.plan.how_to_tell(obligation, match.obligation)
    told = f"\n区分：{told}" if told else ""
    return f"{match.obligation} {label_of(facts, match.obligation)}（{match.score:.0%}）{told}"


_NATURE = {
    Binding.CONDITIONAL: "符合条件的单位落实",
    Binding.OPEN: "方案未列明单位",
    Binding.EXTERNAL: "由其他文件确定",
}


@dataclass(frozen=True, slots=True)
class _Bearer:
    """An obligation, and one to whom the plan gives it without saying which unit that is."""

    obligation: Obligation
    assignment: Assignment


def _bearer_columns(facts: CountyFacts) -> tuple[Column[_Bearer], ...]:
    return (
        Column("序号", Kind.NUMBER, 6),
        Column("任务编号", Kind.OBLIGATION, 8, lambda b: b.obligation.id),
        Column("任务大类", Kind.PROSE, 12, lambda b: b.obligation.category),
        Column("任务名称", Kind.PROSE, 16, lambda b: b.obligation.label),
        Column("工作要求", Kind.PROSE, 36, lambda b: b.obligation.requirement),
        Column("时限要求", Kind.PROSE, 13, lambda b: b.obligation.time_limit_text),
        Column("方案责任单位", Kind.PROSE, 17, lambda b: b.obligation.responsible_text),
        Column("待明确主体", Kind.PROSE, 17, lambda b: b.assignment.bearer),
        Column("角色", Kind.TEXT, 6, lambda b: b.assignment.role.value),
        Column("情形", Kind.PROSE, 12, lambda b: _NATURE[b.assignment.binding]),
        Column("已列入台账的单位", Kind.PROSE, 16, lambda b: "、".join(_serving(b, facts))),
        Column("已明确单位", Kind.PROSE, 16, lambda b: "、".join(_decided(b, facts))),
        asked(form.BEARERS, 19, choices_from=(REPORTING, "单位")),
        asked(form.BEARERS_OFFICER, 9),
        asked(form.BASIS, 16),
        Column(form.KEY_OBLIGATION, Kind.KEY, 8, lambda b: b.obligation.id),
        Column(form.KEY_BEARER, Kind.KEY, 20, lambda b: b.assignment.bearer),
    )


def open_bearers_table(facts: CountyFacts) -> Table[_Bearer]:
    """One line for each bearer whom the plan names by a condition, by another document or not at all."""
    found = [_Bearer(o, a) for o in facts.county.plan.obligations for a in o.assignments if a.binding in _NATURE]
    return Table(
        form.OPEN_BEARERS,
        "责任单位待明确事项",
        _bearer_columns(facts),
        found,
        f"共{len(found)}条。方案对下列任务未直接列明责任单位，请在“责任单位（填写）”栏明确并填写核定人，"
        "保存后将本工作簿放入“inbox/核定”文件夹；未明确前不作为漏项。",
        "方案中没有责任单位待明确的任务。",
    )


def _serving(bearer: _Bearer, facts: CountyFacts) -> list[str]:
    return [r.unit for r in facts.reports if facts.lines.serving(r.unit, bearer.obligation.id)]


def _decided(bearer: _Bearer, facts: CountyFacts) -> list[str]:
    decided = {
        d.unit
        for d in facts.county.decisions
        if d.kind is DecisionKind.ASSIGN
        and d.obligation == bearer.obligation.id
        and d.text.strip() in ("", bearer.assignment.bearer)
        and d.in_force(facts.county.as_of)
    }
    return sorted(decided, key=facts.unit_order)

"""``taizhang decide``: an officer's word, recorded with reason, name and end date."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.service import folder_option
from pipeline.cli.units import unit_named
from pipeline.cli.words import speaking
from pipeline.model import ON_WORDINGS, Decision, DecisionKind

if TYPE_CHECKING:
    from pipeline.model import Plan

_NEEDS_UNTIL = (DecisionKind.EXTEND,)
_NEEDS_OBLIGATION = frozenset(DecisionKind) - {DecisionKind.NIL_RETURN, DecisionKind.OWN_TASK}


_REVOKE = "撤销"
_KINDS = tuple(kind for kind in DecisionKind if kind is not DecisionKind.PROGRESS)
"""What may be said here; progress is registered on the sheet that lists the measures (完成情况)."""


@click.command(help=f"登记核定意见，类别为{'、'.join(_KINDS)}之一，到期自动失效；撤销用：decide 撤销 --record 编号。")
@click.argument("kind", type=click.Choice([*(k.value for k in _KINDS), _REVOKE]), metavar="类别")
@click.option("--unit", default="", help="单位名称。")
@click.option("--obligation", default="", help="任务编号，如 A1-47。")
@click.option("--text", default="", help="认定、否定或自定任务所针对的台账原文（工作举措）。")
@click.option("--reason", default="", help="理由（必填）。")
@click.option("--officer", default="", help="批准人或核定人（必填）。")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="有效期至，或延期至哪一天。")
@click.option("--record", type=click.IntRange(min=1), help="撤销哪一条核定意见（记录编号见 taizhang log）。")
@folder_option
def decide(
    kind: str,
    unit: str,
    obligation: str,
    text: str,
    reason: str,
    officer: str,
    until: datetime | None,
    record: int | None,
    folder: Path | None,
) -> int:
    """Record one decision, or end one; what it changes is judged, answered and published at once."""
    if kind == _REVOKE:
        if record is None:
            raise click.UsageError("缺少选项“--record”。")
        with speaking(folder, officer, reason) as installation:
            from pipeline.flow.day.words import revoke

            ended = revoke(installation, record, officer, reason)
            click.echo(f"已撤销：{ended}（记录编号{record}），经办人{officer}。")
        return 0
    wanted = DecisionKind(kind)
    if not unit.strip():
        raise click.UsageError("缺少选项“--unit”。")
    if wanted in _NEEDS_OBLIGATION and not obligation:
        raise click.UsageError(f"“{kind}”应写明任务编号（--obligation）。")
    if wanted in _NEEDS_UNTIL and until is None:
        raise click.UsageError(f"“{kind}”应写明日期（--until）。")
    if wanted in ON_WORDINGS and not text.strip():
        raise click.UsageError(f"“{kind}”应写明台账原文（--text）。")
    with speaking(folder, officer, reason) as installation:
        from pipeline.flow.day.faults import fault_in
        from pipeline.flow.day.remarks import contradicts

        plan = installation.plan
        unit = unit_named(plan, unit).name
        until_day = until.date() if until else None
        decision = Decision(
            wanted, unit, obligation.strip().upper(), text, reason, officer, installation.clock(), until_day
        )
        fault = fault_in(installation, decision, installation.clock().date())
        if fault:
            raise click.UsageError(fault)
        before = next((d for d in reversed(installation.decisions()) if contradicts(d, decision)), None)
        is_new = installation.register.record_decision(decision, plan.id, renew=True)
        number = next(d.number for d in reversed(installation.decisions()) if _same(d, decision))
        said = _said(plan, decision)
        click.echo(f"{'已登记' if is_new else '此前已登记相同意见，无需重复'}：{said}（记录编号{number}）。")
        if before is not None and is_new:
            click.echo(f"请注意：此前{before.officer}核定为“{before.kind.value}”，现以本次为准。", err=True)
    return 0


def _same(one: Decision, other: Decision) -> bool:
    return (one.kind, one.unit, one.obligation, one.text, one.until) == (
        other.kind,
        other.unit,
        other.obligation,
        other.text,
        other.until,
    )


def _said(plan: Plan, decision: Decision) -> str:
    """Say a decision in one line, as the officer will want to read it back."""
    about = plan.by_id.get(decision.obligation)
    task = (
        f"{decision.obligation}（{about.label}）"
        if about
        else decision.text
        if decision.kind is DecisionKind.OWN_TASK
        else "全部任务"
    )
    until = decision.until
    end = f"{until.year}年{until.month}月{until.day}日" if until else ""
    if decision.kind is DecisionKind.EXTEND:
        what = f"{decision.kind.value}{end}"
    else:
        what = decision.kind.value + (f"（有效期至{end}）" if end else "")
    return f"{decision.unit}　{task}　{what}，核定人{decision.officer}"

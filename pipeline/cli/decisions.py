"""``taizhang decide``: an officer's word, recorded with reason, name and end date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.units import unit_named
from pipeline.model import ON_WORDINGS, Decision, DecisionKind

if TYPE_CHECKING:
    from pipeline.model import Plan

_NEEDS_UNTIL = (DecisionKind.EXTEND,)
_NEEDS_OBLIGATION = frozenset(DecisionKind) - {DecisionKind.NIL_RETURN, DecisionKind.OWN_TASK}


@click.command(help=f"登记核定意见，类别为{'、'.join(DecisionKind)}之一。到期自动失效。")
@click.argument("kind", type=click.Choice([k.value for k in DecisionKind]), metavar="类别")
@click.option("--unit", required=True, help="单位名称。")
@click.option("--obligation", default="", help="任务编号，如 A1-47。")
@click.option("--text", default="", help="认定、否定或自定任务所针对的台账原文（工作举措）。")
@click.option("--reason", required=True, help="理由。")
@click.option("--officer", required=True, help="批准人或核定人。")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="有效期至，或延期至哪一天。")
@click.option(
    "--dir",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="工作文件夹，默认为当前所在的工作文件夹。",
)
def decide(
    kind: str,
    unit: str,
    obligation: str,
    text: str,
    reason: str,
    officer: str,
    until: datetime | None,
    folder: Path | None,
) -> int:
    """Record one decision; the next consolidation respects it."""
    from pipeline.wiring import open_installation, working_folder, working_lock

    wanted = DecisionKind(kind)
    if wanted in _NEEDS_OBLIGATION and not obligation:
        raise click.UsageError(f"“{kind}”应写明任务编号（--obligation）。")
    if wanted in _NEEDS_UNTIL and until is None:
        raise click.UsageError(f"“{kind}”应写明日期（--until）。")
    if wanted in ON_WORDINGS and not text.strip():
        raise click.UsageError(f"“{kind}”应写明台账原文（--text）。")
    for name, value in (("理由（--reason）", reason), ("批准人或核定人（--officer）", officer)):
        if not value.strip():
            raise click.UsageError(f"{name}不能为空。")
    root = working_folder(folder)
    with working_lock(root):
        installation = open_installation(root)
        try:
            plan = installation.plan
            unit = unit_named(plan, unit).name
            obligation = obligation.strip().upper()
            if obligation and obligation not in plan.by_id:
                raise click.BadParameter(f"方案中没有任务“{obligation}”。", param_hint="--obligation")
            until_day = until.date() if until else None
            decision = Decision(wanted, unit, obligation, text, reason, officer, installation.clock(), until_day)
            is_new = installation.register.record_decision(decision, renew=True)
            remarks = _remarks(plan, decision, installation.clock().date())
        finally:
            installation.register.close()
    click.echo(f"{'已登记' if is_new else '此前已登记相同意见，无需重复'}：{_said(plan, decision)}。")
    for remark in remarks if is_new else ():
        click.echo(remark, err=True)
    if is_new:
        click.echo("下次汇总时生效。")
    return 0


def _said(plan: Plan, decision: Decision) -> str:
    """Say a decision in one line, as the officer will want to read it back."""
    about = plan.by_id.get(decision.obligation)
    whole = decision.text if decision.kind is DecisionKind.OWN_TASK else "全部任务"
    task = f"{decision.obligation}（{about.label}）" if about else whole
    until = decision.until
    end = f"{until.year}年{until.month}月{until.day}日" if until else ""
    if decision.kind is DecisionKind.EXTEND:
        what = f"{decision.kind.value}{end}"
    else:
        what = decision.kind.value + (f"（有效期至{end}）" if end else "")
    return f"{decision.unit}　{task}　{what}，核定人{decision.officer}"


def _remarks(plan: Plan, decision: Decision, today: date) -> Iterator[str]:
    """Say what may be a slip: a word that has ended already, or one on a task that does not bind the unit."""
    if decision.until is not None and decision.until < today:
        ends = "" if decision.kind is DecisionKind.EXTEND else "，该意见不再有效（可用于提前终止此前的意见）"
        yield f"请注意：所填日期已过{ends}。"
    on_duty = decision.kind in (DecisionKind.WAIVE, DecisionKind.EXTEND, DecisionKind.NIL_RETURN)
    unit = plan.unit_by_name[decision.unit]
    if on_duty and decision.obligation and plan.assignment_of(unit, decision.obligation) is None:
        yield f"请注意：方案没有把{decision.obligation}分给{decision.unit}，请核对任务编号。"

"""``taizhang decide``: an officer's word, recorded with reason, name and end date."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from pipeline.cli.units import unit_named
from pipeline.model import DecisionKind

_NEEDS_UNTIL = (DecisionKind.EXTEND,)
_NEEDS_TEXT = (DecisionKind.CONFIRM, DecisionKind.REJECT)
_NEEDS_OBLIGATION = tuple(kind for kind in DecisionKind if kind is not DecisionKind.NIL_RETURN)


@click.command(help="登记核定意见：认定、否定、豁免、延期、无此项任务、明确责任单位。到期自动失效。")
@click.argument("kind", type=click.Choice([k.value for k in DecisionKind]), metavar="类别")
@click.option("--unit", required=True, help="单位名称。")
@click.option("--obligation", default="", help="任务编号，如 A1-47。")
@click.option("--text", default="", help="认定或否定所针对的台账原文（工作举措）。")
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
    from pipeline.model import Decision
    from pipeline.wiring import open_installation, working_folder, working_lock

    wanted = DecisionKind(kind)
    if wanted in _NEEDS_OBLIGATION and not obligation:
        raise click.UsageError(f"“{kind}”应写明任务编号（--obligation）。")
    if wanted in _NEEDS_UNTIL and until is None:
        raise click.UsageError(f"“{kind}”应写明日期（--until）。")
    if wanted in _NEEDS_TEXT and not text.strip():
        raise click.UsageError(f"“{kind}”应写明台账原文（--text）。")
    root = working_folder(folder)
    with working_lock(root):
        installation = open_installation(root)
        try:
            plan = installation.plan
            unit = unit_named(plan, unit).name
            if obligation and obligation not in plan.by_id:
                raise click.BadParameter(f"方案中没有任务“{obligation}”。", param_hint="--obligation")
            is_new = installation.register.record_decision(
                Decision(
                    wanted,
                    unit,
                    obligation,
                    text,
                    reason,
                    officer,
                    installation.clock(),
                    until.date() if until else None,
                ),
                renew=True,
            )
        finally:
            installation.register.close()
    click.echo("已登记，下次汇总时生效。" if is_new else "此前已登记相同意见，无需重复。")
    return 0

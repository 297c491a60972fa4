"""``taizhang rules dry-run`` and ``taizhang recheck``: what changes, department by department."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.console import speak_utf8
from pipeline.cli.problems import listed
from pipeline.model import Deviation, Severity

if TYPE_CHECKING:
    from pipeline.flow.again.changes import Change
    from pipeline.flow.again.dry_run import DryRun, PlanChange
    from pipeline.flow.again.recheck import Rechecked, Reread
    from pipeline.model import Plan

_MOST_SHOWN = 30
"""Lines of one kind that are printed for one department; --format json gives all."""


@click.command("dry-run", help="试算：改用新的方案数据后，各单位的校验结果会有哪些变化。只试算，不改动任何记录。")
@click.argument("new_rules", metavar="新方案文件夹或编号")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天试算，默认为今天。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出形式。")
@click.option(
    "--dir",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="工作文件夹，默认为当前所在的工作文件夹。",
)
def dry_run(new_rules: str, as_of: datetime | None, form: str, folder: Path | None) -> int:
    """Try another plan on all that has been received; exit code 1 where it would add errors."""
    from pipeline.flow.again.dry_run import dry_run as try_plan
    from pipeline.plan.rules_check import verify_rules
    from pipeline.settings.places import working_folder
    from pipeline.wiring import open_installation

    root = working_folder(folder)
    rules = Path(new_rules) if Path(new_rules).is_dir() else root / "rules" / new_rules
    if not rules.is_dir():
        raise click.BadParameter(
            f"找不到方案数据“{new_rules}”，请写文件夹路径，或 rules/ 下的方案编号。", param_hint="新方案"
        )
    fatal = [problem for problem in verify_rules(rules) if problem.fatal]
    if fatal:
        click.echo("\n".join(listed(fatal)), err=True)
        click.echo(f"方案数据有误，暂不能试算：{rules}", err=True)
        return 2
    installation = open_installation(root)
    try:
        result = try_plan(installation, rules, as_of.date() if as_of else None)
    finally:
        installation.register.close()
    if form == "json":
        speak_utf8()
        click.echo(json.dumps(_document(result), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_dry_run_lines(result)))
    return int(result.new_errors > 0)


@click.command(help="复核：按现行方案和核定意见，对已归档的全部来件重新读取、对应、校验，更新记录和回执。")
@click.option(
    "--dir",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="工作文件夹，默认为当前所在的工作文件夹。",
)
def recheck(folder: Path | None) -> int:
    """Bring the register up to today's plan and decisions; exit code 3 where an original is lost."""
    from pipeline.cli.progress import shown
    from pipeline.flow.again.recheck import recheck as recheck_all
    from pipeline.settings.places import working_folder
    from pipeline.wiring import open_installation, working_lock

    def progress(items: Iterable[Reread], total: int) -> Iterator[Reread]:
        return shown(items, total, "正在复核")

    root = working_folder(folder)
    with working_lock(root):
        installation = open_installation(root)
        try:
            result = recheck_all(installation, progress)
        finally:
            installation.register.close()
    click.echo("\n".join(_recheck_lines(result)))
    for kept in result.kept:
        click.echo(f"{kept.file_name}：{kept.reason}", err=True)
    if any(kept.lost for kept in result.kept):
        return 3
    return int(any(s.count(Severity.ERROR) for s in result.submissions))


def _dry_run_lines(result: DryRun) -> Iterator[str]:
    yield f"试算：{_named(result.before)} → {_named(result.after)}"
    plan_lines = list(_plan_lines(result.plan))
    yield from (f"  {line}" for line in plan_lines or ["方案的任务、责任单位、时限和单位名录均无变动。"])
    yield ""
    if not result.changes:
        yield "改用新方案后，各单位的校验结果没有变化。"
        return
    yield f"改用新方案后，{_summary(result.changes)}"
    for change in result.changes:
        yield ""
        yield from _change_lines(change)


def _recheck_lines(result: Rechecked) -> Iterator[str]:
    yield f"已复核{len(result.submissions)}份台账。"
    if not result.changes:
        yield "校验结果没有变化。"
        return
    yield f"与原记录相比，{_summary(result.changes)}"
    yield "涉及现行版本的，回执已重新生成；汇总表请运行 taizhang consolidate 更新。"
    for change in result.changes:
        yield ""
        yield from _change_lines(change)


def _named(plan: Plan) -> str:
    return f"{plan.id}（{plan.fingerprint[:8]}）"


def _plan_lines(plan: PlanChange) -> Iterator[str]:
    if plan.ledgers_due[0] != plan.ledgers_due[1]:
        yield f"报送截止：{plan.ledgers_due[0]} → {plan.ledgers_due[1]}"
    for name, obligations in (("新增任务", plan.added), ("删除任务", plan.removed)):
        for obligation in obligations:
            yield f"{name}：{obligation.id} {obligation.label}"
    for obligation, aspects in plan.altered:
        yield f"变动任务：{obligation.id} {obligation.label}（{'、'.join(aspects)}）"
    for name, units in (("新增单位", plan.units_added), ("删除单位", plan.units_removed)):
        if units:
            yield f"{name}：{'、'.join(units)}"


def _summary(changes: Sequence[Change]) -> str:
    new = sum(len(c.new) for c in changes)
    gone = sum(len(c.gone) for c in changes)
    altered = sum(len(c.altered) for c in changes)
    errors = sum(c.new_errors for c in changes)
    return (
        f"有变化的{len(changes)}处：新增偏差{new}条，消除偏差{gone}条，内容或等级有变{altered}条"
        f"（其中新增错误{errors}条）。"
    )


def _change_lines(change: Change) -> Iterator[str]:
    before, after = change.verdicts
    verdict = f"　{before or '无'} → {after or '无'}" if before != after else ""
    yield f"{change.subject}{verdict}"
    for name, deviations in (("新增", change.new), ("消除", change.gone)):
        yield from _limited(f"  {name}　{_line(d)}" for d in deviations)
    yield from _limited(
        f"  变动　{_line(b)}" + (f"（原为{a.severity.label}）" if a.severity is not b.severity else "")
        for a, b in change.altered
    )
    for name, obligations in (("漏项增加", change.newly_missing), ("漏项减少", change.no_longer_missing)):
        if obligations:
            yield f"  {name}：{'、'.join(obligations)}"


def _line(deviation: Deviation) -> str:
    return f"{deviation.code} {deviation.severity.label}　{deviation.message}"


def _limited(lines: Iterable[str]) -> Iterator[str]:
    every = list(lines)
    yield from every[:_MOST_SHOWN]
    if len(every) > _MOST_SHOWN:
        yield f"  ……（同类另有{len(every) - _MOST_SHOWN}条）"


def _document(result: DryRun) -> dict[str, object]:
    plan = result.plan
    return {
        "before": {"plan": result.before.id, "fingerprint": result.before.fingerprint},
        "after": {"plan": result.after.id, "fingerprint": result.after.fingerprint},
        "plan_changes": {
            "added": [o.id for o in plan.added],
            "removed": [o.id for o in plan.removed],
            "altered": {o.id: list(aspects) for o, aspects in plan.altered},
            "units_added": list(plan.units_added),
            "units_removed": list(plan.units_removed),
            "ledgers_due": [day.isoformat() for day in plan.ledgers_due],
        },
        "changes": [_change_document(change) for change in result.changes],
    }


def _change_document(change: Change) -> dict[str, object]:
    return {
        "subject": change.subject,
        "verdicts": list(change.verdicts),
        "new": [_deviation_document(d) for d in change.new],
        "gone": [_deviation_document(d) for d in change.gone],
        "altered": [[_deviation_document(a), _deviation_document(b)] for a, b in change.altered],
        "newly_missing": list(change.newly_missing),
        "no_longer_missing": list(change.no_longer_missing),
    }


def _deviation_document(deviation: Deviation) -> dict[str, object]:
    return {
        "code": deviation.code,
        "severity": deviation.severity.value,
        "obligation": deviation.obligation,
        "sheet": deviation.sheet,
        "cell": deviation.cell,
        "message": deviation.message,
    }

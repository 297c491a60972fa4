"""``taizhang rules`` and ``taizhang explain``: the plan and the codes, for an officer to read."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.adopt import adopt, compare
from pipeline.cli.changes import dry_run
from pipeline.cli.problems import listed
from pipeline.cli.rules_import import import_plan
from pipeline.cli.units import unit_named
from pipeline.model import Clause, ClauseKind, DayType, Obligation, Plan


@click.group(
    help="查看、检查、对照、试算、启用方案数据，或由方案文档生成。",
    subcommand_metavar="命令 [参数]…",
    options_metavar="[选项]",
)
def rules() -> None:
    """Group the commands on the rules folder."""


rules.add_command(dry_run)
rules.add_command(import_plan)
rules.add_command(compare)
rules.add_command(adopt)


@rules.command(help="按程序的理解列出方案：任务、责任单位、时限。")
@click.argument("folder", required=False, default="", metavar="[方案文件夹或编号]")
@click.option("--unit", default="", help="只列出约束该单位的任务。")
def show(folder: str, unit: str) -> int:
    """Print the plan as the program reads it."""
    from pipeline.judging.checks.wording import day
    from pipeline.plan.plans import read_plan
    from pipeline.settings.places import rules_folder

    plan = read_plan(rules_folder(folder))
    binding = plan.binding_on(unit_named(plan, unit)) if unit else plan.obligations
    click.echo(f"{plan.title}（{plan.document_number}）")
    click.echo(f"报送截止：{day(plan.ledgers_due)}　任务：{len(binding)}项　应报单位：{len(plan.expected_units)}个")
    for obligation in binding:
        click.echo("")
        click.echo(_described(obligation))
    if not unit:
        click.echo("")
        click.echo(_units(plan))
    return 0


def _described(obligation: Obligation) -> str:
    bearers = "；".join(f"{a.bearer}（{a.role.value}，{_BINDINGS[a.binding.value]}）" for a in obligation.assignments)
    clauses = "；".join(described_clause(c) for c in obligation.clauses) or "（未读出）"
    return "\n".join(
        [
            f"{obligation.id}　{obligation.category}{'／' + obligation.task if obligation.task else ''}",
            f"  要求：{obligation.requirement}",
            f"  责任：{bearers or '（未读出）'}",
            f"  时限：{obligation.time_limit_text or '（未规定）'}",
            f"  读作：{clauses}",
        ]
    )


_BINDINGS = {
    "named": "方案点名",
    "group": "按范围",
    "conditional": "视条件",
    "open": "未明确到单位",
    "external": "由其他文件确定",
}

_KINDS = {
    "fixed": "截止日期",
    "recurring": "频次",
    "relative": "办理期限",
    "minimum_duration": "最低期限",
    "standing": "长期",
    "period": "特定期间",
    "dynamic": "动态",
    "vague": "未定量",
}


def described_clause(clause: Clause) -> str:
    """Say in Chinese how a clause was read."""
    from pipeline.judging.checks.wording import EVERY, day

    parts = [_KINDS[clause.kind.value]]
    if clause.every:
        parts.append(EVERY[clause.every])
    if clause.due:
        parts.append(day(clause.due) if clause.kind is ClauseKind.FIXED else f"至{day(clause.due)}")
    if clause.part:
        parts.append("（只是其中一部分）")
    if clause.month_day:
        month, of_month = (int(number) for number in clause.month_day.split("-"))
        # The first due date of the year stands for all; what comes more often than yearly repeats it.
        parts.append(f"{month}月{of_month}日前" if clause.every == "year" else f"首次为{month}月{of_month}日前")
    if clause.trigger and not clause.due and (clause.days is not None or clause.kind is not ClauseKind.RECURRING):
        parts.append(_trigger(clause))
    if clause.days and clause.days < 0:
        parts.append(f"提前{-clause.days}个{'工作日' if clause.day_type is DayType.WORKING else '自然日'}")
    elif clause.days:
        parts.append(f"{clause.days}个{'工作日' if clause.day_type is DayType.WORKING else '自然日'}")
    elif clause.days == 0 and not clause.trigger:
        parts.append("当日")
    return "　".join(parts)


def _trigger(clause: Clause) -> str:
    if clause.kind in (ClauseKind.MINIMUM_DURATION, ClauseKind.PERIOD):
        return f"适用于“{clause.trigger}”"
    return f"自“{clause.trigger}”起" if clause.days and clause.days > 0 else f"以“{clause.trigger}”为时点"


def _units(plan: Plan) -> str:
    lines = ["单位名录："]
    for unit in plan.units:
        marks = "、".join(
            mark for mark, holds in (("应报", unit.expected), ("名称待核实", not unit.verified)) if holds
        )
        aliases = "、".join(unit.aliases)
        lines.append(
            f"  {unit.name}（{unit.kind}{'，' + marks if marks else ''}）{'：' + aliases if aliases else ''}"
        )
    return "\n".join(lines)


@rules.command(help="检查方案数据是否完整、正确，逐条指出文件、行号和改法。")
@click.argument("folder", required=False, default="", metavar="[方案文件夹或编号]")
def verify(folder: str) -> int:
    """Check a rules folder; exit code 2 where it cannot be used."""
    from pipeline.plan.rules_check import verify_rules
    from pipeline.settings.places import rules_folder

    path = Path(folder) if folder and Path(folder).is_dir() else rules_folder(folder)
    problems = verify_rules(path)
    for line in listed(problems):
        click.echo(line)
    if any(problem.fatal for problem in problems):
        click.echo(f"方案数据有误，暂不能使用：{path}", err=True)
        return 2
    click.echo(f"方案数据检查通过：{path}", err=True)
    return 0


@click.command(help="说明一个偏差代码的含义、依据和整改办法。")
@click.argument("code", metavar="代码")
@click.option("--rules", "folder", default="", help="按哪个方案说明（文件夹或编号），默认为现行方案。")
def explain(code: str, folder: str) -> int:
    """Print what the catalogue says of a code."""
    from pipeline.judging.checks.catalogue import CATALOGUE
    from pipeline.plan.plans import read_plan
    from pipeline.settings.places import rules_folder

    check = CATALOGUE.get(code.upper())
    if check is None:
        known = "、".join(CATALOGUE)
        raise click.BadParameter(f"没有代码“{code}”。现有代码：{known}", param_hint="代码")
    told = check.explained(read_plan(rules_folder(folder)))
    click.echo(f"{check.code}　{told.title}（{check.severity.label}）")
    click.echo(f"含义：{told.meaning}")
    click.echo(f"依据：{told.basis or '（方案数据中未列明）'}")
    click.echo(f"整改：{told.advice}")
    click.echo(f"示例：{told.example}")
    return 0

"""``taizhang time-limit``: how a time limit is read, and how it compares with what the plan asks."""

from __future__ import annotations

import json

import click


@click.command("time-limit", help="说明一条时限如何理解；--against 与方案的一项任务比较。")
@click.argument("texts", nargs=-1, required=True, metavar="时限…")
@click.option("--year", type=click.IntRange(1990, 2100), help="所属年度，默认为方案年度。")
@click.option("--against", default="", metavar="任务编号", help="与该任务的时限要求比较，如 A1-47。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出形式。")
@click.option("--rules", default="", help="方案数据所在文件夹或方案编号。")
def time_limit(texts: tuple[str, ...], year: int | None, against: str, form: str, rules: str) -> int:
    """Read each text by itself; the exit code is 1 where a comparison finds an error."""
    from pipeline.judging.checks.catalogue import CATALOGUE
    from pipeline.judging.time_limits.judge import Offer, judge, judge_unset
    from pipeline.judging.time_limits.limits import TimeLimit, read_time_limit
    from pipeline.model import Severity
    from pipeline.plan.plans import read_plan
    from pipeline.wiring import rules_folder

    plan = read_plan(rules_folder(rules))
    wanted = year or plan.year
    obligation = plan.by_id.get(against)
    if against and obligation is None:
        raise click.BadParameter(f"方案中没有任务“{against}”。编号形如 A1-47、A2-03。", param_hint="--against")
    answers = []
    worst = 0
    for text in texts:
        limit = read_time_limit(text, wanted)
        codes: tuple[str, ...] = ()
        if obligation is not None:
            offer = Offer(limit=limit, measure=TimeLimit("", (), ()), blank=not text.strip())
            asked = obligation.clauses
            codes = judge(asked, [offer], wanted) if asked else judge_unset([offer], wanted)
            codes = ("F03",) if offer.blank else codes
        if any(CATALOGUE[code].severity is Severity.ERROR for code in codes):
            worst = 1
        answers.append((limit, codes))
    if form == "json":
        document = [
            {"text": limit.text, "clauses": [c.as_json() for c in limit.clauses], "codes": list(codes)}
            | ({"unreadable": list(limit.unreadable)} if limit.unreadable else {})
            for limit, codes in answers
        ]
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return worst
    from pipeline.cli.rules import described_clause
    from pipeline.judging.checks.wording import limit_of

    if obligation is not None:
        read = "；".join(described_clause(c) for c in obligation.clauses)
        click.echo(f"{against}的时限要求：{limit_of(obligation) or '方案未规定具体时限'}")
        click.echo(f"  读作：{read}" if read else "  只要求写明时间")
    for limit, codes in answers:
        click.echo(limit.text or "（空白）")
        for clause in limit.clauses:
            click.echo(f"  “{clause.text}”：{described_clause(clause)}")
        for part in limit.unreadable:
            click.echo(f"  “{part}”：无法确定含义，请改写为明确的日期、频次或天数")
        if not limit.clauses and not limit.unreadable:
            click.echo("  没有时间内容")
        if obligation is not None:
            verdict = "、".join(f"{c} {CATALOGUE[c].title}" for c in codes) or "符合要求"
            click.echo(f"  与{against}比较：{verdict}")
    return worst

"""``taizhang time-limit``: how a time limit is read, and how it compares with what the plan asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from pipeline.cli.console import speak_utf8

if TYPE_CHECKING:
    from pipeline.judging.time_limits.limits import TimeLimit
    from pipeline.model import Obligation, Plan, Standpoint


@dataclass(frozen=True, slots=True)
class _Lack:
    """What a text lacks: the code, the clause of the plan and of the text, why, and what would be right."""

    code: str
    required: str
    offered: str
    reason: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class _Answer:
    limit: TimeLimit
    lacks: tuple[_Lack, ...]

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(lack.code for lack in self.lacks))


@click.command("time-limit", help="说明一条时限如何理解；--against 与方案的一项任务比较。")
@click.argument("texts", nargs=-1, required=True, metavar="时限…")
@click.option("--year", type=click.IntRange(1990, 2100), help="所属年度，默认为方案年度。")
@click.option("--against", default="", metavar="任务编号", help="与该任务的时限要求比较，如 A1-47。")
@click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="“本月底”“下季度末”从哪一天算起，默认为今天；今天不在方案年度内的，从方案成文日期算起。",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出形式。")
@click.option("--rules", default="", help="方案数据所在文件夹或方案编号。")
def time_limit(
    texts: tuple[str, ...], year: int | None, against: str, as_of: datetime | None, form: str, rules: str
) -> int:
    """Read each text by itself; the exit code is 1 where a comparison finds an error."""
    from pipeline.judging.checks.catalogue import CATALOGUE
    from pipeline.judging.time_limits.limits import read_time_limit
    from pipeline.model import Severity
    from pipeline.plan.plans import read_plan
    from pipeline.settings.places import rules_folder

    plan = read_plan(rules_folder(rules))
    obligation = plan.by_id.get(against)
    if against and obligation is None:
        raise click.BadParameter(f"方案中没有任务“{against}”。编号形如 A1-47、A2-03。", param_hint="--against")
    here = _here(plan, year, as_of.date() if as_of else None)
    answers = []
    for text in texts:
        limit = read_time_limit(text, here)
        answers.append(_Answer(limit, _lacks(limit, obligation, here) if obligation is not None else ()))
    if form == "json":
        speak_utf8()
        document = [_document(answer, compared=obligation is not None) for answer in answers]
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        for line in _lines(answers, obligation):
            click.echo(line)
    return int(any(CATALOGUE[code].severity is Severity.ERROR for answer in answers for code in answer.codes))


def _here(plan: Plan, year: int | None, as_of: date | None) -> Standpoint:
    from pipeline.model import Standpoint

    if year is not None and year != plan.year:
        first = date(year, 1, 1)
        return Standpoint(year, first, as_of or first)
    today = date.today()
    within = plan.issued <= today <= date(plan.year, 12, 31)
    return plan.standpoint(as_of or (today if within else None))


def _lacks(limit: TimeLimit, obligation: Obligation, here: Standpoint) -> tuple[_Lack, ...]:
    from pipeline.judging.checks import f03_no_time_limit as no_time_limit
    from pipeline.judging.checks.judged_limits import CODES
    from pipeline.judging.checks.reasons import reason
    from pipeline.judging.checks.suggestions import suggestion
    from pipeline.judging.time_limits.judge import Offer, judge_obligation
    from pipeline.judging.time_limits.limits import TimeLimit
    from pipeline.judging.time_limits.shortfalls import Shortfall, ShortfallKind

    if not limit.text.strip():
        nothing = Shortfall(ShortfallKind.NO_TIME)
        return (
            _Lack(no_time_limit.CHECK.code, "", "", "", suggestion(obligation, obligation.clauses, nothing, here)),
        )
    offer = Offer(limit=limit, measure=TimeLimit(""), blank=False)
    return tuple(
        _Lack(
            CODES[s.kind],
            s.required.text if s.required is not None else "",
            s.offered.clause.text if s.offered is not None else "",
            reason(s, here.year),
            suggestion(obligation, obligation.clauses, s, here),
        )
        for s in judge_obligation(obligation.clauses, [offer], here)
    )


def _document(answer: _Answer, *, compared: bool) -> dict[str, object]:
    limit = answer.limit
    document: dict[str, object] = {
        "text": limit.text,
        "clauses": [c.as_json() for c in limit.clauses],
        "codes": answer.codes,
    }
    if limit.unreadable:
        document["unreadable"] = list(limit.unreadable)
    if compared:
        document["shortfalls"] = [
            {
                "code": lack.code,
                "required": lack.required or None,
                "offered": lack.offered or None,
                "reason": lack.reason,
                "suggestion": lack.suggestion,
            }
            for lack in answer.lacks
        ]
    return document


def _lines(answers: list[_Answer], obligation: Obligation | None) -> Iterator[str]:
    from pipeline.cli.rules import described_clause
    from pipeline.judging.checks.catalogue import CATALOGUE
    from pipeline.judging.checks.wording import limit_of

    if obligation is not None:
        read = "；".join(described_clause(c) for c in obligation.clauses)
        yield f"{obligation.id}的时限要求：{limit_of(obligation) or '方案未规定具体时限'}"
        yield f"  读作：{read}" if read else "  只要求写明时间"
    for answer in answers:
        yield answer.limit.text or "（空白）"
        for clause in answer.limit.clauses:
            yield f"  “{clause.text}”：{described_clause(clause)}"
        for part in answer.limit.unreadable:
            yield f"  “{part}”：无法确定含义，请改写为明确的日期、频次或天数"
        if not answer.limit.speaks_of_time:
            yield "  没有时间内容"
        if obligation is None:
            continue
        verdict = "、".join(f"{c} {CATALOGUE[c].title}" for c in answer.codes) or "符合要求"
        yield f"  与{obligation.id}比较：{verdict}"
        yield from (f"    原因：{lack.reason}" for lack in answer.lacks if lack.reason)
        advised = dict.fromkeys(lack.suggestion for lack in answer.lacks if lack.suggestion)
        if advised:
            yield f"    可填写：{'；或者 '.join(advised)}"

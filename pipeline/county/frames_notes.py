"""The tables of 说明: the plan's facts, versions, legend, catalogue of codes, decisions, source files, history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from pipeline.county.columns import Column, Kind, Table
from pipeline.county.counts import UnitCounts
from pipeline.county.coverage import Coverage
from pipeline.county.facts import UNKNOWN_UNIT, CountyFacts
from pipeline.county.families import family_of
from pipeline.county.figures import CountyFigures
from pipeline.county.origins import origin_of
from pipeline.county.tallies import TrendPoint
from pipeline.judging.checks.catalogue import CATALOGUE
from pipeline.judging.checks.check import Check
from pipeline.judging.checks.runner import severity_of
from pipeline.judging.checks.wording import day
from pipeline.model import Decision, DeviationState, Plan, Submission

NOTES = "说明"

VERSION_NAMES = {
    "program": "程序版本",
    "plan": "方案标识",
    "rules": "方案数据校验码",
    "matcher": "匹配模型校验码",
}


class _Fact(NamedTuple):
    name: str
    words: str


_FACT_COLUMNS: tuple[Column[_Fact], ...] = (
    Column("项目", Kind.TEXT, 18, lambda f: f.name),
    Column("内容", Kind.PROSE, 100, lambda f: f.words),
)


def facts_table(facts: CountyFacts) -> Table[_Fact]:
    """The plan, the day, the versions: what anyone needs to make the same workbook again."""
    plan, county = facts.county.plan, facts.county
    collecting = plan.settings.collecting_unit
    if collecting and plan.settings.collecting_phone:
        collecting += f"（联系电话：{plan.settings.collecting_phone}）"
    counts = Counter(o.annex.id for o in plan.obligations)
    annexes = "，".join(f"{a.name}{'牵头事项' if a.led else '重点任务'}{counts[a.id]}项" for a in plan.annexes)
    said = [
        ("方案名称", plan.title),
        ("方案文号", plan.document_number),
        ("适用年度", f"{plan.year}年"),
        ("任务数", annexes),
        ("报送截止", day(plan.ledgers_due)),
        ("台账接收", collecting),
        ("模板版本", plan.template_version),
        ("汇总日期", day(county.as_of)),
        ("生成时间", f"{day(county.generated_at)} {county.generated_at:%H:%M}"),
        *((VERSION_NAMES.get(name, name), value) for name, value in sorted(county.versions.items())),
        ("公开要求", "对外公布排名、通报问题须经行政机关主要负责人批准，批准前本表为内部资料。"),
    ]
    unfinished = sum(len(s.faults) for _, s in facts.all_submissions())
    if unfinished:
        said.append(("未完成校验", f"有{unfinished}项校验未能完成，汇总结果可能不全，请联系维护人员查看运行日志。"))
    stated = [_Fact(name, words) for name, words in said if words]
    return Table("一、汇总依据", "", _FACT_COLUMNS, stated, "", "")


class _Sign(NamedTuple):
    group: str
    sign: str
    meaning: str


_LEGEND_COLUMNS: tuple[Column[_Sign], ...] = (
    Column("类别", Kind.TEXT, 18, lambda s: s.group),
    Column("标识", Kind.TEXT, 14, lambda s: s.sign),
    Column("含义", Kind.PROSE, 86, lambda s: s.meaning),
)


def legend_table() -> Table[_Sign]:
    """Every mark that the sheets use; each differs in form as well as in colour."""
    meanings = {
        DeviationState.NEW: "本次汇总首次发现",
        DeviationState.OPEN: "以前发现，本次仍然存在",
        DeviationState.CLOSED: "以前发现，本次已不存在",
        DeviationState.REOPENED: "整改后再次出现",
        DeviationState.WAIVED: "经核定豁免或确认无此项任务",
    }
    signs = [
        *(_Sign("任务覆盖", mark.value, mark.meaning) for mark in Coverage),
        _Sign("偏差等级", "错误", "应当补正后重新报送（标识 ■）"),
        _Sign("偏差等级", "警告", "请核对，确有问题的请补正（标识 ▲）"),
        _Sign("偏差等级", "提示", "供参考，一般无需重新报送（标识 ○）"),
        *(_Sign("整改状态", state.value, meaning) for state, meaning in meanings.items()),
    ]
    return Table("二、标识说明", "", _LEGEND_COLUMNS, signs, "", "")


CATALOGUED = "三、偏差代码目录"


def _catalogue_columns(plan: Plan) -> tuple[Column[Check[Any]], ...]:
    return (
        Column("代码", Kind.TEXT, 8, lambda c: c.code),
        Column("偏差", Kind.TEXT, 18, lambda c: c.explained(plan).title),
        Column("等级", Kind.SEVERITY, 9, lambda c: severity_of(c.code, c.severity, plan.settings).label),
        Column("所在表", Kind.TEXT, 14, lambda c: family_of(c.code).sheet),
        Column("认定情形", Kind.PROSE, 36, lambda c: c.explained(plan).meaning),
        Column("依据", Kind.PROSE, 30, lambda c: c.explained(plan).basis),
        Column("整改建议", Kind.PROSE, 36, lambda c: c.explained(plan).advice),
        Column("示例", Kind.PROSE, 40, lambda c: c.explained(plan).example),
    )


def catalogue_table(facts: CountyFacts) -> Table[Check[Any]]:
    """All codes, generated from the checks themselves; severities as the plan's settings have them."""
    checks = sorted(CATALOGUE.values(), key=lambda check: _code_order(check.code))
    return Table(CATALOGUED, "", _catalogue_columns(facts.county.plan), checks, "", "")


def _code_order(code: str) -> tuple[int, str]:
    return ("SFCTR".index(code[0]), code)


class _Source(NamedTuple):
    unit: str
    submission: Submission


_SOURCE_COLUMNS: tuple[Column[_Source], ...] = (
    Column("序号", Kind.NUMBER, 6),
    Column("单位", Kind.TEXT, 24, lambda s: s.unit or UNKNOWN_UNIT),
    Column("来源文件", Kind.PLACE, 44, lambda s: s.submission.arrival.file_name),
    Column("接收时间", Kind.MOMENT, 17, lambda s: s.submission.arrival.received_at),
    Column("版本", Kind.NUMBER, 6, lambda s: s.submission.version),
    Column("校验结论", Kind.TEXT, 18, lambda s: s.submission.verdict.label),
    Column("文件校验码（SHA-256）", Kind.TEXT, 70, lambda s: s.submission.arrival.sha256),
)


def sources_table(facts: CountyFacts) -> Table[_Source]:
    """Every file that the workbook was made from or could not use, with its sha256."""
    return Table(
        "四、来源文件",
        "",
        _SOURCE_COLUMNS,
        [_Source(unit, submission) for unit, submission in facts.all_submissions()],
        "",
        "尚未收到台账文件。",
        origin=lambda s: origin_of(s.unit, s.submission),
    )


def _decision_columns(as_of: date) -> tuple[Column[Decision], ...]:
    return (
        Column("序号", Kind.NUMBER, 6),
        Column("核定结果", Kind.TEXT, 14, lambda d: d.kind.value),
        Column("单位", Kind.TEXT, 24, lambda d: d.unit),
        Column("任务编号", Kind.TEXT, 9, lambda d: d.obligation),
        Column("所涉内容", Kind.PROSE, 44, lambda d: d.text),
        Column("理由", Kind.PROSE, 30, lambda d: d.reason),
        Column("核定人", Kind.TEXT, 10, lambda d: d.officer),
        Column("核定时间", Kind.MOMENT, 17, lambda d: d.decided_at),
        Column("有效期至", Kind.DATE, 12, lambda d: d.until),
        Column("效力", Kind.TEXT, 10, lambda d: _force(d, as_of)),
    )


def _force(decision: Decision, on: date) -> str:
    if decision.replaced:
        return "已另行核定"
    return "有效" if decision.in_force(on) else "已到期"


def decisions_table(facts: CountyFacts) -> Table[Decision]:
    """Officers' decisions, those that have ended included."""
    ordered = sorted(
        facts.county.decisions,
        key=lambda d: (
            facts.unit_order(d.unit),
            facts.obligation_order(d.obligation),
            d.decided_at.isoformat() if d.decided_at else "",
            d.kind.value,
            d.text,
            d.officer,
        ),
    )
    return Table("五、核定记录", "", _decision_columns(facts.county.as_of), ordered, "", "尚无核定记录。")


_TREND_COLUMNS: tuple[Column[TrendPoint], ...] = (
    Column("汇总日期", Kind.DATE, 14, lambda p: p.date),
    Column("已报送单位", Kind.NUMBER, 12, lambda p: p.reported),
    Column("已覆盖任务（项次）", Kind.NUMBER, 14, lambda p: p.covered),
    Column("错误", Kind.NUMBER, 9, lambda p: p.errors),
    Column("警告", Kind.NUMBER, 9, lambda p: p.warnings),
    Column("提示", Kind.NUMBER, 9, lambda p: p.notices),
    Column("平均每家错误", Kind.DECIMAL, 12, lambda p: p.errors_each),
    Column("整改率", Kind.PERCENT, 9, lambda p: p.put_right),
)


def trend_table(figures: CountyFigures) -> Table[TrendPoint]:
    """The main figures of every consolidation so far; the trend chart of 总览 is drawn from them."""
    return Table("六、历次汇总", "", _TREND_COLUMNS, figures.trend, "", "")


def _rate_columns(facts: CountyFacts) -> tuple[Column[UnitCounts], ...]:
    return (
        Column("单位", Kind.TEXT, 40, lambda u: facts.short_name(u.unit)),
        Column("覆盖率", Kind.PERCENT, 14, lambda u: u.rate),
        Column("已覆盖", Kind.NUMBER, 14, lambda u: u.covered),
        Column("应落实任务数", Kind.NUMBER, 14, lambda u: u.required),
    )


def rates_table(facts: CountyFacts) -> Table[UnitCounts]:
    """The coverage of each unit that has reported; the chart of 总览 is drawn from it."""
    read = [unit for unit in facts.counts.by_unit.values() if unit.read]
    return Table("七、各单位覆盖率", "", _rate_columns(facts), read, "", "尚无单位报送台账。")


def notes_tables(facts: CountyFacts, figures: CountyFigures) -> tuple[Table[Any], ...]:
    """All tables of 说明, in the order in which they stand there."""
    return (
        facts_table(facts),
        legend_table(),
        catalogue_table(facts),
        sources_table(facts),
        decisions_table(facts),
        trend_table(figures),
        rates_table(facts),
    )


class Note(NamedTuple):
    """A line of 说明: the part in which it stands, its item (the first column), what is said of it (the others)."""

    part: str
    item: str
    words: str


NOTE_COLUMNS: tuple[Column[Note], ...] = (
    Column("部分", Kind.TEXT, 16, lambda n: n.part),
    Column("项目", Kind.TEXT, 20, lambda n: n.item),
    Column("内容", Kind.PROSE, 100, lambda n: n.words),
)


def all_notes(tables: Sequence[Table[Any]]) -> Table[Note]:
    """Give 说明 as one long table."""
    notes: list[Note] = []
    for table in tables:
        for row in table.rows:
            rest = [
                f"{c.heading}：{v}" for c, v in zip(table.columns[1:], row[1:], strict=True) if v not in ("", None)
            ]
            notes.append(Note(table.name, str(row[0]), str(row[1]) if len(row) == 2 else "；".join(rest)))
    return Table(NOTES, "", NOTE_COLUMNS, notes, "", "")

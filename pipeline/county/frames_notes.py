"""The tables of 说明: the plan's facts, versions, legend, catalogue of codes, decisions, source files, history."""

from __future__ import annotations

from collections import Counter

from pipeline.county.columns import Column, Kind, Row, Table
from pipeline.county.coverage import Coverage
from pipeline.county.facts import UNKNOWN_UNIT, CountyFacts
from pipeline.county.families import family_of
from pipeline.county.figures import CountyFigures
from pipeline.county.origins import origin_of
from pipeline.judging.checks.catalogue import CATALOGUE
from pipeline.judging.checks.wording import day
from pipeline.model import DeviationState

NOTES = "说明"

VERSION_NAMES = {
    "program": "程序版本",
    "plan": "方案标识",
    "rules": "方案数据校验码",
    "matcher": "匹配模型校验码",
}

_FACT_COLUMNS = (
    Column("项目", Kind.TEXT, 18),
    Column("内容", Kind.PROSE, 100),
)


def facts_table(facts: CountyFacts) -> Table:
    """The plan, the day, the versions: what anyone needs to make the same workbook again."""
    plan, county = facts.county.plan, facts.county
    collecting = plan.settings.collecting_unit
    if collecting and plan.settings.collecting_phone:
        collecting += f"（联系电话：{plan.settings.collecting_phone}）"
    counts = Counter(o.annex.id for o in plan.obligations)
    annexes = "，".join(f"{a.name}{'牵头事项' if a.led else '重点任务'}{counts[a.id]}项" for a in plan.annexes)
    rows: list[Row] = [
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
        rows.append(("未完成核查", f"有{unfinished}项核查未能完成，汇总结果可能不全，请联系系统管理员查看运行日志。"))
    return Table("一、汇总依据", "", _FACT_COLUMNS, tuple(r for r in rows if r[1]), "", "")


_LEGEND_COLUMNS = (
    Column("类别", Kind.TEXT, 18),
    Column("标识", Kind.TEXT, 14),
    Column("含义", Kind.PROSE, 86),
)


def legend_table() -> Table:
    """Every mark that the sheets use; each differs in form as well as in colour."""
    rows: list[Row] = [("任务覆盖", mark.value, mark.meaning) for mark in Coverage]
    rows += [
        ("偏差等级", "错误", "应当补正后重新报送（标识 ■）"),
        ("偏差等级", "警告", "请核对，确有问题的请补正（标识 ▲）"),
        ("偏差等级", "提示", "供参考，一般无需重新报送（标识 ○）"),
    ]
    meanings = {
        DeviationState.NEW: "本次汇总首次发现",
        DeviationState.OPEN: "以前发现，本次仍然存在",
        DeviationState.CLOSED: "以前发现，本次已不存在",
        DeviationState.REOPENED: "整改后再次出现",
        DeviationState.WAIVED: "经核定豁免或确认无此项任务",
    }
    rows += [("整改状态", state.value, meaning) for state, meaning in meanings.items()]
    return Table("二、标识说明", "", _LEGEND_COLUMNS, tuple(rows), "", "")


_CATALOGUE_COLUMNS = (
    Column("代码", Kind.TEXT, 8),
    Column("偏差", Kind.TEXT, 18),
    Column("等级", Kind.SEVERITY, 9),
    Column("所在表", Kind.TEXT, 14),
    Column("认定情形", Kind.PROSE, 36),
    Column("依据", Kind.PROSE, 30),
    Column("整改建议", Kind.PROSE, 36),
    Column("示例", Kind.PROSE, 40),
)


def catalogue_table(facts: CountyFacts) -> Table:
    """All codes, generated from the checks themselves; severities as the plan's settings have them."""
    plan = facts.county.plan
    changed, pilots = plan.settings.severities, plan.settings.pilots
    labels = {"error": "错误", "warning": "警告", "notice": "提示"}
    rows = tuple(
        (
            code,
            (told := check.explained(plan)).title,
            labels["notice" if code in pilots else changed.get(code, check.severity.value)],
            family_of(code).sheet,
            told.meaning,
            told.basis,
            told.advice,
            told.example,
        )
        for code, check in sorted(CATALOGUE.items(), key=lambda item: _code_order(item[0]))
    )
    return Table("三、偏差代码目录", "", _CATALOGUE_COLUMNS, rows, "", "")


def _code_order(code: str) -> tuple[int, str]:
    return ("SFCTR".index(code[0]), code)


_SOURCE_COLUMNS = (
    Column("序号", Kind.NUMBER, 6),
    Column("单位", Kind.TEXT, 24),
    Column("来源文件", Kind.PLACE, 44),
    Column("接收时间", Kind.MOMENT, 17),
    Column("版本", Kind.NUMBER, 6),
    Column("校验结论", Kind.TEXT, 18),
    Column("文件校验码（SHA-256）", Kind.TEXT, 70),
)


def sources_table(facts: CountyFacts) -> Table:
    """Every file that the workbook was made from or could not use, with its sha256."""
    rows = tuple(
        (
            number,
            unit or UNKNOWN_UNIT,
            s.arrival.file_name,
            s.arrival.received_at,
            s.version,
            s.verdict.label,
            s.arrival.sha256,
        )
        for number, (unit, s) in enumerate(facts.all_submissions(), 1)
    )
    origins = tuple(origin_of(unit, s) for unit, s in facts.all_submissions())
    return Table("四、来源文件", "", _SOURCE_COLUMNS, rows, "", "尚未收到台账文件。", origins=origins)


_DECISION_COLUMNS = (
    Column("序号", Kind.NUMBER, 6),
    Column("核定结果", Kind.TEXT, 14),
    Column("单位", Kind.TEXT, 24),
    Column("任务编号", Kind.TEXT, 9),
    Column("所涉内容", Kind.PROSE, 44),
    Column("理由", Kind.PROSE, 30),
    Column("核定人", Kind.TEXT, 10),
    Column("核定时间", Kind.MOMENT, 17),
    Column("有效期至", Kind.DATE, 12),
    Column("效力", Kind.TEXT, 10),
)


def decisions_table(facts: CountyFacts) -> Table:
    """Officers' decisions, those that have ended included."""
    as_of = facts.county.as_of
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
    rows = tuple(
        (
            number,
            d.kind.value,
            d.unit,
            d.obligation,
            d.text,
            d.reason,
            d.officer,
            d.decided_at,
            d.until,
            "已另行核定" if d.replaced else "有效" if d.in_force(as_of) else "已到期",
        )
        for number, d in enumerate(ordered, 1)
    )
    return Table("五、核定记录", "", _DECISION_COLUMNS, rows, "", "尚无核定记录。")


_TREND_COLUMNS = (
    Column("汇总日期", Kind.DATE, 14),
    Column("已报送单位", Kind.NUMBER, 12),
    Column("已覆盖任务（项次）", Kind.NUMBER, 14),
    Column("错误", Kind.NUMBER, 9),
    Column("警告", Kind.NUMBER, 9),
    Column("提示", Kind.NUMBER, 9),
)


def trend_table(figures: CountyFigures) -> Table:
    """The main figures of every consolidation so far; the trend chart of 总览 is drawn from them."""
    rows = tuple((p.date, p.reported, p.covered, p.errors, p.warnings, p.notices) for p in figures.trend)
    return Table("六、历次汇总", "", _TREND_COLUMNS, rows, "", "")


_CHART_COLUMNS = (
    Column("单位", Kind.TEXT, 40),
    Column("覆盖率", Kind.PERCENT, 14),
    Column("已覆盖", Kind.NUMBER, 14),
    Column("应落实任务数", Kind.NUMBER, 14),
)


def rates_table(facts: CountyFacts) -> Table:
    """The coverage of each unit that has reported; the chart of 总览 is drawn from it."""
    rows = tuple(
        (facts.short_name(r.unit), c.covered / c.required if c.required else None, c.covered, c.required)
        for r, c in zip(facts.reports, facts.coverage, strict=True)
        if r.submission and r.submission.ledger
    )
    return Table("七、各单位覆盖率", "", _CHART_COLUMNS, rows, "", "尚无单位报送台账。")


def notes_tables(facts: CountyFacts, figures: CountyFigures) -> tuple[Table, ...]:
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


NOTE_COLUMNS = (
    Column("部分", Kind.TEXT, 16),
    Column("项目", Kind.TEXT, 20),
    Column("内容", Kind.PROSE, 100),
)


def notes_rows(tables: tuple[Table, ...]) -> tuple[Row, ...]:
    """Give 说明 as one long table: part, item (the first column), content (the others, with their headings)."""
    rows: list[Row] = []
    for table in tables:
        for row in table.rows:
            rest = [
                f"{c.heading}：{v}" for c, v in zip(table.columns[1:], row[1:], strict=True) if v not in ("", None)
            ]
            content = str(row[1]) if len(row) == 2 else "；".join(rest)
            rows.append((table.name, str(row[0]), content))
    return tuple(rows)

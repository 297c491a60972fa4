"""The tables of what was sent in: 报送情况, 汇总台账, 任务覆盖."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.county.assessment import Assessment
from pipeline.county.columns import Column, Kind, Row, Table
from pipeline.county.coverage import Coverage, UnitCoverage, count_marks
from pipeline.county.facts import CountyFacts
from pipeline.county.figures import task_count
from pipeline.county.lines import LedgerLine
from pipeline.county.origins import Origin, origin_of
from pipeline.judging.checks.wording import day, excerpt
from pipeline.model import AssessmentFigure, DeviationState, Plan, Severity, UnitReport

REPORTING = "报送情况"
MERGED = "汇总台账"
BY_OBLIGATION = "汇总台账-按任务"
COVERAGE = "任务覆盖"

_REPORTING_COLUMNS = (
    Column("序号", Kind.NUMBER, 5.5),
    Column("单位", Kind.UNIT, 23),
    Column("单位类别", Kind.TEXT, 16),
    Column("应报", Kind.TEXT, 5.5),
    Column("状态", Kind.STATE, 13),
    Column("报送时间", Kind.MOMENT, 16.5),
    Column("版本", Kind.NUMBER, 5.5),
    Column("任务数", Kind.NUMBER, 6),
    Column("举措数", Kind.NUMBER, 6),
    Column("应落实任务数", Kind.NUMBER, 8),
    Column("已覆盖", Kind.NUMBER, 6),
    Column("覆盖率", Kind.PERCENT, 8),
    Column("错误", Kind.NUMBER, 5.5),
    Column("警告", Kind.NUMBER, 5.5),
    Column("提示", Kind.NUMBER, 5.5),
    Column("漏项", Kind.NUMBER, 5.5),
    Column("存疑", Kind.NUMBER, 5.5),
    Column("自愿认领", Kind.NUMBER, 5.5),
    Column("未整改", Kind.NUMBER, 6),
    Column("已整改", Kind.NUMBER, 6),
    Column("复发", Kind.NUMBER, 5.5),
    Column("整改率", Kind.PERCENT, 7.5),
    Column("已到期", Kind.NUMBER, 5.5),
    Column("首次报送", Kind.MOMENT, 16.5),
    Column("校验结论", Kind.VERDICT, 10),
    Column("来源文件", Kind.SOURCE, 22),
    Column("来源工作表", Kind.PLACE, 9),
)

_ASSESSMENT_COLUMN = Column("考核参考", Kind.DECIMAL, 7)


def reporting_table(facts: CountyFacts) -> Table:
    """One line for each unit from which a ledger is expected, and for each other one that has sent one."""
    severities: Counter[tuple[str, Severity]] = Counter((c.unit, c.deviation.severity) for c in facts.current)
    states: Counter[tuple[str, DeviationState]] = Counter((t.unit, t.state) for t in facts.tracked)
    overdue = Counter(c.unit for c in facts.current if c.deviation.code == "T09")
    assessment = Assessment(facts)
    columns = (*_REPORTING_COLUMNS, _ASSESSMENT_COLUMN) if assessment.weights else _REPORTING_COLUMNS
    rows = tuple(
        (
            *_report_row(number, report, coverage, facts, severities, states, overdue, assessment),
            *([assessment.score(report, coverage)] if assessment.weights else []),
        )
        for number, (report, coverage) in enumerate(zip(facts.reports, facts.coverage, strict=True), 1)
    )
    return Table(
        REPORTING,
        "各单位台账报送情况",
        columns,
        rows,
        f"台账报送截止日期为{day(facts.county.plan.ledgers_due)}。"
        "“状态”按首次报送时间认定，“报送时间”为最新一版的接收时间；覆盖率＝已覆盖÷应落实任务数，未报送单位不计算覆盖率；"
        "整改率＝已整改÷（已整改＋未整改＋复发），只计错误和警告；已到期为台账自定时限已过的事项数。"
        "点“单位”打开回执，点“校验结论”打开回执网页，点“来源工作表”打开所报原件。" + assessment.explanation,
        "名录中没有应报送台账的单位，请核对 units.csv 的 expected 栏。",
        origins=tuple(origin_of(r.unit, r.submission) if r.submission else None for r in facts.reports),
    )


def _report_row(
    number: int,
    report: UnitReport,
    coverage: UnitCoverage,
    facts: CountyFacts,
    severities: Counter[tuple[str, Severity]],
    states: Counter[tuple[str, DeviationState]],
    overdue: Counter[str],
    assessment: Assessment,
) -> Row:
    unit = facts.county.plan.unit_by_name.get(report.unit)
    submission = report.submission
    ledger = submission.ledger if submission else None
    read = ledger is not None
    return (
        number,
        report.unit,
        unit.kind if unit else "",
        "是" if unit is not None and unit.expected else "否",
        report.status.value,
        submission.arrival.received_at if submission else None,
        submission.version if submission else None,
        task_count(report) if read else None,
        len(ledger.entries) if ledger else None,
        coverage.required,
        coverage.covered if read else None,
        coverage.covered / coverage.required if read and coverage.required else None,
        severities[report.unit, Severity.ERROR],
        severities[report.unit, Severity.WARNING],
        severities[report.unit, Severity.NOTICE],
        coverage.count(Coverage.MISSING) if read else None,
        coverage.count(Coverage.DOUBTFUL) if read else None,
        coverage.count(Coverage.VOLUNTARY) if read else None,
        states[report.unit, DeviationState.NEW] + states[report.unit, DeviationState.OPEN],
        states[report.unit, DeviationState.CLOSED],
        states[report.unit, DeviationState.REOPENED],
        assessment.share(AssessmentFigure.PUT_RIGHT, report, coverage),
        overdue[report.unit] if read else None,
        report.first_received,
        submission.verdict.label if submission else "",
        submission.arrival.file_name if submission else "",
        origin_of(report.unit, submission).shown if submission else "",
    )


_MERGED_COLUMNS = (
    Column("序号", Kind.OWN_LINE, 6),
    Column("单位", Kind.TEXT, 14),
    Column("工作任务", Kind.PROSE, 20),
    Column("工作举措", Kind.PROSE, 44),
    Column("时限要求", Kind.PROSE, 18),
    Column("单位分管领导", Kind.TEXT, 9),
    Column("责任科室", Kind.TEXT, 12),
    Column("任务编号", Kind.OBLIGATION, 9),
    Column("存疑编号", Kind.TEXT, 9),
    Column("偏差代码", Kind.TEXT, 8),
    Column("最近时限", Kind.DATE, 11.5),
    Column("对应把握", Kind.PERCENT, 7),
    Column("来源文件", Kind.SOURCE, 16),
    Column("来源工作表", Kind.TEXT, 8),
    Column("来源行", Kind.PLACE_ROW, 6),
)


def merged_table(facts: CountyFacts) -> Table:
    """The county's own ledger: every entry of every unit that has reported."""
    return Table(
        MERGED,
        "工作任务台账汇总",
        _MERGED_COLUMNS,
        tuple(_merged_row(line, facts) for line in facts.lines.all),
        f"按单位顺序排列，内容按各单位原文照录；任务编号 {_letters(facts.county.plan)}B 为方案正文。"
        "需要按任务查看的，请点上方“按任务查看”，或点某行“序号”查看该举措所落实的任务；点“来源行”打开所报原件。"
        "可以筛选，请勿排序：排序后其他表的链接将指向别的行，按“序号”升序即恢复。",
        "尚无可以汇总的台账。",
        frozen=2,
        origins=tuple(row_origin(line) for line in facts.lines.all),
        turned=(BY_OBLIGATION, "按任务查看"),
    )


def _letters(plan: Plan) -> str:
    return "".join(f"{annex.id} 为{annex.name}、" for annex in plan.annexes)


def row_origin(line: LedgerLine) -> Origin:
    """Say where a line of 汇总台账 stands: the row of its measure."""
    entry = line.entry
    return Origin(line.unit, line.submission.arrival.sha256, entry.sheet, entry.measure.cell or f"A{entry.row}")


def _merged_row(line: LedgerLine, facts: CountyFacts) -> Row:
    entry = line.entry
    dates = [c.deadline for c in line.clauses if c.deadline is not None]
    coming = [d for d in dates if d >= facts.county.as_of]
    return (
        line.number,
        line.unit,
        entry.task.text,
        entry.measure.text,
        entry.time_limit.text,
        entry.leader.text,
        entry.section.text,
        "、".join(_sorted(facts, (m.obligation for m in line.match.certain))),
        "、".join(_sorted(facts, (m.obligation for m in line.match.doubtful))),
        codes_of(line, facts),
        min(coming) if coming else max(dates, default=None),
        round(line.match.confidence, 4),
        line.submission.arrival.file_name,
        entry.sheet,
        entry.row,
    )


def codes_of(line: LedgerLine, facts: CountyFacts) -> str:
    """List the codes of the deviations in force on a line."""
    return "、".join(sorted({c.deviation.code for c in facts.by_line.get(line.number, ())}))


def _sorted(facts: CountyFacts, obligations: Iterable[str]) -> list[str]:
    return sorted(set(obligations), key=facts.obligation_order)


COVERAGE_LEFT = (
    Column("任务编号", Kind.GROUP, 8),
    Column("任务摘要", Kind.PROSE, 36),
    Column("责任偏差", Kind.TEXT, 7),
)
COVERAGE_RIGHT = (
    Column("应落实单位", Kind.NUMBER, 5.5),
    Column("已覆盖", Kind.NUMBER, 5),
    Column("漏项", Kind.NUMBER, 5),
    Column("存疑", Kind.NUMBER, 5),
    Column("自愿认领", Kind.NUMBER, 5),
    Column("未报送", Kind.NUMBER, 5),
    Column("覆盖率", Kind.PERCENT, 7.5),
    Column("工作任务", Kind.PROSE, 30, unprinted=True),
    Column("工作要求", Kind.PROSE, 60, unprinted=True),
    Column("时限要求", Kind.PROSE, 30, unprinted=True),
    Column("责任单位", Kind.PROSE, 30, unprinted=True),
)
SUMMARY_LENGTH = 32
UNIT_COLUMN_WIDTH = 3.4


def coverage_table(facts: CountyFacts) -> Table:
    """One line for each obligation, one column for each unit, marks as in the contract; totals at the right."""
    rows: list[Row] = []
    for obligation in facts.county.plan.obligations:
        counts = count_marks(facts.coverage, obligation.id)
        bearers = sum(obligation.id in c.binding for c in facts.coverage)
        rows.append(
            (
                obligation.id,
                excerpt(obligation.requirement, SUMMARY_LENGTH),
                facts.disputed.get(obligation.id, ""),
                *(c.marks.get(obligation.id, "") for c in facts.coverage),
                bearers,
                counts[Coverage.COVERED],
                counts[Coverage.MISSING],
                counts[Coverage.DOUBTFUL],
                counts[Coverage.VOLUNTARY],
                counts[Coverage.AWAITED],
                counts[Coverage.COVERED] / bearers if bearers else None,
                obligation.label,
                obligation.requirement,
                obligation.time_limit_text,
                obligation.responsible_text,
            )
        )
    units = tuple(Column(r.unit, Kind.TEXT, UNIT_COLUMN_WIDTH) for r in facts.reports)
    legend = "　".join(f"{mark.value} {mark.meaning}" for mark in Coverage)
    return Table(
        COVERAGE,
        "重点任务覆盖情况",
        (*COVERAGE_LEFT, *units, *COVERAGE_RIGHT),
        tuple(rows),
        f"{legend}；空白为方案未明确由该单位落实。单位名称带“*”的尚未报送或文件无法读取。",
        "方案中没有任务。",
        frozen=len(COVERAGE_LEFT),
    )

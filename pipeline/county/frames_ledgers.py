"""The tables of what was sent in: 报送情况, 汇总台账, 任务覆盖."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.county.assessment import Assessment
from pipeline.county.columns import Column, Kind, Table
from pipeline.county.coverage import Coverage, UnitCoverage
from pipeline.county.facts import CountyFacts
from pipeline.county.figures import task_count
from pipeline.county.lines import LedgerLine
from pipeline.county.origins import Origin, origin_of
from pipeline.judging.checks.wording import day, excerpt
from pipeline.model import (
    DeviationState,
    FormColumn,
    Ledger,
    Match,
    Obligation,
    Plan,
    Severity,
    Submission,
    UnitReport,
)

REPORTING = "报送情况"
MERGED = "汇总台账"
BY_OBLIGATION = "汇总台账-按任务"
COVERAGE = "任务覆盖"


@dataclass(frozen=True, slots=True)
class _Reported:
    """A unit with its report and how it covers its obligations."""

    report: UnitReport
    coverage: UnitCoverage

    @property
    def unit(self) -> str:
        return self.report.unit

    @property
    def submission(self) -> Submission | None:
        return self.report.submission

    @property
    def ledger(self) -> Ledger | None:
        return self.submission.ledger if self.submission else None

    @property
    def origin(self) -> Origin | None:
        return origin_of(self.unit, self.submission) if self.submission else None

    def read(self, number: float | None) -> float | None:
        """Give a number that counts only where a ledger was read."""
        return None if self.ledger is None else number


def _reporting_columns(facts: CountyFacts, assessment: Assessment) -> tuple[Column[_Reported], ...]:
    units = facts.county.plan.unit_by_name
    severities = Counter((c.unit, c.deviation.severity) for c in facts.current)
    states = Counter((t.unit, t.state) for t in facts.tracked)
    overdue = Counter(c.unit for c in facts.current if c.deviation.code == "T09")

    def expected(unit: str) -> bool:
        return unit in units and units[unit].expected

    def covered(r: _Reported) -> float | None:
        return r.read(r.coverage.covered / r.coverage.required if r.coverage.required else None)

    def unresolved(unit: str) -> int:
        return states[unit, DeviationState.NEW] + states[unit, DeviationState.OPEN]

    columns: tuple[Column[_Reported], ...] = (
        Column("序号", Kind.NUMBER, 5.5),
        Column("单位", Kind.UNIT, 23, lambda r: r.unit),
        Column("单位类别", Kind.TEXT, 16, lambda r: units[r.unit].kind if r.unit in units else ""),
        Column("应报", Kind.TEXT, 5.5, lambda r: "是" if expected(r.unit) else "否"),
        Column("状态", Kind.STATE, 13, lambda r: r.report.status.value),
        Column("报送时间", Kind.MOMENT, 16.5, lambda r: r.submission and r.submission.arrival.received_at),
        Column("版本", Kind.NUMBER, 5.5, lambda r: r.submission and r.submission.version),
        Column("任务数", Kind.NUMBER, 6, lambda r: r.read(task_count(r.report))),
        Column("举措数", Kind.NUMBER, 6, lambda r: len(r.ledger.entries) if r.ledger else None),
        Column("应落实任务数", Kind.NUMBER, 8, lambda r: r.coverage.required),
        Column("已覆盖", Kind.NUMBER, 6, lambda r: r.read(r.coverage.covered)),
        Column("覆盖率", Kind.PERCENT, 8, covered),
        Column("错误", Kind.NUMBER, 5.5, lambda r: severities[r.unit, Severity.ERROR]),
        Column("警告", Kind.NUMBER, 5.5, lambda r: severities[r.unit, Severity.WARNING]),
        Column("提示", Kind.NUMBER, 5.5, lambda r: severities[r.unit, Severity.NOTICE]),
        Column("漏项", Kind.NUMBER, 5.5, lambda r: r.read(r.coverage.count(Coverage.MISSING))),
        Column("存疑", Kind.NUMBER, 5.5, lambda r: r.read(r.coverage.count(Coverage.DOUBTFUL))),
        Column("自愿认领", Kind.NUMBER, 5.5, lambda r: r.read(r.coverage.count(Coverage.VOLUNTARY))),
        Column("未整改", Kind.NUMBER, 6, lambda r: unresolved(r.unit)),
        Column("已整改", Kind.NUMBER, 6, lambda r: states[r.unit, DeviationState.CLOSED]),
        Column("复发", Kind.NUMBER, 5.5, lambda r: states[r.unit, DeviationState.REOPENED]),
        Column("整改率", Kind.PERCENT, 7.5, lambda r: assessment.put_right(r.unit)),
        Column("已到期", Kind.NUMBER, 5.5, lambda r: r.read(overdue[r.unit])),
        Column("首次报送", Kind.MOMENT, 16.5, lambda r: r.report.first_received),
        Column("校验结论", Kind.VERDICT, 10, lambda r: r.submission and r.submission.verdict.label),
        Column("来源文件", Kind.SOURCE, 22, lambda r: r.submission and r.submission.arrival.file_name),
        Column("来源工作表", Kind.PLACE, 9, lambda r: r.origin and r.origin.shown),
    )
    if not assessment.weights:
        return columns
    return (*columns, Column("考核参考", Kind.DECIMAL, 7, lambda r: assessment.score(r.report, r.coverage)))


def reporting_table(facts: CountyFacts) -> Table[_Reported]:
    """One line for each unit from which a ledger is expected, and for each other one that has sent one."""
    assessment = Assessment(facts)
    return Table(
        REPORTING,
        "各单位台账报送情况",
        _reporting_columns(facts, assessment),
        [_Reported(report, coverage) for report, coverage in zip(facts.reports, facts.coverage, strict=True)],
        f"台账报送截止日期为{day(facts.county.plan.ledgers_due)}。"
        "“状态”按首次报送时间认定，“报送时间”为最新一版的接收时间；覆盖率＝已覆盖÷应落实任务数，未报送单位不计算覆盖率；"
        "整改率＝已整改÷（已整改＋未整改＋复发），只计错误和警告；已到期为台账自定时限已过的事项数。"
        "点“单位”打开回执，点“校验结论”打开回执网页，点“来源工作表”打开所报原件。" + assessment.explanation,
        "名录中没有应报送台账的单位，请核对 units.csv 的 expected 栏。",
        origin=lambda r: r.origin,
    )


def _merged_columns(facts: CountyFacts) -> tuple[Column[LedgerLine], ...]:
    return (
        Column("序号", Kind.OWN_LINE, 6, lambda line: line.number),
        Column("单位", Kind.TEXT, 14, lambda line: line.unit),
        Column("工作任务", Kind.PROSE, 20, lambda line: line.entry.task.text),
        Column("工作举措", Kind.PROSE, 44, lambda line: line.entry.measure.text),
        Column("时限要求", Kind.PROSE, 18, lambda line: line.entry.time_limit.text),
        Column("单位分管领导", Kind.TEXT, 9, lambda line: line.entry.leader.text),
        Column("责任科室", Kind.TEXT, 12, lambda line: line.entry.section.text),
        *(_further_column(column) for column in facts.county.plan.form.further),
        Column("任务编号", Kind.OBLIGATION, 9, lambda line: _ids(facts, line.match.certain)),
        Column("存疑编号", Kind.TEXT, 9, lambda line: _ids(facts, line.match.doubtful)),
        Column("偏差代码", Kind.TEXT, 8, lambda line: codes_of(line, facts)),
        Column("最近时限", Kind.DATE, 11.5, lambda line: _next_date(line, facts.county.as_of)),
        Column("对应把握", Kind.PERCENT, 7, lambda line: round(line.match.confidence, 4)),
        Column("来源文件", Kind.SOURCE, 16, lambda line: line.submission.arrival.file_name),
        Column("来源工作表", Kind.TEXT, 8, lambda line: line.entry.sheet),
        Column("来源行", Kind.PLACE_ROW, 6, lambda line: line.entry.row),
    )


def _further_column(column: FormColumn) -> Column[LedgerLine]:
    """Give a column of the plan's form that is kept without being judged (配合单位)."""
    return Column(
        column.heading, Kind.TEXT, column.width, lambda line: (line.entry.extra or {}).get(column.heading, "")
    )


def merged_table(facts: CountyFacts) -> Table[LedgerLine]:
    """The county's own ledger: every entry of every unit that has reported."""
    return Table(
        MERGED,
        "工作任务台账汇总",
        _merged_columns(facts),
        facts.lines.all,
        f"按单位顺序排列，内容按各单位原文照录；任务编号 {_letters(facts.county.plan)}B 为方案正文。"
        "需要按任务查看的，请点上方“按任务查看”，或点某行“序号”查看该举措所落实的任务；点“来源行”打开所报原件。"
        "可以筛选，请勿排序：排序后其他表的链接将指向别的行，按“序号”升序即恢复。",
        "尚无可以汇总的台账。",
        origin=row_origin,
        turned=(BY_OBLIGATION, "按任务查看"),
    )


def _letters(plan: Plan) -> str:
    return "".join(f"{annex.id} 为{annex.name}、" for annex in plan.annexes)


def row_origin(line: LedgerLine) -> Origin:
    """Say where a line of 汇总台账 stands: the row of its measure."""
    entry = line.entry
    return Origin(line.unit, line.submission.arrival.sha256, entry.sheet, entry.measure.cell or f"A{entry.row}")


def _next_date(line: LedgerLine, on: date) -> date | None:
    """Give the next date that a line sets itself, else the last that has passed."""
    dates = [c.deadline for c in line.clauses if c.deadline is not None]
    return min((d for d in dates if d >= on), default=max(dates, default=None))


def _ids(facts: CountyFacts, matches: Iterable[Match]) -> str:
    return "、".join(sorted({m.obligation for m in matches}, key=facts.obligation_order))


def codes_of(line: LedgerLine, facts: CountyFacts) -> str:
    """List the codes of the deviations in force on a line."""
    return "、".join(sorted({c.deviation.code for c in facts.by_line.get(line.number, ())}))


SUMMARY_LENGTH = 32
UNIT_COLUMN_WIDTH = 3.4
_LEFT = 3
"""Columns left of the units'."""


@dataclass(frozen=True, slots=True)
class Covered:
    """An obligation with the marks that the units bear at it, and how many of them it binds."""

    obligation: Obligation
    marks: Mapping[str, Coverage]
    bearers: int

    def count(self, mark: Coverage) -> int:
        """How many units bear a mark."""
        return sum(m is mark for m in self.marks.values())


def _coverage_columns(facts: CountyFacts) -> tuple[Column[Covered], ...]:
    def rate(c: Covered) -> float | None:
        return c.count(Coverage.COVERED) / c.bearers if c.bearers else None

    def of_unit(unit: str) -> Column[Covered]:
        return Column(unit, Kind.MARK, UNIT_COLUMN_WIDTH, lambda c: c.marks.get(unit))

    return (
        Column("任务编号", Kind.GROUP, 8, lambda c: c.obligation.id),
        Column("任务摘要", Kind.PROSE, 36, lambda c: excerpt(c.obligation.requirement, SUMMARY_LENGTH)),
        Column("责任偏差", Kind.DISPUTE, 7, lambda c: facts.disputed.get(c.obligation.id)),
        *(of_unit(r.unit) for r in facts.reports),
        Column("应落实单位", Kind.NUMBER, 5.5, lambda c: c.bearers),
        Column("已覆盖", Kind.NUMBER, 5, lambda c: c.count(Coverage.COVERED)),
        Column("漏项", Kind.NUMBER, 5, lambda c: c.count(Coverage.MISSING)),
        Column("存疑", Kind.NUMBER, 5, lambda c: c.count(Coverage.DOUBTFUL)),
        Column("自愿认领", Kind.NUMBER, 5, lambda c: c.count(Coverage.VOLUNTARY)),
        Column("未报送", Kind.NUMBER, 5, lambda c: c.count(Coverage.AWAITED)),
        Column("覆盖率", Kind.PERCENT, 7.5, rate),
        Column("工作任务", Kind.PROSE, 30, lambda c: c.obligation.label, unprinted=True),
        Column("工作要求", Kind.PROSE, 60, lambda c: c.obligation.requirement, unprinted=True),
        Column("时限要求", Kind.PROSE, 30, lambda c: c.obligation.time_limit_text, unprinted=True),
        Column("责任单位", Kind.PROSE, 30, lambda c: c.obligation.responsible_text, unprinted=True),
    )


def coverage_table(facts: CountyFacts) -> Table[Covered]:
    """One line for each obligation, one column for each unit, marks as in the contract; totals at the right."""
    legend = "　".join(f"{mark.value} {mark.meaning}" for mark in Coverage)
    return Table(
        COVERAGE,
        "重点任务覆盖情况",
        _coverage_columns(facts),
        [
            Covered(
                obligation,
                {c.unit: c.marks[obligation.id] for c in facts.coverage if obligation.id in c.marks},
                sum(obligation.id in c.binding for c in facts.coverage),
            )
            for obligation in facts.county.plan.obligations
        ],
        f"{legend}；空白为方案未明确由该单位落实。单位名称带“*”的尚未报送或文件无法读取。",
        "方案中没有任务。",
        frozen=_LEFT,
    )

"""The tables of what was sent in: 报送情况, 汇总台账, 任务覆盖."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.county.assessment import Assessment
from pipeline.county.columns import Column, Kind, Table
from pipeline.county.counts import UnitCounts
from pipeline.county.coverage import Coverage
from pipeline.county.facts import CountyFacts
from pipeline.county.lines import LedgerLine
from pipeline.county.origins import Origin, origin_of
from pipeline.county.progress import ProgressCounts
from pipeline.judging.checks.c04_doubtful_match import why_doubtful
from pipeline.judging.checks.wording import day, excerpt
from pipeline.judging.matching.sureness import sureness
from pipeline.model import (
    FormColumn,
    Match,
    Obligation,
    Plan,
    Submission,
    UnitReport,
)

REPORTING = "报送情况"
MERGED = "汇总台账"
BY_OBLIGATION = "汇总台账-按任务"
COVERAGE = "任务覆盖"


@dataclass(frozen=True, slots=True)
class _Reported:
    """A unit with its report, and the unit in numbers."""

    report: UnitReport
    counts: UnitCounts
    progress: ProgressCounts

    @property
    def submission(self) -> Submission | None:
        return self.report.submission

    @property
    def origin(self) -> Origin | None:
        return origin_of(self.report.unit, self.submission) if self.submission else None

    def read(self, number: float | None) -> float | None:
        """Give a number that counts only where a ledger was read."""
        return number if self.counts.read else None


def _reporting_columns(assessment: Assessment) -> tuple[Column[_Reported], ...]:
    columns: tuple[Column[_Reported], ...] = (
        Column("序号", Kind.NUMBER, 5.5),
        Column("单位", Kind.UNIT, 23, lambda r: r.report.unit),
        Column("单位类别", Kind.TEXT, 15, lambda r: r.counts.kind),
        Column("应报", Kind.TEXT, 5.5, lambda r: "是" if r.counts.expected else "否"),
        Column("状态", Kind.STATE, 13, lambda r: r.report.status.value),
        Column("报送时间", Kind.MOMENT, 16.5, lambda r: r.submission and r.submission.arrival.received_at),
        Column("版本", Kind.NUMBER, 5.5, lambda r: r.submission and r.submission.version),
        Column("任务数", Kind.NUMBER, 6, lambda r: r.read(r.counts.tasks)),
        Column("举措数", Kind.NUMBER, 6, lambda r: r.read(r.counts.entries)),
        Column("应落实任务数", Kind.NUMBER, 8, lambda r: r.counts.required),
        Column("已覆盖", Kind.NUMBER, 6, lambda r: r.read(r.counts.covered)),
        Column("覆盖率", Kind.PERCENT, 8, lambda r: r.read(r.counts.rate)),
        Column("错误", Kind.NUMBER, 5.5, lambda r: r.counts.errors),
        Column("警告", Kind.NUMBER, 5.5, lambda r: r.counts.warnings),
        Column("提示", Kind.NUMBER, 5.5, lambda r: r.counts.notices),
        Column("漏项", Kind.NUMBER, 5.5, lambda r: r.read(r.counts.missing)),
        Column("存疑", Kind.NUMBER, 5.5, lambda r: r.read(r.counts.doubtful)),
        Column("自愿认领", Kind.NUMBER, 5.5, lambda r: r.read(r.counts.voluntary)),
        Column("待整改", Kind.NUMBER, 6, lambda r: r.counts.to_put_right),
        Column("已整改", Kind.NUMBER, 6, lambda r: r.counts.closed),
        Column("复发", Kind.NUMBER, 5.5, lambda r: r.counts.reopened),
        Column("整改率", Kind.PERCENT, 7.5, lambda r: r.counts.put_right),
        Column("完成率", Kind.PERCENT, 7.5, lambda r: r.read(r.progress.rate)),
        Column("逾期未完成", Kind.NUMBER, 6, lambda r: r.read(r.progress.overdue)),
    )
    on_screen: tuple[Column[_Reported], ...] = (
        Column("首次报送", Kind.MOMENT, 16.5, lambda r: r.report.first_received, unprinted=True),
        Column("校验结论", Kind.VERDICT, 10, lambda r: r.submission and r.submission.verdict.label, unprinted=True),
        Column(
            "来源文件", Kind.SOURCE, 22, lambda r: r.submission and r.submission.arrival.file_name, unprinted=True
        ),
        Column("来源工作表", Kind.PLACE, 9, lambda r: r.origin and r.origin.shown, unprinted=True),
    )
    if not assessment.weights:
        return (*columns, *on_screen)
    return (*columns, Column("考核参考", Kind.DECIMAL, 7, lambda r: assessment.score(r.counts)), *on_screen)


def reporting_table(facts: CountyFacts) -> Table[_Reported]:
    """One line for each unit from which a ledger is expected, and for each other one that has sent one."""
    assessment = Assessment(facts)
    return Table(
        REPORTING,
        "各单位台账报送情况",
        _reporting_columns(assessment),
        [
            _Reported(r, facts.counts.by_unit[r.unit], facts.progress.by_unit.get(r.unit, ProgressCounts()))
            for r in facts.reports
        ],
        f"台账报送截止日期为{day(facts.county.plan.ledgers_due)}。"
        "“状态”按首次报送时间认定，“报送时间”为最新一版的接收时间；覆盖率＝已覆盖÷应落实任务数，未报送单位不计算覆盖率；"
        "举措数不含未填举措的行；待整改＝错误＋警告，其中复发为整改后再次出现、现仍存在的；已整改只计错误和警告，整改率＝已整改÷（已整改＋待整改）；"
        "逾期未完成为台账自定时限已过而未报告完成的事项数（按期开展的每期计一项），与“临期提醒”的已到期相同，见“完成情况”。"
        "经核定全部任务均不承担的单位，状态为“无此项任务”，不计入应报。"
        "点“单位”打开回执，点“校验结论”打开回执网页，点“来源工作表”打开所报原件。" + assessment.explanation,
        "名录中没有应报送台账的单位，请核对单位名录（units.csv）的“是否报送”栏。",
        origin=lambda r: r.origin,
    )


def _merged_columns(facts: CountyFacts) -> tuple[Column[LedgerLine], ...]:
    return (
        Column("序号", Kind.OWN_LINE, 6, lambda line: line.number),
        Column("单位", Kind.TEXT, 14, lambda line: line.unit),
        Column("工作任务", Kind.PROSE, 16, lambda line: line.entry.task.text),
        Column("工作举措", Kind.PROSE, 37.5, lambda line: line.entry.measure.text),
        Column("时限要求", Kind.PROSE, 17, lambda line: line.entry.time_limit.text),
        Column("单位分管领导", Kind.TEXT, 9, lambda line: line.entry.leader.text),
        Column("责任科室", Kind.TEXT, 11, lambda line: line.entry.section.text),
        *(_further_column(column) for column in facts.county.plan.form.further),
        Column("任务编号", Kind.OBLIGATION, 12.5, lambda line: _ids(facts, line.match.certain)),
        Column("存疑编号", Kind.TEXT, 8, lambda line: _ids(facts, line.match.doubtful)),
        Column("偏差代码", Kind.TEXT, 8, lambda line: codes_of(line, facts)),
        Column("最近时限", Kind.DATE, 11, lambda line: _next_date(line, facts.county.as_of)),
        Column("对应把握", Kind.PERCENT, 7, _sureness, unprinted=True),
        Column("存疑原因", Kind.TEXT, 14, _doubt, unprinted=True),
        Column("来源文件", Kind.SOURCE, 16, lambda line: line.submission.arrival.file_name, unprinted=True),
        Column("来源工作表", Kind.TEXT, 8, lambda line: line.entry.sheet, unprinted=True),
        Column("来源行", Kind.PLACE_ROW, 6, lambda line: line.entry.row, unprinted=True),
    )


def _doubt(line: LedgerLine) -> str:
    return why_doubtful(line.match) if line.match.doubtful else ""


def _sureness(line: LedgerLine) -> float:
    return sureness(line.match.confidence, doubtful=bool(line.match.doubtful))


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
        f"按单位顺序排列，内容按各单位原文照录；任务编号{_letters(facts.county.plan)}B为方案正文。"
        "需要按任务查看的，请点上方“按任务查看”，或点某行“序号”查看该举措所落实的任务；点“来源行”打开所报原件。"
        "可以筛选，请勿排序：排序后其他表的链接将指向别的行，按“序号”升序即恢复。",
        "尚无可以汇总的台账。",
        origin=row_origin,
        turned=(BY_OBLIGATION, "按任务查看"),
    )


def _letters(plan: Plan) -> str:
    return "".join(f"{annex.id}为{annex.name}、" for annex in plan.annexes)


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
UNIT_COLUMN_WIDTH = 2.6
_LEFT = 3
"""Columns left of the units'."""


def _coverage_columns(facts: CountyFacts) -> tuple[Column[Obligation], ...]:
    counts, grid = facts.counts.by_obligation, facts.counts.grid

    def of_unit(unit: str) -> Column[Obligation]:
        marks = grid[unit]
        return Column(unit, Kind.MARK, UNIT_COLUMN_WIDTH, lambda o: marks[o.id])

    return (
        Column("任务编号", Kind.GROUP, 8, lambda o: o.id),
        Column("任务摘要", Kind.PROSE, 30, lambda o: excerpt(o.requirement, SUMMARY_LENGTH)),
        Column("责任偏差", Kind.DISPUTE, 6.5, lambda o: facts.disputed.get(o.id)),
        *(of_unit(r.unit) for r in facts.reports),
        Column("应落实单位", Kind.NUMBER, 5.5, lambda o: counts[o.id].bearers),
        Column("已覆盖", Kind.NUMBER, 5, lambda o: counts[o.id].covered),
        Column("漏项", Kind.NUMBER, 5, lambda o: counts[o.id].missing),
        Column("存疑", Kind.NUMBER, 5, lambda o: counts[o.id].doubtful),
        Column("自愿认领", Kind.NUMBER, 5, lambda o: counts[o.id].voluntary),
        Column("未报送", Kind.NUMBER, 5, lambda o: counts[o.id].awaited),
        Column("覆盖率", Kind.PERCENT, 7.5, lambda o: counts[o.id].rate),
        Column("工作任务", Kind.PROSE, 30, lambda o: o.label, unprinted=True),
        Column("工作要求", Kind.PROSE, 60, lambda o: o.requirement, unprinted=True),
        Column("时限要求", Kind.PROSE, 30, lambda o: o.time_limit_text, unprinted=True),
        Column("责任单位", Kind.PROSE, 30, lambda o: o.responsible_text, unprinted=True),
    )


def coverage_table(facts: CountyFacts) -> Table[Obligation]:
    """One line for each obligation, one column for each unit, marks as in the contract; totals at the right."""
    legend = "　".join(f"{mark.value} {mark.meaning}" for mark in Coverage)
    return Table(
        COVERAGE,
        "重点任务覆盖情况",
        _coverage_columns(facts),
        facts.county.plan.obligations,
        f"{legend}；空白为方案未明确由该单位落实。单位名称带“*”的尚未报送或文件无法读取。",
        "方案中没有任务。",
        frozen=_LEFT,
    )

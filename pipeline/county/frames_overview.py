"""总览 as a table: every figure with the sheet that it comes from."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.county.columns import Column, Kind, Table
from pipeline.county.figures import CountyFigures
from pipeline.county.frames_deviations import DUE, LIVES
from pipeline.county.frames_ledgers import COVERAGE, MERGED, REPORTING
from pipeline.county.frames_progress import PROGRESS
from pipeline.county.tallies import FamilyFigures, KindFigures
from pipeline.form.officers.columns import DOUBTS, WAITING
from pipeline.model import DeviationState, Stage, UnitStatus

OVERVIEW = "总览"


NAME_WIDTH, NUMBER_WIDTH = 21.6, 5.4

_KIND_COLUMNS: tuple[Column[KindFigures], ...] = (
    Column("单位类别", Kind.SHEET, NAME_WIDTH, lambda k: k.name),
    Column("应报", Kind.NUMBER, NUMBER_WIDTH, lambda k: k.expected),
    Column("按时", Kind.NUMBER, NUMBER_WIDTH, lambda k: k.on_time),
    Column("逾期", Kind.NUMBER, NUMBER_WIDTH, lambda k: k.late),
    Column("未报", Kind.NUMBER, NUMBER_WIDTH, lambda k: k.absent),
    Column("报送率", Kind.PERCENT, NUMBER_WIDTH, lambda k: k.rate),
)

_FAMILY_COLUMNS: tuple[Column[FamilyFigures], ...] = (
    Column("类别", Kind.SHEET, NAME_WIDTH, lambda f: f"{f.name}偏差" if f.sheet else f.name),
    Column("错误", Kind.NUMBER, NUMBER_WIDTH, lambda f: f.errors),
    Column("警告", Kind.NUMBER, NUMBER_WIDTH, lambda f: f.warnings),
    Column("提示", Kind.NUMBER, NUMBER_WIDTH, lambda f: f.notices),
    Column("合计", Kind.NUMBER, NUMBER_WIDTH, lambda f: f.all),
    Column("单位数", Kind.NUMBER, NUMBER_WIDTH, lambda f: f.units),
)


class Change(NamedTuple):
    """How many deviations are in a state, and what that means."""

    state: DeviationState
    number: int
    remark: str


_CHANGE_COLUMNS: tuple[Column[Change], ...] = (
    Column("状态", Kind.TEXT, 2 * NUMBER_WIDTH, lambda c: c.state.value),
    Column("条数", Kind.SHEET, 2 * NUMBER_WIDTH, lambda c: c.number),
    Column("说明", Kind.TEXT, 5 * NUMBER_WIDTH, lambda c: c.remark),
)


def kinds_table(figures: CountyFigures) -> Table[KindFigures]:
    """How the units have reported, kind by kind."""
    return Table("单位类别", "一、报送情况（未报含文件无法读取）", _KIND_COLUMNS, figures.kinds, "", "")


def families_table(figures: CountyFigures) -> Table[FamilyFigures]:
    """How many deviations are in force, family by family."""
    return Table("偏差", "二、偏差分布", _FAMILY_COLUMNS, figures.families, "", "")


def changes_table(figures: CountyFigures) -> Table[Change]:
    """What has become of the deviations, state by state."""
    since = figures.last_consolidation
    compared = f"与{since.month}月{since.day}日相比" if since else "首次汇总"
    remarks = {
        DeviationState.NEW: "本次首次发现",
        DeviationState.OPEN: "以前发现，仍未整改",
        DeviationState.REOPENED: f"再次出现，其中本次复发{figures.returned_now}条",
        DeviationState.CLOSED: f"其中本次销号{figures.closed_now}条",
        DeviationState.WAIVED: "经核定不作偏差",
    }
    changes = [Change(state, figures.states[state], remark) for state, remark in remarks.items()]
    return Table("整改", f"三、整改进展（错误和警告，{compared}）", _CHANGE_COLUMNS, changes, "", "")


class Figure(NamedTuple):
    """A figure of 总览: its group and name, the number, words on it, the sheet that it comes from."""

    group: str
    name: str
    number: float | None
    words: str
    sheet: str


OVERVIEW_COLUMNS: tuple[Column[Figure], ...] = (
    Column("类别", Kind.TEXT, 14, lambda f: f.group),
    Column("指标", Kind.TEXT, 24, lambda f: f.name),
    Column("数值", Kind.PERCENT, 12, lambda f: f.number),
    Column("内容", Kind.PROSE, 60, lambda f: f.words),
    Column("所在表", Kind.TEXT, 14, lambda f: f.sheet),
)


def _unproved(figures: CountyFigures) -> str:
    units = "、".join(figures.unproved_units)
    return f"本程序设为以文件所写单位为准，未要求核实来源。{units}" if figures.trusts_names else units


def overview_table(figures: CountyFigures) -> Table[Figure]:
    """Give the figures of 总览, one a line."""
    rows: list[tuple[str, str, float | None, str, str]] = [
        ("报送", "应报单位", figures.expected, "", REPORTING),
        ("报送", "已报送", figures.reported, "", REPORTING),
        ("报送", "报送率", figures.reporting_rate, "已报送÷应报单位", REPORTING),
        ("报送", UnitStatus.NIL.value, len(figures.nil_units), "、".join(figures.nil_units), REPORTING),
        ("报送", figures.absent_word, len(figures.missing_units), "、".join(figures.missing_units), REPORTING),
        ("报送", "逾期报送", len(figures.late_units), "、".join(figures.late_units), REPORTING),
        ("报送", "文件无法读取", len(figures.unreadable_units), "、".join(figures.unreadable_units), REPORTING),
        ("报送", "单位无法识别的文件", figures.stray_files, "", "偏差-报送"),
        ("报送", "待确认来件", figures.waiting, "", WAITING),
        ("报送", "来源未核实的现行台账", len(figures.unproved_units), _unproved(figures), REPORTING),
        ("台账", "任务数", figures.tasks, "", MERGED),
        ("台账", "举措数", figures.entries, "不含未填举措的行", MERGED),
        ("覆盖", "应落实（项次）", figures.required, "", COVERAGE),
        ("覆盖", "已覆盖（项次）", figures.covered, "", COVERAGE),
        ("覆盖", "覆盖率", figures.coverage_rate, "", COVERAGE),
        ("覆盖", "漏项（项次）", figures.gaps, "", COVERAGE),
        ("覆盖", "存疑待核定", figures.doubtful, "", DOUBTS),
    ]
    for kind in figures.kinds:
        rows.append(
            (
                "单位类别",
                kind.name,
                kind.expected,
                f"按时{kind.on_time}、逾期{kind.late}、未报送{kind.missing}、无法读取{kind.unreadable}",
                REPORTING,
            )
        )
    for family in figures.families:
        words = f"错误{family.errors}、警告{family.warnings}、提示{family.notices}，涉及{family.units}个单位"
        rows.append(("偏差", family.name, family.all, words, family.sheet))
    rows += [("整改", state.value, count, "只计错误和警告", LIVES) for state, count in figures.states.items()]
    rows += [
        ("整改", "待整改", figures.to_put_right, "新增＋未整改＋复发", LIVES),
        ("整改", "本次销号", figures.closed_now, "只计错误和警告", LIVES),
        ("整改", "本次复发", figures.returned_now, "只计错误和警告", LIVES),
        ("时限", "已到期", figures.overdue, "与“完成情况”的逾期未完成相同", DUE),
        ("时限", "临期", figures.due_soon, "", DUE),
        ("进度", "完成率", figures.progress.rate, f"{figures.telling}个单位已报告进度", PROGRESS),
        ("进度", Stage.DONE.value, figures.progress.done, "", PROGRESS),
        ("进度", Stage.UNDER_WAY.value, figures.progress.under_way, "", PROGRESS),
        ("进度", Stage.NOT_BEGUN.value, figures.progress.not_begun, "", PROGRESS),
        (
            "进度",
            Stage.OVERDUE.value,
            figures.progress.overdue,
            f"其中从未报告{figures.progress.silent_overdue}项",
            PROGRESS,
        ),
    ]
    rows += [
        ("近期到期", due.obligation, due.waiting, f"{due.due.isoformat()} {due.requirement}", COVERAGE)
        for due in figures.next_due
    ]
    return Table(OVERVIEW, "", OVERVIEW_COLUMNS, [Figure(*row) for row in rows], "", "")

"""总览 as a table: every figure with the sheet that it comes from."""

from __future__ import annotations

from pipeline.county.columns import Column, Kind, Row
from pipeline.county.figures import CountyFigures
from pipeline.county.frames_decisions import DOUBTS
from pipeline.county.frames_deviations import DUE, LIVES
from pipeline.county.frames_ledgers import COVERAGE, MERGED, REPORTING
from pipeline.form.officers.decisions import WAITING

OVERVIEW = "总览"

OVERVIEW_COLUMNS = (
    Column("类别", Kind.TEXT, 14),
    Column("指标", Kind.TEXT, 24),
    Column("数值", Kind.PERCENT, 12),
    Column("内容", Kind.PROSE, 60),
    Column("所在表", Kind.TEXT, 14),
)


def _unproved(figures: CountyFigures) -> str:
    units = "、".join(figures.unproved_units)
    return f"本系统设为以文件所写单位为准，未要求核实来源。{units}" if figures.trusts_names else units


def overview_rows(figures: CountyFigures) -> tuple[Row, ...]:
    """Give the figures of 总览, one a line: group, name, number, words, sheet."""
    rows: list[Row] = [
        ("报送", "应报单位", figures.expected, "", REPORTING),
        ("报送", "已报送", figures.reported, "", REPORTING),
        ("报送", "报送率", figures.reporting_rate, "", REPORTING),
        ("报送", "未报送", len(figures.missing_units), "、".join(figures.missing_units), REPORTING),
        ("报送", "逾期报送", len(figures.late_units), "、".join(figures.late_units), REPORTING),
        ("报送", "文件无法读取", len(figures.unreadable_units), "、".join(figures.unreadable_units), REPORTING),
        ("报送", "单位无法识别的文件", figures.stray_files, "", "偏差-报送"),
        ("报送", "待确认来件", figures.waiting, "", WAITING),
        ("报送", "来源未核实的现行台账", len(figures.unproved_units), _unproved(figures), REPORTING),
        ("台账", "任务数", figures.tasks, "", MERGED),
        ("台账", "举措数", figures.entries, "", MERGED),
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
                kind.kind,
                kind.expected,
                f"按时{kind.on_time}、逾期{kind.late}、未报送{kind.missing}、无法读取{kind.unreadable}",
                REPORTING,
            )
        )
    for family in figures.families:
        words = f"错误{family.errors}、警告{family.warnings}、提示{family.notices}，涉及{family.units}个单位"
        rows.append(("偏差", family.name, family.total, words, family.sheet))
    rows += [("整改", state.value, count, "", LIVES) for state, count in figures.states.items()]
    rows += [
        ("整改", "本次新销号", figures.closed_now, "", LIVES),
        ("时限", "已到期", figures.overdue, "", DUE),
        ("时限", "临期", figures.due_soon, "", DUE),
    ]
    rows += [
        ("近期到期", due.obligation, due.waiting, f"{due.due.isoformat()} {due.requirement}", COVERAGE)
        for due in figures.next_due
    ]
    return tuple(rows)

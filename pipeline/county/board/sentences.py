"""The morning in sentences, for the page and for the letters."""

from __future__ import annotations

from pipeline.county.figures import CountyFigures
from pipeline.judging.checks.wording import day
from pipeline.model import DeviationState, Severity


def reporting(f: CountyFigures) -> str:
    """Say who has reported, and who has not."""
    if not f.expected:
        return "名录中没有应报送台账的单位。"
    parts = [f"应报送台账{f.expected}家，已报送{f.reported}家，报送率{f.reporting_rate:.1%}"]
    for name, units in (
        ("逾期报送", f.late_units),
        (f.absent_word, f.missing_units),
        ("文件无法读取", f.unreadable_units),
    ):
        if units:
            parts.append(f"{name}{len(units)}家")
    if f.stray_files:
        parts.append(f"另有{f.stray_files}件来件无法识别报送单位")
    if f.nil_units:
        parts.append(f"{len(f.nil_units)}家经核定无此项任务，不计入应报")
    return "；".join(parts) + f"。报送截止日期为{day(f.ledgers_due)}。"


def coverage(f: CountyFigures) -> str:
    """Say what the ledgers cover."""
    if f.coverage_rate is None:
        return "尚无可以汇总的台账。"
    return (
        f"已报送单位应落实任务{f.required}项次，已覆盖{f.covered}项次，覆盖率{f.coverage_rate:.1%}；"
        f"漏项{f.gaps}项次，对应存疑{f.doubtful}条待核定。"
    )


def deviations(f: CountyFigures) -> str:
    """Say what is wrong, and what has become of it since the last consolidation."""
    counts = "、".join(f"{s.label}{f.severities[s]}条" for s in Severity)
    since = f.last_consolidation
    if since is None:
        return f"现有偏差：{counts}。本次为首次汇总。"
    return (
        f"现有偏差：{counts}。错误和警告与{since.month}月{since.day}日汇总相比，"
        f"新增{f.states[DeviationState.NEW]}条，本次复发{f.returned_now}条，本次销号{f.closed_now}条。"
    )

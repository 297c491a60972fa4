"""The table 回头看: what units had not put right when last year was closed, and how they stand this year."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.county.columns import Column, Kind, Table
from pipeline.county.facts import CountyFacts
from pipeline.model import LookBack, Submission

LOOK_BACK = "回头看"


def look_back_tables(facts: CountyFacts) -> Sequence[Table[LookBack]]:
    """One table where last year's book was closed in this installation, none where it was not."""
    left = facts.county.look_back
    if not left:
        return ()
    own = {s.unit: s for s in facts.county.submissions}
    plan = facts.county.plan
    columns: tuple[Column[LookBack], ...] = (
        Column("序号", Kind.NUMBER, 6),
        Column("单位", Kind.TEXT, 18, lambda one: one.unit),
        Column("上年任务", Kind.TEXT, 13, lambda one: one.place),
        Column("上年工作要求", Kind.PROSE, 36, lambda one: one.requirement),
        Column("代码", Kind.CODE, 6, lambda one: one.code),
        Column("偏差", Kind.TEXT, 14, lambda one: one.title),
        Column("等级", Kind.SEVERITY, 8, lambda one: one.severity),
        Column("未整改事项", Kind.PROSE, 42, lambda one: one.what),
        Column("首次发现", Kind.DATE, 11.5, lambda one: one.since),
        Column("今年任务编号", Kind.OBLIGATION, 9, lambda one: one.now),
        Column("今年台账", Kind.PROSE, 24, lambda one: _this_year(one, own.get(one.unit))),
    )
    units = len({one.unit for one in left})
    return (
        Table(
            LOOK_BACK,
            "“回头看”：上年未整改事项",
            columns,
            left,
            f"上年汇总封存时尚未整改的错误和警告共{len(left)}条，涉及{units}个单位。请各单位逐条对照整改；"
            f"“今年台账”一栏按{plan.year}年各单位现行台账填写。",
            "上年没有未整改事项。",
            frozen=2,
        ),
    )


def _this_year(one: LookBack, ledger: Submission | None) -> str:
    if one.place and not one.now:
        return "今年方案没有相同或相近的任务"
    if ledger is None:
        return "今年台账尚未报送"
    if not one.now:
        again = any(d.code == one.code and not d.obligation for d in ledger.deviations)
        return "今年台账仍有同类问题" if again else "今年台账没有同类问题"
    if one.now in ledger.missing:
        return "今年台账仍未列入"
    again = any(d.code == one.code and d.obligation == one.now for d in ledger.deviations)
    if again:
        return "今年台账已列入，仍有同类问题"
    return "今年台账已列入，没有同类问题" if one.now in ledger.covered else "今年台账待核定"

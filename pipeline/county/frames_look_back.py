"""The table 回头看: what units had not put right or not carried out last year, and how they stand this year."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.county.columns import Column, Kind, Table
from pipeline.county.facts import CountyFacts
from pipeline.judging.matching.text import normalise
from pipeline.model import LookBack, Stage, Submission

LOOK_BACK = "回头看"
_ALIKE = 70
"""From this share of common characters on (of 100) a measure of this year goes on with one of last year's."""


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
        Column("类别", Kind.TEXT, 9, lambda one: "偏差" if one.code else "完成情况"),
        Column("代码", Kind.CODE, 6, lambda one: one.code),
        Column("情况", Kind.TEXT, 14, lambda one: one.title),
        Column("等级", Kind.SEVERITY, 8, lambda one: one.severity),
        Column("未整改、未完成事项", Kind.PROSE, 42, lambda one: one.what),
        Column("首次发现或到期", Kind.DATE, 11.5, lambda one: one.since),
        Column("今年任务编号", Kind.OBLIGATION, 9, lambda one: one.now),
        Column("今年台账", Kind.PROSE, 24, lambda one: _this_year(one, own.get(one.unit), facts)),
    )
    units = len({one.unit for one in left})
    wrong = sum(bool(one.code) for one in left)
    return (
        Table(
            LOOK_BACK,
            "“回头看”：上年未整改、未完成事项",
            columns,
            left,
            f"上年汇总封存时尚未整改的错误和警告{wrong}条、未完成的有期限举措{len(left) - wrong}条"
            f"（按期次开展的合为一条，从未报告的单位合为一条），涉及{units}个单位。请各单位逐条对照整改、补办；"
            f"“今年台账”一栏按{plan.year}年各单位现行台账填写。",
            "上年没有未整改、未完成事项。",
            frozen=2,
        ),
    )


def _this_year(one: LookBack, ledger: Submission | None, facts: CountyFacts) -> str:
    if ledger is None:
        return "今年方案没有相同或相近的任务" if one.place and not one.now else "今年台账尚未报送"
    if not one.code:
        return _measure_now(one, ledger, facts)
    if one.place and not one.now:
        return "今年方案没有相同或相近的任务"
    if not one.now:
        again = any(d.code == one.code and not d.obligation for d in ledger.deviations)
        return "今年台账仍有同类问题" if again else "今年台账没有同类问题"
    if one.now in ledger.missing:
        return "今年台账仍未列入"
    again = any(d.code == one.code and d.obligation == one.now for d in ledger.deviations)
    if again:
        return "今年台账已列入，仍有同类问题"
    return "今年台账已列入，没有同类问题" if one.now in ledger.covered else "今年台账待核定"


def _measure_now(one: LookBack, ledger: Submission, facts: CountyFacts) -> str:
    """Say how this year's ledger stands to a measure that was not carried out last year."""
    items = [item for item in facts.progress.items if item.line.unit == one.unit]
    if not one.measure:
        told = sum(bool(item.track.tellings) for item in items)
        return f"今年已报告完成情况{told}项" if told else "今年尚未报告完成情况"
    if one.now in ledger.missing:
        return "今年台账仍未列入"
    if one.now:
        going_on = [item for item in items if one.now in {m.obligation for m in item.line.match.certain}]
        words = "今年台账已列入"
    else:
        going_on = [item for item in items if _alike(one.measure, item.line.entry.measure.text)]
        words = "今年台账列有相近举措"
    if not going_on:
        return "今年台账待核定" if one.now else "今年台账没有相近举措"
    stages = [item.track.stage for item in going_on]
    # Of what recurs only the periods of which the unit has told, or which are past, say how it stands.
    told_stages = [i.track.stage for i in going_on if i.track.tellings or i.track.stage is Stage.OVERDUE]
    return f"{words}，{min(told_stages or stages, key=_GRAVEST.index).value}"


_GRAVEST = (Stage.OVERDUE, Stage.NOT_BEGUN, Stage.UNDER_WAY, Stage.DONE)


def _alike(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(normalise(one), normalise(other)) >= _ALIKE

"""Why a time limit falls short is said in words, and what is suggested would itself be right in the cell."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from pipeline.judging.checks.judged_limits import CODES, codes_of
from pipeline.judging.checks.reasons import reason
from pipeline.judging.checks.suggestions import suggestion
from pipeline.judging.time_limits.judge import Offer, judge_obligation
from pipeline.judging.time_limits.limits import TimeLimit, read_time_limit
from pipeline.judging.time_limits.shortfalls import Shortfall, ShortfallKind
from pipeline.model import Clause, ClauseKind, DayType, Plan
from pipeline.plan.plans import read_plan

ROOT = Path(__file__).parents[3]
BAD = [
    *(
        "2023年3月底前",
        "2021年12月31日前",
        "每两年一次",
        "每半年",
        "60个工作日内",
        "超过60日",
        "6月底前",
        "不超过5日",
    ),
    *("及时", "长期坚持", "见附件", "20日前", "不早于6月30日", "征求意见10日", "5月至12月", "每五年一次", "10日内"),
]


@cache
def plan() -> Plan:
    return read_plan(ROOT / "rules" / "yiyuan-2022")


HERE = plan().standpoint(date(2022, 5, 20))


def lacking(obligation: str, text: str) -> tuple[Shortfall, ...]:
    offer = Offer(read_time_limit(text, HERE), TimeLimit(""), blank=False)
    return judge_obligation(plan().by_id[obligation].clauses, [offer], HERE)


@pytest.mark.parametrize("text", BAD)
def test_every_suggestion_would_be_right_in_the_cell(text: str) -> None:
    for obligation in plan().obligations:
        for shortfall in lacking(obligation.id, text):
            advised = suggestion(obligation, obligation.clauses, shortfall, HERE)
            assert advised, (obligation.id, text)
            assert lacking(obligation.id, advised) == (), (obligation.id, text, advised)
            if shortfall.kind is not ShortfallKind.NO_TIME:
                assert reason(shortfall, HERE.year), (obligation.id, text)


def test_the_bad_texts_call_for_every_code() -> None:
    said = {code for o in plan().obligations for text in BAD for code in codes_of(lacking(o.id, text))}
    assert said == set(CODES.values())


@pytest.mark.parametrize(
    ("obligation", "text", "expected"),
    [
        ("A1-63", "8月底前", "须于2022年6月30日前完成，台账写的是“8月底前”"),
        ("A1-63", "三季度末前", "须于2022年6月30日前完成，台账“三季度末前”为2022年9月30日"),
        ("A1-63", "每年一次", "须于2022年6月30日前完成，台账“每年一次”为2022年12月31日"),
        ("A1-01", "6月底、12月底前", "须于6、9、12月底前各公开一次，台账缺9月"),
        ("A1-01", "每半年", "台账“每半年”达不到这一频次"),
        ("A1-01", "20个工作日内", "台账“20个工作日内”没有写明多久一次"),
        ("A1-48", "2023年3月底前", "须于2022年12月31日前完成一次，台账“2023年3月底前”不在其内"),
        ("A1-38", "5个工作日内", "最多3个工作日，台账“5个工作日内”为5个工作日"),
        (
            "A1-23",
            "30日内",
            "最多20个工作日，台账“30日内”为30日（20个工作日约合28个自然日）",
        ),
        ("A1-23", "每季度", "台账“每季度”的频次低于每月一次，不能代替20个工作日"),
        ("A1-23", "6月底前", "台账“6月底前”没有写明最多几天"),
        ("A1-31", "征求意见10日", "至少30日，台账“征求意见10日”为10日"),
        ("A1-31", "不超过30日", "至少30日，台账“不超过30日”只规定了上限"),
        ("A1-63", "及时", "台账“及时”没有写明最迟在哪一天完成"),
        ("A1-63", "6月底后", "台账“6月底后”没有写明最迟在哪一天完成"),
        ("A1-63", "20日前", "台账所写时间无法确定，没有写明最迟在哪一天完成"),
        ("A1-38", "超过3个工作日", "台账“超过3个工作日”没有写明最多几天"),
        (
            "A1-47",
            "2021年12月31日前",
            "台账“2021年12月31日前”为2021年12月31日，不在2022年内，早于方案年度，不能作为今年举措的完成时限",
        ),
        ("A1-10", "6月底前", "台账“6月底前”到期即止，没有写明长期安排"),
        ("A1-10", "见附件", ""),
    ],
)
def test_reasons_name_both_clauses_and_what_is_wanting(obligation: str, text: str, expected: str) -> None:
    (shortfall,) = lacking(obligation, text)
    assert reason(shortfall, HERE.year) == expected


def test_what_must_be_so_long_before_says_so() -> None:
    required = Clause(ClauseKind.RELATIVE, "提前10日公布", days=-10, day_type=DayType.CALENDAR, trigger="提前")
    (shortfall,) = judge_obligation(
        (required,), [Offer(read_time_limit("活动前5日", HERE), TimeLimit(""), blank=False)], HERE
    )
    assert reason(shortfall, HERE.year) == "须提前10日以上，台账“活动前5日”达不到"
    early = Offer(read_time_limit("活动前15日", HERE), TimeLimit(""), blank=False)
    assert judge_obligation((required,), [early], HERE) == ()


def test_only_the_checks_name_codes() -> None:
    room = ROOT / "pipeline" / "judging" / "time_limits"
    named = [p.name for p in room.rglob("*.py") if any(code in p.read_text("utf-8") for code in CODES.values())]
    assert named == []

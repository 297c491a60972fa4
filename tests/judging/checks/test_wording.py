"""The phrases of the messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.judging.checks.wording import day, excerpt, limit_of
from pipeline.model import Clause, ClauseKind

from .ledgers import PLAN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("短文", "短文"),
        ("甲" * 20, "甲" * 20),
        ("甲" * 21, "甲" * 19 + "…"),
        ("换\n行  和空格", "换 行 和空格"),
        ("“双随机、一公开”监管", "‘双随机、一公开’监管"),
        ("对上一年度要点落实情况开展“回头看”等各项活动", "对上一年度要点落实情况开展‘回头看’等…"),
        ("对上一年度工作要点的落实情况开展“回头看”活动", "对上一年度工作要点的落实情况开展‘回头…’"),
    ],
)
def test_excerpts_are_short_and_their_marks_are_closed(text: str, expected: str) -> None:
    assert excerpt(text) == expected


def test_numbers_and_dates_as_official_papers_write_them() -> None:
    assert PLAN.place_of("A1-07") == "附件1第7项"
    assert PLAN.by_id["A2-01"].place == "附件2第1项"
    assert PLAN.place_of("B4-1") == "B4-1"
    assert day(date(2022, 6, 3)) == "2022年6月3日"


@pytest.mark.parametrize("written", ["A1-07", "a1-7", "Ａ1－07", "附件1第7项", "附件1 第 7 项", "附件１第7"])
def test_an_officer_may_write_a_task_as_the_plan_cites_it(written: str) -> None:
    assert PLAN.id_as_written(written) == "A1-07"
    assert PLAN.id_as_written("附件9第7项") == "附件9第7项"


def test_of_a_long_limit_the_parts_that_speak_of_time_are_quoted() -> None:
    text = "长期落实推动某某类企业信息依法披露工作，2022年8月底前某局要依托政府网站设立系统，公开相应信息。"
    clauses = (Clause(ClauseKind.STANDING, "长期落实"), Clause(ClauseKind.FIXED, "2022年8月底前"))
    obligation = replace(PLAN.by_id["A1-02"], time_limit_text=text, clauses=clauses)
    assert limit_of(obligation) == "长期落实；2022年8月底前"
    assert limit_of(replace(obligation, time_limit_text=" 年底\n前。")) == "年底前"

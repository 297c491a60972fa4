"""What units write under 完成情况 and 完成时间, and what it is read as."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.judging.progress.claims import contradictions, days_in, read_claim, stage_of
from pipeline.judging.progress.steps import Span, period_label
from pipeline.model import Claim, Stage, Standpoint, Value

HERE = Standpoint(2022, date(2022, 5, 16), date(2022, 7, 5))


def claim(state: str = "", done_on: str = "", evidence: str = "") -> Claim:
    return Claim(Value(state, "G4"), Value(done_on, "H4"), Value(evidence, "I4"))


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("已完成", Stage.DONE), ("完成", Stage.DONE), ("√", Stage.DONE), ("是", Stage.DONE), ("100%", Stage.DONE),
        ("已按时公开", Stage.DONE), ("全部办结", Stage.DONE), ("已于6月28日公布", Stage.DONE),
        ("完成100%", Stage.DONE),
        ("未完成", Stage.UNDER_WAY), ("尚未全部完成", Stage.UNDER_WAY), ("部分完成", Stage.UNDER_WAY),
        ("基本完成", Stage.UNDER_WAY), ("预计7月底完成", Stage.UNDER_WAY),
        ("已完成60%", Stage.UNDER_WAY),
        ("进行中", Stage.UNDER_WAY), ("正在推进", Stage.UNDER_WAY), ("长期坚持", Stage.UNDER_WAY),
        ("80%", Stage.UNDER_WAY),
        ("未开展", Stage.NOT_BEGUN), ("尚未启动", Stage.NOT_BEGUN), ("没有开始", Stage.NOT_BEGUN),
        ("0%", Stage.NOT_BEGUN),
        ("否", Stage.NOT_BEGUN), ("详见附件", None), ("", None),
    ],
)  # fmt: skip
def test_words_for_a_stage(words: str, stage: Stage | None) -> None:
    assert stage_of(words) is stage


def test_periods_that_are_named() -> None:
    said = read_claim(claim("一季度已完成；第2季度已完成，三季度正在推进"), HERE)
    assert said.stage is None
    assert [(period_label(span.first.month, 3), stage) for span, stage in said.periods] == [
        ("一季度", Stage.DONE), ("二季度", Stage.DONE), ("三季度", Stage.UNDER_WAY),
    ]  # fmt: skip
    (half,) = read_claim(claim("上半年已完成"), HERE).periods
    assert half == (Span(date(2022, 1, 1), date(2022, 6, 30)), Stage.DONE)
    assert read_claim(claim("6月已公开"), HERE).periods == ((Span(date(2022, 6, 1), date(2022, 6, 30)), Stage.DONE),)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022年6月28日", date(2022, 6, 28), date(2022, 6, 28)),
        ("2022-06-28", date(2022, 6, 28), date(2022, 6, 28)),
        ("6月28日", date(2022, 6, 28), date(2022, 6, 28)),
        ("2022年6月", date(2022, 6, 1), date(2022, 6, 30)),
    ],
)
def test_days(text: str, first: date, last: date) -> None:
    assert days_in(text, HERE) == (Span(first, last),)


def test_a_day_alone_says_that_it_is_done_and_one_to_come_that_it_is_not() -> None:
    assert read_claim(claim("", "6月28日"), HERE).stage is Stage.DONE
    assert read_claim(claim("", "7月28日"), HERE).stage is Stage.UNDER_WAY
    assert read_claim(claim("已完成", "7月28日"), HERE).stage is Stage.UNDER_WAY


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (claim("已完成", "2022年7月28日"), [("H4", "晚于报送日期")]),
        (claim("已完成", "7月"), []),  # this month: it may well have been before today
        (claim("已完成", "2022年4月1日"), [("H4", "早于方案印发日期")]),
        (claim("未开展", "6月28日"), [("H4", "已到，而完成情况填的是“未开展”")]),
        (claim("进行中", "8月底"), []),  # when it is meant to be done
        (claim("已完成", "见附件"), [("H4", "没有写明日期")]),
        (claim("已完成", "6月28日", "http://www.yiyuan.gov.cn/a.html"), []),
        (claim("已完成", "6月28日", "www.yiyuan.gov.cn/a.html"), []),
        (claim("已完成", "6月28日", "公开截图.docx"), []),
        (claim("已完成", "6月28日", "http://"), [("I4", "网页地址书写不完整")]),
        (claim("已完成", "6月28日", "https://网站首页"), [("I4", "网页地址书写不完整")]),
        (claim("一季度已完成，二季度进行中", "4月6日"), [("H4", "早于方案印发日期")]),
        (claim("已完成"), []),
    ],
)
def test_contradictions(said: Claim, told: list[tuple[str, str]]) -> None:
    assert [(found.value.cell, found.reason) for found in contradictions(said, HERE)] == told


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=60))
def test_any_text_is_read_without_a_fault(state: str, done_on: str, evidence: str) -> None:
    said = claim(state, done_on, evidence)
    read_claim(said, HERE)
    list(contradictions(said, HERE))

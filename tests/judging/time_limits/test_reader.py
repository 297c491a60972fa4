"""The reader against the plan's own limits and against what clerks write."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date

import pytest

from pipeline.judging.time_limits.limits import TimeLimit, read_time_limit
from pipeline.judging.time_limits.subjects import DEFINITE
from pipeline.model.clauses import ClauseKind, Standpoint
from tests.judging.time_limits.reading import HERE, reading_of, required_texts, rows, sense_of


def _expected() -> dict[str, list[dict[str, object]]]:
    expected = defaultdict(list)
    for row in rows("deadline_clauses.csv"):
        clause: dict[str, object] = {k: v or None for k, v in row.items() if k != "obligation"}
        clause["days"] = int(row["days"]) if row["days"] else None
        expected[row["obligation"]].append(clause)
    return expected


def test_all_clauses_of_the_plan() -> None:
    expected = _expected()
    read = {o: read_time_limit(text, HERE) for o, text in required_texts().items()}
    assert {o: [c.as_json() for c in limit.clauses] for o, limit in read.items()} == expected
    assert sum(len(limit.clauses) for limit in read.values()) == 76
    assert not any(limit.unreadable for limit in read.values())


@pytest.mark.parametrize("row", rows("time_limit_forms.csv"), ids=lambda row: row["text"])
def test_written_forms(row: dict[str, str]) -> None:
    """What many clerks write; in the table 同上 stands under 6月底前."""
    assert reading_of(read_time_limit(row["text"], HERE, above="6月底前")) == row["reading"]


@pytest.mark.parametrize("theme", sorted({r["theme"] for r in rows("time_limit_forms_more.csv")}))
def test_more_written_forms(theme: str) -> None:
    """Thousands more by kind and noise; events (triggers) are left out here."""
    table = {r["text"]: r["reading"] for r in rows("time_limit_forms_more.csv") if r["theme"] == theme}
    assert {text: sense_of(read_time_limit(text, HERE, above="6月底前")) for text in table} == table


def test_what_measures_say_for_certain() -> None:
    table = {r["text"]: r["reading"] for r in rows("measure_forms.csv")}
    assert {text: _certain(text) for text in table} == table


def _certain(measure: str) -> str:
    clauses = read_time_limit(measure, HERE, prose=True).clauses
    certain = [c for c in clauses if c.kind in DEFINITE and c.every != "unspecified"]
    return sense_of(TimeLimit(measure, tuple(c for c in certain if c.kind is not ClauseKind.RELATIVE or c.day_type)))


def test_no_measure_with_a_limit_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most measures are not read at all, because nothing in them tells of time; that must lose nothing."""
    names = ("time_limit_forms.csv", "time_limit_forms_more.csv", "measure_forms.csv")
    texts = [row["text"] for name in names for row in rows(name)]
    read_time_limit.cache_clear()
    sieved = [_certain(text) for text in texts]
    monkeypatch.setattr("pipeline.judging.time_limits.limits._TELLING", re.compile(""))
    read_time_limit.cache_clear()
    assert dict(zip(texts, sieved, strict=True)) == {text: _certain(text) for text in texts}
    read_time_limit.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "无", "/", "—", "见附件", "详见源政办字〔2022〕16号", "源政办字[2022]16号", "鲁政办发（2022）5号"),
        *("主要负责同志", "政治处", "王海燕", "3228369", "0533-3228369", "13812345678", "12345热线", "100%"),
        *("不少于2条", "2021年要点", "十四五规划", "第1批", "第十六条", "一般", "统一", "8000条", "1.5万元"),
    ],
)
def test_no_time_in_it(text: str) -> None:
    assert not read_time_limit(text, HERE).speaks_of_time


@pytest.mark.parametrize(
    "text", ["111日", "2022年13月", "20日前", "32日前", "2022.13.1", "6月45日", "X月X日前", "6/5/2022", "年 月 日"]
)
def test_several_or_no_readings_are_said_never_guessed(text: str) -> None:
    limit = read_time_limit(text, HERE)
    assert limit.unreadable
    assert not limit.clauses


def test_years_default_to_the_plan_year() -> None:
    next_year = Standpoint(2023, issued=date(2023, 4, 1), day=date(2023, 4, 20))
    assert [reading_of(read_time_limit("6月底前", here)) for here in (HERE, next_year)] == [
        "fixed 2022-06-30",
        "fixed 2023-06-30",
    ]
    assert reading_of(read_time_limit("次年1月31日前", next_year)) == "fixed 2024-01-31"


def test_same_as_above_needs_what_is_above() -> None:
    assert reading_of(read_time_limit("同上", HERE, above="按季度公开")) == "recurring every=quarter"
    assert read_time_limit("同上", HERE).unreadable == ("同上",)


@pytest.mark.parametrize(
    ("measure", "reading"),
    [
        ("对2021年要点26项任务逐项回头看", "-"),
        ("结合4月税收宣传月等重要节点，有计划地举办开放日", "vague"),
        ("稿子写定了，给大数据中心打个电话（3228369）", "-"),
        ("依托12366热线，7月、12月各1期短视频", "recurring every=half_year"),
        ("首篇解读3个工作日内上网，施行满6个月再出1篇", "relative days=3 day_type=working"),
        ("公开征求意见20天", "minimum_duration days=20 day_type=calendar trigger=向社会公开征求意见"),
        ("对2012—2019年1860件公文逐件认定，每月不少于200件", "recurring every=month"),
        ("于9月底前完成公开专区建设", "fixed 2022-09-30"),
        ("文件报送时同步报送解读材料", "-"),
    ],
)
def test_a_measure_is_prose(measure: str, reading: str) -> None:
    """In a measure a bare date, the past and events are no limits; what is plainly one is read."""
    assert reading_of(read_time_limit(measure, HERE, prose=True)) == reading


def test_text_is_as_written() -> None:
    limit = read_time_limit("１０ 月\n底前　建成；文件公开後３个工\n作日内公开", HERE)
    assert [c.text for c in limit.clauses] == ["１０ 月\n底前", "文件公开後３个工\n作日内公开"]
    assert limit.clauses[1].trigger == "文件公开"


def test_several_clauses_keep_their_order_and_kinds() -> None:
    limit = read_time_limit("2022年12月底前完成，并长期坚持；每年11月复查；自收到申请之日起20个工作日内", HERE)
    assert [c.kind for c in limit.clauses] == [
        ClauseKind.FIXED, ClauseKind.STANDING, ClauseKind.RECURRING, ClauseKind.RELATIVE,
    ]  # fmt: skip

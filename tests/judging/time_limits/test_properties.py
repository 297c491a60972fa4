"""Laws of the reader and of the judge."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.judging.time_limits.calendar import PERIOD_DAYS
from pipeline.judging.time_limits.due_dates import due_dates
from pipeline.judging.time_limits.judge import Offer
from pipeline.judging.time_limits.limits import TimeLimit, read_time_limit
from pipeline.judging.time_limits.working_days import add_working_days, is_working_day
from pipeline.model.clauses import Clause, ClauseKind, DayType
from tests.judging.time_limits.reading import HERE, YEAR, codes_said, required_texts, rows

DATES = st.dates(date(2000, 1, 1), date(2049, 12, 31))
DAYS_OF_PLAN = st.dates(date(YEAR, 1, 1), date(YEAR + 1, 12, 31))
FORMS = [r["text"] for name in ("time_limit_forms.csv", "time_limit_forms_more.csv") for r in rows(name)]
PIECES = [
    *(
        "每",
        "月",
        "日",
        "底",
        "前",
        "后",
        "内",
        "第",
        "年",
        "季度",
        "个工作日",
        "不少于",
        "、",
        "，",
        "3",
        "12",
        "一",
    ),
    *(
        "半",
        "〔2022〕",
        "2022.",
        "/",
        "-",
        "至",
        "\n",
        " ",
        "长期",
        "同上",
        "起",
        "次",
        "周",
        "星期",
        "T+",
        "（",
        "）",
    ),
]
FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
HAN = "〇一二三四五六七八九"


def _in_han(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return HAN[ones]
    return ("" if tens == 1 else HAN[tens]) + "十" + (HAN[ones] if ones else "")


@given(DATES, st.integers(0, 7))
def test_a_date_written_is_read_back(day: date, form: int) -> None:
    written = [
        f"{day.year}年{day.month}月{day.day}日前",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month:02d}/{day.day:02d}前",
        f"{day:%Y-%m-%d} 00:00:00",
        f"{day:%Y%m%d}",
        f"{day.year}年{_in_han(day.month)}月{_in_han(day.day)}日",
        str((day - date(1899, 12, 30)).days),
        f"于 {day.year} 年 {day.month} 月 {day.day} 号 之前完成",
    ][form]
    assert [c.due for c in read_time_limit(written, HERE).clauses] == [day]


@given(st.integers(1, 99), st.sampled_from(["个工作日", "工作日", "日", "天"]), st.booleans())
def test_a_length_written_is_read_back(days: int, unit: str, han: bool) -> None:
    written = f"收到申请之日起{_in_han(days) if han else days}{unit}内"
    (clause,) = read_time_limit(written, HERE).clauses
    assert (clause.kind, clause.days, clause.trigger) == (ClauseKind.RELATIVE, days, "收到申请")
    assert clause.day_type is (DayType.WORKING if "工作" in unit else DayType.CALENDAR)


@given(st.sampled_from(["年", "季度", "月"]), st.integers(1, 28), st.integers(1, 12))
def test_a_frequency_written_is_read_back(period: str, day: int, month: int) -> None:
    every = {"年": "year", "季度": "quarter", "月": "month"}[period]
    written, due = {
        "年": (f"每年{month}月{day}日前", date(YEAR, month, day)),
        "季度": (f"每季度首月{day}日前", date(YEAR, 1, day)),
        "月": (f"每月{day}日前", date(YEAR, 1, day)),
    }[period]
    (clause,) = read_time_limit(written, HERE).clauses
    assert clause.every == every
    assert due_dates(clause, YEAR)[0] == due


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)), st.booleans())
def test_never_raises(text: str, prose: bool) -> None:
    limit = read_time_limit(text, HERE, above="年底前", prose=prose)
    assert limit.text == text
    for required in ("6月底前", "按季度公开", "20个工作日内", "不少于30日", "长期坚持"):
        codes_said(read_time_limit(required, HERE).clauses, [Offer(limit, limit, blank=False)])
    for clause in limit.clauses:
        due_dates(clause, YEAR)
        clause.as_json()


@given(st.sampled_from(FORMS))
def test_width_and_blanks_do_not_matter(text: str) -> None:
    assert _said(text.translate(FULL_WIDTH)) == _said(text)
    assert _said(f"\u3000{text} \u00a0") == _said(text)


CERTAIN = [
    *(
        "6月底前",
        "2022年12月31日前",
        "按季度公开",
        "每年年底前",
        "20个工作日内",
        "不少于30日",
        "长期坚持",
        "动态调整",
    ),
    *("每月10日前", "半年一次", "一个月内", "上半年", "三季度末", "每季度结束后15日内", "疫情防控期间", "尽快"),
]


@given(
    st.sampled_from(CERTAIN),
    st.sampled_from(["时限：{}", "拟{}", "力争{}", "务必{}", "（{}）", "“{}”", "{}。", "{}；"]),
)
def test_what_stands_around_a_limit_does_not_matter(text: str, frame: str) -> None:
    assert _said(frame.format(text)) == _said(text)


@given(st.lists(st.sampled_from(CERTAIN), min_size=2, max_size=4, unique=True), st.sampled_from(["；", ";", "。"]))
def test_limits_beside_each_other_are_read_as_each_alone(texts: list[str], between: str) -> None:
    assert _said(between.join(texts)) == [said for text in texts for said in _said(text)]


@given(st.sampled_from(CERTAIN), st.integers(0, 12))
def test_a_blank_or_a_line_break_within_does_not_matter(text: str, at: int) -> None:
    at = min(at, len(text))
    if not (text[at - 1 : at].isdigit() and text[at : at + 1].isdigit()):
        assert _said(f"{text[:at]}\n{text[at:]}") == _said(text)
        assert _said(f"{text[:at]} {text[at:]}") == _said(text)


def _said(written: str) -> list[tuple[object, ...]]:
    clauses = read_time_limit(written, HERE, above="6月底前").clauses
    return [(c.kind, c.due, c.every, c.month_day, c.days, c.day_type) for c in clauses]


@given(st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31)), st.integers(1, 365), st.integers(0, 3))
def test_a_span_ends_where_it_ends(start: date, more: int, form: int) -> None:
    end = start + timedelta(days=more)
    written = [
        f"{start.year}年{start.month}月{start.day}日至{end.year}年{end.month}月{end.day}日",
        f"{start:%Y.%m.%d}—{end:%Y.%m.%d}",
        f"{start.year}/{start.month}/{start.day}-{end.year}/{end.month}/{end.day}",
        f"自{start.month}月{start.day}日起至{end.year}年{end.month}月{end.day}日止",
    ][form]
    (clause,) = read_time_limit(written, HERE).clauses
    assert clause.due == end
    assert (clause.kind, clause.since) == (ClauseKind.FIXED, start)


@given(st.integers(1, 30), st.sampled_from(["月", "季度", "半年", "年"]), st.integers(0, 3))
def test_a_number_of_times_is_at_least_as_frequent_as_said(times: int, period: str, form: int) -> None:
    written = [
        f"每{period}{times}次",
        f"每{period}不少于{times}次",
        f"{times}次/{period}",
        f"每{period}至少开展{times}次",
    ][form]
    (clause,) = read_time_limit(written, HERE).clauses
    length = {"月": 365 / 12, "季度": 365 / 4, "半年": 365 / 2, "年": 365}[period]
    assert clause.every is not None
    shortest = PERIOD_DAYS[clause.every]
    assert shortest >= length / times - 2 or clause.every == "day"


@given(st.sampled_from(sorted(required_texts().items())), st.lists(st.sampled_from(FORMS), max_size=3))
def test_an_entry_that_says_what_the_plan_says_makes_all_well(item: tuple[str, str], others: list[str]) -> None:
    required = read_time_limit(item[1], HERE)
    limits = [required, *(read_time_limit(t, HERE, above="6月底前") for t in others)]
    nothing = read_time_limit("", HERE)
    if len(required.clauses) == 1:
        assert codes_said(required.clauses, [Offer(limit, nothing, blank=False) for limit in limits]) == ()


@given(
    st.sampled_from(sorted(PERIOD_DAYS)),
    st.sampled_from(sorted(PERIOD_DAYS)),
    st.sampled_from(["按季度公开", "每年年底前"]),
)
def test_what_is_more_frequent_is_never_worse(one: str, other: str, required: str) -> None:
    clauses = read_time_limit(required, HERE).clauses
    nothing = read_time_limit("", HERE)

    def codes(every: str) -> tuple[str, ...]:
        limit = TimeLimit("", (Clause(ClauseKind.RECURRING, "", every=every),))
        return codes_said(clauses, [Offer(limit, nothing, blank=False)])

    often, seldom = sorted((one, other), key=PERIOD_DAYS.__getitem__)
    assert codes(often) == () or codes(seldom) == ("T02",)


@given(st.integers(1, 200), st.integers(1, 200))
def test_a_shorter_consultation_never_mends_a_short_one(days: int, less: int) -> None:
    clauses = read_time_limit("不少于30日", HERE).clauses
    nothing = read_time_limit("", HERE)

    def codes(length: int) -> tuple[str, ...]:
        return codes_said(clauses, [Offer(read_time_limit(f"公示{length}日", HERE), nothing, blank=False)])

    assert codes(days) == (("T04",) if days < 30 else ())
    if codes(days) and days > less:
        assert codes(days - less) == ("T04",)


@given(DAYS_OF_PLAN, st.integers(1, 400), st.sampled_from(["2022年年底前", "6月底前"]))
def test_a_later_date_never_mends_a_late_one(day: date, more: int, required: str) -> None:
    clauses = read_time_limit(required, HERE).clauses

    def codes(due: date) -> tuple[str, ...]:
        limit = read_time_limit(f"{due:%Y.%m.%d}前", HERE)
        return codes_said(clauses, [Offer(limit, read_time_limit("", HERE), blank=False)])

    if "T01" in codes(day):
        assert codes(day + timedelta(days=more)) == ("T01",)


@given(st.integers(1, 200), st.integers(1, 200))
def test_a_wider_limit_never_mends_a_wide_one(days: int, more: int) -> None:
    clauses = read_time_limit("20个工作日内", HERE).clauses

    def codes(length: int) -> tuple[str, ...]:
        limit = read_time_limit(f"{length}日内", HERE)
        return codes_said(clauses, [Offer(limit, read_time_limit("", HERE), blank=False)])

    assert ("T03" in codes(days)) is (days > 28)
    if "T03" in codes(days):
        assert "T03" in codes(days + more)


@given(st.sampled_from(sorted(required_texts().items())))
def test_the_plan_satisfies_itself(item: tuple[str, str]) -> None:
    limit = read_time_limit(item[1], HERE)
    assert codes_said(limit.clauses, [Offer(limit, read_time_limit("", HERE), blank=False)]) == ()


@given(st.dates(date(2004, 1, 1), date(2040, 1, 1)), st.integers(0, 60))
def test_working_days_there_and_back(day: date, count: int) -> None:
    end = add_working_days(day, count)
    between = sum(is_working_day(day + timedelta(days=n)) for n in range(1, (end - day).days + 1))
    assert between == count
    assert count == 0 or is_working_day(end)

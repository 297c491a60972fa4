"""Laws of rewriting: one meaning in another form, a later date, a 不 or a 调整为 put in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.judging.time_limits.calendar import month_end
from pipeline.judging.time_limits.judge import Offer
from pipeline.judging.time_limits.limits import TimeLimit, read_time_limit
from pipeline.model.clauses import ClauseKind
from tests.judging.time_limits.reading import HERE, YEAR, codes_said, required_texts

HAN = "〇一二三四五六七八九"
FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
DATED = ["A1-27", "A1-47", "A1-52", "A1-60", "A1-63"]
REQUIRED = {o: read_time_limit(text, HERE).clauses for o, text in required_texts().items()}
MONTHS, SMALL = st.integers(1, 12), st.integers(1, 60)
IN_YEAR = st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31))


def han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else HAN[tens]) + "十" if tens else "") + (HAN[ones] if ones or not tens else "")


FIGURES: list[Callable[[int], str]] = [
    str,
    han,
    lambda n: str(n).translate(FULL_WIDTH),
    lambda n: f"{n}（{han(n)}）",
    lambda n: f"{han(n)}（{n}）",
    lambda n: f" {n} ",
]
FRAMES = ["{}", "{}。", "于{}完成", "时限：{}", "（{}）", "力争{}", "1.{}", "{}；", "拟{}", "务必{}"]


def said(text: str) -> list[tuple[object, ...]]:
    return [(c.kind, c.due, c.every, c.month_day, c.days, c.day_type) for c in read_time_limit(text, HERE).clauses]


@given(IN_YEAR, st.sampled_from(FIGURES), st.sampled_from(FIGURES), st.sampled_from(FRAMES))
def test_a_day_in_any_script(
    day: date, month_as: Callable[[int], str], day_as: Callable[[int], str], frame: str
) -> None:
    written = frame.format(f"{month_as(day.month)}月{day_as(day.day)}日前")
    assert said(written) == said(f"{YEAR}年{day.month}月{day.day}日前")


@given(MONTHS, st.sampled_from(FRAMES), st.sampled_from(["月底前", "月末前", "月底之前", "月底以前"]))
def test_the_end_of_a_month_is_its_last_day(month: int, frame: str, form: str) -> None:
    last = month_end(YEAR, month)
    assert said(frame.format(f"{month}{form}")) == said(f"{month}月{last.day}日前")
    assert said(frame.format(f"{han(month)}{form}")) == said(f"{last:%Y.%m.%d}")


@given(
    SMALL,
    st.sampled_from(FIGURES),
    st.sampled_from(["个工作日", "日", "天"]),
    st.sampled_from(["内", "以内", "之内"]),
)
def test_a_length_in_any_script(number: int, figure: Callable[[int], str], unit: str, within: str) -> None:
    plain = said(f"收到申请之日起{number}{unit}内")
    assert said(f"收到申请之日起{figure(number)}{unit}{within}") == plain
    assert said(f"收到申请之日起不超过{figure(number)}{unit}") == plain


@given(SMALL, st.sampled_from(FIGURES), st.sampled_from(["不少于", "不低于", "不得少于", "至少", "不短于"]))
def test_a_least_length_in_any_words(number: int, figure: Callable[[int], str], least: str) -> None:
    assert said(f"公开征求意见{least}{figure(number)}日") == said(f"公开征求意见不少于{number}日")
    assert said(f"公开征求意见{figure(number)}日以上") == said(f"公开征求意见不少于{number}日")


@given(
    st.sampled_from(["每季度", "每个季度", "按季度", "每季", "每季度一次", "每季度公开1次", "1次/季度", "每年4次"]),
    st.sampled_from(FRAMES[:3]),
)
def test_a_frequency_in_any_words(written: str, frame: str) -> None:
    assert said(frame.format(written)) == said("按季度公开")


@given(st.sampled_from(DATED), st.lists(IN_YEAR, min_size=1, max_size=3), st.integers(0, 2), st.integers(1, 500))
def test_a_later_date_never_makes_too_late_go_away(obligation: str, days: list[date], which: int, more: int) -> None:
    def codes(dates: list[date]) -> tuple[str, ...]:
        offers = [Offer(read_time_limit(f"{d:%Y年%m月%d日}前", HERE), TimeLimit(""), blank=False) for d in dates]
        return codes_said(REQUIRED[obligation], offers)

    which %= len(days)
    later = [*days[:which], days[which] + timedelta(days=more), *days[which + 1 :]]
    if "T01" in codes(days):
        assert "T01" in codes(later)


@given(st.sampled_from(DATED), st.lists(IN_YEAR, min_size=2, max_size=3, unique=True), st.integers(1, 500))
def test_nor_does_it_within_one_cell(obligation: str, days: list[date], more: int) -> None:
    def codes(dates: list[date]) -> tuple[str, ...]:
        text = "，".join(f"{d:%Y年%m月%d日}前" for d in dates)
        return codes_said(REQUIRED[obligation], [Offer(read_time_limit(text, HERE), TimeLimit(""), blank=False)])

    if "T01" in codes(sorted(days)):
        assert "T01" in codes([*sorted(days)[:-1], max(days) + timedelta(days=more)])


BOUNDS = [
    ("早于", "不早于"),
    ("晚于", "不晚于"),
    ("迟于", "不迟于"),
    ("超过", "不超过"),
    ("少于", "不少于"),
    ("低于", "不低于"),
]


@given(IN_YEAR, st.sampled_from(BOUNDS), st.sampled_from(DATED))
def test_a_not_turns_a_bound_round_and_is_never_unread(day: date, bound: tuple[str, str], obligation: str) -> None:
    limits = [read_time_limit(f"{word}{day.month}月{day.day}日", HERE) for word in bound]
    assert all(limit.clauses and not limit.unreadable for limit in limits)
    dated = [any(c.kind is ClauseKind.FIXED for c in limit.clauses) for limit in limits]
    if bound[0] in ("早于", "晚于", "迟于", "超过"):
        assert dated[0] is not dated[1]
        open_one = limits[dated.index(False)]
        offer = Offer(open_one, TimeLimit(""), blank=False)
        assert codes_said(REQUIRED[obligation], [offer]) == ("T05",)


@given(SMALL, st.sampled_from(BOUNDS[3:]), st.sampled_from(["日", "个工作日"]))
def test_a_not_turns_the_bound_of_a_length_round(number: int, bound: tuple[str, str], unit: str) -> None:
    kinds = []
    for word in bound:
        (clause,) = read_time_limit(f"{word}{number}{unit}", HERE).clauses
        assert clause.days == number
        kinds.append(clause.kind)
    assert set(kinds) == {ClauseKind.RELATIVE, ClauseKind.MINIMUM_DURATION}


NEGATED = [
    "未能在{}前完成",
    "难以在{}前完成",
    "{}前无法完成",
    "{}前完成不了",
    "{}前完不成",
    "{}前不能完成",
    "{}前不完成",
]


@given(IN_YEAR, st.sampled_from(NEGATED), st.sampled_from(DATED))
def test_a_date_that_is_not_kept_sets_no_limit_and_is_never_unread(day: date, form: str, obligation: str) -> None:
    limit = read_time_limit(form.format(f"{day.month}月{day.day}日"), HERE)
    assert limit.speaks_of_time
    assert not limit.unreadable
    assert codes_said(REQUIRED[obligation], [Offer(limit, TimeLimit(""), blank=False)]) == ("T05",)


CHANGES = [
    "由{0}调整为{1}",
    "{0}，调整为{1}",
    "原定{0}，现调整为{1}",
    "{0}（调整为{1}）",
    "将{0}改为{1}",
    "{0}变更为{1}",
]


@given(IN_YEAR, IN_YEAR, st.sampled_from(CHANGES), st.sampled_from(["前", "", "前完成"]))
def test_what_is_changed_no_longer_counts(former: date, latter: date, form: str, end: str) -> None:
    one, other = (f"{d.month}月{d.day}日{end}" for d in (former, latter))
    assert [c.due for c in read_time_limit(form.format(one, other), HERE).clauses] == [latter]

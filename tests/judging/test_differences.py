"""Two versions of a ledger held against each other: laws, and the cases that a clerk would know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.judging.checks.version_words import told_changes
from pipeline.judging.differences import differences, rows_of
from pipeline.model import Clause, ClauseKind, Difference, Entry, EntryMatch, Field, Ledger, Match, Value, VersionRow
from tests.county.county_builder import plan


def row(
    measure: str,
    task: str = "政策解读",
    limit: str = "6月底前",
    leader: str = "王海燕",
    section: str = "办公室",
    *,
    at: int = 4,
    serves: Sequence[str] = (),
    due: date | None = None,
) -> VersionRow:
    texts = (str(at), task, measure, limit, leader, section)
    values = [Value(text, f"{letter}{at}") for letter, text in zip("ABCDEF", texts, strict=True)]
    return VersionRow(Entry("台账", at, *values), frozenset(serves), due)


WORDS = st.text("公开解读政策每季度一二三", max_size=8)
ROWS = st.builds(
    row,
    WORDS,
    st.sampled_from(("政策解读", "依申请公开", "")),
    st.sampled_from(("6月底前", "每季度", "")),
    st.sampled_from(("王海燕", "李明")),
    at=st.integers(4, 40),
    serves=st.lists(st.sampled_from(("A1-01", "A1-02")), max_size=1),
)
VERSIONS = st.lists(ROWS, max_size=9).map(tuple)


def flat(difference: Difference) -> tuple[object, ...]:
    """Give a difference without the order of its rows."""
    return (
        sorted(map(repr, difference.added)),
        sorted(map(repr, difference.dropped)),
        sorted(map(repr, difference.changed)),
        difference.same,
    )


@given(VERSIONS, st.randoms(use_true_random=False))
def test_a_version_does_not_differ_from_itself_in_whatever_order(version: tuple[VersionRow, ...], random) -> None:  # type: ignore[no-untyped-def]
    other = list(version)
    random.shuffle(other)
    found = differences(version, other)
    assert found.is_empty
    assert found.same == len(version)


@given(VERSIONS, VERSIONS)
def test_the_other_way_round_it_is_the_inverse(one: tuple[VersionRow, ...], other: tuple[VersionRow, ...]) -> None:
    assert flat(differences(other, one)) == flat(differences(one, other).inverse)


@given(VERSIONS, VERSIONS)
def test_every_row_is_counted_once(one: tuple[VersionRow, ...], other: tuple[VersionRow, ...]) -> None:
    found = differences(one, other)
    kept = found.same + len(found.changed)
    assert len(one) == kept + len(found.dropped)
    assert len(other) == kept + len(found.added)
    assert all(c.fields for c in found.changed)
    # No row that stands in both alike is told of as new or gone while another of its kind is.
    assert not {c.entry.measure.text for c in found.added if c.entry.measure.text} & {
        c.entry.measure.text for c in found.dropped
    }


LONG = "每季度对规范性文件进行一次清理并向社会公布清理结果"


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        (row(LONG), row(LONG, limit="9月底前", at=30), (Field.TIME_LIMIT,)),
        (row(LONG), row(LONG, task="文件清理"), (Field.TASK,)),
        (row(LONG), row(LONG.replace("每季度", "每半年")), (Field.MEASURE,)),
        (row(LONG), row(LONG.replace("每季度", "每半年"), task="文件清理"), (Field.TASK, Field.MEASURE)),
        (row(LONG), row(LONG, leader="李明", section="法规科"), (Field.LEADER, Field.SECTION)),
        (row("待定"), row(LONG), (Field.MEASURE,)),
        (row("Ａ 栏目维护"), row("A栏目维护"), ()),
        (
            row("按季度清理规范性文件", task="清理", serves=["A1-05"]),
            row("规范性文件按季度组织清理", task="文件清理", serves=["A1-05"]),
            (Field.TASK, Field.MEASURE),
        ),
    ],
)
def test_what_is_one_measure_in_both(before: VersionRow, after: VersionRow, fields: tuple[Field, ...]) -> None:
    found = differences([before, row("另一条")], [row("另一条"), after])
    assert not found.added
    assert not found.dropped
    assert [c.fields for c in found.changed] == ([fields] if fields else [])


def test_what_reads_otherwise_and_stands_elsewhere_is_another_measure() -> None:
    found = differences([row(LONG)], [row("组织开展政府开放日活动", task="公众参与")])
    assert (len(found.added), len(found.dropped), found.changed) == (1, 1, ())


def test_the_most_alike_is_the_one_that_was_reworded() -> None:
    near, far = row(f"{LONG}，留存记录"), row(f"{LONG[:18]}台账")
    found = differences([row(LONG)], [far, near])
    assert [c.after for c in found.changed] == [near]
    assert found.added == (far,)


def test_a_limit_that_moved_says_by_how_many_days() -> None:
    limits = [
        ((), Clause(ClauseKind.FIXED, "6月底前", date(2022, 6, 30))),
        ((), Clause(ClauseKind.FIXED, "7月10日前", date(2022, 7, 10))),
    ]
    versions = []
    for text, (_, clause) in zip(("6月底前", "7月10日前"), limits, strict=True):
        entry = row(LONG, limit=text).entry
        ledger = Ledger("台账", "", "", 3, {}, (), (entry,), {})
        versions.append(rows_of(ledger, (EntryMatch((Match("A1-01", 0.9),)),), ((clause,),)))
    found = differences(*versions)
    assert found.changed[0].days_moved == 10
    assert found.inverse.changed[0].days_moved == -10
    (told,) = told_changes(found, plan())
    assert told.said == "时限要求由“6月底前”改为“7月10日前”（推迟10天）。"
    (back,) = told_changes(found.inverse, plan())
    assert back.said.endswith("（提前10天）。")


def test_where_texts_part_late_the_parting_is_quoted() -> None:
    start = "对本单位制发的规范性文件逐件进行清理并按规定程序向社会公布清理结果"
    found = differences([row(f"{start}，每季度一次")], [row(f"{start}，每半年一次")])
    (told,) = told_changes(found, plan())
    assert "每季度一次”改为“" in told.said
    assert "每半年一次" in told.said
    assert told.said.count("…") >= 2


def test_sheets_are_named_where_there_are_several() -> None:
    one = row(LONG)
    other = replace(one, entry=replace(one.entry, sheet="续表", measure=Value("组织开放日活动", "C4")))
    told = told_changes(differences([], [one, other]), plan())
    assert [c.place for c in told] == ["“台账”第4行", "“续表”第4行"]

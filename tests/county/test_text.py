"""Text on its way into a cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.county.text import clean, lines, split, width

ANY_TEXT = st.text(st.characters(), max_size=80)


@given(ANY_TEXT)
def test_clean_text_can_be_written(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert not any(ord(c) < 32 and c not in "\t\n" for c in cleaned)


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("县财政局", "县财政局"),
        ("a\x00b\x0bc\ud800d\uffff", "abcd"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("=SUM(A1)", "=SUM(A1)"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(min_size=21, max_size=80), st.integers(min_value=5, max_value=20))
def test_what_is_cut_off_is_not_lost(text: str, limit: int) -> None:
    kept, rest = split(text, limit, "…续")
    assert len(kept) == limit
    assert kept.removesuffix("…续") + rest == text


@pytest.mark.parametrize(("text", "columns"), [("", 0), ("A1-03", 5), ("县财政局", 8), ("（A1）", 6)])
def test_width_counts_chinese_characters_twice(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "count"),
    [
        ("", 10, 1),
        ("四个汉字", 9, 1),
        ("五个汉字呀", 9, 2),
        ("一\n二\n三", 9, 3),
        ("字" * 100, 21, 11),
    ],
)
def test_lines(text: str, columns: float, count: int) -> None:
    assert lines(text, columns) == count


@given(ANY_TEXT, st.floats(min_value=2, max_value=60), st.floats(min_value=0, max_value=40))
def test_a_wider_cell_never_takes_more_lines(text: str, columns: float, more: float) -> None:
    assert lines(text, columns + more) <= lines(text, columns)

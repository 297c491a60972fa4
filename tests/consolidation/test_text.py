"""Text on its way into a cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.consolidation.text import CUT_MARK, clean, lines, width

ANY_TEXT = st.text(st.characters(), max_size=80)


@given(ANY_TEXT, st.integers(min_value=len(CUT_MARK), max_value=60))
def test_clean_text_fits_and_can_be_written(text: str, limit: int) -> None:
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    cleaned.encode("utf-8")
    assert not any(ord(c) < 32 and c not in "\t\n" for c in cleaned)


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text, 50), 50) == clean(text, 50)


@pytest.mark.parametrize(
    ("text", "limit", "cleaned"),
    [
        ("县财政局", 100, "县财政局"),
        ("a\x00b\x0bc\ud800d\uffff", 100, "abcd"),
        ("一\r\n二\r三", 100, "一\n二\n三"),
        ("=SUM(A1)", 100, "=SUM(A1)"),
        ("长" * 101, 100, "长" * (100 - len(CUT_MARK)) + CUT_MARK),
    ],
)
def test_clean(text: str, limit: int, cleaned: str) -> None:
    assert clean(text, limit) == cleaned


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

"""Texts that mean the same must compare equal; nothing that carries meaning may be lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.judging.matching.text import normalise


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("２０２２年８月３１日", "2022年8月31日"),
        ("ＯＡ系统", "oa系统"),
        ("“双随机、一公开”", '"双随机、一公开"'),
        ("姓　名", "姓名"),
        ("8 月\u00a0底 前", "8月底前"),
        ("公\u200b开\ufeff", "公开"),
        ("政策，解读：先 行；后（续）", "政策,解读:先行;后(续)"),
        ("《条例》〔2022〕16号", "<条例>[2022]16号"),
        ("2022 — 2023", "2022 - 2023"),
        ("第一行\n第二行", "第一行第二行"),
        ("one  two", "one two"),
        ("  ", ""),
        ("", ""),
    ],
)
def test_written_differently_compared_alike(written: str, compared: str) -> None:
    assert normalise(written) == compared


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet="公开政策解读群众企业０１２ａｂ，。；（）", max_size=30), st.data())
def test_spaces_inside_chinese_mean_nothing(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    assert normalise(text[:place] + "公　开" + text[place:]) == normalise(text[:place] + "公开" + text[place:])


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40))
def test_chinese_characters_stay(text: str) -> None:
    assert normalise(text) == text

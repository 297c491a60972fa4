"""What carried a match is shown in whole phrases, or with a mark where something is left out."""

from __future__ import annotations

import pytest

from pipeline.judging.matching.explain import _phrase


@pytest.mark.parametrize(
    ("text", "word", "shown"),
    [
        ("公布名单,城乡供水热线.", "乡供水", "城乡供水热线"),
        ("在营业厅公示", "业厅", "在营业厅公示"),
        (
            "对各单位历史公文公开属性逐件认定后转为主动公开",
            "公文公开属性",
            "对各单位历史公文公开属性逐件认定后转为主动公开",
        ),
        (
            "组织各单位编制重大行政决策事项目录并在政府网站的专栏里向社会公布决策草案全文",
            "大行政决策",
            "组织各单位编制重大行政决策事项目录…",
        ),
        (
            "组织各单位编制重大行政决策事项目录并在政府网站的专栏里向社会公布决策草案全文",
            "会公布",
            "…向社会公布决策草案全文",
        ),
        (
            "组织各单位编制重大行政决策事项目录送县政府办公室审核后印发执行",
            "决策事",
            "组织各单位编制重大行政决策事项目录送县政府办公室审核后印发执行",
        ),
    ],
)
def test_the_phrase_of_a_word(text: str, word: str, shown: str) -> None:
    begin = text.index(word)
    assert _phrase(text, begin, begin + len(word)) == shown

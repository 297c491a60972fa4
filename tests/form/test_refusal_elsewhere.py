"""That a task is not the unit's is read from where the clerk wrote it, where no measure stands; and it is told."""

from __future__ import annotations

import pytest

from pipeline.form.refusal_elsewhere import given_back, refusal_among, taken_over
from tests.form.reading_books import HEADER, read


@pytest.mark.parametrize(
    "text",
    [
        "不涉及",
        "本单位无此项工作",
        "我局无下属企业，不适用",
        "该职责已划转至县行政审批服务局",
        "与我单位无关",
        "申请免报",
        "该项工作归口县委网信办管理",
        "此项任务已上收至市局",
        "我局不承担该项任务",
        "非本单位职责",
        "没有相关业务",
        "本局不归口此项工作",
        "未开展此项业务",
        "本单位不办理此类业务",
    ],
)
def test_a_refusal_beside_the_measures(text: str) -> None:
    assert refusal_among([("D3", "年底前"), ("G3", text)]) == ("G3", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "年底前",
        "长期坚持",
        "办公室",
        "李明",
        "已完成",
        "正在协调",
        "无",
        "/",
        "档案已移交县档案馆",
        "归口管理科室：办公室",
        "本单位不定期更新",
        "我局将不断改进",
        "本局不少于4次",
        "无相关附件",
        "本单位无附件",
        "本单位材料已移交县局",
        "我局没有意见",
    ],
)
def test_other_words_are_none(text: str) -> None:
    assert refusal_among([("G3", text)]) == ("", "")


def test_it_is_read_as_the_measure_at_its_own_cell_and_told() -> None:
    ledger = read(f"""
{HEADER} | 备注
1 | 政府开放日 | | | | | 本单位无此项工作
2 | 历史公文 | 逐件认定 | 不涉及 | 张三 | 信用科 | 本单位无此项工作
3 | 依申请公开 | | 不涉及 | | |
4 | 专栏建设 | | 年底前 | 张三 | 信用科 | 正在协调
""")
    said = [(e.measure.text, e.measure.cell) for e in ledger.entries]
    assert said == [("本单位无此项工作", "G2"), ("逐件认定", "C3"), ("不涉及", "D4"), ("", "C5")]
    told = [n.said for n in ledger.notes if n.kind == "meant"]
    assert ["C2" in t and "已把G2格所写的" in t for t in told] == [True, False]


def test_what_is_none_after_all_leaves_the_measure_blank_and_untold() -> None:
    ledger = read(f"""
{HEADER} | 备注
1 | 政府开放日 | | | | | 本单位无此项工作
2 | 依申请公开 | | 不属于本局公开的，书面告知申请人 | | |
""")
    assert taken_over(ledger) == {0: "C2", 1: "C3"}
    left = given_back(ledger, [1])
    assert [(e.measure.text, e.measure.cell) for e in left.entries] == [("本单位无此项工作", "G2"), ("", "C3")]
    assert left.entries[1].time_limit == ledger.entries[1].time_limit
    assert [n.cell for n in left.notes if "已把" in n.text] == ["C2"]
    assert taken_over(left) == {0: "C2"}

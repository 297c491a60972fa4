"""Bearers worked out from 责任单位 texts: the turns of phrase that plans print, on a small invented roster."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Binding, Role
from pipeline.plan.assignments import BearerReader

NAMES = {
    "县财政局": "县财政局",
    "县税务局": "县税务局",
    "县司法局": "县司法局",
    "县人力资源社会保障局": "县人力资源社会保障局",
    "县人社局": "县人力资源社会保障局",
    "县退役军人局": "县退役军人局",
    "县政府办公室": "县政府办公室",
    "县委（指挥部）办公室": "县委（指挥部）办公室",
    "市生态环境局某县分局": "市生态环境局某县分局",
}
GROUPS = {
    "县政府各部门单位": "县政府各部门单位",
    "县政府各部门": "县政府各部门单位",
    "各镇（街道）": "各镇（街道）",
    "各镇（街道、经济开发区）": "各镇（街道、经济开发区）",
}
READER = BearerReader(NAMES, GROUPS)

LEAD, RESP, CARRY = Role.LEAD, Role.RESPONSIBLE, Role.CARRY_OUT
NAMED, GROUP, COND, OPEN, EXT = Binding.NAMED, Binding.GROUP, Binding.CONDITIONAL, Binding.OPEN, Binding.EXTERNAL

CASES = [
    ("县财政局、县税务局", [("县财政局", RESP, NAMED), ("县税务局", RESP, NAMED)]),
    ("县财政局\n县税务局", [("县财政局", RESP, NAMED), ("县税务局", RESP, NAMED)]),
    (
        "县人力资源社会保障局县退役军人局",
        [("县人力资源社会保障局", RESP, NAMED), ("县退役军人局", RESP, NAMED)],
    ),
    (
        "市生态环境局某县分\n局县财政局",
        [("市生态环境局某县分局", RESP, NAMED), ("县财政局", RESP, NAMED)],
    ),
    ("县人社局", [("县人力资源社会保障局", RESP, NAMED)]),
    ("县委（指挥部）办公室、县财政局", [("县委（指挥部）办公室", RESP, NAMED), ("县财政局", RESP, NAMED)]),
    ("县财政局牵头，有关职能部门落实", [("县财政局", LEAD, NAMED), ("有关职能部门", CARRY, OPEN)]),
    (
        "县财政局、县税务局牵头，相关部门单位配合",
        [
            ("县财政局", LEAD, NAMED),
            ("县税务局", LEAD, NAMED),
            ("相关部门单位", CARRY, OPEN),
        ],
    ),
    ("县财政局及有关部门单位", [("县财政局", RESP, NAMED), ("有关部门单位", RESP, OPEN)]),
    ("县财政局会同县税务局按职责分工负责", [("县财政局", RESP, NAMED), ("县税务局", RESP, NAMED)]),
    (
        "某指标县牵头部门牵头，各职能部门落实",
        [("某指标县牵头部门", LEAD, EXT), ("各职能部门", CARRY, OPEN)],
    ),
    (
        "某政办字〔2022〕2号文件确定的各项工作责任单位",
        [
            ("某政办字〔2022〕2号文件确定的各项工作责任单位", RESP, EXT),
        ],
    ),
    (
        "县司法局牵头，县政府重大行政决策承办部门单位具体落实县政府重大行政决策公开相关工作，"
        "县政府各部门负责做好本单位重大行政决策相关公开工作",
        [
            ("县司法局", LEAD, NAMED),
            ("县政府重大行政决策承办部门单位", CARRY, COND),
            ("县政府各部门单位", RESP, GROUP),
        ],
    ),
    (
        "县司法局牵头，行政规范性文件制定部门具体落实",
        [("县司法局", LEAD, NAMED), ("行政规范性文件制定部门", CARRY, COND)],
    ),
    (
        "各镇（街道、经济开发区）、县政府各部门单位",
        [("各镇（街道、经济开发区）", RESP, GROUP), ("县政府各部门单位", RESP, GROUP)],
    ),
    ("各镇（街道）、县财政局", [("各镇（街道）", RESP, GROUP), ("县财政局", RESP, NAMED)]),
    (
        "牵头单位：县财政局；责任单位：县税务局、县司法局",
        [
            ("县财政局", LEAD, NAMED),
            ("县税务局", RESP, NAMED),
            ("县司法局", RESP, NAMED),
        ],
    ),
    ("县财政局及牵头部门落实", [("县财政局", CARRY, NAMED), ("牵头部门", CARRY, OPEN)]),
    ("县司法局负责组织、公开信息、县财政局配合", [("县司法局", RESP, NAMED), ("县财政局", CARRY, NAMED)]),
    ("县财政局、县财政局", [("县财政局", RESP, NAMED)]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:12] or "blank" for text, _ in CASES])
def test_bearers(text: str, expected: list[tuple[str, Role, Binding]]) -> None:
    found = READER.read(text)
    assert [(a.bearer, a.role, a.binding) for a in found.assignments] == expected
    assert found.unread == ()


def test_default_part_holds_where_the_text_gives_none() -> None:
    assert READER.read("县财政局", LEAD).assignments[0].role is LEAD


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("县财镇局", ("县财镇局",)),
        ("县财政局、县渔业局", ("县渔业局",)),
        ("县渔业局县财政局", ("县渔业局",)),
        ("县渔业局牵头，县财政局落实", ("县渔业局",)),
        ("！？", ("！？",)),
    ],
)
def test_unknown_names_are_said_and_never_dropped(text: str, unread: tuple[str, ...]) -> None:
    assert READER.read(text).unread == unread


@given(st.lists(st.sampled_from(sorted(set(NAMES.values()))), min_size=1, unique=True), st.data())
def test_any_list_of_names_is_read_whole_whatever_separates_it(names: list[str], data: st.DataObject) -> None:
    text = names[0]
    for name in names[1:]:
        text += data.draw(st.sampled_from(["", "、", " ", "\n", "，", "；", "及", "和", "、\n"])) + name
    found = READER.read(text)
    assert [a.bearer for a in found.assignments] == names
    assert found.unread == ()


@given(st.text(alphabet="县财政局税务各有关部门单位牵头落实，、；。 \n（）负责指标文件确定的", max_size=60))
def test_reading_never_raises(text: str) -> None:
    READER.read(text)

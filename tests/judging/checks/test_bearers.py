"""Who is named in a cell: a person, a section, or nobody."""

from __future__ import annotations

import pytest

from pipeline.judging.checks.bearers import is_blanked, is_title_alone, names_nobody, names_person, names_section
from pipeline.judging.checks.cell_kinds import Speaks, speaks_of

NOBODY = (
    "/ 无 待定 —— — ？ ? 1 12 √ × … * 见附件 待研究 暂无 未定 同左 n/a 未明确 待人事调整后确定 （图片） 无、无 空缺 "
    "分管领导 责任科室 负责科室 （签字） 签名 电子签名 （手写签字） 公章 分管领导待任命 班子分工调整中 "
    "——（空岗） 请补 科室待定 待三定方案下发 同分管领导 同上科室 同责任科室 "
    "见附表2 见上 见方案 见通知 详见分工 无此科室 无责任科室 无分管领导"
)
TITLES = "局长 副局长 主要领导 分管副局长 相关领导 单位主要负责同志 班子成员 党组书记、局长"
PERSONS = (
    "李明 欧阳修 张三、李四 张三/李四 李明（副局长） 副局长李明 王强局长 党组成员、副局长李明 买买提·艾力 "
    "阿依古丽·买买提 李局长 王志强13800000000 亓波 刁维军"
)
SECTIONS = (
    "办公室 供水管理科 法制股 各科室、各直属单位 各科室 相关科室 移交安置和就业创业科 县电化教育馆 交警大队 "
    "植保站、畜牧中心 舆情科\u3000内容科 县水利局 安全科 办公室（李明） 见习科 见习办公室 同级科室 无线电科 无障碍办"
)


@pytest.mark.parametrize("text", NOBODY.split())
def test_nobody(text: str) -> None:
    assert names_nobody(text)
    assert not names_person(text)


@pytest.mark.parametrize("text", ["XXX", "×××", "×", "X科", "××科室", "某局长", "某某", "○○○", "**"])
def test_a_place_held_for_a_name(text: str) -> None:
    assert is_blanked(text)


@pytest.mark.parametrize("text", ["李×", "办公室", "一科", "四科", "夏侯某", "某某科技科"])
def test_no_place_held_for_a_name(text: str) -> None:
    assert not is_blanked(text)


@pytest.mark.parametrize("text", TITLES.split())
def test_a_title_without_a_name(text: str) -> None:
    assert is_title_alone(text)
    assert not names_person(text)


@pytest.mark.parametrize("text", [*PERSONS.split(), "张三 李四", "冯 涛", "张三\n李四", "副局长 李明"])
def test_a_person(text: str) -> None:
    assert names_person(text)
    assert not names_nobody(text)
    assert not is_title_alone(text)
    assert speaks_of(text) is Speaks.PERSON


@pytest.mark.parametrize("text", SECTIONS.split(" "))
def test_a_section(text: str) -> None:
    assert names_section(text)
    assert not names_nobody(text)
    assert not names_person(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("12月底前", Speaks.TIME),
        ("2022.6.30", Speaks.TIME),
        ("2.5", Speaks.NOTHING),
        ("长期坚持", Speaks.TIME),
        ("常态化", Speaks.TIME),
        ("全年", Speaks.TIME),
        ("每季度末", Speaks.TIME),
        ("信息形成或者变更之日起20个工作日内", Speaks.TIME),
        ("9月组织全局政务公开通识培训一次。", Speaks.WORK),
        ("指导供水企业完善24小时服务热线接听和报修工单回访制度。", Speaks.WORK),
        ("地方储备粮轮换竞价公告上网公开", Speaks.WORK),
        ("", Speaks.NOTHING),
    ],
)
def test_what_a_text_speaks_of(text: str, kind: Speaks) -> None:
    assert speaks_of(text) is kind

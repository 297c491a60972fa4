"""The spellings under which official texts print a unit."""

import pytest

from pipeline.model import Unit
from pipeline.plan.roster import spelling_table, spellings

COUNTY = "甲县"


def _unit(name: str, *aliases: str, full: str = "", kind: str = "县政府部门单位") -> Unit:
    return Unit(name=name, full_name=full or name, aliases=aliases, kind=kind, expected=True)


@pytest.mark.parametrize("spelling", ["县卫生健康局", "甲县卫生健康局", "卫健局", "县卫健局", "甲县卫健局"])
def test_aliases_are_known_with_and_without_the_county(spelling: str) -> None:
    unit = _unit("县卫生健康局", "卫健局", full="甲县卫生健康局")
    assert spelling in set(spellings(unit, COUNTY))


def test_a_name_without_its_prefix_is_no_spelling_of_official_texts() -> None:
    # 财政局 alone may be the city's; who sent a file is told from it elsewhere, with more to go by.
    assert "财政局" not in set(spellings(_unit("县财政局", full="甲县财政局"), COUNTY))


def test_a_branch_of_a_higher_body_gets_no_county_name_of_its_own() -> None:
    branch = _unit("市环境局甲县分局", "县环境局", full="乙市环境局甲县分局", kind="上级派驻机构")
    table = spelling_table([branch], COUNTY)
    assert {"市环境局甲县分局", "乙市环境局甲县分局", "县环境局", "甲县环境局"} <= set(table)
    assert "县市环境局甲县分局" not in table


def test_towns_are_known_under_the_countys_name() -> None:
    town = _unit("东镇", "东镇政府", full="甲县东镇人民政府", kind="镇（街道）")
    assert {"东镇", "甲县东镇", "东镇政府", "甲县东镇人民政府"} <= set(spellings(town, COUNTY))

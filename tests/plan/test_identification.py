"""Who sent a ledger: the signs, the names that people use, and what happens where signs contradict each other."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.model import Identification, Ledger, Plan, PlanSettings, Unit
from pipeline.plan.form_columns import default_form
from pipeline.plan.identification import identify
from pipeline.plan.unit_names import _INDICES, unit_names
from tests.form.reading_books import sample, sample_files

# name | full name | aliases | mail addresses
ROSTER = """
县政府办公室 | 沂源县人民政府办公室 | 县政府办 政府办 | zfb@example.gov.cn
县科技局 | 沂源县科学技术局 | 科学技术局 |
县财政局 | 沂源县财政局 | | czj@example.gov.cn
县水利局 | 沂源县水利局 | 水务局 |
县商务局 | 沂源县商务局 | |
县公安局 | 沂源县公安局 | |
县审计局 | 沂源县审计局 | |
县民政局 | 沂源县民政局 | |
县教育和体育局 | 沂源县教育和体育局 | 教体局 教育局 |
县人力资源社会保障局 | 沂源县人力资源和社会保障局 | 人社局 |
县自然资源局 | 沂源县自然资源局 | |
县工业和信息化局 | 沂源县工业和信息化局 | 工信局 |
县综合行政执法局 | 沂源县综合行政执法局 | 执法局 |
县供销社 | 沂源县供销合作社联合社 | 供销联社 |
县住房城乡建设局 | 沂源县住房和城乡建设局 | 住建局 建设局 |
县卫生健康局 | 沂源县卫生健康局 | 卫健局 卫健委 |
县市场监管局 | 沂源县市场监督管理局 | 市监局 |
县退役军人局 | 沂源县退役军人事务局 | |
县税务局 | 国家税务总局沂源县税务局 | |
市生态环境局沂源分局 | 淄博市生态环境局沂源分局 | 县生态环境局 生态环境分局 |
县档案馆 | 沂源县档案馆 | | shared@example.gov.cn
县互联网服务保障中心 | 沂源县互联网服务保障中心 | 互联网中心 | shared@example.gov.cn
县大数据中心 | 沂源县大数据中心 | | dsj@example.gov.cn
石桥镇 | 沂源县石桥镇人民政府 | 石桥镇政府 |
"""


def _unit(line: str) -> Unit:
    name, full, aliases, emails = (part.strip() for part in line.split("|"))
    kind = "镇（街道）" if name.endswith("镇") else "县政府部门单位"
    return Unit(name, full, tuple(aliases.split()), kind, True, emails=tuple(emails.split()))


def make_plan() -> Plan:
    return Plan(
        id="p",
        title="",
        document_number="",
        county="沂源县",
        year=2022,
        issued=date(2022, 5, 18),
        ledgers_due=date(2022, 5, 20),
        template_version="1",
        obligations=(),
        units=tuple(_unit(line) for line in ROSTER.strip().splitlines()),
        duties=(),
        phrasings=(),
        settings=PlanSettings(collecting_unit="县大数据中心"),
        groups={},
        form=default_form(),
    )


PLAN = make_plan()


def ledger(title: str = "", unit: str = "", stamp: Mapping[str, str] | None = None, sheet: str = "Sheet1") -> Ledger:
    return Ledger(sheet, title, unit, 1, {}, (), (), stamp or {})


def who(title: str = "", unit: str = "", *, stamp: str = "", sheet: str = "Sheet1", **signs: Any) -> Identification:
    stamps = {"taizhang.unit": stamp} if stamp else {}
    return identify(PLAN, ledger(title, unit, stamps, sheet), **{"file_name": "台账.xlsx", **signs})


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("沂源县财政局政务公开工作任务台账", "县财政局"),
        ("县财政局政务公开台账", "县财政局"),
        ("沂源财政局台账", "县财政局"),
        ("财政局", "县财政局"),
        ("沂 源 县 财 政 局", "县财政局"),
        ("山东省淄博市沂源县财政局", "县财政局"),
        ("附件3：县财政局台账", "县财政局"),
        ("政务公开台账-财政局", "县财政局"),
        ("政务公开台账财政局", "县财政局"),
        ("2022年度卫健局政务公开台账", "县卫生健康局"),
        ("县卫健委台账", "县卫生健康局"),
        ("沂源县卫生健康局", "县卫生健康局"),
        ("县住建局", "县住房城乡建设局"),
        ("沂源县住房和城乡建设局台账", "县住房城乡建设局"),
        ("人社局", "县人力资源社会保障局"),
        ("县市监局", "县市场监管局"),
        ("沂源县市场监督管理局", "县市场监管局"),
        ("县退役军人事务局", "县退役军人局"),
        ("国家税务总局沂源县税务局", "县税务局"),
        ("县税务局", "县税务局"),
        ("淄博市生态环境局沂源分局台账", "市生态环境局沂源分局"),
        ("市生态环境局沂源分局", "市生态环境局沂源分局"),
        ("关于市生态环境局沂源分局台账", "市生态环境局沂源分局"),
        ("县生态环境局", "市生态环境局沂源分局"),
        ("沂源县教体局", "县教育和体育局"),
        ("县政府办台账", "县政府办公室"),
        ("县人民政府办公室", "县政府办公室"),
        ("石桥镇人民政府", "石桥镇"),
        ("沂源县石桥镇", "石桥镇"),
        ("县财政局国库科", "县财政局"),
        ("报送县财政局台账", "县财政局"),
        ("县财政局政务公开台账（报县大数据中心）", "县财政局"),
        ("县大数据中心台账", "县大数据中心"),
    ],
)
def test_names_as_people_write_them(text: str, unit: str) -> None:
    for sign in ({"title": text}, {"unit": text}, {"file_name": f"{text}.xlsx"}, {"folder": text}, {"stamp": text}):
        found = who(**sign)
        assert found.unit == unit, sign
        assert not found.contradictory


@pytest.mark.parametrize(
    "text",
    [
        "沂源县XX局政务公开工作任务台账（示例）",
        "沂源县××局政务公开工作任务台账",
        "县某局台账",
        "政务公开台账",
        "临朐县财政局台账",
        "淄博市财政局台账",
        "博山区水利局台账",
        "沂水县石桥镇台账",
        "市财政局台账",
        "交通运输行业执法局",
        "",
    ],
)
def test_what_names_none_of_ours(text: str) -> None:
    found = who(title=text)
    assert found.unit is None
    assert not found.contradictory


def test_a_body_of_another_place_is_shown_and_contradicts() -> None:
    alone = who(title="临朐县财政局台账")
    assert [(e.source, e.unit) for e in alone.evidence] == [("title", "")]
    both = who(title="临朐县财政局台账", file_name="县财政局.xlsx")
    assert both.unit is None
    assert both.contradictory


def test_every_sign_is_evidence_in_the_order_of_trust() -> None:
    found = who(
        "沂源县财政局台账",
        "财政局",
        stamp="县财政局",
        file_name="县财政局.xlsx",
        folder="县财政局",
        sender="czj@example.gov.cn",
        option="县财政局",
    )
    sources = ["option", "folder", "template", "title", "reporting_unit", "file_name", "sender"]
    assert [e.source for e in found.evidence] == sources
    assert {e.unit for e in found.evidence} == {"县财政局"}


@pytest.mark.parametrize(
    "signs",
    [
        {"title": "县水利局台账", "file_name": "县财政局.xlsx"},
        {"title": "县水利局台账", "unit": "县财政局"},
        {"stamp": "县水利局", "title": "县财政局台账", "file_name": "县水利局.xlsx"},
        {"folder": "县水利局", "title": "县财政局台账"},
        {"sender": "czj@example.gov.cn", "title": "县水利局台账"},
        {"title": "县水利局、县财政局台账"},
    ],
)
def test_contradictions_are_never_decided(signs: dict[str, str]) -> None:
    found = who(**signs)
    assert found.unit is None
    assert found.contradictory
    assert {e.unit for e in found.evidence} == {"县水利局", "县财政局"}


@pytest.mark.parametrize(
    "word", ["最新", "新", "老", "本", "我", "全", "该", "终稿", "修改后", "已改", "加急", "张建国", "王单", "李文"]
)
def test_a_word_before_the_rank_is_no_place(word: str) -> None:
    assert who(file_name=f"{word}县水利局台账.xlsx").unit == "县水利局"
    assert who(title="沂源县水利局台账", file_name=f"{word}县水利局台账.xlsx").unit == "县水利局"


@pytest.mark.parametrize("word", ["老王改", "终稿", "定稿版", "报送"])
def test_a_short_name_may_stand_behind_a_word_of_the_office(word: str) -> None:
    assert who(file_name=f"{word}水利局0520.xlsx").unit == "县水利局"


@pytest.mark.parametrize(
    "place",
    [
        "临朐县",
        "山东临朐县",
        "山东省潍坊市临朐县",
        "博山区",
        "单县",
        "河南新县",
        "信阳市新县",
        "报送沂水县",
        "淄博市",
    ],
)
def test_a_real_place_is_another_place(place: str) -> None:
    found = who(title="沂源县水利局台账", file_name=f"{place}水利局台账.xlsx")
    assert (found.unit, found.contradictory) == (None, True)


def test_a_county_called_like_a_word_is_one_where_its_government_is_named() -> None:
    name = next(u.full_name for u in PLAN.units if "县人民政府" in u.full_name)
    ours = name[name.index("县人民政府") :]
    found = who(title=name, file_name=f"新{ours}台账.xlsx")
    assert (found.unit, found.contradictory) == (None, True)


def test_a_colleagues_template_gives_way_to_what_people_see() -> None:
    found = who(title="沂源县财政局台账", stamp="县水利局", file_name="县财政局台账.xlsx")
    assert (found.unit, found.template_of) == ("县财政局", "县水利局")
    assert who(title="沂源县财政局台账", stamp="县财政局").template_of == ""


def test_a_hidden_sheet_speaks_for_nobody() -> None:
    hidden = replace(ledger("沂源县水利局台账", stamp={"taizhang.unit": "县水利局"}), hidden=True)
    assert identify(PLAN, hidden, file_name="台账.xlsx").unit is None
    assert identify(PLAN, hidden, file_name="县财政局.xlsx").unit == "县财政局"


def test_a_sign_with_two_names_is_settled_by_one_with_one() -> None:
    assert who(title="县水利局、县财政局台账", unit="县财政局").unit == "县财政局"


def test_the_officers_option_wins_and_the_contradiction_stays_visible() -> None:
    found = who(title="县水利局台账", file_name="县水利局.xlsx", option="财政局")
    assert found.unit == "县财政局"
    assert not found.contradictory
    assert [e.unit for e in found.evidence] == ["县财政局", "县水利局", "县水利局"]


def test_an_option_that_names_no_unit_gives_none() -> None:
    found = who(title="县水利局台账", option="县气象台")
    assert found.unit is None
    assert found.evidence[0].unit == ""


def test_the_collecting_unit_as_receiver_or_forwarder_is_no_sender() -> None:
    assert who(title="县水利局台账", sender="大数据中心 <dsj@example.gov.cn>").unit == "县水利局"
    assert who(title="县水利局台账", file_name="报县大数据中心.xlsx").unit == "县水利局"
    assert who(sender="dsj@example.gov.cn").unit == "县大数据中心"


def test_senders() -> None:
    assert who(sender="CZJ@example.gov.cn").unit == "县财政局"
    assert who(sender="县水利局办公室 <someone@example.com>").unit == "县水利局"
    assert who(sender="someone@example.com").unit is None
    assert who(sender="shared@example.gov.cn").unit is None
    assert who(sender="shared@example.gov.cn", title="沂源县档案馆台账").unit == "县档案馆"


def test_the_sheets_name_stands_in_for_a_title() -> None:
    assert who(sheet="县水利局").unit == "县水利局"
    assert who(title="县财政局台账", sheet="县水利局").unit == "县财政局"


def test_a_name_that_two_units_share_names_neither() -> None:
    line = "甲局 | 沂源县甲局 | 共用局 |"
    units = (_unit(line), _unit(line.replace("甲", "乙")))
    plan = Plan(**{**PLAN.__dict__, "units": units})
    assert identify(plan, ledger("共用局台账"), file_name="x").unit is None
    assert identify(plan, ledger("甲局台账"), file_name="x").unit == "甲局"


def test_without_a_ledger_the_way_it_came_still_tells() -> None:
    assert identify(PLAN, None, file_name="县水利局.xlsx").unit == "县水利局"
    assert identify(PLAN, None, file_name="x.xlsx", folder="县水利局/2022").unit == "县水利局"


def test_the_index_is_built_once_and_goes_with_its_plan() -> None:
    plan = make_plan()
    assert unit_names(plan) is unit_names(plan)
    key = id(plan)
    assert key in _INDICES
    del plan
    gc.collect()
    assert key not in _INDICES


@pytest.mark.parametrize("path", sample_files(), ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_sample_ledgers_by_title_and_file_name(path: Any) -> None:
    content = sample(path)
    found = who(title=content["title"], file_name=content["file_name"])
    assert found.unit == content["unit"], found

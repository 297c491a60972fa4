"""The table of time-limits.md, line by line."""

from __future__ import annotations

import pytest

from pipeline.judging.time_limits.judge import Offer
from pipeline.judging.time_limits.limits import read_time_limit
from tests.judging.time_limits.reading import HERE, codes_said

RELATIVE = "信息形成或者变更之日起20个工作日内公开。"
REPLY = "自收到申请之日起20个工作日内予以答复；需要延长答复期限的，延长的期限最长不得超过20个工作日。"
CONSULTATION = "向社会公开征求意见的，征求意见期限不少于30日。"
MIXED = "长期落实信息公开工作，2022年8月底前县水利局要明确主体清单。"


def codes(required: str, *cells: str | tuple[str, str]) -> str:
    """Judge cells, each alone or with its measure."""
    offers = []
    for cell in cells:
        limit, measure = (cell, "") if isinstance(cell, str) else cell
        offers.append(Offer(read_time_limit(limit, HERE), read_time_limit(measure, HERE, prose=True), not limit))
    return " ".join(codes_said(read_time_limit(required, HERE).clauses, offers))


@pytest.mark.parametrize(
    ("required", "cells", "expected"),
    [
        # fixed
        ("6月底前", ["6月30日前"], ""),
        ("6月底前", ["7月1日"], "T01"),
        ("6月底前", ["7月1日", "6月20日"], ""),
        ("6月底前", ["每季度"], ""),
        ("6月底前", ["每年"], "T01"),
        ("6月底前", ["长期坚持"], "T05"),
        ("6月底前", ["尽快"], "T05"),
        ("6月底前", ["定期"], "T05"),
        ("6月底前", ["2023年6月底前"], "T01"),
        ("6月底前", ["2021年6月底前"], "T07"),
        ("6月底前", ["2021年6月底前", "6月底前"], ""),
        ("年底前", ["2023年1月15日前", "11月"], ""),
        ("年底前", [("长期坚持", "每年至少听取1次汇报")], ""),
        ("年底前", [("长期坚持", "于2022年11月底前完成")], ""),
        ("年底前", ["10个工作日内"], ""),
        # recurring
        ("按季度公开", ["每月"], ""),
        ("按季度公开", ["每季度结束后15日内"], ""),
        ("按季度公开", ["每半年"], "T02"),
        ("按季度公开", ["年底前"], "T02"),
        ("按季度公开", ["3、6、9、12月底前"], ""),
        ("按季度公开", ["6月、12月各1次"], "T02"),
        ("按季度公开", ["长期坚持"], "T05"),
        ("每年年底前", ["每年11月"], ""),
        ("每年年底前", ["2022年11月底前"], ""),
        ("每年年底前", ["三年一轮"], "T02"),
        ("每年年底前", ["适时"], "T05"),
        ("每年年底前", ["2023年3月"], "T02"),
        ("定期公开", ["每两年"], ""),
        ("定期公开", ["长期坚持"], ""),
        ("定期公开", ["6月底前"], "T08"),
        # relative
        (RELATIVE, [("变更之日起30个工作日内", "每周导出比对一次")], "T03"),
        (RELATIVE, [("变更之日起30个工作日内，每周更新", "")], ""),
        (RELATIVE, [("及时公开", "每周更新一次")], ""),
        (RELATIVE, ["20日内"], ""),
        (RELATIVE, ["28天内"], ""),
        (RELATIVE, ["一个月内"], "T03"),
        (RELATIVE, ["30个工作日内"], "T03"),
        (RELATIVE, ["当天"], ""),
        (RELATIVE, ["及时"], "T05"),
        (RELATIVE, [("及时", "信息形成后10个工作日内上网")], ""),
        (RELATIVE, [("及时", "信息形成后40个工作日内上网")], "T03"),
        (REPLY, ["20个工作日内"], ""),
        (REPLY, ["20个工作日内，延期的再加20个工作日为限"], ""),
        (REPLY, ["20个工作日内，延期的再加30个工作日"], "T03"),
        (REPLY, ["30个工作日内，延长最多20个工作日"], "T03"),
        (REPLY, ["按规定时限办理"], "T05"),
        (REPLY, ["40个工作日（含延期）"], ""),
        (REPLY, ["20+25个工作日"], "T03"),
        (REPLY, ["30+10个工作日"], "T03"),
        (REPLY, ["40日（含延期）"], "T03"),
        # minimum duration
        (CONSULTATION, ["不少于30日"], ""),
        (CONSULTATION, ["一个月"], ""),
        (CONSULTATION, ["不超过60日", "30日"], ""),
        (CONSULTATION, ["不少于20个工作日"], "T04"),
        (CONSULTATION, ["征求意见结束后30个工作日内"], "T05"),
        (CONSULTATION, [("长期坚持", "公开征求意见不少于30日")], ""),
        (CONSULTATION, [("长期坚持", "公开征求意见15天")], "T04"),
        (CONSULTATION, ["长期坚持"], "T05"),
        # standing, period, dynamic, vague
        ("长期坚持", ["按要求"], ""),
        ("长期坚持", ["每年一次"], ""),
        ("长期坚持", ["报送时"], ""),
        ("长期坚持", ["10月底前并长期坚持"], ""),
        ("长期坚持", ["6月9日", "11月底前"], "T08"),
        ("长期坚持", ["2021年10月底前"], "T07 T08"),
        ("长期坚持", ["2021年12月底前建成，长期坚持更新"], "T07"),
        ("疫情防控期间", ["12月底前"], "T08"),
        ("动态调整", ["长期"], ""),
        # several clauses
        (MIXED, ["长期坚持", "8月底前"], ""),
        (MIXED, ["长期坚持", "2022.10.31"], "T01"),
        (MIXED, ["及时"], "T05"),
        ("6月底前公布目录，信息形成之日起20个工作日内公开。", ["6月底前", "每季度"], ""),
        # nothing about time, unreadable, blank
        ("6月底前", ["王海燕"], "T06"),
        ("长期坚持", ["见附件", "/"], "T06"),
        ("长期坚持", ["见附件", "每天两次"], ""),
        ("6月底前", ["见附件", "长期坚持"], "T05"),
        ("6月底前", ["2022年13月"], "T05"),
        ("6月底前", [""], ""),
        ("6月底前", ["", "7月底"], "T01"),
    ],
)
def test_table(required: str, cells: list[str], expected: str) -> None:
    assert codes(required, *cells) == expected


def test_city_portal_and_other_sites() -> None:
    required = "市政府门户网站原则上2022年上半年完成改造，其他政府网站和政务新媒体2022年年底前基本完成改造。"
    assert codes(required, "市门户6月底前，其他12月底前") == ""
    assert codes(required, "市门户9月底前，其他12月底前") == "T01"
    assert codes(required, "11月底前") == ""
    assert codes(required, "2023年3月底前") == "T01"


def test_nothing_is_asked_nothing_is_raised() -> None:
    assert codes("", "6月底前") == ""
    assert codes_said(read_time_limit("6月底前", HERE).clauses, []) == ()


def test_a_date_in_the_next_year_is_no_stray_where_the_plans_own_lies_there() -> None:
    assert codes("次年1月底前", "2023年1月20日前") == ""
    assert codes("次年1月底前", "2023年2月20日前") == "T01"

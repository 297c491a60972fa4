"""A bare pointer to a document and a bare deferral are no acts, whatever their nouns sound like."""

from __future__ import annotations

import pytest

from pipeline.judging.substance.put_off import remark_puts_off, takes_itself_back
from pipeline.judging.substance.shapes import says_nothing_is_done
from pipeline.model import EntryMatch, Substance
from tests.judging.substance.test_judge import JUDGE, plain_ledger
from tools.labels import labelled_ledgers
from tools.substance_training.material import written


@pytest.mark.parametrize(
    "measure",
    [
        "详见附件2《窗口服务能力提升建设实施方案》。",
        "具体内容见附件《公开指南》（另附）",
        "举措见我局2022年《宣传工作推进计划》第三条",
        "应公开的企业名单，待省厅细则出台后再行研究确定。",
        "展馆开放时段，待场馆改造完工后再行公布",
        "收费目录待三定方案印发以后再公布",
        "开放日待疫情好转择机举办",
        "待平台上线后另行安排",
        "等县里方案出台后再行安排",
        "拟等场馆完工后再开展",
        "参见县方案第3条",
        "见附件方案",
        "见方案附件1第3条",
    ],
)
def test_a_pointer_or_a_deferral_does_nothing(measure: str) -> None:
    assert says_nothing_is_done(measure)
    ledger = plain_ledger(measure)
    (match,) = JUDGE.weigh(ledger, [EntryMatch()])
    assert match.substance is Substance.HOLLOW


@pytest.mark.parametrize(
    "measure",
    [
        "待上级目录下发后5个工作日内更新本局清单并上网",
        "整理意见，待局长办公会审定后再行公布",
        "名单经保密审查后再公布",
        "先在公众号公布，待网站改造完成后再行公开",
        "见附件《企业名单》，12家企业每家发一份告知书",
        "详见附件清单的43项政策，逐项制作一图读懂",
        "按《档案管理办法》登记后移交档案馆",
        "决策草案等事项经局务会审议确定后再公布",
        "财政预决算等信息经科室审核、保密审查完成后再公开",
        "招生方案等经教育局批复后再行公布",
        "待保密审查完成后再公开",
        "见面会方案",
    ],
)
def test_an_act_beside_it_is_done(measure: str) -> None:
    assert not says_nothing_is_done(measure)


def test_no_real_measure_of_any_hand_has_such_a_shape() -> None:
    real = [w.measure for name in ("measures",) for w in written(name) if w.kind == "real"]
    real += [e.measure for ledger in labelled_ledgers() for e in ledger.entries]
    assert len(real) > 500
    assert [m for m in real if says_nothing_is_done(m)] == []


def test_a_measure_that_ends_by_taking_itself_back_is_for_an_officer() -> None:
    measure = "在办事大厅设公开专区，配电脑和引导员。大厅正在改造，今年未列预算，暂不建设。"
    assert takes_itself_back(measure)
    (match,) = JUDGE.weigh(plain_ledger(measure), [EntryMatch()])
    assert match.substance is not Substance.REAL
    assert not takes_itself_back("按目录逐条公布，涉密内容暂不公开")
    assert not takes_itself_back("对公开属性不明确的公文，退回起草科室，暂缓办理。")
    assert not takes_itself_back("逐条核对数据，发现有误的，立即撤下，暂停办理")
    assert not takes_itself_back("暂不具备条件的村用广播播报补贴名单")
    assert not [e.measure for ledger in labelled_ledgers() for e in ledger.entries if takes_itself_back(e.measure)]


@pytest.mark.parametrize(
    "remark",
    [
        "暂不建设",
        "不做了",
        "场地未落实，先不搞",
        "今年没钱，办不了",
        "今年未列预算",
        "没有经费",
        "无法实施",
        "不能按期完成",
        "待改造完工后再办",
        "活动取消",
        "推迟到明年",
    ],
)
def test_a_remark_that_puts_the_work_off(remark: str) -> None:
    assert remark_puts_off(remark)


@pytest.mark.parametrize(
    "remark",
    [
        "不能晚于6月30日",
        "无法律风险",
        "材料等经审核后公开",
        "取消下拉框限制",
        "待领导审定后再公布",
        "接待群众后登记",
        "不能空白",
    ],
)
def test_a_remark_that_does_not(remark: str) -> None:
    assert not remark_puts_off(remark)

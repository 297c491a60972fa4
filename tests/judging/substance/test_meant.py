"""What an idle measure stands for is said by its task."""

from __future__ import annotations

import pytest

from pipeline.judging.matching.matcher import Matcher
from pipeline.judging.substance.judge import SubstanceJudge
from pipeline.judging.substance.meant import Names, obligations_named, with_meant
from pipeline.model import EntryMatch, Substance
from pipeline.plan.matcher_model import read_matcher_model
from pipeline.plan.plans import read_plan
from pipeline.plan.substance_model import read_substance_model
from tests.judging.matching.conftest import RULES, LedgerOf, ledger_of

__all__ = ["ledger_of"]

PLAN = read_plan(RULES)
JUDGE = SubstanceJudge(PLAN, read_substance_model())
MATCHER = Matcher(PLAN, read_matcher_model(RULES))
UNIT = PLAN.unit_by_name["县水利局"]


def meant(ledger_of: LedgerOf, task: str, measure: str) -> tuple[EntryMatch, list[str]]:
    ledger = ledger_of((task, measure))
    weighed = JUDGE.weigh(ledger, MATCHER.match(ledger, UNIT))
    (match,) = with_meant(PLAN, ledger, weighed, lambda tasks: MATCHER.match(tasks, UNIT))
    return match, [m.obligation for m in match.meant]


@pytest.mark.parametrize(
    ("task", "measure", "obligation"),
    [
        ("依申请公开", "该职责由县政府办公室统一承担，我局不单独办理", "A1-49"),
        ("政策图文解读", "不适用", "A1-43"),
        ("政府开放日", "不属于我单位职责", "A1-33"),
        ("政府开放日", "按要求落实", "A1-33"),
    ],
)
def test_the_task_says_what_an_idle_measure_stands_for(
    ledger_of: LedgerOf, task: str, measure: str, obligation: str
) -> None:
    match, found = meant(ledger_of, task, measure)
    assert match.substance in (Substance.REFUSAL, Substance.HOLLOW)
    assert found == [obligation]
    assert not match.certain
    assert not match.doubtful


def test_a_refusal_under_a_name_of_the_plan_speaks_of_all_that_the_name_stands_over(ledger_of: LedgerOf) -> None:
    label = "推进政策精细化解读"
    of_label = {o.id for o in PLAN.obligations if o.label == label}
    assert len(of_label) > 1
    match, found = meant(ledger_of, "做好政策精细化解读工作", "我局不制发政策文件，不涉及")
    assert match.substance is Substance.REFUSAL
    assert set(found) == of_label


@pytest.mark.parametrize(
    ("task", "label"),
    [
        ("政策解读", "推进政策精细化解读"),
        ("行政决策公开", "推进行政决策公开透明"),
        ("公开平台建设", "加强公开平台建设"),
        ("营商环境", "加强优化营商环境信息公开"),
        ("保障措施", "紧扣任务落实强化保障措施"),
        ("政务公开", ""),
        ("行政公开", ""),
        ("公开平台", ""),
        ("信息公开", ""),
        ("防汛物资储备", ""),
    ],
)
def test_a_name_may_be_said_in_short_where_it_is_one_alone(task: str, label: str) -> None:
    assert set(obligations_named(Names.of(PLAN), task)) == {o.id for o in PLAN.obligations if o.label == label}


@pytest.mark.parametrize("task", ["政务公开", "行政公开", "公开平台", "做好政务公开工作"])
def test_a_refusal_under_a_word_of_every_task_hides_no_gap_of_a_whole_name(ledger_of: LedgerOf, task: str) -> None:
    assert len(meant(ledger_of, task, "本单位不涉及")[1]) < 2


def test_words_alone_under_such_a_name_take_no_gap_away(ledger_of: LedgerOf) -> None:
    match, found = meant(ledger_of, "推进政策精细化解读", "按要求抓好落实")
    assert match.substance is Substance.HOLLOW
    assert len(found) < 2


def test_where_the_task_says_nothing_the_words_of_the_measure_count(ledger_of: LedgerOf) -> None:
    for task in ("", "信息公开规范管理"):
        assert meant(ledger_of, task, "无历史公文需转化，不涉及")[1] == ["A1-47"]


def test_real_measures_stay_as_they_are(ledger_of: LedgerOf) -> None:
    match, found = meant(ledger_of, "政府开放日", "6月邀请市民代表参观水厂，收集意见并公布采纳情况")
    assert match.substance is Substance.REAL
    assert found == []
    assert match.certain

"""One decision of an officer settles the wording for every department, this year and later."""

from datetime import datetime

import pytest

from pipeline.judging.matching.matcher import Matcher
from pipeline.judging.matching.matcher_model import MatcherModel
from pipeline.model import Decision, DecisionKind, Plan
from tests.judging.matching.conftest import LedgerOf

WORDING = "印制一批蓝色折页，摆在服务台供人取用，用完随时补印"


def decision(kind: DecisionKind, text: str = WORDING, obligation: str = "A1-11", day: int = 1) -> Decision:
    return Decision(kind=kind, unit="县财政局", obligation=obligation, text=text, decided_at=datetime(2022, 6, day))


def certain(plan: Plan, model: MatcherModel, ledger_of: LedgerOf, measure: str, *decisions: Decision) -> set[str]:
    matcher = Matcher(plan, model, decisions)
    (match,) = matcher.match(ledger_of(("其他工作", measure)), plan.unit_by_name["县水利局"])
    return {m.obligation for m in match.certain if m.decided}


def test_undecided_wording_is_not_settled(plan: Plan, model: MatcherModel, ledger_of: LedgerOf) -> None:
    assert certain(plan, model, ledger_of, WORDING) == set()


@pytest.mark.parametrize(
    "written",
    [
        WORDING,
        "印制一批蓝色折页,摆在服务台供人取用,用完随时补印。",
        "印制一批 蓝色折页，摆在服务台供人取用；用完随时补印",
        "印制一批蓝色折页，摆在服务台供人取用，用完及时补印",
    ],
)
def test_a_decision_settles_the_same_wording_from_another_department(
    plan: Plan, model: MatcherModel, ledger_of: LedgerOf, written: str
) -> None:
    assert certain(plan, model, ledger_of, written, decision(DecisionKind.CONFIRM)) == {"A1-11"}


def test_another_wording_is_not_settled(plan: Plan, model: MatcherModel, ledger_of: LedgerOf) -> None:
    other = "编一本红色手册，放在办事窗口供群众翻阅"
    assert certain(plan, model, ledger_of, other, decision(DecisionKind.CONFIRM)) == set()


def test_a_short_wording_must_be_the_same(plan: Plan, model: MatcherModel, ledger_of: LedgerOf) -> None:
    confirmed = decision(DecisionKind.CONFIRM, "印发折页一批")
    assert certain(plan, model, ledger_of, "印发折页一批", confirmed) == {"A1-11"}
    assert certain(plan, model, ledger_of, "印发折页二批", confirmed) == set()


def test_the_newer_decision_holds(plan: Plan, model: MatcherModel, ledger_of: LedgerOf) -> None:
    newer = decision(DecisionKind.REJECT, day=2)
    assert certain(plan, model, ledger_of, WORDING, newer, decision(DecisionKind.CONFIRM)) == set()


def test_a_rejected_match_is_gone(plan: Plan, model: MatcherModel, ledger_of: LedgerOf) -> None:
    unit = plan.unit_by_name["县水利局"]
    measure = "组织全局政务公开通识培训1次"
    ledger = ledger_of(("强化保障措施", measure))
    (before,) = Matcher(plan, model).match(ledger, unit)
    assert [m.obligation for m in before.certain] == ["A1-62"]
    rejected = decision(DecisionKind.REJECT, measure, "A1-62")
    (after,) = Matcher(plan, model, [rejected]).match(ledger, unit)
    assert "A1-62" not in {m.obligation for m in (*after.certain, *after.doubtful)}


def test_decisions_of_other_kinds_do_not_concern_wordings(
    plan: Plan, model: MatcherModel, ledger_of: LedgerOf
) -> None:
    assert certain(plan, model, ledger_of, WORDING, decision(DecisionKind.WAIVE)) == set()


def test_a_wording_decided_to_be_an_own_task_means_nothing(
    plan: Plan, model: MatcherModel, ledger_of: LedgerOf
) -> None:
    unit = plan.unit_by_name["县水利局"]
    measure = "组织全局政务公开通识培训1次"
    own = decision(DecisionKind.OWN_TASK, measure, "A1-62")
    (match,) = Matcher(plan, model, [own]).match(ledger_of(("强化保障措施", measure)), unit)
    assert (match.certain, match.doubtful, match.runner_up, match.own_task) == ((), (), None, 1.0)


def test_of_own_task_and_confirmed_the_newer_holds(plan: Plan, model: MatcherModel, ledger_of: LedgerOf) -> None:
    confirmed, own = decision(DecisionKind.CONFIRM), decision(DecisionKind.OWN_TASK, day=2)
    assert certain(plan, model, ledger_of, WORDING, confirmed, own) == set()
    later = decision(DecisionKind.CONFIRM, day=3)
    assert certain(plan, model, ledger_of, WORDING, confirmed, own, later) == {"A1-11"}


def test_what_was_decided_of_a_row_without_a_measure_says_nothing_of_rows_that_have_one(
    plan: Plan, model: MatcherModel, ledger_of: LedgerOf
) -> None:
    unit = plan.unit_by_name["县水利局"]
    task = "对重要政策文件同步开展图文解读、简明问答等多元化解读并在政府网站集中展示"
    decided = decision(DecisionKind.CONFIRM, task, "A1-11")
    (bare,) = Matcher(plan, model, [decided]).match(ledger_of((task, "")), unit)
    assert [m.obligation for m in bare.certain if m.decided] == ["A1-11"]
    (told,) = Matcher(plan, model, [decided]).match(ledger_of((task, "制作图解动漫")), unit)
    assert not [m for m in told.certain if m.decided]

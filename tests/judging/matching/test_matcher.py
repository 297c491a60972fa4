"""What the matcher promises whatever the model holds, and plain cases that no model may get wrong."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.judging.matching.explain import _complete
from pipeline.judging.matching.matcher import Matcher
from pipeline.model import EntryMatch, Match, Plan
from tests.judging.matching.conftest import LedgerOf


def ids(matches: tuple[Match, ...]) -> list[str]:
    return [m.obligation for m in matches]


def test_every_printed_requirement_is_its_own_obligation(plan: Plan, matcher: Matcher, ledger_of: LedgerOf) -> None:
    for obligation in plan.obligations:
        unit = next((u for u in plan.units if plan.assignment_of(u, obligation.id)), None)
        (match,) = matcher.match(ledger_of((obligation.label, obligation.requirement)), unit)
        assert obligation.id in ids(match.certain), obligation.id


@pytest.mark.parametrize(
    ("task", "measure", "obligations"),
    [
        ("舆情", "农资舆情监测研判", ["A1-44"]),
        ("政策解读", "对全体窗口人员开展新政策执行培训，防止走样", ["A1-42"]),
        ("组织保障", "局长专题听取一次政务公开工作汇报", ["A1-61"]),
        ("其他工作", "开展机关食堂食品安全检查", []),
        ("其他工作", "组织干部职工健康体检", []),
    ],
)
def test_plain_wordings(
    plan: Plan, matcher: Matcher, ledger_of: LedgerOf, task: str, measure: str, obligations: list[str]
) -> None:
    (match,) = matcher.match(ledger_of((task, measure)), plan.unit_by_name["县水利局"])
    assert ids(match.certain) == obligations
    if not obligations:
        assert match.own_task > 0.5


def test_one_measure_may_fulfil_several_obligations(plan: Plan, matcher: Matcher, ledger_of: LedgerOf) -> None:
    measure = (
        "一是对以往未认定公开属性的历史公文逐件进行属性认定；"
        "二是定期审查依申请公开、不予公开的公文，符合条件的转为主动公开并在专栏集中发布。"
    )
    (match,) = matcher.match(ledger_of(("规范开展政府信息公开", measure)), plan.unit_by_name["县水利局"])
    assert sorted(ids(match.certain)) == ["A1-47", "A1-48"]


def test_measures_that_split_one_task_belong_to_its_obligation(
    plan: Plan, matcher: Matcher, ledger_of: LedgerOf
) -> None:
    task = "历史公文公开属性认定"
    rows = [(task, "清点没有标注公开属性的旧公文，建立底册"), (task, "各科室对着底册逐件提出认定意见")]
    matches = matcher.match(ledger_of(*rows), plan.unit_by_name["县水利局"])
    assert [ids(m.certain) for m in matches] == [["A1-47"], ["A1-47"]]


@pytest.mark.parametrize("measure", ["", "  ", "/", "—"])
def test_a_task_without_a_measure_is_at_most_doubtful(
    plan: Plan, matcher: Matcher, ledger_of: LedgerOf, measure: str
) -> None:
    task = plan.by_id["A1-39"].requirement
    (match,) = matcher.match(ledger_of((task, measure)), plan.unit_by_name["县水利局"])
    assert match.certain == ()
    assert "A1-39" in ids(match.doubtful)


def test_blank_entries_and_empty_ledgers(plan: Plan, matcher: Matcher, ledger_of: LedgerOf) -> None:
    assert matcher.match(ledger_of(), None) == ()
    (blank,) = matcher.match(ledger_of(("", "")), None)
    assert (blank.certain, blank.doubtful, blank.runner_up) == ((), (), None)


def test_width_and_spaces_do_not_matter(plan: Plan, matcher: Matcher, ledger_of: LedgerOf) -> None:
    unit = plan.unit_by_name["县水利局"]
    plain = matcher.match(ledger_of(("保障", "组织政务公开通识培训1次，全员参加")), unit)
    odd = matcher.match(ledger_of(("保 障", "组织政务\u200b公开 通识培训１次,全员参加")), unit)
    assert plain == odd


def test_every_match_says_by_which_words(plan: Plan, matcher: Matcher, ledger_of: LedgerOf) -> None:
    (match,) = matcher.match(ledger_of(("保障", "组织政务公开通识培训1次")), plan.unit_by_name["县水利局"])
    assert any("培训" in word for word in match.certain[0].words)


@pytest.mark.parametrize(
    ("measure", "cut", "whole"),
    [
        ("报县政府办公室的代拟稿同步报送解读方案，缺解读稿的不予受理", "解读方", "解读方案"),
        ("公文先确定公开属性再送签，上网前由办公室做保密审查", "保密审", "保密审查"),
        ("网站和大厅公布监督投诉电话，查实后限期整改", "督投诉", "监督投诉"),
    ],
)
def test_no_carrying_word_is_cut_in_the_middle(
    plan: Plan, matcher: Matcher, ledger_of: LedgerOf, measure: str, cut: str, whole: str
) -> None:
    (match,) = matcher.match(ledger_of(("公开", measure)), plan.unit_by_name["县水利局"])
    words = [word for m in (*match.certain, *match.doubtful) for word in m.words]
    assert words
    assert all(whole in word for word in words if cut in word)


def test_what_carries_runs_on_to_the_end_of_its_word_and_no_further() -> None:
    text = "规划的实施方案、配套"
    carrying = [False, True, True, True, True, True, False, False, True, False]
    joined = [False, True, False, False, True, False, True, True, False, True]
    _complete(text, carrying, joined)
    assert carrying == [True, True, True, True, True, True, True, False, True, True]


def test_the_explanation_names_the_obligation_and_the_words(
    plan: Plan, matcher: Matcher, ledger_of: LedgerOf
) -> None:
    ledger = ledger_of(("保障", "组织政务公开通识培训1次"), ("其他", "开展机关食堂食品安全检查"))
    taught, own = map(matcher.explain, matcher.match(ledger, plan.unit_by_name["县水利局"]))
    assert "认定对应A1-62" in taught
    assert "培训" in taught
    assert "自行安排的任务" in own


def test_what_is_not_certain_says_what_it_lacks(plan: Plan, matcher: Matcher, ledger_of: LedgerOf) -> None:
    task = plan.by_id["A1-39"].requirement
    ledger = ledger_of((task[:12], ""))
    (match,) = matcher.match(ledger, plan.unit_by_name["县水利局"])
    unsure = [*match.doubtful, *([match.runner_up] if match.runner_up else [])]
    assert unsure
    assert all(m.lacking and not any(word in task[:12] for word in m.lacking) for m in unsure)
    assert all(word in matcher.explain(match) for m in unsure for word in m.lacking)
    assert not any(m.lacking for m in match.certain)


def test_an_explanation_tells_apart_what_an_officer_must_choose_between(plan: Plan, matcher: Matcher) -> None:
    told = plan.how_to_tell("A1-09", "A1-11")
    assert told
    assert plan.how_to_tell("A1-11", "A1-09") == told
    near, far = Match("A1-11", 0.2), Match("A1-11", 0.02)
    doubt = matcher.explain(EntryMatch(doubtful=(Match("A1-09", 0.4),), runner_up=far))
    assert doubt.endswith(f"区分要点：{told}")
    assert told in matcher.explain(EntryMatch(doubtful=(Match("A1-09", 0.4), Match("A1-11", 0.3))))
    assert told in matcher.explain(EntryMatch(certain=(Match("A1-09", 0.7),), runner_up=near))
    assert "区分要点" not in matcher.explain(EntryMatch(certain=(Match("A1-09", 0.99),), runner_up=far))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=80)), max_size=6))
def test_any_text_gives_a_match_for_each_entry(
    plan: Plan, matcher: Matcher, ledger_of: LedgerOf, rows: list[tuple[str, str]]
) -> None:
    matches = matcher.match(ledger_of(*rows), plan.units[0])
    assert len(matches) == len(rows)
    for match in matches:
        found = [*ids(match.certain), *ids(match.doubtful)]
        assert len(found) == len(set(found))
        assert match.runner_up is None or match.runner_up.obligation not in found
        assert 0 <= match.own_task <= 1


def test_a_ledger_of_thirty_entries_takes_milliseconds(plan: Plan, matcher: Matcher, ledger_of: LedgerOf) -> None:
    ledger = ledger_of(*((o.label, o.requirement) for o in plan.obligations[:30]))
    unit = plan.units[0]
    matcher.match(ledger, unit)
    best = min(_seconds(lambda: matcher.match(ledger, unit)) for _ in range(5))
    # Printed requirements are three times as long as what clerks write; a busy machine is allowed for.
    assert best < 0.1


def _seconds(work: object) -> float:
    assert callable(work)
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin

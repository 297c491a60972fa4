"""Two plans are compared as an officer would: what stayed, was reworded, split, merged, added, dropped, for whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Assignment, Binding, Decision, DecisionKind, Plan, Role
from pipeline.plan.carried_wordings import decisions_carried
from pipeline.plan.comparison import Comparison, Fate, compare_plans, is_altered, limits_differ
from pipeline.plan.matcher_model import read_all_concepts
from pipeline.plan.plans import read_plan
from tools.changed_plans import RULES, changed, found, strange_requirements


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(RULES, with_phrasings=True)


def compared(before: Plan, now: Plan) -> Comparison:
    return compare_plans(before, now, read_all_concepts(RULES))


def test_what_is_known_to_have_been_changed_is_found(plan: Plan) -> None:
    right: Counter[Fate] = Counter()
    said: Counter[Fate] = Counter()
    true: Counter[Fate] = Counter()
    strange = strange_requirements()
    for seed in range(3):
        case = changed(plan, seed, strange[seed::6])
        groups = found(compared(case.before, case.now))
        said.update(fate for fate, *_ in groups)
        true.update(fate for fate, *_ in case.truth)
        right.update(fate for fate, *_ in groups & case.truth)
    # Floors a little below what was measured (tools/changed_plans.py).
    assert right[Fate.SAME] == said[Fate.SAME] == true[Fate.SAME]
    for fate, precision, recall in (
        (Fate.REWORDED, 0.9, 0.95),
        (Fate.MERGED, 0.97, 0.85),
        (Fate.SPLIT, 0.97, 0.85),
        (Fate.NEW, 0.85, 0.92),
        (Fate.DROPPED, 0.84, 0.95),
    ):
        assert right[fate] / said[fate] >= precision, fate
        assert right[fate] / true[fate] >= recall, fate


def test_a_plan_is_the_same_as_itself_and_years_do_not_matter(plan: Plan) -> None:
    later = tuple(
        replace(
            o,
            requirement=o.requirement.replace("2022", "2023"),
            time_limit_text=o.time_limit_text.replace("2022", "2023"),
        )
        for o in plan.obligations
    )
    comparison = compared(plan, replace(plan, year=2023, obligations=later))
    assert comparison.counts()[Fate.SAME] == len(plan.obligations)
    assert comparison.successors == {o.id: o.id for o in plan.obligations}
    assert not any(u.gained or u.lost or u.altered for u in comparison.by_unit)


def test_what_changes_for_whom(plan: Plan) -> None:
    first, second, *rest = plan.obligations
    unit = next(u for u in plan.expected_units if not plan.assignment_of(u, second.id))
    moved = replace(second, assignments=(Assignment(unit.name, Role.RESPONSIBLE, Binding.NAMED),))
    renewed = replace(rest[0], time_limit_text="2022年9月底前")
    comparison = compared(plan, replace(plan, obligations=(moved, renewed, *rest[1:])))
    changes = {u.unit: u for u in comparison.by_unit}
    assert changes[unit.name].gained == (moved,)
    losers = [u.name for u in plan.units if plan.assignment_of(u, second.id)]
    assert all(changes[name].lost[-1] == second or second in changes[name].lost for name in losers)
    (pairing,) = [p for p in comparison.pairings if p.now == (renewed,)]
    assert limits_differ(pairing)
    assert is_altered(pairing)
    (dropped,) = [p for p in comparison.pairings if p.fate is Fate.DROPPED]
    assert dropped.before == (first,)


def test_a_unit_that_was_renamed_is_the_same_unit(plan: Plan) -> None:
    old = next(u for u in plan.expected_units if plan.binding_on(u))
    new = replace(old, name="县某某新局", aliases=(*old.aliases, old.name))

    def renamed(a: Assignment) -> Assignment:
        return replace(a, bearer=new.name) if a.bearer == old.name else a

    now = replace(
        plan,
        units=tuple(new if u is old else u for u in plan.units),
        obligations=tuple(replace(o, assignments=tuple(map(renamed, o.assignments))) for o in plan.obligations),
    )
    comparison = compared(plan, now)
    assert comparison.name_now(old.name) == new.name
    assert not any(u.gained or u.lost for u in comparison.by_unit)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_every_obligation_has_one_fate(plan: Plan, data: st.DataObject) -> None:
    texts = st.lists(st.text("公开政策解读及时，。预算", max_size=12), max_size=6)
    like = plan.obligations[0]

    def made(found: list[str]) -> Plan:
        return replace(
            plan,
            obligations=tuple(
                replace(like, id=f"A1-{i:02d}", no=i, requirement=text) for i, text in enumerate(found, 1)
            ),
        )

    before, now = made(data.draw(texts)), made(data.draw(texts))
    pairings = compare_plans(before, now, {}).pairings
    assert Counter(o.id for p in pairings for o in p.before) == Counter(o.id for o in before.obligations)
    assert Counter(o.id for p in pairings for o in p.now) == Counter(o.id for o in now.obligations)


def test_what_a_wording_means_moves_on_where_its_obligation_stayed(plan: Plan) -> None:
    gone, *rest = plan.obligations
    now = replace(plan, year=2023, obligations=tuple(replace(o, id=f"A1-9{i}") for i, o in enumerate(rest[:5])))
    comparison = compared(plan, now)
    stays = rest[0]
    made = datetime(2022, 6, 1)
    decisions = [
        Decision(DecisionKind.CONFIRM, "县财政局", stays.id, "2022年6月底前公布", decided_at=made, number=3),
        Decision(DecisionKind.REJECT, "县财政局", stays.id, "收发文件", decided_at=made, number=4),
        Decision(DecisionKind.CONFIRM, "县财政局", gone.id, "公布", decided_at=made, number=5),
        Decision(DecisionKind.WAIVE, "县财政局", stays.id, decided_at=made, number=6),
        Decision(DecisionKind.OWN_TASK, "县财政局", "", "打扫卫生", decided_at=made, number=7),
    ]
    moved = [after for _, after in decisions_carried(comparison, decisions)]
    assert [(d.kind, d.obligation, d.text) for d in moved] == [
        (DecisionKind.CONFIRM, "A1-90", "2023年6月底前公布"),
        (DecisionKind.REJECT, "A1-90", "收发文件"),
    ]
    assert moved[0].reason == "沿用上一方案核定意见第3号"

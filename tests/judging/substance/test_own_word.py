"""A row that calls itself the unit's own is held to nothing that the plan gives to others."""

from __future__ import annotations

import pytest

from pipeline.judging.substance.own_word import says_own, without_others_tasks
from pipeline.model import LEFT_OPEN, Entry, EntryMatch, Field, Ledger, Match, Value
from pipeline.plan.plans import read_plan
from pipeline.settings.places import SHIPPED

PLAN = read_plan(SHIPPED / "rules" / "yiyuan-2022")
UNIT = next(u for u in PLAN.units if {o.id for o in PLAN.binding_on(u)} and len(PLAN.binding_on(u)) < len(PLAN.by_id))


def entry(task: str) -> Entry:
    blank = Value("", "")
    return Entry(
        no=blank,
        task=Value(task, "B3"),
        measure=Value("在小区公告栏公示方案", "C3"),
        time_limit=blank,
        leader=blank,
        section=blank,
        sheet="台账",
        row=3,
    )


@pytest.mark.parametrize(
    ("task", "own"),
    [
        ("老旧片区征收补偿公示（街道自定）", True),
        ("（自选动作）办好夜市公开栏", True),
        ("本局自定任务", True),
        ("自定任务：开放日", True),
        ("规范自行公开的内容，落实自主公开要求", False),
        ("制定自行车停放公示", False),
        ("自定义专栏建设", False),
        ("征收补偿公示（某某镇自加）", True),
        ("设置公开专区（大厅自设）", False),
        ("开展政策解读（解读形式自选）", False),
        ("意见征集（方案自拟）", False),
        ("开放日（时间由各单位自定）", False),
    ],
)
def test_what_calls_itself_own(task: str, own: bool) -> None:
    assert says_own(entry(task)) is own


def test_it_keeps_what_binds_the_unit_and_what_officers_decided() -> None:
    bound = next(o.id for o in PLAN.binding_on(UNIT))
    unbound = [o for o in PLAN.obligations if o.id not in {b.id for b in PLAN.binding_on(UNIT)}]
    others = [o.id for o in unbound if not any(a.binding in LEFT_OPEN for a in o.assignments)]
    other, decided = others[:2]
    left_open = next(o.id for o in unbound if o.id not in others)
    found = EntryMatch(
        certain=(Match(bound, 0.9), Match(other, 0.8), Match(decided, 1.0, decided=True)),
        doubtful=(Match(other, 0.5), Match(left_open, 0.5)),
    )
    entries = (entry("征收补偿公示（街道自定）"), entry("征收补偿公示"))
    ledger = Ledger("台账", "", "", 2, dict.fromkeys(Field, "A"), (), entries, {})
    own, plain = without_others_tasks(PLAN, UNIT, ledger, (found, found))
    assert [m.obligation for m in own.certain] == [bound, decided]
    assert [m.obligation for m in own.doubtful] == [left_open]
    assert plain == found
    assert without_others_tasks(PLAN, None, ledger, (found, found)) == (found, found)

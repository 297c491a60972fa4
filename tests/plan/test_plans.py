"""The plan in rules/: derived bearers and clauses against the hand-made answers, and the facts of the plan."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipeline.model import Plan, Role
from pipeline.plan.plans import read_plan

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules" / "yiyuan-2022"
DATA = ROOT / "tests" / "data"
GROUP_OBLIGATIONS = [11, *range(30, 34), *range(37, 50), 54, 58, 59, 61, 62, 63]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(RULES)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_head(plan: Plan) -> None:
    assert plan.id == "yiyuan-2022"
    assert plan.document_number == "源政办字〔2022〕20号"
    assert (plan.county, plan.year, plan.ledgers_due) == ("沂源县", 2022, date(2022, 5, 20))
    assert (plan.settings.collecting_unit, plan.settings.collecting_phone) == ("县大数据中心", "3228369")


def test_obligations_run_as_printed(plan: Plan) -> None:
    assert [o.id for o in plan.obligations] == [
        *(f"A1-{n:02d}" for n in range(1, 64)),
        *(f"A2-{n:02d}" for n in range(1, 16)),
    ]
    assert len(plan.duties) == 27
    assert all(o.requirement and o.responsible_text and o.label for o in plan.obligations)


def test_all_assignments_are_derived(plan: Plan) -> None:
    expected = [(r["obligation"], r["unit_or_group"], r["role"], r["binding"]) for r in _rows("assignments.csv")]
    derived = [(o.id, a.bearer, a.role.value, a.binding.value) for o in plan.obligations for a in o.assignments]
    assert len(expected) == 126
    assert derived == expected


def test_all_clauses_are_derived(plan: Plan) -> None:
    keys = ("kind", "due", "every", "days", "day_type", "trigger")
    expected = [(r["obligation"], *(r[k] for k in keys)) for r in _rows("deadline_clauses.csv")]
    derived = []
    for obligation in plan.obligations:
        for clause in obligation.clauses:
            said = clause.as_json()
            derived.append((obligation.id, *("" if said[k] is None else str(said[k]) for k in keys)))
    assert len(expected) == 76
    assert derived == expected


def test_group_binds_every_county_department(plan: Plan) -> None:
    ids = [f"A1-{n:02d}" for n in GROUP_OBLIGATIONS]
    for unit in plan.units:
        bound = [o.id for o in plan.binding_on(unit)]
        if unit.kind in ("县政府部门单位", "上级派驻机构"):
            assert set(ids) <= set(bound), unit.name
        elif unit.kind == "镇（街道）":
            assert bound == ["A1-49", "A1-57", "A1-60", "A1-61", "A1-62", "A1-63"]
        elif unit.kind == "经济开发区":
            assert bound == ["A1-49", "A1-61", "A1-62", "A1-63"]
        else:
            assert not set(ids) & set(bound), unit.name


@pytest.mark.parametrize(
    ("unit", "named"),
    [
        ("县水利局", [26, 29]),
        ("县科技局", [6]),
        ("县退役军人局", [8, 20]),
        ("市生态环境局沂源分局", [25, 29]),
        ("县税务局", [3]),
        ("县政府办公室", [32, 33, 35, 56]),
        ("县档案馆", [57]),
        ("县互联网服务保障中心", [44, 51]),
        ("县供销社", []),
    ],
)
def test_sample_units_bear_what_the_samples_say(plan: Plan, unit: str, named: list[int]) -> None:
    bound = {o.no for o in plan.binding_on(plan.unit_by_name[unit])}
    assert bound == {*GROUP_OBLIGATIONS, *named}


def test_named_role_outweighs_the_group(plan: Plan) -> None:
    office = plan.unit_by_name["县政府办公室"]
    assignment = plan.assignment_of(office, "A1-32")
    assert assignment is not None
    assert assignment.role is Role.LEAD


def test_expected_units(plan: Plan) -> None:
    for unit in plan.units:
        if unit.kind in ("镇（街道）", "经济开发区"):
            assert not unit.expected
    named = {a.bearer for o in plan.obligations for a in o.assignments if a.bearer in plan.unit_by_name}
    assert all(plan.unit_by_name[name].expected for name in named)


@pytest.mark.parametrize(
    ("alias", "unit"),
    [
        ("卫健局", "县卫生健康局"),
        ("住建局", "县住房城乡建设局"),
        ("人社局", "县人力资源社会保障局"),
        ("市监局", "县市场监管局"),
        ("县生态环境局", "市生态环境局沂源分局"),
    ],
)
def test_usual_short_names_are_known(plan: Plan, alias: str, unit: str) -> None:
    assert alias in plan.unit_by_name[unit].aliases


def test_phrasings_are_read_only_on_demand(plan: Plan) -> None:
    assert plan.phrasings == ()
    phrasings = read_plan(RULES, with_phrasings=True).phrasings
    assert {p.obligation for p in phrasings} >= {"", "A1-01", "A2-15"}
    assert len(phrasings) > 1000


def test_fingerprint_follows_the_rules(plan: Plan, tmp_path: Path) -> None:
    copy = tmp_path / "yiyuan-2022"
    shutil.copytree(RULES, copy)
    assert read_plan(copy).fingerprint == plan.fingerprint
    units = copy / "units.csv"
    units.write_bytes(units.read_bytes().replace("县气象局".encode(), "县气候局".encode(), 1))
    assert read_plan(copy).fingerprint != plan.fingerprint


def test_units_that_keep_a_ledger_unasked(plan: Plan) -> None:
    keeping = {u.name: u.expected for u in plan.keeping_units}
    assert set(plan.expected_units) <= set(plan.keeping_units)
    assert keeping["悦庄镇"] is False
    assert all(plan.binding_on(u) for u in plan.keeping_units if not u.expected)

"""The demo runs on a second county's plan, and the program's own code knows none of the plans that ship."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model import Binding, Plan, Role
from pipeline.plan.plans import read_plan
from pipeline.plan.rules_check import verify_rules
from taizhang_demo.inbox import demo_files, demo_plans

ROOT = Path(__file__).parents[2]
RULES = ROOT / "taizhang_demo" / "plans" / "yunze-2024" / "rules"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(RULES)


def test_it_is_another_kind_of_plan(plan: Plan) -> None:
    assert demo_plans() == ("yunze-2024",)
    assert not [problem for problem in verify_rules(RULES) if problem.fatal]
    assert (plan.county, plan.year, len(plan.annexes)) == ("云泽县", 2024, 1)
    roles = {a.role for o in plan.obligations for a in o.assignments}
    assert {Role.LEAD, Role.CARRY_OUT} <= roles
    assert len(plan.groups) == 3
    assert any(a.binding is Binding.GROUP for o in plan.obligations for a in o.assignments)
    assert any(c.every == "quarter" for o in plan.obligations for c in o.clauses)


def test_its_ledgers_are_those_of_its_units(plan: Plan) -> None:
    files = demo_files(plan, "yunze-2024")
    expected = {u.name for u in plan.expected_units}
    assert len({f.unit for f in files}) == len(files) == 12
    assert {f.unit for f in files} <= expected
    assert len({f.form for f in files}) >= 8
    assert [f.unit for f in files if f.received_at.date() > plan.ledgers_due] == ["县交通局"]


def names_of(plan: Plan) -> set[str]:
    """Give what is the plan's own: its county, the names of its units that no other county's plan could share."""
    level = plan.county[-1:]
    place = plan.county.removesuffix(level)
    spelled = {n for u in plan.units for n in (u.name, u.full_name, *u.aliases)}
    units = {n for n in spelled if len(n) >= 4 and (n.startswith(level) or place in n)}
    return {plan.county, place, plan.document_number, *units} - {""}


def texts_that_act(path: Path) -> Iterator[tuple[int, str]]:
    """Give the strings of a module, line by line; what only explains (docstrings, comments, examples) is none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield from ((node.lineno, one) for one in node.value.splitlines() if not one.lstrip().startswith("#"))


@pytest.mark.parametrize("rules", [ROOT / "rules" / "yiyuan-2022", RULES], ids=["prepared", "second"])
def test_no_department_county_or_year_of_a_plan_stands_in_the_code(rules: Path) -> None:
    plan = read_plan(rules)
    names = re.compile("|".join(sorted(map(re.escape, names_of(plan)), key=len, reverse=True)))
    year = re.compile(rf"(?<![0-9]){plan.year}(?=年|[〕）)]\d+号)")
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in sorted((ROOT / "pipeline").rglob("*.py"))
        for line, text in texts_that_act(path)
        if names.search(text) or year.search(text)
    ]
    assert not found, "\n".join(found)

"""The page of figures is the generated one, and what it says is held by tests that exist."""

from __future__ import annotations

import ast
import json

import pytest

from pipeline.wiring import PROJECT
from tools.reliability.promises import POINTS, PROMISES
from tools.reliability.report import PAGE, page


def test_the_page_is_as_generated() -> None:
    figures = json.loads(PAGE.with_suffix(".json").read_text(encoding="utf-8"))
    assert page(figures) == PAGE.read_text(encoding="utf-8")


def test_all_promises_and_points_are_named() -> None:
    assert [name for name, *_ in PROMISES] == [f"P{n}" for n in range(1, 13)]
    assert [name for name, _ in POINTS] == [f"K{n}" for n in range(1, 20)]


@pytest.mark.parametrize("named", [test for _, _, tests in PROMISES for test in tests])
def test_what_holds_a_promise_exists(named: str) -> None:
    path, _, function = named.partition("::")
    tree = ast.parse((PROJECT / path).read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert function in functions if function else any(name.startswith("test_") for name in functions)

"""The page of figures is the generated one, and what it says is held by tests that exist."""

from __future__ import annotations

import ast
import json

import pytest

from pipeline.settings.places import SHIPPED
from tools.reliability.errnos import ERRNOS, what_was_run
from tools.reliability.genuine import WHAT_WAS_READ, figures_of
from tools.reliability.promises import POINTS, PROMISES
from tools.reliability.report import PAGE, page


def test_the_page_is_as_generated() -> None:
    figures = json.loads(PAGE.with_suffix(".json").read_text(encoding="utf-8"))
    assert page(figures) == PAGE.read_text(encoding="utf-8")


def test_of_the_calls_that_failed_it_says_what_was_run() -> None:
    each = what_was_run(159, 159)
    assert "fails once, with one error" in each
    everything = what_was_run(159, 159 * len(ERRNOS))
    assert "fails 5 times" in everything
    assert "with each of" in everything
    assert what_was_run(159, 32).startswith("32 faults: a call")
    section = json.loads(PAGE.with_suffix(".json").read_text(encoding="utf-8"))["errno"]
    figures = section["figures"]
    assert section["text"] == what_was_run(figures["writing calls"], figures["faults"])


def test_cells_in_a_shell_of_wps_do_not_count_as_files_of_wps() -> None:
    figures = figures_of({"openpyxl": 46, "WPS": 32}, 0, 0)
    assert figures["saved by a program"] == "openpyxl 46"
    assert figures["cells put into one shell that WPS saved"] == 32
    assert figures["genuine ledgers"] == 78
    section = json.loads(PAGE.with_suffix(".json").read_text(encoding="utf-8"))["genuine"]
    assert set(section["figures"]) == set(figures)
    assert section["text"] == WHAT_WAS_READ
    assert "WPS" not in section["figures"]["saved by a program"]


def test_all_promises_and_points_are_named() -> None:
    assert [name for name, *_ in PROMISES] == [f"P{n}" for n in range(1, 13)]
    assert [name for name, _ in POINTS] == [f"K{n}" for n in range(1, 20)]


@pytest.mark.parametrize("named", [test for _, _, tests in PROMISES for test in tests])
def test_what_holds_a_promise_exists(named: str) -> None:
    path, _, function = named.partition("::")
    tree = ast.parse((SHIPPED / path).read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert function in functions if function else any(name.startswith("test_") for name in functions)

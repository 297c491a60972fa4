"""What is wrong with a rules folder, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.plan.rules_files import RulesProblem

_MOST_PROBLEMS = 20
"""How many problems of one file are listed: one slip may break each of its lines."""


def listed(problems: Sequence[RulesProblem]) -> Iterator[str]:
    """Give a line for each problem, of one file not too many."""
    told: dict[str, int] = {}
    for problem in problems:
        told[problem.file] = told.get(problem.file, 0) + 1
        if told[problem.file] <= _MOST_PROBLEMS:
            yield str(problem)
    for file, count in told.items():
        if count > _MOST_PROBLEMS:
            yield f"{file}：另有{count - _MOST_PROBLEMS}处问题未列出，请改正以上各处后再检查一遍。"

"""Mutation testing: change a module in one place at a time, and see whether its tests notice.

``python -m tools.mutants pipeline/flow/seal.py tests/flow/test_seal.py --sample 40``. The changes are cosmic-ray's
(operators, numbers, conditions, loops); of all that could be made at one place one is drawn, and of the places a
sample, both at random from a seed. The project is copied first, so that one goes on working while it runs.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cosmic_ray.ast import Visitor, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parent.parent
_NEEDS_ARGUMENTS = ("VariableInserter", "VariableReplacer")
_LEAST_SECONDS = 20.0


def places(source: str) -> dict[tuple[int, int], list[tuple[str, int]]]:
    """Give by its place (line, column) each change that can be made there: an operator, and which of its occurrences.

    Annotations and what decorators are given are left out: they keep programmers from slips, and change no result.
    """
    kinds = [name for name in sorted(operator_names()) if not name.endswith(_NEEDS_ARGUMENTS)]
    operators = {name: get_operator(name)() for name in kinds}
    counted = dict.fromkeys(kinds, 0)
    idle = _unread(source)
    found: dict[tuple[int, int], list[tuple[str, int]]] = {}

    class Places(Visitor):  # type: ignore[misc]
        def visit(self, node: object) -> object:
            for name, operator in operators.items():
                for start, _ in operator.mutation_positions(node):
                    if not any(first <= start < last for first, last in idle):
                        found.setdefault(start, []).append((name, counted[name]))
                    counted[name] += 1
            return node

    Places().walk(get_ast(source))
    return found


def _unread(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    spans: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for node in ast.walk(ast.parse(source)):
        parts = [getattr(node, name, None) for name in ("annotation", "returns")]
        parts += [d for d in getattr(node, "decorator_list", []) if isinstance(d, ast.Call)]
        for part in parts:
            if isinstance(part, ast.expr) and part.end_lineno and part.end_col_offset:
                spans.append(((part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)))
    return spans


def drawn(source: str, sample: int, seed: int) -> tuple[list[str], int]:
    """Draw some places and one change for each; give the changed sources and how many places there are."""
    chance = random.Random(seed)
    found = sorted(places(source).items())
    picked = chance.sample(found, min(sample, len(found)))
    changes = [chance.choice(choices) for _, choices in picked]
    return [_changed(source, *change) for change in changes], len(found)


def _changed(source: str, name: str, occurrence: int) -> str:
    changed = mutate_code(source.encode(), get_operator(name)(), occurrence)
    return changed.decode() if isinstance(changed, bytes) else str(changed)


def survivors(module: str, tests: list[str], changed: list[str]) -> Iterator[str]:
    """Run the tests against each changed source in a copy of the project; give the sources that no test saw."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
        for name in filter(None, kept.split("\0")):
            if (ROOT / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, copy / name)
        begun = time.monotonic()
        if not _passes(copy, tests, None):
            raise SystemExit("The tests fail without any change.")
        limit = _LEAST_SECONDS + 3 * (time.monotonic() - begun)
        for text in changed:
            (copy / module).write_text(text, encoding="utf-8")
            if _passes(copy, tests, limit):
                yield text


def _passes(copy: Path, tests: list[str], seconds: float | None) -> bool:
    """Run tests in a fork: pytest is loaded once, the program anew each time."""
    trial = multiprocessing.get_context("fork").Process(target=_try, args=(copy, tests))
    trial.start()
    trial.join(seconds)
    trial.kill()
    trial.join()
    return trial.exitcode == 0


def _try(copy: Path, tests: list[str]) -> None:
    os.chdir(copy)
    sys.path[0] = str(copy)
    sys.dont_write_bytecode = True
    for name in [name for name in sys.modules if name.partition(".")[0] == "tools"]:
        del sys.modules[name]
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    options = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
    os._exit(pytest.main([*options, *tests]))


def main() -> int:
    """Print a line for docs/mutation.md and the changes that survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("module")
    parser.add_argument("tests", nargs="+")
    parser.add_argument("--sample", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    source = (ROOT / given.module).read_text(encoding="utf-8")
    changed, every = drawn(source, given.sample, given.seed)
    left = 0
    for text in survivors(given.module, given.tests, changed):
        left += 1
        print("\n".join(difflib.unified_diff(source.splitlines(), text.splitlines(), lineterm="", n=0)), flush=True)
    where = given.module.removeprefix("pipeline/")
    print(f"| `{where}` | {len(changed)} of {every} | {len(changed) - left} | {left} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

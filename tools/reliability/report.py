"""docs/reliability.md: each target replaces its own section with what it has just measured."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path

from tools.reliability.promises import POINTS, PROMISES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
_FIGURES = PAGE.with_name("reliability.json")
_TITLES = {
    "crash": "Killed at any moment",
    "errno": "Calls that fail",
    "samba": "Odd writers on a real Samba share",
    "mutants": "Hostile files, bit flips and mutants",
    "genuine": "Genuine ledgers",
    "load": "Load",
    "backlog": "Backlog at the start",
}
_HEAD = """# Reliability: what was measured

Written by `make crash`, `make soak` and `make fuzz` (their programs lie in `tools/reliability/`); not by hand. Short
forms of them run in `make test`. Seconds and delays depend on the machine and on what else it did meanwhile.
"""


def write_section(name: str, text: str, figures: Mapping[str, object]) -> None:
    """Replace one section of the page; ``figures`` become its table."""
    known = json.loads(_FIGURES.read_text(encoding="utf-8")) if _FIGURES.exists() else {}
    known[name] = {
        "text": text,
        "figures": dict(figures),
        "machine": f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    }
    known = dict(sorted(known.items()))
    _FIGURES.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(known), encoding="utf-8")


def page(known: Mapping[str, Mapping[str, object]]) -> str:
    """Give the whole page."""
    promises = "\n".join(f"| {p} | {text} | {', '.join(f'`{t}`' for t in tests)} |" for p, text, tests in PROMISES)
    points = "\n".join(f"| {name} | {text} |" for name, text in POINTS)
    parts = [
        _HEAD,
        f"## Promises\n\n| | promise | held by |\n| --- | --- | --- |\n{promises}\n",
        f"## Kill points\n\n| | where the process dies |\n| --- | --- |\n{points}\n",
    ]
    for name, title in _TITLES.items():
        if name not in known:
            continue
        section = known[name]
        figures = section["figures"]
        assert isinstance(figures, dict)
        rows = "\n".join(f"| {what} | {value} |" for what, value in figures.items())
        parts.append(
            f"## {title}\n\n{section['text']} ({section['machine']})\n\n| what | figure |\n| --- | --- |\n{rows}\n"
        )
    return "\n".join(parts)

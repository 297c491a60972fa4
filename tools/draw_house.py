"""The house as a picture: the floors of the import contracts, and which room really imports which.

``python -m tools.write_docs`` puts it into docs/architecture.md, so that the page shows the house that stands.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- house: drawn by tools/draw_house.py -->", "<!-- /house -->"

Arrow = tuple[str, str]
"""A room, and one that a file of it imports."""


def floors(root: Path = ROOT) -> list[list[str]]:
    """Give the floors of the house from the top, each the rooms that stand on it, as the first contract has them."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers" and "pipeline" in c["containers"])
    return [[room.strip() for room in layer.split("|")] for layer in layers]


def arrows(root: Path = ROOT) -> set[Arrow]:
    """Give the imports between rooms; those inside functions count as well."""
    rooms = {room for floor in floors(root) for room in floor}
    found = set()
    for room in rooms:
        for path in _modules(root / "pipeline" / room):
            for module in _imported(path):
                parts = module.split(".")
                if parts[0] == "pipeline" and len(parts) > 1 and parts[1] in rooms - {room}:
                    found.add((room, parts[1]))
    return found


def straight(every: set[Arrow]) -> set[Arrow]:
    """Leave out the arrows that only cut a way short: who reaches a room through another need not be drawn twice."""
    return {(a, b) for a, b in every if not any(_reaches(every, c, b) for c in _under(every, a) - {b})}


def _under(every: set[Arrow], room: str) -> set[str]:
    return {b for a, b in every if a == room}


def _reaches(every: set[Arrow], room: str, other: str) -> bool:
    return room == other or any(_reaches(every, under, other) for under in _under(every, room))


def _modules(room: Path) -> Iterator[Path]:
    yield from room.rglob("*.py") if room.is_dir() else (room.with_suffix(".py"),)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def drawn(root: Path = ROOT) -> str:
    """Draw the house as a mermaid block: rooms of one floor in a frame, an arrow for each way straight down."""
    every = arrows(root)
    lines = ["```mermaid", "flowchart TB"]
    for number, floor in enumerate(floors(root), 1):
        rooms = "; ".join(floor)
        lines.append(f'  subgraph floor{number}[" "]; {rooms}; end' if len(floor) > 1 else f"  {rooms}")
    lines += [f"  {room} --> {other}" for room, other in sorted(straight(every))]
    count = (
        f"{len(floors(root))} floors, {sum(map(len, floors(root)))} rooms, {len(every)} pairs of rooms of which one "
        f"imports the other; {len(straight(every))} arrows are drawn, the others follow from them."
    )
    return "\n".join([*lines, "```", "", count])


def with_picture(page: str, root: Path = ROOT) -> str:
    """Give a page with the picture between its two marks drawn anew."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{drawn(root)}\n{END}{rest.split(END)[1]}"

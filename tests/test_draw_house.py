"""The picture of the house shows what stands."""

from __future__ import annotations

from pathlib import Path

from tools.draw_house import arrows, drawn, floors, straight

_CONTRACTS = """
[[tool.importlinter.contracts]]
name = "rooms"
type = "layers"
containers = ["pipeline"]
layers = ["door", "hall | attic", "ground"]
"""


def _house(root: Path) -> Path:
    (root / "pyproject.toml").write_text(_CONTRACTS)
    for room, text in {
        "door": "from pipeline.hall.way import go\nimport pipeline.ground.floor\n",
        "hall": "def f() -> None:\n    from pipeline.ground import floor\n",
        "attic": "import json\n",
        "ground": "",
    }.items():
        (root / "pipeline" / room).mkdir(parents=True)
        (root / "pipeline" / room / "way.py").write_text(text)
    return root


def test_floors_and_arrows_are_those_of_the_contracts_and_the_imports(tmp_path: Path) -> None:
    house = _house(tmp_path)
    assert floors(house) == [["door"], ["hall", "attic"], ["ground"]]
    assert arrows(house) == {("door", "hall"), ("door", "ground"), ("hall", "ground")}


def test_a_short_cut_is_no_arrow_of_its_own(tmp_path: Path) -> None:
    assert straight(arrows(_house(tmp_path))) == {("door", "hall"), ("hall", "ground")}
    assert "door --> ground" not in drawn(tmp_path)


def test_every_room_that_stands_is_drawn() -> None:
    rooms = {room for floor in floors() for room in floor}
    standing = {p.name for p in (Path(__file__).parents[1] / "pipeline").iterdir() if (p / "__init__.py").exists()}
    assert standing <= rooms | {"settings"}  # read by wiring and the commands alone: a contract of its own

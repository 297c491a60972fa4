"""Letters and numbers of columns are the same thing said twice, and one place says it."""

from __future__ import annotations

import re

import pytest

from pipeline.model.cells import address, column_letter, column_number
from pipeline.office.patching.cells import position
from pipeline.settings.places import SHIPPED


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16_384, "XFD")])
def test_columns_have_letters(number: int, letters: str) -> None:
    assert column_letter(number) == letters
    assert column_number(letters) == number
    assert position(address(12, number)) == (12, number)


def test_letters_are_reckoned_in_one_place() -> None:
    reckoning = re.compile(r"chr\(65|- 64\b")
    files = (SHIPPED / "pipeline").rglob("*.py")
    assert [path.name for path in files if reckoning.search(path.read_text(encoding="utf-8"))] == ["cells.py"]

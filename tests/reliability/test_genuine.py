"""No false refusal: what honest programs save reads as it was written. `make fuzz` tries LibreOffice as well."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.form.files import read_file
from pipeline.model import Field
from tools.reliability.genuine import genuine_books, saved_by_openpyxl, saved_by_wps

PLAIN = {name: data for name, data in genuine_books().items() if not name.startswith("demo/")}


def texts(data: bytes) -> list[tuple[str, ...]]:
    read = read_file(data, "台账.xlsx")
    assert read.failure is None, read.failure
    (ledger,) = read.ledgers
    return [tuple(entry.value(field).text for field in Field) for entry in ledger.entries]


def test_there_are_ledgers_of_many_units() -> None:
    assert len(PLAIN) >= 32


@pytest.mark.parametrize("save", [saved_by_wps, saved_by_openpyxl])
@pytest.mark.parametrize("name", PLAIN)
def test_saved_by(save: Callable[[bytes], bytes], name: str) -> None:
    assert texts(save(PLAIN[name])) == texts(PLAIN[name])

"""A mark shows where the sender's own conditional format would paint over it, and leaves no trace."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.office.patching.stylesheet import ERROR_FILL
from pipeline.receipts.annotated import annotated_workbook
from pipeline.receipts.stripping import strip_marks
from tests.programs import converted
from tests.receipts.samples import ledger_bytes, plan, submission
from tests.receipts.test_stripping import resaved

Rules = list[tuple[str, list[str], int, str]]
THEIRS = ("E4:E20", ['TRIM(E4)=""'], "FFFFF2CC")


def _receipt(data: bytes) -> bytes:
    return annotated_workbook(data, submission(data), plan(), None)


def _sheet(data: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data))["台账"]


def _rules(data: bytes) -> Rules:
    """Give the conditional formats of the ledger, first come first: range, formula, priority, colour."""
    found = [
        (str(area.sqref), [*rule.formula], rule.priority, rule.dxf.fill.bgColor.rgb)
        for area in _sheet(data).conditional_formatting
        for rule in area.rules
    ]
    return sorted(found, key=lambda rule: rule[2])


def test_a_blank_cell_that_the_template_colours_shows_its_mark() -> None:
    ours, theirs = _rules(_receipt(ledger_bytes(blanks="E4:E20")))
    assert set(ours[0].split()) == {"E5", "E7"}
    assert (ours[2], ours[3]) == (1, ERROR_FILL)
    assert (theirs[0], theirs[1], theirs[3]) == THEIRS
    assert theirs[2] == 2


def test_nothing_is_added_where_no_rule_reaches() -> None:
    assert _rules(_receipt(ledger_bytes())) == []
    assert [r[0] for r in _rules(_receipt(ledger_bytes(blanks="E15:E20")))] == ["E15:E20"]


def test_the_rule_is_taken_off_again(tmp_path) -> None:
    data = ledger_bytes(blanks="E4:E20")
    assert strip_marks(_receipt(data)) == data
    for saved in (resaved(_receipt(data)), converted(_receipt(data), "xlsx")):
        assert len(_rules(saved)) == 2
        (theirs,) = _rules(strip_marks(saved))
        assert (theirs[0], theirs[1], theirs[3]) == THEIRS

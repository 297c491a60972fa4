"""What would let two truths into one file is told, and what is judged is what a person sees."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from pipeline.form.files import read_file
from pipeline.office.merges import without_overlaps
from pipeline.office.sheets import Area
from tests.office.zip_tools import SHEET, changed
from tests.receipts.samples import ledger_bytes

TRUE = "每月汇总本单位规范性文件，报县政府办公室统一公开。"
FALSE = "假的举措"


@cache
def ledger() -> bytes:
    return ledger_bytes(plain=True)


def inserted(before: str, text: str) -> bytes:
    return changed(ledger(), SHEET, lambda part: part.replace(before.encode(), (text + before).encode(), 1))


def styled(change: Callable[[openpyxl.cell.Cell], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(ledger()))
    change(book["台账"]["C4"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes) -> tuple[list[str], dict[str, str]]:
    """The measures as they are judged, and what the sender is told, by kind."""
    file = read_file(data, "台账.xlsx")
    (found,) = file.ledgers
    return [e.measure.text for e in found.entries], {n.kind: n.text for n in (*file.notes, *found.notes)}


FORGED = f'<c r="C4" t="inlineStr"><is><t>{FALSE}</t></is></c>'


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (inserted('<c r="C4"', FORGED), TRUE),
        (inserted("</sheetData>", f'<row r="4">{FORGED}</row>'), FALSE),
    ],
    ids=["in one row", "in two rows"],
)
def test_of_two_contents_of_one_cell_the_one_that_shows_is_judged(data: bytes, shown: str) -> None:
    measures, told = read(data)
    assert measures[0] == shown == openpyxl.load_workbook(io.BytesIO(data))["台账"]["C4"].value
    assert "C4在文件中有两个内容" in told["double_cell"]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (f'"{TRUE[:6]}"&amp;"{TRUE[6:]}"', TRUE),
        (f'IF(1&gt;2,"{FALSE}","{TRUE}")', TRUE),
        (f'CONCATENATE("{TRUE}","")', TRUE),
    ],
)
def test_a_formula_of_constants_is_judged_by_what_it_computes(formula: str, value: str) -> None:
    row = '<row r="9"><c r="A9"><v>4</v></c><c r="B9" t="inlineStr"><is><t>加强公开</t></is></c><c r="C9" t="str"><f>'
    measures, told = read(inserted("</sheetData>", f"{row}{formula}</f><v>{FALSE}</v></c></row>"))
    assert measures[-1] == value
    assert f"文件中保存的却是“{FALSE}”" in told["formula_differs"]


def red_on_red(cell: openpyxl.cell.Cell) -> None:
    cell.font, cell.fill = Font(color="FFFF0000"), PatternFill("solid", fgColor="FFFF0000")


@pytest.mark.parametrize(
    "change",
    [
        lambda cell: setattr(cell, "font", Font(color="FFFFFFFF")),
        lambda cell: setattr(cell, "font", Font(color=Color(theme=0))),
        lambda cell: setattr(cell, "font", Font(sz=1)),
        lambda cell: setattr(cell, "number_format", ";;;"),
        red_on_red,
    ],
    ids=["white", "the ground of the theme", "1 pt", ";;;", "red on red"],
)
def test_text_that_nobody_sees_is_not_judged_and_told(change: Callable[[openpyxl.cell.Cell], None]) -> None:
    measures, told = read(styled(change))
    assert TRUE not in measures
    assert "C4" in told["not_seen"]
    assert TRUE[:8] in told["not_seen"]


@pytest.mark.parametrize("size", ["0", "0.75", "1.5"])
def test_a_row_too_flat_to_show_its_text_is_as_good_as_hidden(size: str) -> None:
    data = changed(ledger(), SHEET, lambda part: part.replace(b'<row r="4"', f'<row r="4" ht="{size}"'.encode(), 1))
    (found,) = read_file(data, "台账.xlsx").ledgers
    assert [e.hidden for e in found.entries] == [True, False, False, False]
    usual = changed(ledger(), SHEET, lambda part: part.replace(b'<row r="4"', b'<row r="4" ht="15"', 1))
    assert not any(e.hidden for e in read_file(usual, "台账.xlsx").ledgers[0].entries)


@pytest.mark.parametrize("upright", [True, False])
def test_thousands_of_overlapping_merges_make_no_text_vanish(upright: bool) -> None:
    areas = [(4 + i % 3, 5 + i % 40) for i in range(5_000)]
    merges = "".join(f'<mergeCell ref="A{t if upright else b}:F{b if upright else t}"/>' for t, b in areas)
    data = changed(ledger(), SHEET, lambda part: part.replace(b"</mergeCells>", f"{merges}</mergeCells>".encode()))
    measures, told = read(data)
    assert measures == read(ledger())[0]
    assert "互相重叠，已按未合并读取" in told["overlapping_merges"]


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=14
    )
)
def test_an_area_stays_exactly_where_it_overlaps_no_other(corners: list[tuple[int, int, int, int]]) -> None:
    areas = {Area(min(t, b), min(x, y), max(t, b), max(x, y)) for t, x, b, y in corners}
    areas = {a for a in areas if (a.top, a.left) != (a.bottom, a.right)}

    def overlap(one: Area, other: Area) -> bool:
        return not (
            one.bottom < other.top or other.bottom < one.top or one.right < other.left or other.right < one.left
        )

    alone = {a for a in areas if not any(overlap(a, b) for b in areas - {a})}
    kept, left_out = without_overlaps(areas)
    assert (set(kept), left_out) == (alone, len(areas) - len(alone))

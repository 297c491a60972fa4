"""What a cell of an .xls or .ods shows is read, as in an .xlsx: number formats, and what is struck out."""

from __future__ import annotations

import struct
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.office.biff_looks import FONT, FORMAT, XF, BiffLooks
from pipeline.office.biff_strings import rich_strings
from pipeline.office.ods import OdsFacts
from pipeline.office.ods_looks import date_seen
from pipeline.office.sheets import Sheet, SheetFacts
from pipeline.office.workbooks import read_workbook
from tests.form.reading_books import DATA
from tests.office.zip_tools import packed, parts_of

LIMITS = [
    "2022.10",
    "收到之日起20个工作日内",
    "6月底前",
    "2022年12月",
    "2022年6月",
    "2022-08-31",
    "",
    "9月底前",
    "先后",
]
"""As they show in the three files, which LibreOffice made of one."""
GONE = {"F3": "办公室", "D9": "年底前", "D10": "6月底前", "D11": "年"}


def sheet(ending: str) -> Sheet:
    name = f"looks.{ending}"
    book = read_workbook((DATA / "xls" / name).read_bytes(), name)
    assert [note for note in book.notes if note.kind == "marks_unseen"] == []
    return book.sheets[0]


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_what_cells_show_is_read(ending: str) -> None:
    found = sheet(ending)
    assert [found.text(row, 4) for row in range(3, 12)] == LIMITS
    assert found.text(3, 6) == ""
    assert {f"{'ABCDEF'[c - 1]}{r}": text for (r, c), (text, _) in found.gone.items()} == GONE
    assert {why for _, why in found.gone.values()} == {"已划删除线"}
    assert len([note for note in found.notes if note.kind == "not_seen"]) == 1


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        ("2022/6/30", None),
        ("22.6.30", None),
        ("二〇二二年六月三十日", None),
        ("6月底前", "6月底前"),
        ("2022年6月", "2022年6月"),
        ("Jun-22", "2022年6月"),
        ("06/22", "2022年6月"),
        ("2022-06", "2022年6月"),
        ("6-30", "6月30日"),
        ("30-Jun", "6月30日"),
        ("Thursday", None),
    ],
)
def test_what_is_seen_of_a_date(shown: str, seen: str | None) -> None:
    assert date_seen(date(2022, 6, 30), shown) == seen


@pytest.mark.parametrize(
    ("paragraph", "shown", "gone"),
    [
        ("", "3", False),
        ("<text:p/>", "", True),
        ("<text:p>3天</text:p>", "3天", False),
        ("<text:p> </text:p>", "", True),
    ],
)
def test_a_number_without_its_text_is_read_and_one_with_a_blank_text_is_hidden(
    paragraph: str, shown: str, gone: bool
) -> None:
    parts = parts_of((DATA / "xls" / "looks.ods").read_bytes())
    content = parts["content.xml"].decode()
    table = content[content.index("<table:table ") : content.rindex("</table:table>") + len("</table:table>")]
    cell = f'<table:table-cell office:value-type="float" office:value="3">{paragraph}</table:table-cell>'
    other = f'<table:table table:name="S"><table:table-row>{cell}</table:table-row></table:table>'
    book = packed({**parts, "content.xml": content.replace(table, other).encode()})
    found = read_workbook(book, "x.ods").sheets[0]
    assert found.text(1, 1) == shown
    assert ((1, 1) in found.gone) is gone


def test_counts_that_are_no_numbers_break_nothing() -> None:
    content = (
        '<d xmlns:office="o" xmlns:table="t" xmlns:text="x"><table:table table:name="S"><table:table-row>'
        '<table:table-cell table:number-columns-repeated="²" office:value-type="string">'
        '<text:p>甲<text:s text:c="²"/>乙</text:p></table:table-cell></table:table-row></table:table></d>'
    )
    assert set(OdsFacts({"content.xml": content.encode()}).sheet(0, "S").filled) == {(1, 1)}


def test_where_day_and_year_are_alike_the_date_itself_is_read() -> None:
    assert date_seen(date(2022, 6, 22), "Jun-22") in (None, "6月22日")


def styles(*fonts: bool, code: str = "General", version: int = 0x0600) -> BiffLooks:
    """Styles of a workbook: style n has font n; the first has a number format of its own."""
    looks = BiffLooks()
    looks.take(0x0809, struct.pack("<HH", version, 5))
    looks.take(FORMAT, struct.pack("<HHB", 164, len(code), 1) + code.encode("utf-16-le"))
    for struck in fonts:
        looks.take(FONT, struct.pack("<HH", 220, 8 * struck))
    for n in range(len(fonts)):
        looks.take(XF, struct.pack("<HH", n + (n >= 4), 0 if n else 164))
    return looks


def test_fonts_are_counted_without_the_one_that_is_none() -> None:
    looks, facts = styles(*[False] * 4, True), SheetFacts()
    for n in range(5):
        looks.look(0x0203, struct.pack("<HHH", n, 0, n) + bytes(8), facts)
    assert facts.struck == {(5, 1)}


def test_numbers_in_a_row_have_a_style_each() -> None:
    looks, facts = styles(False, True, code='0"日"'), SheetFacts()
    looks.look(0x00BD, struct.pack("<HHHIHIH", 2, 1, 0, 0, 1, 0, 2), facts)
    assert (facts.formats, facts.struck) == ({(3, 2): '0"日"'}, {(3, 3)})


def test_of_older_workbooks_no_style_is_taken() -> None:
    looks, facts = styles(True, code='0"日"', version=0x0500), SheetFacts()
    looks.look(0x0203, struct.pack("<HHH", 0, 0, 0) + bytes(8), facts)
    assert (facts.formats, facts.struck) == ({}, set())


def strings(texts: list[tuple[str, int]], cut: int) -> list[bytes]:
    """The records of shared strings, each rich from a place on (0: not); cut within the characters of the last."""
    stream = struct.pack("<II", len(texts), len(texts))
    tail = b""
    for n, (text, place) in enumerate(texts):
        rich = struct.pack("<H", 1) if place else b""
        head = struct.pack("<HB", len(text), 1 | (8 if place else 0)) + rich
        mark = struct.pack("<HH", place, 7) if place else b""
        if n < len(texts) - 1:
            stream += head + text.encode("utf-16-le") + mark
        else:
            stream += head + text[:cut].encode("utf-16-le")
            tail = b"\x01" + text[cut:].encode("utf-16-le") + mark
    return [stream, tail]


@given(
    st.lists(st.tuples(st.text("年底前ab，", min_size=2, max_size=9), st.integers(0, 1)), min_size=1, max_size=5),
    st.integers(1, 8),
)
def test_parts_of_strings_are_found_wherever_a_record_ends(texts: list[tuple[str, int]], cut: int) -> None:
    found = rich_strings(strings(texts, min(cut, len(texts[-1][0]) - 1)))
    assert found == {n: [(text[:1], None), (text[1:], 7)] for n, (text, place) in enumerate(texts) if place}


@given(st.binary(max_size=60))
def test_broken_strings_are_told_apart(data: bytes) -> None:
    try:
        rich_strings([data])
    except (struct.error, IndexError):
        return


def test_strings_that_cannot_be_read_are_said_to_be_so() -> None:
    assert not styles(True).take_strings([b"\x01\x00\x00\x00\x01\x00\x00\x00\x09"])
    assert styles(False).take_strings([b"\x01"])

"""Hostile and broken files: each gets its verdict (the numbers are those of the list of known attacks)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from pipeline.form.files import read_file
from tests.form.reading_books import HEADER, book, failure_kind
from tests.office.zip_tools import SHEET, STRINGS, WORKBOOK, changed, packed, parts_of, plain, replaced

CELL = b'<c r="C3"'


def cell_moved(to: bytes) -> bytes:
    return replaced(plain(), SHEET, b'<c r="F3"', b'<c r="' + to + b'"')


def zeros_after_the_sheet() -> bytes:
    return changed(plain(), SHEET, lambda x: x + b" " * (201 * 1024 * 1024))


def many_entries() -> bytes:
    return packed(parts_of(plain()) | {f"xl/media/{i}.png": b"" for i in range(2_100)})


def lying_size() -> bytes:
    """16: the directory says 10 bytes, the stream inflates to more."""
    data = bytearray(plain())
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


def overlapping() -> bytes:
    """14: two directory entries share one stream."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts_of(plain()).items():
            container.writestr(name, content)
        twin = zipfile.ZipInfo("xl/media/twin.xml")
        first = container.infolist()[0]
        for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
            setattr(twin, field, getattr(first, field))
        container.filelist.append(twin)
        container.NameToInfo[twin.filename] = twin
    return out.getvalue()


def duplicate_sheet() -> bytes:
    parts = list(parts_of(plain()).items())
    with pytest.warns(UserWarning, match="Duplicate name"):
        return packed([*parts, (SHEET, parts_of(plain())[SHEET].replace(b"<v>1</v>", b"<v>2</v>"))])


def with_entry(name: str) -> bytes:
    return packed(parts_of(plain()) | {name: b"x"})


def with_dtd(part: str) -> bytes:
    lol = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    return changed(plain(), part, lambda x: x.replace(b"?>", b"?>" + lol, 1))


def external_entity() -> bytes:
    dtd = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return changed(plain(), STRINGS, lambda x: x.replace(b"?>", b"?>" + dtd, 1))


def macro_sheet() -> bytes:
    return replaced(
        plain(),
        "xl/_rels/workbook.xml.rels",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet",
        b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet",
    )


def without(part: str) -> bytes:
    parts = parts_of(plain())
    del parts[part]
    return packed(parts)


def in_encoding(part: str, encoding: str) -> bytes:
    return changed(
        plain(),
        part,
        lambda x: x.decode().replace("UTF-8", encoding.upper()).encode(encoding),
    )


@pytest.mark.parametrize(
    ("number", "data", "kind"),
    [
        ("1-5 bomb", zeros_after_the_sheet, "unsafe"),
        ("7 string count", lambda: replaced(plain(), STRINGS, b'uniqueCount="', b'uniqueCount="429496'), "unsafe"),
        ("9 far corner", lambda: cell_moved(b"XFD1048576"), "unsafe"),
        ("10 last row", lambda: cell_moved(b"A1048576"), "unsafe"),
        ("11 beyond the sheet", lambda: cell_moved(b"XFE16777217"), "unsafe"),
        ("11 nonsense", lambda: cell_moved(b"ZZZZZZZ999999999999"), "unsafe"),
        ("12 entities in the sheet", lambda: with_dtd(SHEET), "unsafe"),
        ("12 entities in the strings", lambda: with_dtd(STRINGS), "unsafe"),
        ("12 entities in the workbook", lambda: with_dtd(WORKBOOK), "unsafe"),
        ("13 external entity", external_entity, "unsafe"),
        ("14 overlapping", overlapping, "unsafe"),
        ("16 lying size", lying_size, "damaged"),
        ("17 parent folder", lambda: with_entry("../../evil.xml"), "unsafe"),
        ("17 absolute", lambda: with_entry("/etc/evil.xml"), "unsafe"),
        ("17 drive", lambda: with_entry("C:\\evil.xml"), "unsafe"),
        ("18 duplicate", duplicate_sheet, "unsafe"),
        ("18 duplicate but for case", lambda: with_entry("xl/worksheets/SHEET1.xml"), "unsafe"),
        ("19 entries", many_entries, "unsafe"),
        ("26 garbage before", lambda: b"\x01" * 4096 + plain(), "not_a_workbook"),
        ("26 zeros after", lambda: plain() + b"\x00" * 70_000, "damaged"),
        ("28 macro sheet", macro_sheet, "unsafe"),
        ("35 zero character", lambda: replaced(plain(), SHEET, b"<v>1</v>", b"<v>&#0;</v>"), "damaged"),
        ("35 raw control", lambda: replaced(plain(), STRINGS, b"<t>", b"<t>\x01"), "damaged"),
        ("43 UTF-16 sheet", lambda: in_encoding(SHEET, "utf-16"), "unsupported"),
        ("44 GBK strings", lambda: in_encoding(STRINGS, "gbk"), "unsupported"),
        ("45 no strings", lambda: without(STRINGS), "damaged"),
        ("45 string out of range", lambda: replaced(plain(), SHEET, b't="s"><v>3<', b't="s"><v>9999<'), "damaged"),
        ("46 no sheet", lambda: without(SHEET), "damaged"),
        ("no workbook", lambda: without(WORKBOOK), "damaged"),
    ],
)
def test_refused(number: str, data: object, kind: str) -> None:
    assert callable(data)
    assert failure_kind(read_file(data(), "x.xlsx")) == kind


def unused_strings() -> bytes:
    return changed(plain(), STRINGS, lambda x: x.replace(b"</sst>", b"<si><t>unused</t></si>" * 300_000 + b"</sst>"))


def whole_sheet_merges() -> bytes:
    merges = b"<mergeCells>" + b'<mergeCell ref="H9:XFD1048576"/>' * 2_000 + b"</mergeCells>"
    return changed(plain(), SHEET, lambda x: x.replace(b"</worksheet>", merges + b"</worksheet>"))


def formula_like_texts() -> bytes:
    def tune(workbook: object, sheet: object) -> None:
        sheet.write_string(2, 2, "=cmd|' /C calc'!A0")  # type: ignore[attr-defined]

    return book(f"台账\n{HEADER}\n1 | 甲 | | 年底前 | 张三 | 办公室", tune=tune)


def strict() -> bytes:
    parts = parts_of(plain())
    moves = (
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    for old, new in moves:
        parts = {name: content.replace(old, new) for name, content in parts.items()}
    return packed(parts)


@pytest.mark.parametrize(
    ("number", "data"),
    [
        ("6 unused strings", unused_strings),
        ("8 dimension", lambda: changed(plain(), SHEET, lambda x: x.replace(b"A1:F3", b"A1:XFD1048576"))),
        (
            "20 nested",
            lambda: replaced(plain(), SHEET, b"</sheetData>", b"</sheetData>" + b"<x>" * 5000 + b"</x>" * 5000),
        ),
        ("21 merges", whole_sheet_merges),
        ("29 formula-like text", formula_like_texts),
        ("42 strict", strict),
        ("47 no styles", lambda: without("xl/styles.xml")),
        ("stored", lambda: packed(parts_of(plain()), zipfile.ZIP_STORED)),
    ],
)
def test_accepted(number: str, data: object) -> None:
    assert callable(data)
    result = read_file(data(), "x.xlsx")
    assert result.failure is None, result.failure
    assert len(result.ledgers[0].entries) == 1


def test_blank_cells_far_away_do_no_harm() -> None:
    def far(content: bytes) -> bytes:
        return content.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>')

    result = read_file(changed(plain(), SHEET, far), "x.xlsx")
    assert len(result.ledgers[0].entries) == 1


def test_a_flipped_digit_in_a_stored_file_is_seen() -> None:
    """A stored zip shows its XML in the clear: calamine takes a changed digit for the truth, the CRC does not."""
    data = bytearray(packed(parts_of(plain()), zipfile.ZIP_STORED))
    at = data.index(b"<v>1</v>") + 3
    data[at] ^= 0x02
    assert failure_kind(read_file(bytes(data), "x.xlsx")) == "damaged"


def test_a_hole_of_zeros_is_seen() -> None:
    data = bytearray(plain())
    data[1000:3000] = b"\x00" * 2000
    assert failure_kind(read_file(bytes(data), "x.xlsx")) in ("damaged", "unsafe")


def test_mutants_never_raise_and_never_change_the_content() -> None:
    """Bit flips all over a file: a failure, or exactly the honest content."""
    honest = read_file(plain(), "x.xlsx").ledgers
    data = plain()
    for step in range(0, len(data) * 8, 97):
        mutant = bytearray(data)
        mutant[step // 8] ^= 1 << (step % 8)
        result = read_file(bytes(mutant), "x.xlsx")
        assert result.failure is not None or result.ledgers == honest, step


def test_mutated_xml_behind_a_right_checksum_never_raises() -> None:
    parts = parts_of(plain())
    for name in (SHEET, STRINGS, WORKBOOK, "xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/styles.xml"):
        content = parts[name]
        for at in range(0, len(content), 23):
            mutant = content[:at] + b"<9" + content[at + 2 :]
            result = read_file(packed(parts | {name: mutant}), "x.xlsx")
            assert result.failure is not None or result.ledgers


def test_mutated_old_excel_never_raises() -> None:
    import xlwt

    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("台账")
    for c, heading in enumerate(HEADER.split(" | ")):
        sheet.write(0, c, heading)
        sheet.write(1, c, f"值{c}")
    out = io.BytesIO()
    workbook.save(out)
    data = out.getvalue()
    for at in range(0, len(data), 61):
        mutant = bytearray(data)
        mutant[at] ^= 0xFF
        result = read_file(bytes(mutant), "x.xls")
        assert result.failure is not None or result.ledgers


def test_checksum_of_pictures_counts_too() -> None:
    picture = zlib.compress(b"picture" * 100)
    data = bytearray(packed(parts_of(plain()) | {"xl/media/image1.png": picture}, zipfile.ZIP_STORED))
    data[data.index(picture) + 5] ^= 1
    assert failure_kind(read_file(bytes(data), "x.xlsx")) == "damaged"


class PanicException(BaseException):
    """What a panic of calamine's Rust code arrives as; it is no Exception."""


@pytest.mark.parametrize("error", [PanicException("panicked"), ValueError(), RecursionError()])
def test_whatever_a_parser_raises_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    from pipeline.form import files

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(files, "read_workbook", fail)
    assert failure_kind(read_file(plain(), "x.xlsx")) == "damaged"


def test_an_interruption_by_the_operator_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.form import files

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "read_workbook", interrupt)
    with pytest.raises(KeyboardInterrupt):
        read_file(plain(), "x.xlsx")

"""Hostile and broken files, made by code: for each its class in the table of known attacks, and what it must get.

``wanted`` are the kinds of failure that are right, or ACCEPTED where the ledger in it must be read in full.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tools.reliability.ledgers import archive_of, small_ledger

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
WORKBOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"
ACCEPTED = "accepted"
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Attack:
    number: int
    """The class in the table of attack classes."""
    name: str
    make: Callable[[], bytes]
    wanted: tuple[str, ...]
    file_name: str = "台账.xlsx"

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def packed(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return out.getvalue()


def honest() -> bytes:
    return small_ledger(0)


def changed(part: str, old: bytes, new: bytes, count: int = 1) -> bytes:
    parts = parts_of(honest())
    assert old in parts[part], (part, old)
    return packed(parts | {part: parts[part].replace(old, new, count)})


def with_part(name: str, content: bytes) -> bytes:
    return packed(parts_of(honest()) | {name: content})


def without(name: str) -> bytes:
    return packed({n: c for n, c in parts_of(honest()).items() if n != name})


def padded(part: str, before: bytes, filling: bytes, times: int) -> bytes:
    """Put ``times`` fillings in front of a piece of a part, compressed as a stream so that the test stays small."""
    parts = parts_of(honest())
    head, mark, tail = parts[part].partition(before)
    assert mark
    return _bomb(parts, part, [head, *([filling] * times), mark + tail])


def _bomb(parts: Mapping[str, bytes], name: str, pieces: list[bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as container:
        for other, content in parts.items():
            if other != name:
                container.writestr(other, content)
        with container.open(name, "w", force_zip64=True) as stream:
            for piece in pieces:
                stream.write(piece)
    return out.getvalue()


def lying_size(size: int) -> bytes:
    data = bytearray(honest())
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, size)
    return bytes(data)


def twin_of(name: str, other: str) -> bytes:
    """Two directory entries share one stream."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for part, content in parts_of(honest()).items():
            container.writestr(part, content)
        twin = zipfile.ZipInfo(other)
        first = container.getinfo(name)
        for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
            setattr(twin, field, getattr(first, field))
        container.filelist.append(twin)
        container.NameToInfo[twin.filename] = twin
    return out.getvalue()


def duplicate(name: str) -> bytes:
    """The same name twice with different contents; written by hand, since zipfile warns of it."""
    data = with_part("xl/worksheets/sheetX.xml", parts_of(honest())[SHEET].replace(b"<v>1</v>", b"<v>2</v>"))
    return data.replace(b"xl/worksheets/sheetX.xml", name.encode())


def dtd(part: str, declaration: bytes) -> bytes:
    return changed(part, b"?>", b"?>" + declaration)


def recoded(part: str, encoding: str) -> bytes:
    parts = parts_of(honest())
    text = parts[part].decode().replace("UTF-8", encoding.upper())
    return packed(parts | {part: text.encode(encoding)})


def strict() -> bytes:
    parts = parts_of(honest())
    for old, new in (
        (
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    ):
        parts = {name: content.replace(old.encode(), new.encode()) for name, content in parts.items()}
    return packed(parts)


def compound(*streams: str, filling: bytes = b"") -> bytes:
    """The beginning of an OLE file whose directory names these streams."""
    names = b"".join((name + "\0").encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + filling


def macro_sheet() -> bytes:
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    other = b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    return changed("xl/_rels/workbook.xml.rels", office, other)


_CELL = b'<c r="F4"'
_TEXT = b'<c r="D4" t="s">'
_LOL = b'<!DOCTYPE x [<!ENTITY a "' + b"lol" * 100 + b'"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_QUADRATIC = b'<!DOCTYPE x [<!ENTITY a "' + b"x" * 100_000 + b'">]>'


def attacks() -> Iterator[Attack]:
    yield from _bombs()
    yield from _containers()
    yield from _contents()
    yield from _other_kinds()
    yield from _odd_but_honest()


def _bombs() -> Iterator[Attack]:
    big = b" " * _MIB
    unsafe = ("unsafe",)
    for number, name, part, before, filling in (
        (1, "zeros in the sheet", SHEET, b"</sheetData>", bytes(_MIB)),
        (1, "zeros in the strings", STRINGS, b"</sst>", bytes(_MIB)),
        (1, "zeros in the styles", STYLES, b"</styleSheet>", bytes(_MIB)),
        (2, "spaces in the sheet", SHEET, b"</sheetData>", big),
        (2, "spaces in the workbook", WORKBOOK, b"</workbook>", big),
        (3, "one long string", STRINGS, b"</t>", b"x" * _MIB),
        (4, "cells without references", SHEET, b"</row>", b"<c><v>1</v></c>" * (_MIB // 15)),
        (4, "rows without references", SHEET, b"</sheetData>", b"<row><c><v>1</v></c></row>" * (_MIB // 26)),
        (5, "shared strings", STRINGS, b"</sst>", b"<si><t>x</t></si>" * (_MIB // 17)),
    ):
        yield Attack(
            number,
            f"230 MB of {name}",
            lambda p=part, b=before, f=filling: padded(p, b, f, 230),
            unsafe,  # type: ignore[misc]
        )
    for name in ("xl/media/image1.png", "docProps/thumbnail.jpeg", "customXml/item1.xml"):
        yield Attack(
            1,
            f"230 MB in {name}",
            lambda n=name: _bomb(parts_of(honest()), n, [bytes(_MIB)] * 230),
            unsafe,  # type: ignore[misc]
        )
    yield Attack(
        6,
        "300,000 unused strings",
        lambda: padded(STRINGS, b"</sst>", b"<si><t>unused</t></si>", 300_000),
        (ACCEPTED,),
    )
    for count in ("4294967295", "99999999999999", "100000000"):
        yield Attack(
            7,
            f"string count {count}",
            lambda c=count: changed(STRINGS, b'uniqueCount="', f'uniqueCount="{c}" x="'.encode()),  # type: ignore[misc]
            (*unsafe, "damaged", ACCEPTED),
        )
    for area in ("A1:XFD1048576", "A1", "XFD1048576", "A1:ZZZZZZ99999999"):
        yield Attack(
            8,
            f"dimension {area}",
            lambda a=area: changed(SHEET, b'<dimension ref="', f'<dimension ref="{a}" x="'.encode()),  # type: ignore[misc]
            (ACCEPTED, "damaged"),
        )
    for number, cell in (
        (9, "XFD1048576"),
        (9, "XFD4"),
        (10, "A1048576"),
        (10, "A1000000"),
        (11, "XFE16777217"),
        (11, "ZZZZZZZ999999999999"),
        (11, "A0"),
        (11, "4F"),
        (11, "A99999999999999999999"),
    ):
        yield Attack(
            number,
            f"a cell at {cell}",
            lambda c=cell: changed(SHEET, _CELL, f'<c r="{c}"'.encode()),  # type: ignore[misc]
            ("unsafe", "damaged"),
        )
    for part in (SHEET, STRINGS, WORKBOOK, STYLES, "[Content_Types].xml", "_rels/.rels"):
        yield Attack(12, f"entities in {part}", lambda p=part: dtd(p, _LOL), unsafe)  # type: ignore[misc]
        yield Attack(12, f"a long entity in {part}", lambda p=part: dtd(p, _QUADRATIC), unsafe)  # type: ignore[misc]
        for target in ("file:///etc/passwd", "http://127.0.0.1:9/x", "\\\\\\\\host\\\\share\\\\x"):
            outside = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{target}">]>'.encode()
            yield Attack(13, f"{target} in {part}", lambda p=part, o=outside: dtd(p, o), unsafe)  # type: ignore[misc]


def _containers() -> Iterator[Attack]:
    unsafe, damaged = ("unsafe",), ("damaged",)
    for name in (SHEET, STRINGS, WORKBOOK):
        yield Attack(14, f"{name} shared by two entries", lambda n=name: twin_of(n, "xl/media/twin.xml"), unsafe)  # type: ignore[misc]
        yield Attack(18, f"{name} in other case", lambda n=name: with_part(n.upper(), b"<x/>"), unsafe)  # type: ignore[misc]
    yield Attack(
        15,
        "an archive in the workbook",
        lambda: with_part("xl/media/inner.zip", packed({"a": b"x" * _MIB})),
        (ACCEPTED,),
    )
    for size in (0, 1, 500, 0xFFFFFFFE):
        yield Attack(16, f"a directory that says {size}", lambda s=size: lying_size(s), (*damaged, *unsafe))  # type: ignore[misc]
    for name in (
        "../../evil.xml",
        "/etc/evil.xml",
        "C:\\evil.xml",
        "xl/../../evil.xml",
        "..\\evil.xml",
        "\\\\host\\x.xml",
    ):
        yield Attack(17, f"an entry {name}", lambda n=name: with_part(n, b"x"), unsafe)  # type: ignore[misc]
    yield Attack(18, "two truths for the sheet", lambda: duplicate(SHEET), unsafe)
    for count in (2_100, 20_000):
        yield Attack(
            19,
            f"{count} entries",
            lambda c=count: packed(
                parts_of(honest()) | {f"xl/media/{i}.png": b"" for i in range(c)}, zipfile.ZIP_STORED
            ),  # type: ignore[misc]
            unsafe,
        )
    data = honest()
    for name, cut in (
        ("half", len(data) // 2),
        ("all but the end record", len(data) - 22),
        ("the first 40 bytes", 40),
    ):
        yield Attack(25, f"only {name}", lambda c=cut: honest()[:c], (*damaged, "not_a_workbook"))  # type: ignore[misc]
    yield Attack(25, "only zeros", lambda: bytes(4096), damaged)
    yield Attack(25, "nothing", lambda: b"", ("empty_file",))
    yield Attack(25, "a tail of zeros", lambda: honest()[:3000] + bytes(len(data) - 3000), damaged)
    yield Attack(26, "4 KB of rubbish before", lambda: b"\x01" * 4096 + honest(), ("not_a_workbook",))
    yield Attack(26, "70 KB of zeros after", lambda: honest() + bytes(70_000), damaged)
    yield Attack(26, "a web page before", lambda: b"<html><body>x</body></html>" + honest(), ("not_a_workbook",))
    for at in (600, 1500, 3000, 4200):
        yield Attack(
            25, f"a hole at {at}", lambda a=at: honest()[:a] + bytes(200) + honest()[a + 200 :], (*damaged, *unsafe)
        )  # type: ignore[misc]


def _contents() -> Iterator[Attack]:
    damaged, unsafe = ("damaged",), ("unsafe",)
    yield Attack(
        20,
        "200,000 nested elements",
        lambda: changed(SHEET, b"</sheetData>", b"</sheetData>" + b"<x>" * 200_000 + b"</x>" * 200_000),
        (ACCEPTED, "damaged", "crashed", "memory"),
    )
    yield Attack(
        20,
        "200,000 elements never closed",
        lambda: changed(SHEET, b"</sheetData>", b"</sheetData>" + b"<x>" * 200_000),
        (ACCEPTED, "damaged"),
    )
    attributes = b" ".join(b'a%d="1"' % i for i in range(100_000))
    yield Attack(
        20,
        "100,000 attributes",
        lambda: changed(SHEET, b"<sheetData", b"<sheetData " + attributes),
        (ACCEPTED, "damaged"),
    )
    for area in (b"A1:XFD1048576", b"H9:XFD1048576"):
        merges = b'<mergeCells count="2000">' + b'<mergeCell ref="%s"/>' % area * 2_000 + b"</mergeCells>"
        yield Attack(
            21,
            f"2,000 merges of {area.decode()}",
            lambda m=merges: changed(SHEET, b"</sheetData>", b"</sheetData>" + m),
            (ACCEPTED, "damaged", "unsafe", "not_a_ledger"),
        )  # type: ignore[misc]
    yield Attack(28, "a macro sheet", macro_sheet, unsafe)
    for text in (b"&#1;", b"&#31;", b"&#xFFFF;"):
        # What no text may hold is refused or taken out.
        yield Attack(
            35, f"{text!r} in a string", lambda t=text: changed(STRINGS, b"<t>", b"<t>" + t), (ACCEPTED, *damaged)
        )  # type: ignore[misc]
    for text in (
        b"&#0;",
        b"&#xD800;",
        b"&unknown;",
        b"\x01",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"<",
    ):
        yield Attack(35, f"{text!r} in a string", lambda t=text: changed(STRINGS, b"<t>", b"<t>" + t), damaged)  # type: ignore[misc]
    for part in (SHEET, STRINGS, WORKBOOK):
        yield Attack(43, f"UTF-16 in {part}", lambda p=part: recoded(p, "utf-16"), ("unsupported", "damaged"))  # type: ignore[misc]
        yield Attack(44, f"GBK in {part}", lambda p=part: recoded(p, "gbk"), ("unsupported", "damaged"))  # type: ignore[misc]
    yield Attack(45, "no strings", lambda: without(STRINGS), damaged)
    for part, old, new in (
        (STRINGS, b"</t>", b""),
        (STRINGS, b"<si>", b"<si"),
        (STYLES, b"<cellXfs", b'<cellXfs x="1'),
        (SHEET, b"<sheetData>", b"<sheetData x>"),
        (WORKBOOK, b"</sheets>", b""),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", b""),
        ("[Content_Types].xml", b"<Override", b"<Override <"),
    ):
        yield Attack(
            45, f"{part} without order ({old.decode()})", lambda p=part, o=old, n=new: changed(p, o, n), damaged
        )  # type: ignore[misc]
    for index in (b"9999", b"-1", b"-2", b"+3", b"99999999999999999999", b"x", "²".encode(), b"1.0"):
        yield Attack(
            45,
            f"string number {index!r}",
            lambda i=index: changed(SHEET, b't="s"><v>3<', b't="s"><v>' + i + b"<"),
            damaged,
        )  # type: ignore[misc]
    for part in (SHEET, WORKBOOK, "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "_rels/.rels"):
        yield Attack(46, f"no {part}", lambda p=part: without(p), (*damaged, "not_a_workbook", ACCEPTED))  # type: ignore[misc]
    yield Attack(
        46,
        "a sheet that leads nowhere",
        lambda: changed("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"worksheets/sheet9.xml"),
        damaged,
    )
    yield Attack(
        46,
        "a sheet that leads outside",
        lambda: changed("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"../../../etc/passwd"),
        damaged,
    )
    yield Attack(47, "no styles", lambda: without(STYLES), (ACCEPTED,))
    yield Attack(
        47, "a style out of range", lambda: changed(SHEET, _TEXT, b'<c r="D4" s="999999" t="s">'), (ACCEPTED,)
    )
    for value in (b"1e300", b"-1", b"NaN", b"INF", b"9999999999999999999", b"0x10", b"1e-400"):
        yield Attack(
            39,
            f"number {value.decode()}",
            lambda v=value: changed(SHEET, b"<v>1</v>", b"<v>" + v + b"</v>"),
            (ACCEPTED, "damaged"),
        )  # type: ignore[misc]
    for error in (b"#REF!", b"#N/A", b"#UNKNOWN!"):
        yield Attack(
            38,
            f"error {error.decode()}",
            lambda e=error: changed(
                SHEET, b'<c r="E4" t="s"><v>', b'<c r="E4" t="e"><v>' + e + b'</v></c><c r="G4" t="s"><v>'
            ),
            (ACCEPTED, "damaged"),
        )  # type: ignore[misc]
    yield Attack(37, "a formula never calculated", lambda: changed(SHEET, b"<v>1</v>", b"<f>1+1</f>"), (ACCEPTED,))


def _other_kinds() -> Iterator[Attack]:
    foreign = ("not_a_workbook",)
    yield Attack(
        22, "a password", lambda: compound("EncryptionInfo", "EncryptedPackage", filling=bytes(4096)), ("encrypted",)
    )
    yield Attack(22, "an encrypted part", _flagged, ("encrypted",))
    yield Attack(
        23, "an old Excel file cut off", lambda: compound("Workbook", filling=bytes(2048)), ("damaged",), "台账.xls"
    )
    yield Attack(23, "a new file under an old name", honest, (ACCEPTED,), "台账.xls")
    for name, data in (
        ("CSV", "序号,工作任务\n1,甲\n".encode()),
        ("CSV in GBK", "序号,工作任务\n1,甲\n".encode("gbk")),
        ("a web page", b"<html><table><tr><td>1</td></tr></table></html>"),
        ("XML", b'<?xml version="1.0"?><Workbook/>'),
        ("PDF", b"%PDF-1.7\n" + bytes(range(256))),
        ("RTF", b"{\\rtf1 x}"),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("a photograph", b"\xff\xd8\xff\xe0" + bytes(range(256))),
        ("a program", b"MZ\x90\x00" + bytes(range(256)) * 4),
        ("a script", b"#!/bin/sh\nrm -rf /\n"),
    ):
        yield Attack(24, name, lambda d=data: d, foreign)  # type: ignore[misc]
    for name, data in (
        ("rar", b"Rar!\x1a\x07\x01\x00" + bytes(64)),
        ("7z", b"7z\xbc\xaf\x27\x1c" + bytes(64)),
        ("gzip", gzip.compress(b"x")),
    ):
        yield Attack(57, name, lambda d=data: d, foreign, f"台账.{name}")  # type: ignore[misc]
    yield Attack(49, "an Office lock file", lambda: b"\x05admin" + b" " * 159, foreign, "台账.xlsx")
    yield Attack(
        22, "a Word document of old", lambda: compound("WordDocument", filling=bytes(4096)), foreign, "台账.doc"
    )
    yield Attack(22, "slides of old", lambda: compound("PowerPoint Document", filling=bytes(4096)), foreign)
    yield Attack(22, "a compound file of nothing", lambda: compound(filling=bytes(4096)), foreign)
    yield Attack(
        24,
        "a Word document",
        lambda: packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<d/>"}),
        foreign,
    )
    yield Attack(
        24, "slides", lambda: packed({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"}), foreign
    )
    yield Attack(
        24,
        "a binary workbook",
        lambda: packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"x"}),
        ("unsupported",),
    )


def _flagged() -> bytes:
    data = bytearray(honest())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _odd_but_honest() -> Iterator[Attack]:
    """What a strange but honest program writes is read in full."""
    accepted = (ACCEPTED,)
    yield Attack(27, "macros inside", lambda: with_part("xl/vbaProject.bin", compound("VBA")), accepted)
    for text in (b"=cmd|' /C calc'!A0", b"@SUM(1+1)", b"+1+1", b"-1+1", b"=HYPERLINK(&quot;http://x&quot;)"):
        yield Attack(29, f"text {text.decode()}", lambda t=text: changed(STRINGS, b"<t>", b"<t>" + t), accepted)  # type: ignore[misc]
    yield Attack(
        30,
        "a link to a share",
        lambda: changed(
            SHEET,
            b"</sheetData>",
            b'</sheetData><hyperlinks><hyperlink ref="A1" location="\\\\host\\share"/></hyperlinks>',
        ),
        accepted,
    )
    yield Attack(
        30,
        "an outside workbook",
        lambda: with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
        accepted,
    )
    yield Attack(31, "an embedded object", lambda: with_part("xl/embeddings/oleObject1.bin", compound("x")), accepted)
    yield Attack(31, "a control", lambda: with_part("xl/activeX/activeX1.bin", bytes(100)), accepted)
    for state in (b"hidden", b"veryHidden"):
        yield Attack(
            32,
            f"a {state.decode()} sheet",
            lambda s=state: changed(WORKBOOK, b"<sheet name", b'<sheet state="' + s + b'" name'),
            accepted,
        )  # type: ignore[misc]
    yield Attack(32, "hidden rows", lambda: changed(SHEET, b'<row r="4"', b'<row r="4" hidden="1"'), accepted)
    for text in (
        b"_x0001_",
        b"_x000D_",
        b"&#13;",
        b"&#9;",
        "\u202e".encode(),
        "\u200b".encode(),
        "\ufeff".encode(),
        "\U0001f600".encode(),
    ):
        yield Attack(36, f"{text!r} in a text", lambda t=text: changed(STRINGS, b"<t>", b"<t>" + t), accepted)  # type: ignore[misc]
    yield Attack(
        41,
        "rich text with ruby",
        lambda: changed(
            STRINGS,
            "<t>推进政策解读</t>".encode(),
            '<r><t>推进</t></r><r><t>政策解读</t></r><rPh sb="0" eb="1"><t>x</t></rPh>'.encode(),
        ),
        accepted,
    )
    yield Attack(42, "strict OOXML", strict, accepted)
    yield Attack(16, "stored, not deflated", lambda: packed(parts_of(honest()), zipfile.ZIP_STORED), accepted)
    for name in (
        "con.xlsx",
        "x" * 200 + ".xlsx",
        "局" * 80 + ".xlsx",
        "台账 .xlsx",
        "台\u202e账.xlsx",
        "😀.xlsx",
        "台账",
        ".xlsx",
        "a\udc80b.xlsx",
        "nul",
        "..xlsx",
    ):
        yield Attack(50, f"the name {name[:20]!a}", honest, accepted, name)


def archives() -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """Archives: name, bytes, and the wanted verdict of each file that an arrival must come of."""
    ledger = small_ledger(1)
    many = {f"{i}.xlsx": small_ledger(i) for i in range(51)}
    yield (
        "GBK names",
        archive_of({"水利局/台账一.xlsx": ledger, "台账二.xlsx": small_ledger(2)}, "gbk"),
        {"台账一.xlsx": ACCEPTED, "台账二.xlsx": ACCEPTED},
    )
    yield "UTF-8 names", archive_of({"科技局台账.xlsx": ledger}), {"科技局台账.xlsx": ACCEPTED}
    yield (
        "an archive inside",
        archive_of({"内.zip": archive_of({"a.xlsx": ledger}), "b.xlsx": ledger}),
        {"内.zip": "not_a_workbook", "b.xlsx": ACCEPTED},
    )
    yield (
        "litter",
        archive_of({"~$b.xlsx": b"x", "__MACOSX/._b.xlsx": b"x", ".DS_Store": b"x", "b.xlsx": ledger}),
        {"b.xlsx": ACCEPTED},
    )
    yield "too many", archive_of(many), {"来件.zip": "unsafe"}
    yield "nothing", archive_of({}), {"来件.zip": "not_a_workbook"}
    yield "a password", _locked(archive_of({"b.xlsx": ledger})), {"来件.zip": "encrypted"}
    yield "a bomb", _bomb({"b.xlsx": ledger}, "大.xlsx", [bytes(_MIB)] * 230), {"来件.zip": "unsafe"}
    yield "a way out", archive_of({"../../b.xlsx": ledger}), {"来件.zip": "unsafe"}
    yield "cut off", archive_of({"b.xlsx": ledger})[:-60], {"来件.zip": "damaged"}
    yield (
        "an empty and a foreign file",
        archive_of({"空.xlsx": b"", "说明.docx": b"PK\x03\x04x"}),
        {"空.xlsx": "empty_file", "说明.docx": "damaged"},
    )


def _locked(data: bytes) -> bytes:
    locked = bytearray(data)
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(locked)

"""What a file is, its bytes say; what is no workbook is named, with what to do."""

from __future__ import annotations

import io
import struct
import zipfile

import msoffcrypto
import olefile
import pytest
import xlwt
from xlwt.CompoundDoc import XlsDoc

from pipeline.form.files import read_file
from tests.form.reading_books import HEADER, failure_kind
from tests.office.zip_tools import changed, packed, parts_of, plain
from tests.programs import converted

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def _ole(stream: str) -> bytes:
    return _OLE + stream.encode("utf-16-le") + b"\x00" * 200


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        (b"", "empty_file", "0字节"),
        (b"\x00" * 9000, "damaged", "空字节"),
        (b"%PDF-1.7\n%abc", "not_a_workbook", "PDF"),
        ("序号,工作任务\n1,甲\n".encode(), "not_a_workbook", "CSV"),
        ("序号,工作任务\n1,甲\n".encode("gb18030"), "not_a_workbook", "CSV"),
        ("\ufeff序号\t工作任务".encode("utf-16"), "not_a_workbook", "CSV"),
        ("<html><body><table><tr><td>序号</td></tr></table></body></html>".encode(), "not_a_workbook", "网页"),
        ("  \n<!DOCTYPE html><html></html>".encode("gbk"), "not_a_workbook", "网页"),
        (b'<?xml version="1.0"?><Workbook/>', "not_a_workbook", "XML"),
        (b"{\\rtf1 abc}", "not_a_workbook", "RTF"),
        (b"\xff\xd8\xff\xe0 JFIF", "not_a_workbook", "图片"),
        (b"\x89PNG\r\n\x1a\n", "not_a_workbook", "图片"),
        (b"Rar!\x1a\x07\x00", "not_a_workbook", "压缩包"),
        (b"7z\xbc\xaf\x27\x1c\x00", "not_a_workbook", "压缩包"),
        (b"\x1f\x8b\x08\x00", "not_a_workbook", "压缩包"),
        (b"\x07dzj" + b"\x00" * 161, "not_a_workbook", "临时文件"),
        (bytes(range(256)) * 4, "not_a_workbook", "无法识别"),
        (_ole("WordDocument"), "not_a_workbook", "Word"),
        (_ole("PowerPoint Document"), "not_a_workbook", "演示文稿"),
        (_ole("Something"), "not_a_workbook", "不是Excel"),
        (_ole("EncryptedPackage"), "encrypted", "密码"),
        (packed({"台账.xlsx": plain()}), "not_a_workbook", "压缩包"),
        (packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<d/>"}), "not_a_workbook", "Word"),
        (packed({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<d/>"}), "not_a_workbook", "演示"),
        (packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"1"}), "unsupported", "xlsb"),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "not_a_workbook", "OpenDocument"),
        (b"PK\x05\x06" + b"\x00" * 18, "not_a_workbook", "压缩包"),
    ],
)
def test_foreign_files_are_named(data: bytes, kind: str, says: str) -> None:
    result = read_file(data, "县水利局台账.xlsx")
    assert failure_kind(result) == kind
    assert result.failure is not None
    assert says in result.failure.message


@pytest.mark.parametrize("cut", [0.5, 0.99])
def test_truncated_files(cut: float) -> None:
    data = plain()
    assert failure_kind(read_file(data[: int(len(data) * cut)], "x.xlsx")) == "damaged"


def test_end_record_gone() -> None:
    assert failure_kind(read_file(plain()[:-22], "x.xlsx")) == "damaged"


def test_encrypted_xlsx() -> None:
    out = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(plain())).encrypt("secret", out)
    assert failure_kind(read_file(out.getvalue(), "x.xlsx")) == "encrypted"


def test_encrypted_xls() -> None:
    """BIFF marks encryption by a FILEPASS record behind the first record."""
    book = xlwt.Workbook()
    book.add_sheet("台账").write(0, 0, "序号")
    out = io.BytesIO()
    book.save(out)
    stream = olefile.OleFileIO(io.BytesIO(out.getvalue())).openstream("Workbook").read()
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    stream = stream[:first] + struct.pack("<HHHHH", 0x2F, 6, 0, 0x1234, 0x5678) + stream[first:]
    out = io.BytesIO()
    XlsDoc().save(out, stream)
    assert failure_kind(read_file(out.getvalue(), "x.xls")) == "encrypted"


def test_encrypted_ods() -> None:
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b"<m:manifest xmlns:m='m'><m:encryption-data/></m:manifest>",
        "content.xml": b"\x13\x37 not XML",
    }
    assert failure_kind(read_file(packed(parts), "x.ods")) == "encrypted"


def test_encrypted_zip() -> None:
    data = bytearray(packed({"台账.xlsx": b"1"}, zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert failure_kind(read_file(bytes(data), "x.zip")) == "encrypted"


@pytest.mark.parametrize("name", ["台账.xls", "台账.et", "台账.txt", "台账"])
def test_a_wrong_name_does_not_matter(name: str) -> None:
    result = read_file(plain(), name)
    assert len(result.ledgers) == 1
    assert [n.kind for n in result.notes] == (["wrong_extension"] if "." in name else [])


def test_old_excel_under_a_new_name() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for c, heading in enumerate(HEADER.split(" | ")):
        sheet.write(0, c, heading)
        sheet.write(1, c, f"值{c}")
    out = io.BytesIO()
    book.save(out)
    result = read_file(out.getvalue(), "台账.xlsx")
    assert [e.measure.text for e in result.ledgers[0].entries] == ["值2"]
    assert [n.kind for n in result.notes] == ["wrong_extension"]
    assert result.ending == "xls"


@pytest.mark.parametrize("suffix", ["xlsm:Calc MS Excel 2007 VBA XML", "fods"])
def test_what_else_libreoffice_writes(suffix: str) -> None:
    try:
        data = converted(plain(), suffix)
    except FileNotFoundError:
        pytest.skip(f"this LibreOffice does not write {suffix}")
    result = read_file(data, "x")
    if suffix == "fods":
        assert failure_kind(result) == "not_a_workbook"
    else:
        assert len(result.ledgers) == 1


CONTENT_TYPES = "[Content_Types].xml"
PLAIN_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def with_part(name: str, content: bytes) -> bytes:
    return packed({**parts_of(plain()), name: content})


def of_type(content_type: bytes) -> bytes:
    return changed(plain(), CONTENT_TYPES, lambda content: content.replace(PLAIN_TYPE, content_type))


def test_a_plain_workbook_may_be_opened_by_anybody_under_its_real_ending() -> None:
    assert read_file(plain(), "台账.et").ending == "xlsx"


@pytest.mark.parametrize(
    "data",
    [
        with_part("xl/vbaProject.bin", b"macro"),
        with_part("xl/embeddings/oleObject1.bin", b"object"),
        with_part("xl/activeX/activeX1.bin", b"control"),
        with_part("xl/externalLinks/externalLink1.xml", b'<externalLink><ddeLink ddeService="cmd"/></externalLink>'),
        of_type(b"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"),
        of_type(b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    ],
    ids=["macros", "embedded", "controls", "dde", "template", "macro-enabled"],
)
def test_what_runs_or_fetches_is_opened_by_nobody(data: bytes) -> None:
    result = read_file(data, "台账.xlsx")
    assert result.ledgers
    assert result.ending == ""


def test_macros_of_an_ods_are_known_too() -> None:
    ods = converted(plain(), ".ods")
    assert read_file(ods, "台账.ods").ending == "ods"
    with_macros = packed({**parts_of(ods), "Basic/Standard/Module1.xml": b"<module/>"})
    assert read_file(with_macros, "台账.ods").ledgers
    assert read_file(with_macros, "台账.ods").ending == ""


def test_macros_links_and_objects_are_noted_once() -> None:
    parts = parts_of(plain())
    parts["xl/vbaProject.bin"] = b"macro"
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    parts["xl/embeddings/oleObject1.bin"] = b"object"
    parts["xl/media/image1.png"] = b"picture"
    result = read_file(packed(parts), "x.xlsm")
    assert len(result.ledgers) == 1
    assert [n.kind for n in result.notes] == ["pictures", "active_content"]
    assert "含有宏、嵌入的对象（OLE）、指向其他文件的链接或动态数据交换（DDE），均未运行" in result.notes[1].text

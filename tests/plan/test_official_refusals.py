"""Files that are not the plan: each gets a verdict in Chinese that says what to do, and none an exception."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import cache

import pytest

from pipeline.plan.official.document import OfficialFile, read_official_plan
from pipeline.plan.official.refusals import refusal
from tests.office.zip_tools import changed, packed, parts_of, plain
from tests.plan.plan_docx import C, document, header, official, paragraph, rewritten, table

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MAIN = "word/document.xml"


def named(stream: str) -> bytes:
    """The start of an OLE container that has a stream of this name."""
    return OLE + (stream + "\x00").encode("utf-16-le") + bytes(100)


def encrypted_flags(data: bytes) -> bytes:
    """The same zip with the flag of encryption on its first part."""
    out = bytearray(data)
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        out[out.find(magic) + place] |= 1
    return bytes(out)


Made = Callable[[], bytes]


@cache
def whole() -> bytes:
    return official()


def other_main(change: Callable[[bytes], bytes]) -> Made:
    return lambda: changed(whole(), MAIN, change)


REFUSALS: dict[str, tuple[Made, str, str]] = {
    "old Word": (lambda: named("WordDocument"), "旧版Word", "另存为"),
    "encrypted": (lambda: named("EncryptedPackage"), "打开密码", "取消打开密码"),
    "encrypted parts": (lambda: encrypted_flags(whole()), "打开密码", "取消打开密码"),
    "PDF cut off": (lambda: b"%PDF-1.7\n", "损坏", "另存为"),
    "picture": (lambda: b"\x89PNG\r\n", "扫描件", "可编辑的Word电子版"),
    "RTF": (lambda: b"{\\rtf1 }", "RTF", "另存为"),
    "web page": (lambda: b"<html><body>x</body></html>", "网页", "另存为"),
    "old workbook cut off": (lambda: named("Workbook"), "损坏", "另存为"),
    "workbook without tasks": (plain, "没有找到任务", "全文"),
    "slides": (lambda: packed({"ppt/presentation.xml": b"<p/>"}), "演示文稿", "Word电子版"),
    "OpenDocument": (
        lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.text"}, zipfile.ZIP_STORED),
        ".odt",
        "另存为",
    ),
    "zip": (lambda: packed({"方案.docx": b"x"}), "压缩包", "解压"),
    "rar": (lambda: b"Rar!\x1a\x07\x00", "压缩包", "解压"),
    "empty": (lambda: b"", "空的", "重新复制"),
    "zeros": (lambda: bytes(2000), "空字节", "重新复制"),
    "cut off": (lambda: whole()[: len(whole()) // 2], "不完整", "重新复制"),
    "bad checksum": (
        lambda: packed(parts_of(whole()), zipfile.ZIP_STORED).replace("公开".encode(), "公幵".encode(), 1),
        "校验不符",
        "重新复制",
    ),
    "no XML": (other_main(lambda content: content[:900]), "损坏", "另存为"),
    "no body": (other_main(lambda _: b"<w:document xmlns:w='w'/>"), "损坏", "另存为"),
    "no main part": (lambda: packed({"word/other.xml": b"<a/>"}), "损坏", "另存为"),
    "entities": (other_main(lambda content: b'<!DOCTYPE a [<!ENTITY b "c">]>' + content), "实体", "另存为"),
    "UTF-16": (other_main(lambda content: content.decode().encode("utf-16")), "文字编码", "另存为"),
    "too deep": (lambda: document("<w:sdt>" * 400 + "</w:sdt>" * 400), "损坏", "另存为"),
    "bomb": (other_main(lambda content: content + b" " * (201 << 20)), "过大", "空白Word文档"),
    "two parts of one name": (lambda: packed([*parts_of(whole()).items(), (MAIN, b"<a/>")]), "结构异常", "另存为"),
    "lock file": (lambda: bytes([6]) + bytes(164), "临时文件", "~$"),
    "text without tasks": ("方案全文".encode, "没有找到任务", "全文"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", list(REFUSALS))
def test_what_is_no_word_document_is_refused_with_what_to_do(kind: str) -> None:
    make, wrong, remedy = REFUSALS[kind]
    plan = read_official_plan(OfficialFile(make(), "~$方案.docx" if kind == "lock file" else "方案.docx"))
    assert plan.failure is not None
    assert wrong in plan.failure.message
    assert remedy in plan.failure.advice
    assert plan.failure.message.endswith(("。", "）"))
    assert plan.failure.advice.endswith("。")
    assert "台账" not in plan.failure.message + plan.failure.advice
    assert plan.lists == ()


@pytest.mark.parametrize(
    ("blocks", "seen"),
    [
        ([paragraph("只有正文")], ""),
        ([table([[C("姓名"), C("电话")], [C("甲"), C("乙")]])], "姓名、电话"),
        ([table([header()])], ""),
        ([table([])], ""),
    ],
    ids=["no table", "another table", "header alone", "no rows"],
)
def test_a_document_without_the_tasks_is_refused_and_what_it_has_is_named(blocks: list[str], seen: str) -> None:
    plan = read_official_plan(OfficialFile(document(*blocks), "方案.docx"))
    assert plan.failure is not None
    assert plan.failure.kind == "no_tasks"
    assert seen in plan.failure.message


def test_a_real_old_document_is_refused() -> None:
    data = rewritten(document(paragraph("方案"), table([header()])), "doc:MS Word 97")
    failure = read_official_plan(OfficialFile(data, "方案.doc")).failure
    assert failure is not None
    assert "旧版Word" in failure.message


@pytest.mark.parametrize(
    ("ending", "words"), [("timeout", "规定时间"), ("memory", "过大"), ("crashed", "中止"), ("fault", "中止")]
)
def test_bad_ends_of_the_child_have_their_words(ending: str, words: str) -> None:
    assert words in refusal(ending).message

"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import re
from enum import StrEnum

from pipeline.office.failures import UnreadableError


class FileKind(StrEnum):
    """The kinds of workbook that can be read."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"


ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# magic bytes -> reason of failure
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"),
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "archive_kind"),
    (b"7z\xbc\xaf\x27\x1c", "archive_kind"),
    (b"\x1f\x8b", "archive_kind"),
    (b"BZh", "archive_kind"),
    (b"\xfd7zXZ\x00", "archive_kind"),
    (b"PK\x05\x06", "archive"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\x09\x00\x04\x00", "old_excel"),
    (b"\x09\x02\x06\x00", "old_excel"),
    (b"\x09\x04\x06\x00", "old_excel"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
_RECEIPT_TITLE = "政务公开工作台账校验回执（".encode()
_XML = re.compile(rb"^\s*<\?xml")
# Names of OLE streams, as the directory of a compound file spells them.
_STREAMS: tuple[tuple[str, str | None], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("EncryptionInfo", "encrypted"),
    ("Workbook", None),
    ("Book", None),
    ("WordDocument", "word"),
    ("PowerPoint Document", "slides"),
)
_LOCK_FILE_SIZE = 165


def sniff(data: bytes, file_name: str = "") -> FileKind | None:
    """Tell what a file is: XLS, or None for a zip container, which its parts must tell.

    ``file_name`` only helps to name Office's lock files. Raises UnreadableError with the file's real kind.
    """
    if not data:
        raise UnreadableError("empty")
    if data.startswith(ZIP_MAGIC):
        return None
    if data.startswith(_OLE_MAGIC):
        return _sniff_ole(data)
    if not data.strip(b"\x00"):
        raise UnreadableError("zeros")
    if len(data) == _LOCK_FILE_SIZE and (file_name.startswith("~$") or data[0] < 55):
        raise UnreadableError("lock_file")
    for magic, reason in _FOREIGN:
        if data.startswith(magic):
            raise UnreadableError(reason)
    raise UnreadableError(_sniff_text(data))


def _sniff_ole(data: bytes) -> FileKind:
    for stream, reason in _STREAMS:
        # A directory entry holds the name in UTF-16 with its terminating zero.
        if (stream + "\x00").encode("utf-16-le") in data:
            if reason is None:
                return FileKind.XLS
            raise UnreadableError(reason)
    raise UnreadableError("ole")


def _sniff_text(data: bytes) -> str:
    """Name a file that has no magic: a web page, XML, a text, or something unknown."""
    head = data[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", errors="replace").encode()
    if _HTML.search(head[:4096]):
        return "receipt_page" if _RECEIPT_TITLE in head[:4096] else "html"
    if _XML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "xml"
    if b"\x00" in head:
        return "unknown"
    for encoding in ("utf-8", "gb18030"):
        try:
            text = head[: len(head) - 4 if len(head) == 65536 else None].decode(encoding)
        except UnicodeDecodeError:
            continue
        if sum(c < " " and c not in "\t\r\n\f" for c in text) <= len(text) // 100:
            return "csv"
    return "unknown"

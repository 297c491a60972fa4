"""The parts of a zip container (xlsx, ods), inflated once within absolute bounds and checked by their CRC.

Python's zipfile reads the directory; the parts are inflated here, straight from the bytes, because then the
inflated size is bounded by what the directory declares, overlaps show, and it is faster than ``ZipFile.read``.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import Final

from pipeline.office.failures import UnreadableError
from pipeline.office.xml_scan import check_well_formed

MAX_PARTS: Final = 2_000
MAX_INFLATED: Final = 200 * 1024 * 1024
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_ENCRYPTED_FLAG: Final = 0x1
_XML_PART: Final = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_READ_PART: Final = re.compile(
    r"(?:\[Content_Types\]|xl/(?:workbook|styles|sharedStrings|worksheets/[^/]+))\.xml|.*\.rels",
    re.IGNORECASE,
)
_ENCODING: Final = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_PLAIN_ENCODINGS: Final = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}


def read_parts(data: bytes) -> dict[str, bytes]:
    """Inflate every part of a zip container and give those that are XML, by name with forward slashes.

    Other parts (pictures, embedded files) are given as empty bytes: they are checked and dropped.
    Raises UnreadableError where the container is broken, encrypted, or beyond its bounds.
    """
    parts: dict[str, bytes] = {}
    for info in directory(data):
        name = info.filename.replace("\\", "/")
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise UnreadableError("encrypted")
        content = inflate(data, info)
        parts[name] = content if _XML_PART.search(name) or name == "mimetype" else b""
    return parts


def directory(data: bytes) -> list[zipfile.ZipInfo]:
    """List the parts of a zip container, after checking that their number, sizes, places and names are sane.

    Raises UnreadableError where they are not.
    """
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, struct.error, NotImplementedError) as error:
        raise UnreadableError("truncated") from error
    if infos and min(info.header_offset for info in infos) != 0:
        # What follows a cut-off archive's beginning is the directory of a file packed in it, not its own.
        raise UnreadableError("truncated")
    _check_directory(infos, len(data))
    return infos


def _check_directory(infos: list[zipfile.ZipInfo], size: int) -> None:
    if len(infos) > MAX_PARTS:
        raise UnreadableError("entries", f"（共{len(infos)}个部件）")
    if sum(info.file_size for info in infos) > MAX_INFLATED:
        raise UnreadableError("bomb")
    seen: set[str] = set()
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        name = info.filename.replace("\\", "/")
        key = name.casefold()
        if key in seen or name.startswith("/") or ":" in name[:3] or ".." in name.split("/"):
            raise UnreadableError("structure")
        seen.add(key)
        if info.header_offset < end or info.header_offset + info.compress_size > size:
            raise UnreadableError("structure")
        end = info.header_offset + _LOCAL_HEADER.size + info.compress_size


def inflate(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """Give one part; its size and CRC must be those of the directory. Raises UnreadableError where they are not."""
    try:
        magic, name_length, extra_length = _LOCAL_HEADER.unpack_from(data, info.header_offset)
    except struct.error as error:
        raise UnreadableError("truncated") from error
    if magic != b"PK\x03\x04":
        raise UnreadableError("damaged")
    start = info.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    raw = data[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        content = raw
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(-15)
        try:
            # One byte more than declared is enough to see that the directory lies.
            content = inflater.decompress(raw, info.file_size + 1)
        except zlib.error as error:
            raise UnreadableError("checksum") from error
    else:
        raise UnreadableError("damaged")
    if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
        raise UnreadableError("checksum")
    return content


def check_xml(parts: dict[str, bytes]) -> None:
    """Refuse what no honest workbook holds in its XML: a DTD, or an encoding that readers read as nothing.

    The parts that values are read from must be well formed: calamine passes over what it does not understand, and a
    damaged string table would give other texts, not none.
    """
    for name, content in parts.items():
        if not content:
            continue
        head = content[:200].removeprefix(b"\xef\xbb\xbf")
        if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head[:8]:
            raise UnreadableError("encoding", "（UTF-16）")
        declared = _ENCODING.match(head)
        if declared and declared[1].lower() not in _PLAIN_ENCODINGS:
            raise UnreadableError("encoding", f"（{declared[1].decode('ascii', 'replace')[:20]}）")
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise UnreadableError("entities")
        if _READ_PART.fullmatch(name):
            check_well_formed(content)

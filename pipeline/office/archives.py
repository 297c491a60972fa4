"""Archives (.zip) with ledgers in them, opened one level deep, and whether a container is whole.

Runs inside the guard's child. Nothing is ever extracted to a disk: a member is a label and bytes.
"""

from __future__ import annotations

import re
import struct
import zipfile
from dataclasses import dataclass
from typing import Final

from pipeline.office.failures import UnreadableError
from pipeline.office.file_kind import ZIP_MAGIC
from pipeline.office.zip_parts import directory, inflate

MAX_MEMBERS: Final = 50
_UTF8_FLAG: Final = 0x800
_UNICODE_PATH: Final = 0x7075
_CONTAINER: Final = re.compile(r"\[Content_Types\]\.xml|mimetype|(xl|word|ppt)/.*")
"""Parts of Office's own containers, also of broken ones."""
_BEGINS_A_DOCUMENT: Final = re.compile(rb"\[Content_Types\]\.xml|mimetype|(_rels|docProps|customXml|xl|word|ppt)/.*")
_LOCAL_HEADER: Final = 30
HEAD_SIZE: Final = 1024
"""How many of the first bytes ``may_be_archive`` asks for."""
_LITTER: Final = re.compile(r"^(~\$.*|\..*|thumbs\.db|desktop\.ini)$", re.IGNORECASE)
"""What systems and Office leave beside files, and pack along with them."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its own name, the folders it lies in there (outermost first), and its bytes."""

    file_name: str
    folders: tuple[str, ...]
    data: bytes


def unpack(data: bytes) -> tuple[Member, ...] | None:
    """Give the files of a .zip; None where the bytes are no plain .zip (a workbook is a zip container, too).

    Raises UnreadableError for an archive that is broken, encrypted, empty, or beyond its bounds: at most 50 files,
    and the bounds that hold for workbooks. A member may be of any kind, an archive too; it gets its own verdict.
    """
    if not data.startswith((ZIP_MAGIC, b"PK\x05\x06")):
        return None
    infos = directory(data)
    if any(_CONTAINER.fullmatch(info.filename.replace("\\", "/")) for info in infos):
        return None
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableError("archive_encrypted")
    files = [(info, path) for info in infos if (path := _path(info)) is not None]
    if not files:
        raise UnreadableError("archive_empty")
    if len(files) > MAX_MEMBERS:
        raise UnreadableError("archive_members", f"（共{len(files)}个文件）")
    return tuple(Member(path[-1], path[:-1], inflate(data, info)) for info, path in files)


def may_be_archive(head: bytes) -> bool:
    """Say from a file's first bytes, without opening it, whether ``unpack`` may find an archive."""
    if not head.startswith(ZIP_MAGIC):
        return False
    name = head[_LOCAL_HEADER : _LOCAL_HEADER + int.from_bytes(head[26:28], "little")]
    return not _BEGINS_A_DOCUMENT.fullmatch(name)


def is_whole(data: bytes) -> bool:
    """Say whether a zip container has all its bytes: a directory, and each part with its checksum.

    Of anything else nothing is said (True): its verdict comes with its reading.
    """
    if not data.startswith(ZIP_MAGIC):
        return True
    try:
        for info in directory(data):
            inflate(data, info)
    except UnreadableError as error:
        return error.failure.kind != "damaged"
    return True


def _path(info: zipfile.ZipInfo) -> tuple[str, ...] | None:
    """Give the path of a member as its parts; None for a folder and for what nobody meant to send."""
    path = _name(info).replace("\\", "/")
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    if path.endswith("/") or not parts or parts[0] == "__MACOSX" or _LITTER.match(parts[-1]):
        return None
    return parts


def _name(info: zipfile.ZipInfo) -> str:
    """Read a name as it was meant: marked UTF-8, else the bytes as UTF-8 if they are it, else as GBK (GB 18030)."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    extra, at = info.extra, 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _UNICODE_PATH and size > 5:
            return extra[at + 9 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
    raw = info.orig_filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename

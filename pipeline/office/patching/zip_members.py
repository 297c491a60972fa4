"""Zip containers member by member, without inflating what is only carried over.

Python's zipfile cannot copy a member as it is: it would inflate and deflate every picture again, and the bytes would
come out different. Here a member keeps its compressed bytes, so that a receipt can give the original back exactly.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_DOS_DATE: Final = 33
"""1 January 1980, the first day that a zip can name: the same receipt gives the same bytes."""
_UTF8_FLAG: Final = 0x800
_VERSION: Final = 20
MAX_MEMBER: Final = 24 * 1024 * 1024
"""Bytes. A part that has to be changed may not be larger; ledgers have parts of some ten kilobytes."""


class BrokenContainerError(Exception):
    """The bytes are no zip container that could be taken apart and put together again."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member: its compressed bytes, and where they lie in the container that they were read from."""

    name: str
    method: int
    crc: int
    size: int
    raw: bytes
    offset: int = 0

    def content(self) -> bytes:
        """Inflate the member. Raises BrokenContainerError where it is too large or does not match its CRC."""
        if self.size > MAX_MEMBER:
            raise BrokenContainerError(self.name)
        if self.method == zipfile.ZIP_STORED:
            content = self.raw
        elif self.method == zipfile.ZIP_DEFLATED:
            try:
                content = zlib.decompressobj(-15).decompress(self.raw, self.size + 1)
            except zlib.error as error:
                raise BrokenContainerError(self.name) from error
        else:
            raise BrokenContainerError(self.name)
        if len(content) != self.size or zlib.crc32(content) != self.crc:
            raise BrokenContainerError(self.name)
        return content


def deflated(name: str, content: bytes) -> Member:
    """Make a member from its content."""
    deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
    raw = deflater.compress(content) + deflater.flush()
    return Member(name, zipfile.ZIP_DEFLATED, zlib.crc32(content), len(content), raw)


def read_members(data: bytes) -> list[Member]:
    """List the members of a container in the order in which they lie in it.

    Raises BrokenContainerError for what is no zip, is encrypted, or whose directory does not hold.
    """
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, struct.error, NotImplementedError) as error:
        raise BrokenContainerError("directory") from error
    members = []
    for info in sorted(infos, key=lambda i: i.header_offset):
        header = data[info.header_offset : info.header_offset + _LOCAL.size]
        if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04" or info.flag_bits & 0x1:
            raise BrokenContainerError(info.filename)
        *_, name_length, extra_length = _LOCAL.unpack(header)
        start = info.header_offset + _LOCAL.size + name_length + extra_length
        raw = data[start : start + info.compress_size]
        if len(raw) != info.compress_size:
            raise BrokenContainerError(info.filename)
        members.append(Member(info.filename, info.compress_type, info.CRC, info.file_size, raw, start))
    if len({m.name for m in members}) != len(members):
        raise BrokenContainerError("names")
    return members


def write_members(members: Iterable[Member]) -> bytes:
    """Put members together to a container. The same members give the same bytes."""
    body = io.BytesIO()
    directory = io.BytesIO()
    count = 0
    for member in members:
        name = member.name.encode()
        flags = 0 if name.isascii() else _UTF8_FLAG
        common = (flags, member.method, 0, _DOS_DATE, member.crc, len(member.raw), member.size, len(name), 0)
        offset = body.tell()
        body.write(_LOCAL.pack(b"PK\x03\x04", _VERSION, *common))
        body.write(name)
        body.write(member.raw)
        directory.write(_CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, *common, 0, 0, 0, 0, offset))
        directory.write(name)
        count += 1
    start, size = body.tell(), directory.tell()
    body.write(directory.getvalue())
    body.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, size, start, 0))
    return body.getvalue()

"""What acts in an .xls when it is opened. Nothing can be taken out of such a file: it is only told."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Final

from pipeline.office.passive.formulas import is_harmless_formula
from pipeline.office.passive.taken import Active, Taken

_HEADER: Final = struct.Struct("<HH")


class _Record(IntEnum):
    """Record types of [MS-XLS] 2.3 that matter here."""

    FORMULA = 0x0006
    EOF = 0x000A
    NAME = 0x0018
    OBJECT = 0x005D
    SUPPORTING_BOOK = 0x01AE
    HYPERLINK = 0x01B8
    BOF = 0x0809


_QUERIES: Final = frozenset((0x00DC, 0x01AD, 0x0803, 0x0804, 0x0805, 0x0876))
"""DbOrParamQry, Qsi, DBQueryExt, ExtString, TxtQry, DConn."""
_OWN_BOOK: Final = (b"\x01\x04", b"\x01\x3a")
"""A supporting book that is the workbook itself, or the add-in functions."""
_NAME_RUNS: Final = 0x0E
"""Flags of a name: a macro function, a command, a macro."""
_NAME_BUILT_IN: Final = 0x20
_AUTOMATIC: Final = (0x01, 0x02, 0x0A, 0x0B)
_CONTROLS: Final = frozenset((0x07, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x10, 0x11, 0x12, 0x13))
_COMMON_DATA: Final = 0x15
_MACRO: Final = 0x04
_LINKED_PICTURE: Final = 0x09
_CALLS: Final = (b"\x22", b"\x42", b"\x62")
_REACHING: Final = frozenset((0x95, 0x96, 0x10B, 0x167, 0x17B))
"""REGISTER, CALL, REGISTER.ID, HYPERLINK, RTD."""


def acting_in(stream: bytes, starts: Iterable[int], storages: Iterable[str]) -> Taken:
    """Find what acts in the stream of a workbook, whose substreams begin at ``starts``, and in its storages."""
    taken = Taken()
    for name in storages:
        if name == "_VBA_PROJECT_CUR":
            taken.note(Active.MACROS)
        elif name.startswith(("MBD", "LNK")):
            taken.note(Active.OBJECTS)
        elif name == "Ctls":
            taken.note(Active.CONTROLS)
    for start in (0, *starts):
        for kind, content in _records(stream, start):
            _take(kind, content, taken)
    return taken


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """Give the records of a substream with those of the charts in it."""
    depth = 0
    while position + _HEADER.size <= len(stream):
        kind, size = _HEADER.unpack_from(stream, position)
        position += _HEADER.size
        yield kind, stream[position : position + size]
        position += size
        depth += (kind == _Record.BOF) - (kind == _Record.EOF)
        if kind == _Record.EOF and depth <= 0:
            return


def _take(kind: int, content: bytes, taken: Taken) -> None:
    if kind in _QUERIES:
        taken.note(Active.QUERIES)
    elif kind == _Record.SUPPORTING_BOOK and content[2:4] not in _OWN_BOOK:
        taken.note(Active.LINKS)
    elif kind == _Record.HYPERLINK and len(content) >= 32 and content[28] & 1:
        taken.note(Active.HYPERLINKS)
    elif kind == _Record.NAME and len(content) > 15:
        _take_name(content, taken)
    elif kind == _Record.OBJECT:
        _take_object(content, taken)
    elif kind == _Record.FORMULA and any(
        content[i + 2 : i + 4] and struct.unpack("<H", content[i + 2 : i + 4].ljust(2, b"\0"))[0] in _REACHING
        for call in _CALLS
        for i in _places(content, call)
    ):
        taken.note(Active.FORMULAS)


def _places(content: bytes, byte: bytes) -> Iterator[int]:
    """Give the places of a byte in the expression of a formula record, which begins at its 23rd byte."""
    place = content.find(byte, 22)
    while place >= 0:
        yield place
        place = content.find(byte, place + 1)


def _take_name(content: bytes, taken: Taken) -> None:
    flags, length, wide = content[0], content[3], content[14] & 1
    if flags & _NAME_BUILT_IN:
        if content[15] in _AUTOMATIC:
            taken.note(Active.MACROS)
        return
    raw = content[15 : 15 + length * (1 + wide)]
    name = raw.decode("utf-16-le" if wide else "latin-1", "replace")
    if name.casefold().startswith("_xlfn."):  # how this format writes functions that are newer than it is
        if not is_harmless_formula(f"{name}()"):
            taken.note(Active.FORMULAS)
    elif flags & _NAME_RUNS or name.casefold().startswith(("auto_open", "auto_close", "auto_activate")):
        taken.note(Active.MACROS)


def _take_object(content: bytes, taken: Taken) -> None:
    place = 0
    while place + _HEADER.size <= len(content):
        kind, size = _HEADER.unpack_from(content, place)
        place += _HEADER.size
        is_control = kind == _COMMON_DATA and place < len(content) and content[place] in _CONTROLS
        if is_control or (kind == _MACRO and size):
            taken.note(Active.CONTROLS)
        elif kind == _LINKED_PICTURE and size:
            taken.note(Active.OBJECTS)
        elif kind == 0:
            return
        place += size

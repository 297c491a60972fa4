"""How a receipt remembers the file that it was made from, so that it can be given back byte for byte.

Parts that were not touched keep their compressed bytes in the receipt; those that were replaced lie under
``taizhang/``; what stands between the parts of the original container lies in ``taizhang/receipt.json``. Spreadsheet
programs drop all of it when they save the file: then the marks are found by what they look like (``stripping``).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pipeline.office.patching.zip_members import BrokenContainerError, Member, deflated

RECORD_PART: Final = "taizhang/receipt.json"
KEPT_PARTS: Final = "taizhang/{}.part"
_JSON_TYPE: Final = "application/json"
_PART_TYPE: Final = "application/octet-stream"
EXTENSIONS: Final = (("json", _JSON_TYPE), ("part", _PART_TYPE))
"""Content types of what is kept; a part without one would make Excel call the file damaged."""


def kept_parts(original: bytes, members: Iterable[Member], result: Mapping[str, Member], number: str) -> list[Member]:
    """Give what is added to a receipt: the record, and the parts of the original that the receipt holds no more.

    ``members`` are those of the original in the order in which they lie in it; ``result`` those of the receipt.
    """
    kept: list[Member] = []
    pieces: list[str | list[str]] = []
    position = 0
    for member in members:
        pieces.append([base64.b64encode(original[position : member.offset]).decode()])
        position = member.offset + len(member.raw)
        current = result.get(member.name)
        if current is not None and current.raw == member.raw:
            pieces.append(member.name)
        else:
            name = KEPT_PARTS.format(len(kept) + 1)
            kept.append(Member(name, member.method, member.crc, member.size, member.raw))
            pieces.append(name)
    pieces.append([base64.b64encode(original[position:]).decode()])
    parts = {name: member.crc for name, member in result.items()}
    record = {
        "receipt": number,
        "sha256": hashlib.sha256(original).hexdigest(),
        "parts": dict(sorted(parts.items())),
        "pieces": pieces,
    }
    return [*kept, deflated(RECORD_PART, json.dumps(record, ensure_ascii=False).encode())]


def original_of(members: Sequence[Member]) -> bytes | None:
    """Put the original together again; None where the receipt has been changed, or remembers nothing."""
    by_name = {m.name: m for m in members}
    if RECORD_PART not in by_name:
        return None
    try:
        record = json.loads(by_name[RECORD_PART].content())
        parts, pieces, digest = record["parts"], record["pieces"], record["sha256"]
        current = {m.name: m.crc for m in members if not m.name.startswith("taizhang/")}
        if current != parts:
            return None
        data = b"".join(
            by_name[piece].raw if isinstance(piece, str) else base64.b64decode(piece[0], validate=True)
            for piece in pieces
        )
    except (BrokenContainerError, ValueError, KeyError, TypeError, IndexError, binascii.Error, RecursionError):
        return None
    return data if hashlib.sha256(data).hexdigest() == digest else None

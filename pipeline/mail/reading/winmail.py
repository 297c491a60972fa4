"""winmail.dat (TNEF): Outlook's own envelope, which other programs show as one unknown attachment."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.mail.reading.attachments import Attachment, given_name
from pipeline.mail.reading.names import clean_name

_LONG_FILE_NAME = 0x3707
"""PR_ATTACH_LONG_FILENAME of MS-OXPROPS."""


def unpacked(data: bytes) -> Iterator[Attachment]:
    """Give the files in a winmail.dat; none where it cannot be opened."""
    from tnefparse import TNEF

    try:
        found = [(file, bytes(file.data or b"")) for file in TNEF(data).attachments]
    except Exception:
        # The parser of this undocumented format ends in any way on bytes that it does not know; the sender is then
        # told how to send without winmail.dat.
        return
    for number, (file, content) in enumerate(found, 1):
        long_name = next((a.data for a in file.mapi_attrs if a.name == _LONG_FILE_NAME), None)
        yield Attachment(_name(long_name) or _name(file._name) or given_name(content, number), content)


def _name(raw: object) -> str:
    while isinstance(raw, list | tuple):
        raw = raw[0] if raw else ""
    if not isinstance(raw, bytes):
        return clean_name(str(raw or ""))
    try:
        return clean_name(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return clean_name(raw.decode("gb18030", "replace"))

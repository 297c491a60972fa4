"""What hangs on a mail: which files may be ledgers, which are pictures, and which only mail programs care for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WORKBOOKS = frozenset({"xlsx", "xlsm", "xltx", "xls", "xlt", "et", "ett", "ods", "csv"})
_ARCHIVES = frozenset({"zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz"})
_OTHERS = frozenset(
    {"docx", "docm", "pptx", "pptm", "wps", "doc", "ppt", "dps", "odt", "odp", "ofd", "jar", "apk", "msg"}
)
"""Documents that begin with the same bytes as workbooks."""
_CONTAINERS = (_ZIP, _OLE, b"Rar!", b"7z\xbc")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_PHOTO = 100 << 10
"""Bytes from which on a picture in the text is no logo: telephones put photos of papers there."""
_SILENT_TYPES = frozenset(
    {
        "application/applefile",
        "application/ics",
        "application/pgp-keys",
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "message/delivery-status",
        "message/disposition-notification",
        "text/calendar",
        "text/rfc822-headers",
        "text/vcard",
        "text/x-vcard",
    }
)
_SILENT_NAMES = re.compile(r"(att\d{5}\.(txt|html?)|.*\.(vcf|ics|p7s|asc|sig))", re.IGNORECASE)
"""Visiting cards, invitations, signatures, and what Exchange makes of the text after an attachment."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on a mail. ``name`` is a label, never a path."""

    name: str
    data: bytes

    @property
    def may_be_ledger(self) -> bool:
        """Whether it may be a ledger, or an archive of some."""
        kind = ending(self.name)
        return kind in _WORKBOOKS | _ARCHIVES or (kind not in _OTHERS and self.data.startswith(_CONTAINERS))

    def is_picture(self, content_type: str) -> bool:
        """Whether it is a picture, by its type or by its bytes; some programs call everything a picture."""
        return not self.may_be_ledger and (content_type.startswith("image/") or self.data.startswith(_PICTURES))

    @property
    def is_photo(self) -> bool:
        """Whether a picture is so large that it was sent for its own sake."""
        return len(self.data) >= _PHOTO


def is_silent(content_type: str, name: str) -> bool:
    """Say whether a part only concerns mail programs: nobody sent it to be read."""
    return content_type in _SILENT_TYPES or _SILENT_NAMES.fullmatch(name) is not None


def ending(name: str) -> str:
    """Give what a name ends in, in lower case, without the point."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def given_name(data: bytes, number: int) -> str:
    """Name a file that came without a name."""
    kinds: Sequence[tuple[bytes, str]] = ((_ZIP, "xlsx"), (_OLE, "xls"), (b"%PDF", "pdf"))
    kind = next((kind for magic, kind in kinds if data.startswith(magic)), "dat")
    return f"未命名附件{number}.{kind}"

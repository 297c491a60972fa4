"""Workbooks that Excel encrypts with a password of its own: everybody can open them, and so do we."""

from __future__ import annotations

import io
from typing import Final

_BUILT_IN: Final = "VelvetSweatshop"
"""What Excel tries before it asks: a workbook that is only write-protected is encrypted with it."""
_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0"


def opened(data: bytes) -> bytes:
    """Give the bytes without Excel's built-in password; the same bytes where they are not encrypted with it."""
    if not data.startswith(_OLE_MAGIC):
        return data
    import msoffcrypto

    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        if not file.is_encrypted():
            return data
        file.load_key(password=_BUILT_IN)
        out = io.BytesIO()
        file.decrypt(out)
    except MemoryError:
        raise
    except Exception:
        # Another password, or broken: the reader says which.
        return data
    return out.getvalue() or data

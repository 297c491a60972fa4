"""Links out of the workbook, made to hold from the folder in which a copy of it lies."""

from __future__ import annotations

import io
import re
import zipfile

_EXTERNAL = re.compile(rb'(?<=Target=")[^"]*(?=" TargetMode="External")')


def with_links_from(book: bytes, folders_down: int) -> bytes:
    """Give a county workbook whose links hold when it lies ``folders_down`` folders below what they start from.

    The slashes become those that every program follows; xlsxwriter writes the ones of Windows.
    """
    up = b"../" * folders_down
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as moved:
        for part in source.infolist():
            content = source.read(part)
            if part.filename.endswith(".rels"):
                content = _EXTERNAL.sub(lambda link: up + link.group().replace(b"\\", b"/"), content)
            moved.writestr(part, content)
    return target.getvalue()

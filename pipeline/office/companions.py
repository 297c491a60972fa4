"""What lies beside a ledger and is none: a letter, a scan, a picture, a note."""

from __future__ import annotations

import re
from typing import Final

from pipeline.model.file_names import SPEAKS
from pipeline.office.failures import UnreadableError
from pipeline.office.file_kind import sniff
from pipeline.office.zip_parts import directory

_BESIDE: Final = frozenset({"pdf", "rtf", "image", "word", "slides", "csv", "html", "xml", "receipt_page"})
_DOCUMENT_NAME: Final = re.compile(r"\.(?:docx|docm|pptx|ofd|wps|dps)$", re.IGNORECASE)
_DOCUMENTS: Final = ("word/", "ppt/", "OFD.xml")
"""Parts by which documents that are zip containers are known: Word, PowerPoint, OFD."""


def looks_beside(data: bytes, file_name: str) -> bool:
    """Say the same from the first bytes and the name alone, without opening anything.

    A note that wants something by its name is no mere company: an officer is to see it.
    """
    if SPEAKS.search(file_name):
        return False
    try:
        return sniff(data, file_name) is None and bool(_DOCUMENT_NAME.search(file_name))
    except UnreadableError as error:
        return error.reason in _BESIDE


def may_accompany(data: bytes, file_name: str) -> bool:
    """Say whether a file is plainly no workbook, but a document or picture as it is sent along with one."""
    try:
        if SPEAKS.search(file_name) or sniff(data, file_name) is not None:
            return False
        names = [info.filename.replace("\\", "/") for info in directory(data)]
    except UnreadableError as error:
        return error.reason in _BESIDE
    return "mimetype" not in names and any(name.startswith(_DOCUMENTS) for name in names)

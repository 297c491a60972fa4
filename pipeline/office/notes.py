"""The first words of what is no workbook: a plain text, or a letter as .docx."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from pipeline.judging.checks.personal_numbers import mask_personal
from pipeline.office.xml_scan import Attributes, scan

_MOST: Final = 300
_TEXT_PART: Final = "word/document.xml"
_OTHER_KINDS: Final = ("<", "%PDF", "{\\rtf")
_LARGEST_PART: Final = 8 << 20


def words_of(data: bytes) -> str:
    """Give the first words of a note or a letter, "" where there are none that anybody can read.

    Personal numbers are masked: the words stand where others look.
    """
    text = _letter(data) if data.startswith(b"PK") else _plain(data)
    shown = re.sub(r"\s+", " ", text).strip()
    return mask_personal(shown[:_MOST]) + ("……" if len(shown) > _MOST else "")


def _plain(data: bytes) -> str:
    head = data[: 4 * _MOST]
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        for cut in range(4):  # the last character may be cut in two
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            printable = sum(c.isprintable() or c.isspace() for c in text)
            return (
                text
                if text and printable >= 0.98 * len(text) and not text.lstrip().startswith(("<", "%PDF", "{\\rtf"))
                else ""
            )
    return ""


def _letter(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if parts.getinfo(_TEXT_PART).file_size > _LARGEST_PART:
                return ""
            content = parts.read(_TEXT_PART)
    except (KeyError, OSError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile):
        return ""
    words: list[str] = []
    inside = False

    def start(name: str, _: Attributes) -> None:
        nonlocal inside
        inside = name.rpartition(":")[2] == "t"

    def end(name: str) -> None:
        nonlocal inside
        inside = False
        if name.rpartition(":")[2] == "p":
            words.append(" ")

    def text(said: str) -> None:
        if inside and len(words) < 20 * _MOST:
            words.append(said)

    try:
        scan(content, start, end, text)
    except Exception:  # a letter that cannot be read says nothing; its verdict tells so
        return ""
    return "".join(words)

"""Workbooks taken apart and put together again, honestly and otherwise."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from tests.form.reading_books import HEADER, book

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
WORKBOOK = "xl/workbook.xml"


def plain() -> bytes:
    """A small honest ledger."""
    return book(f"沂源县水利局政务公开工作任务台账\n{HEADER}\n1 | 甲 | 乙 | 年底前 | 张三 | 办公室")


def parts_of(data: bytes) -> dict[str, bytes]:
    """All parts of a zip container."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def packed(parts: Mapping[str, bytes] | list[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip container of parts; a list may hold a name twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as container:
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            container.writestr(name, content)
    return out.getvalue()


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part changed."""
    parts = parts_of(data)
    before = parts.get(name, b"")
    parts[name] = change(before)
    assert parts[name] != before
    return packed(parts)


def replaced(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A workbook with a piece of one part replaced."""
    return changed(data, name, lambda content: content.replace(old, new, 1))

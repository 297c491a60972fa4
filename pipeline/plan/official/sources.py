"""From the bytes of an official file, whatever its kind, to its paragraphs and tables."""

from __future__ import annotations

from typing import Final

from pipeline.office.failures import UnreadableError
from pipeline.office.file_kind import FileKind, sniff
from pipeline.office.zip_parts import check_xml, read_parts
from pipeline.plan.official.blocks import Block

_TEXT: Final = frozenset({"csv", "unknown"})
"""What the workbooks' reader calls a plain text."""


def blocks_of_file(data: bytes, name: str) -> tuple[Block, ...]:
    """Read a .docx (whatever it is called, .wps as well), an .xlsx, .xls or .ods, a .pdf with text, or a plain text.

    Raises UnreadableError with the reason for anything else.
    """
    try:
        kind = sniff(data, name)
    except UnreadableError as error:
        if error.reason == "pdf":
            from pipeline.plan.official.pdf import blocks_of_pdf

            return blocks_of_pdf(data)
        if error.reason in _TEXT and (text := _decoded(data)) is not None:
            from pipeline.plan.official.flat_text import blocks_of_text

            return blocks_of_text(text)
        raise
    if kind is FileKind.XLS:
        return _workbook(data, name)
    parts = read_parts(data)
    if any(part.startswith("word/") for part in parts):
        from pipeline.plan.official.docx import blocks_of

        check_xml(parts)
        return blocks_of(parts)
    kind_named = parts.get("mimetype", b"")
    if any(part.startswith("xl/") for part in parts) or b"spreadsheet" in kind_named:
        return _workbook(data, name)
    if any(part.startswith("ppt/") for part in parts) or b"presentation" in kind_named:
        raise UnreadableError("slides")
    raise UnreadableError("open_text" if kind_named else "archive")


def _workbook(data: bytes, name: str) -> tuple[Block, ...]:
    from pipeline.office.workbooks import read_workbook
    from pipeline.plan.official.sheets import blocks_of_workbook

    try:
        return blocks_of_workbook(read_workbook(data, name))
    except UnreadableError:
        raise
    except Exception as error:
        # The workbook library raises whatever it likes on broken bytes.
        raise UnreadableError("damaged") from error


def _decoded(data: bytes) -> str | None:
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    for encoding in ("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    return None

"""What a person reads on an xlsx sheet beside its cells: comments, text boxes, page headers and footers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final

from pipeline.model.cells import address
from pipeline.office.comment_words import AUTHOR, HEAD_START, SEPARATOR
from pipeline.office.failures import UnreadableError
from pipeline.office.sheets import Beside
from pipeline.office.xml_scan import Attributes, elements, scan

_FIELDS: Final = re.compile(r'&(?:"[^"]*"|K(?:[0-9A-F]{6}|\d\d[+-]\d{3})|\d+|[LCRPNDTZFAGSUEBIXYOH+-]|&)')
"""Codes of a page header: fonts, sizes, colours, and what the program fills in (page, date, file, sheet)."""
_MARKS_ONLY: Final = re.compile(r"[\W_]*|[\W_]*第?\s*页?[\W_]*共?\s*页?[\W_]*")


def beside_cells(parts: Mapping[str, bytes], sheet_part: str) -> tuple[Beside, ...]:
    """List what stands beside the cells of one sheet part; our own receipts' comments are left out."""
    content = parts.get(sheet_part, b"")
    found = list(_page_lines(content)) if b"headerFooter" in content else []
    threaded: list[Beside] = []
    plain: list[Beside] = []
    for kind, part in _related(parts, sheet_part):
        inner = parts.get(part, b"")
        if not inner:
            continue
        try:
            if kind.endswith("/threadedComment"):
                threaded += _comments(inner, "threadedComment")
            elif kind.endswith("/comments"):
                plain += _comments(inner, "comment")
            elif kind.endswith("/drawing"):
                found += _text_boxes(inner)
        except UnreadableError:
            # The cells are whole, which is what counts; but it is not passed over in silence.
            found.append(Beside("", "（内容损坏，无法读出）", "批注或图形"))
    # A threaded comment stands in the old kind of part as well, with a notice in front for old programs.
    told = {b.range for b in threaded}
    return (*found, *threaded, *(b for b in plain if not (b.range in told and b.text.startswith("["))))


def _related(parts: Mapping[str, bytes], part: str) -> list[tuple[str, str]]:
    folder, name = posixpath.split(part)
    relations = parts.get(f"{folder}/_rels/{name}.rels", b"")
    found = []
    for _, attributes in elements(relations, "Relationship") if relations else ():
        target = attributes.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        found.append((attributes.get("Type", ""), path))
    return found


def _comments(content: bytes, element: str) -> Iterator[Beside]:
    found: list[tuple[str, str, list[str]]] = []
    authors: list[list[str]] = []
    into: list[str] | None = None
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal into, inside
        if name == "author":
            authors.append([])
            into = authors[-1]
        elif name == element:
            found.append((attributes.get("ref", ""), attributes.get("authorId", ""), []))
            inside = True
        elif inside and name in ("t", "text"):
            into = found[-1][2]

    def end(name: str) -> None:
        nonlocal into, inside
        if name in ("author", "t", "text"):
            into = None
        elif name == element:
            inside = False

    def text(data: str) -> None:
        if into is not None:
            into.append(data)

    scan(content, start, end, text)
    names = ["".join(author) for author in authors]
    for cell, author, pieces in found:
        said = "".join(pieces).partition(SEPARATOR)[0].strip()
        ours = author.isdecimal() and int(author) < len(names) and names[int(author)] == AUTHOR
        if said and not ours and not said.startswith(HEAD_START):
            yield Beside(cell, said, "批注")


def _text_boxes(content: bytes) -> Iterator[Beside]:
    """Give the texts in the shapes of a drawing, each with the cell over which its shape begins."""
    row = column = -1
    anchor = ""
    reading = ""
    shape: list[str] = []
    boxes: list[Beside] = []

    def start(name: str, _: Attributes) -> None:
        nonlocal reading
        if name in ("row", "col") and not anchor:
            reading = name
        elif name == "t":
            reading = "t"
        elif name == "p" and shape:
            shape.append("\n")

    def end(name: str) -> None:
        nonlocal reading, anchor, row, column
        if name in ("row", "col", "t"):
            reading = ""
        elif name == "from":
            anchor = address(row + 1, column + 1) if row >= 0 and column >= 0 else ""
        elif name in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"):
            said = "".join(shape).strip()
            if said:
                boxes.append(Beside(anchor, said, "文本框或图形中的文字"))
            shape.clear()
            anchor, row, column = "", -1, -1

    def text(data: str) -> None:
        nonlocal row, column
        if reading == "t":
            shape.append(data)
        elif data.strip().isdecimal():
            if reading == "row":
                row = int(data)
            elif reading == "col":
                column = int(data)

    scan(content, start, end, text)
    yield from boxes


def _page_lines(content: bytes) -> Iterator[Beside]:
    names = {"oddHeader": "页眉", "evenHeader": "页眉", "firstHeader": "页眉"}
    names |= {"oddFooter": "页脚", "evenFooter": "页脚", "firstFooter": "页脚"}
    current = ""
    lines: dict[str, str] = {}

    def start(name: str, _: Attributes) -> None:
        nonlocal current
        current = name if name in names else current

    def end(name: str) -> None:
        nonlocal current
        if name == current:
            current = ""

    def text(data: str) -> None:
        if current:
            lines[current] = lines.get(current, "") + data

    scan(content, start, end, text)
    for name, line in lines.items():
        said = " ".join(_FIELDS.sub(" ", line).split())
        if said and not _MARKS_ONLY.fullmatch(said):
            yield Beside("", said, names[name])

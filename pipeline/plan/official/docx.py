"""A .docx as a sequence of paragraphs and tables, each cell with its place, its lines and what it is merged with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pipeline.office.failures import UnreadableError
from pipeline.office.xml_scan import elements
from pipeline.plan.official.blocks import Block, Cell, Paragraph, Table

if TYPE_CHECKING:
    from lxml.etree import _Element

_OFFICE_DOCUMENT: Final = "/officeDocument"
_USUAL_PART: Final = "word/document.xml"
_UNSEEN: Final = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "rt", "tcPr", "trPr", "tblPr"})
"""Elements whose content is no text of the document: properties, deletions, the twin of a drawing, phonetic marks."""
_WRAPPERS: Final = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "body"})
_NO_WIDTH: Final = 1000
"""What a column counts where the document does not say how wide it is."""
_BLANKS: Final = re.compile(r"[^\S\n]+")


def blocks_of(parts: dict[str, bytes]) -> tuple[Block, ...]:
    """Read the paragraphs and tables of a document in their order; a table inside a cell follows the outer one.

    Raises UnreadableError("damaged") where the main part is absent or no XML.
    """
    from lxml import etree

    content = parts.get(_main_part(parts), b"")
    # No DTD gets here (``check_xml``); the parser is told all the same, and it stops at 256 levels.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError("damaged") from error
    body = next((child for child in root if _name(child) == "body"), None)
    if body is None:
        raise UnreadableError("damaged")
    return tuple(_Reader(_numbering_styles(parts)).blocks(body))


def _main_part(parts: dict[str, bytes]) -> str:
    relations = parts.get("_rels/.rels", b"")
    for _, attributes in elements(relations, "Relationship") if relations else ():
        target = attributes.get("Target", "").lstrip("/")
        if attributes.get("Type", "").endswith(_OFFICE_DOCUMENT) and target in parts:
            return target
    return _USUAL_PART


def _numbering_styles(parts: dict[str, bytes]) -> frozenset[str]:
    """List the paragraph styles that number their paragraphs."""
    content = parts.get("word/styles.xml", b"")
    found: set[str] = set()
    style = ""
    for name, attributes in elements(content, "style", "numPr") if content else ():
        if name == "style":
            style = attributes.get("w:styleId", "")
        elif style:
            found.add(style)
    return frozenset(found)


def _name(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(element: _Element | None, attribute: str = "val") -> str:
    """Give an attribute whatever namespace it is in (there are two editions of the format)."""
    if element is None:
        return ""
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == attribute), "")


def _below(element: _Element, *path: str) -> _Element | None:
    found: _Element | None = element
    for name in path:
        found = next((child for child in found if _name(child) == name), None) if found is not None else None
    return found


def _number(text: str, default: int) -> int:
    found = re.fullmatch(r"([0-9]{1,6})(?:\.[0-9]*)?", text)
    return int(found[1]) if found else default


@dataclass
class _Reader:
    numbering: frozenset[str]

    def blocks(self, element: _Element) -> Iterator[Block]:
        """Read what stands in the body, a cell or a text box, in its order."""
        for child in element:
            name = _name(child)
            if name == "p":
                yield Paragraph(_text(child))
                for box in _boxes(child):
                    yield from self.blocks(box)
            elif name == "tbl":
                yield from self._table(child)
            elif name in _WRAPPERS:
                yield from self.blocks(child)

    def _table(self, element: _Element) -> Iterator[Table]:
        grid = _below(element, "tblGrid")
        widths = [_number(_value(column, "w"), 0) for column in grid] if grid is not None else []
        rows: list[tuple[Cell, ...]] = []
        inner: list[Table] = []
        above: dict[int, Cell] = {}
        for row in _rows(element):
            cells = self._row(row, widths, above, inner)
            above = {cell.left: cell for cell in cells}
            rows.append(cells)
        yield Table(tuple(rows))
        yield from inner

    def _row(self, row: _Element, widths: list[int], above: dict[int, Cell], inner: list[Table]) -> tuple[Cell, ...]:
        at = _number(_value(_below(row, "trPr", "gridBefore")), 0)
        cells: list[Cell] = []
        for element in _cells(row):
            span = max(1, _number(_value(_below(element, "tcPr", "gridSpan")), 1))
            left, right = _reach(widths, at), _reach(widths, at + span)
            at += span
            if _merge(element, "hMerge") == "continue" and cells:
                cells[-1] = replace(cells[-1], right=right)
                continue
            origin = above.get(left) if _merge(element, "vMerge") == "continue" else None
            if origin is not None:
                cells.append(Cell(left, right, origin.lines, merged=True, numbered=origin.numbered))
                continue
            blocks = list(self.blocks(element))
            inner += (block for block in blocks if isinstance(block, Table))
            lines = (line for block in blocks if isinstance(block, Paragraph) for line in block.text.split("\n"))
            cells.append(
                Cell(left, right, tuple(line for line in lines if line), numbered=self._is_numbered(element))
            )
        return tuple(cells)

    def _is_numbered(self, cell: _Element) -> bool:
        properties = _below(cell, "p", "pPr")
        if properties is None:
            return False
        number = _below(properties, "numPr", "numId")
        if number is not None:
            return _value(number) != "0"
        return _value(_below(properties, "pStyle")) in self.numbering


def _rows(table: _Element) -> Iterator[_Element]:
    for child in table:
        if _name(child) == "tr" and not (_below(child, "trPr", "del") is not None):
            yield child
        elif _name(child) in _WRAPPERS:
            yield from _rows(child)


def _cells(row: _Element) -> Iterator[_Element]:
    for child in row:
        if _name(child) == "tc":
            yield child
        elif _name(child) in _WRAPPERS:
            yield from _cells(child)


def _merge(cell: _Element, name: str) -> str:
    mark = _below(cell, "tcPr", name)
    return "" if mark is None else _value(mark) or "continue"


def _reach(widths: list[int], column: int) -> int:
    known = [width or _NO_WIDTH for width in widths[:column]]
    return sum(known) + _NO_WIDTH * (column - len(known))


def _boxes(paragraph: _Element) -> Iterator[_Element]:
    """Give the text boxes anchored in a paragraph; a drawing that is stored twice counts once."""
    for child in paragraph:
        if _name(child) == "txbxContent":
            yield child
        elif _name(child) not in _UNSEEN:
            yield from _boxes(child)


def _text(paragraph: _Element) -> str:
    text = "".join(_pieces(paragraph))
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n")).strip("\n")


def _pieces(element: _Element) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name in _UNSEEN or name == "txbxContent":
            continue
        if name == "r" and _is_hidden(child):
            continue
        if name == "t":
            yield child.text or ""
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "tab":
            yield " "
        elif name == "noBreakHyphen":
            yield "-"
        else:
            yield from _pieces(child)


def _is_hidden(run: _Element) -> bool:
    mark = _below(run, "rPr", "vanish")
    return mark is not None and _value(mark) not in ("0", "false", "off")

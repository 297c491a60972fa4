"""Comments on cells of the sender's sheets: the comments part, and the VML drawing that shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeline.office.comment_words import AUTHOR, HEAD_START, SEPARATOR
from pipeline.office.patching.cells import clean_text, display_width, position
from pipeline.office.patching.package import DECLARATION, MAIN, OFFICE, Package, UnpatchableError, main

if TYPE_CHECKING:
    from lxml.etree import _Element

_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SHAPE_ID: Final = re.compile(rb'_x0000_s(\d+)"')
_SHAPE: Final = re.compile(rb"<v:shape\b.*?</v:shape>", re.DOTALL)
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_AFTER_DRAWING: Final = frozenset(
    ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst")
)
"""What comes after ``legacyDrawing`` in a worksheet, by the order of the schema."""
_LONG_NOTE: Final = 400
"""Characters of a note from which its box is twice as wide, lest it reach over the edge of the screen."""
_NAMESPACES: Final = (
    'xmlns:v="urn:schemas-microsoft-com:vml"',
    'xmlns:o="urn:schemas-microsoft-com:office:office"',
    'xmlns:x="urn:schemas-microsoft-com:office:excel"',
)
# A program may declare the prefixes anywhere, or use others: what we add brings its own.
_BOX_TYPE: Final = (
    f'<v:shapetype {" ".join(_NAMESPACES)} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_VML_HEAD: Final = (
    f'<xml {" ".join(_NAMESPACES)}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" '
    f'data="{{block}}"/></o:shapelayout>{_BOX_TYPE}'
)


def add_comments(package: Package, sheet_part: str, sheet: _Element, notes: Mapping[str, str]) -> None:
    """Put a comment on each cell, after what the sender's own comment there says.

    A cell with a threaded comment keeps it as it is: what is added to its old-style twin would never be seen.
    """
    if not notes:
        return
    part = package.related(sheet_part, "comments")
    if not part or part not in package:
        part = package.free_name("xl/taizhangComments{}.xml")
        package.put(part, DECLARATION + _EMPTY.encode(), _COMMENTS_TYPE)
        package.relate(sheet_part, f"{OFFICE}/comments", part)
    root = package.edit(part)
    fresh = _write(root, notes)
    if fresh:
        _draw(package, sheet_part, sheet, fresh)


_EMPTY: Final = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'


def _write(root: _Element, notes: Mapping[str, str]) -> dict[str, str]:
    """Write the notes into the comments part; give those for which a box has to be drawn."""
    from lxml import etree

    authors, comments = root.find(main("authors")), root.find(main("commentList"))
    if authors is None or comments is None:
        raise UnpatchableError("comments")
    names = [author.text or "" for author in authors]
    existing = {comment.get("ref") or "": comment for comment in comments.findall(main("comment"))}
    fresh: dict[str, str] = {}
    for cell, note in notes.items():
        comment = existing.get(cell)
        if comment is None:
            if AUTHOR not in names:
                etree.SubElement(authors, main("author")).text = AUTHOR
                names.append(AUTHOR)
            comment = etree.SubElement(comments, main("comment"))
            comment.set("ref", cell)
            comment.set("authorId", str(names.index(AUTHOR)))
            text = etree.SubElement(comment, main("text"))
            text.append(_run(note))
            fresh[cell] = note
        else:
            found = comment.find(main("text"))
            number = int(comment.get("authorId") or 0)
            threaded = number < len(names) and names[number].startswith("tc=")
            if found is None or threaded:
                continue
            plain = found.find(main("t"))
            if plain is not None:  # text without runs: runs may not stand beside it
                found.remove(plain)
                found.insert(0, _run(plain.text or ""))
            found.append(_run(SEPARATOR + note))
    return fresh


def _run(text: str) -> _Element:
    from lxml import etree

    run = etree.Element(main("r"))
    properties = etree.SubElement(run, main("rPr"))
    for name, value in (("sz", "9"), ("rFont", "宋体"), ("charset", "134")):
        etree.SubElement(properties, main(name)).set("val", value)
    words = etree.SubElement(run, main("t"))
    words.set(_SPACE, "preserve")
    words.text = clean_text(text)
    return run


def _draw(package: Package, sheet_part: str, sheet: _Element, notes: Mapping[str, str]) -> None:
    """Add a hidden box for each note to the sheet's VML drawing."""
    part = ""
    legacy = sheet.find(main("legacyDrawing"))
    if legacy is not None:
        wanted = legacy.get(f"{{{OFFICE}}}id")
        part = next((r.target for r in package.relationships(sheet_part) if r.id == wanted), "")
        if not part or part not in package:
            raise UnpatchableError("legacyDrawing")
    if part:
        vml = package.read(part)
        first = max((int(n) for n in _SHAPE_ID.findall(vml)), default=1024) + 1
        close = vml.rfind(b"</xml>")
        if close < 0:
            raise UnpatchableError("vml")
        box_type = b"" if b'"_x0000_t202"' in vml else _BOX_TYPE.encode()
        package.put(part, vml[:close] + box_type + _shapes(notes, first) + vml[close:])
        return
    block = _free_block(package)
    part = package.free_name("xl/drawings/taizhangVml{}.vml")
    head = _VML_HEAD.format(block=block).encode()
    package.put(part, head + _shapes(notes, block * 1024 + 1) + b"</xml>")
    package.declare_extension("vml", _VML_TYPE)
    relation = package.relate(sheet_part, f"{OFFICE}/vmlDrawing", part)
    _insert_legacy_drawing(sheet, relation)


def draw_boxes_anew(package: Package, sheet_part: str, relation_id: str) -> None:
    """Replace a VML drawing of a sheet, given by its relationship's id, by one with the boxes of its comments alone.

    What else was drawn there goes; pictures of page headers go with it.
    """
    sheet = package.edit(sheet_part)
    for name in ("legacyDrawing", "legacyDrawingHF"):
        for element in sheet.findall(main(name)):
            if element.get(f"{{{OFFICE}}}id") == relation_id:
                sheet.remove(element)
    target = next((r.target for r in package.relationships(sheet_part) if r.id == relation_id), "")
    package.unrelate(sheet_part, relation_id)
    package.drop(target)
    part = package.related(sheet_part, "comments")
    if part in package and sheet.find(main("legacyDrawing")) is None:
        comments = package.tree(part).iter(main("comment"))
        notes = {c.get("ref") or "": "".join(t.text or "" for t in c.iter(main("t"))) for c in comments}
        if notes:
            _draw(package, sheet_part, sheet, notes)


def _free_block(package: Package) -> int:
    """Give a block of 1,024 shape numbers that no drawing of the workbook uses."""
    used = {0}
    for name in package.names():
        if name.casefold().endswith(".vml"):
            used.update(int(n) // 1024 for n in _SHAPE_ID.findall(package.read(name)))
    return max(used) + 1


def _shapes(notes: Mapping[str, str], first: int) -> bytes:
    shapes = []
    for number, (cell, note) in enumerate(notes.items(), first):
        place = position(cell)
        if place is not None:
            shapes.append(_shape(number, place[0] - 1, place[1] - 1, note))
    return "".join(shapes).encode()


def _shape(number: int, row: int, column: int, note: str) -> str:
    width = 240 if len(note) <= _LONG_NOTE else 480
    lines = sum(1 + display_width(line) * 240 // (44 * width) for line in note.split("\n"))
    height = max(60, 14 * lines + 12)
    style = (
        f"position:absolute;margin-left:80pt;margin-top:5pt;width:{width}pt;height:{height}pt;"
        f"z-index:{number % 1024};visibility:hidden"
    )
    return (
        f'<v:shape {" ".join(_NAMESPACES)} id="_x0000_s{number}" type="#_x0000_t202" style="{style}" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" '
        'obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
        f"<x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>"
        f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def _insert_legacy_drawing(sheet: _Element, relation: str) -> None:
    from lxml import etree

    element = etree.Element(main("legacyDrawing"))
    element.set(f"{{{OFFICE}}}id", relation)
    for index, child in enumerate(sheet):
        if str(child.tag).rpartition("}")[2] in _AFTER_DRAWING:
            sheet.insert(index, element)
            return
    sheet.append(element)


def remove_comments(package: Package, sheet_part: str, sheet: _Element) -> None:
    """Take our comments off a sheet that a program has saved anew; the sender's own stay."""
    part = package.related(sheet_part, "comments")
    if not part or part not in package:
        return
    root = package.edit(part)
    authors, comments = root.find(main("authors")), root.find(main("commentList"))
    if authors is None or comments is None:
        return
    names = [author.text or "" for author in authors]
    gone: set[tuple[int, int]] = set()
    for comment in comments.findall(main("comment")):
        number = int(comment.get("authorId") or 0)
        ours = number < len(names) and names[number] == AUTHOR
        if ours or "".join(t.text or "" for t in comment.iter(main("t"))).lstrip().startswith(HEAD_START):
            comments.remove(comment)
            gone.add(position(comment.get("ref") or "") or (0, 0))
        else:
            _cut(comment)
    if gone:
        _erase(package, sheet_part, sheet, gone)
    if not len(comments):
        for relation in package.relationships(sheet_part):
            if relation.target == part:
                package.unrelate(sheet_part, relation.id)
        package.drop(part)


def _cut(comment: _Element) -> None:
    """Cut our words off a comment of the sender's."""
    mark = SEPARATOR.strip()
    found = False
    for text in list(comment.iter(main("t"))):
        words = text.text or ""
        if found:
            text.text = ""
        elif mark in words:
            text.text = words[: words.index(mark)].rstrip("\n")
            found = True


def _erase(package: Package, sheet_part: str, sheet: _Element, cells: set[tuple[int, int]]) -> None:
    """Remove the boxes of comments that are gone."""
    legacy = sheet.find(main("legacyDrawing"))
    if legacy is None:
        return
    wanted = legacy.get(f"{{{OFFICE}}}id")
    relation = next((r for r in package.relationships(sheet_part) if r.id == wanted), None)
    if relation is None or relation.target not in package:
        return
    rows = {(str(r - 1).encode(), str(c - 1).encode()) for r, c in cells}

    def keep(found: re.Match[bytes]) -> bytes:
        row, column = _ROW.search(found[0]), _COLUMN.search(found[0])
        return b"" if row and column and (row[1], column[1]) in rows else found[0]

    vml = _SHAPE.sub(keep, package.read(relation.target))
    if b"<v:shape " in vml:
        package.put(relation.target, vml)
        return
    sheet.remove(legacy)
    package.unrelate(sheet_part, relation.id)
    package.drop(relation.target)


_ROW: Final = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>")
_COLUMN: Final = re.compile(rb"<x:Column>\s*(\d+)\s*</x:Column>")

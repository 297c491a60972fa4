"""VML drawings: the boxes of comments and the pictures of page headers may stay, nothing else does."""

from __future__ import annotations

from typing import Final

from pipeline.office.patching.package import UnpatchableError, parse_xml

_SHAPES: Final = frozenset(
    str.split(
        "xml shapelayout idmap idmap shapetype shape stroke path fill shadow lock textbox div font br span b i u "
        "formulas f ClientData MoveWithCells SizeWithCells Anchor AutoFill Row Column Visible Locked LockText "
        "TextHAlign TextVAlign DefaultSize Colored AutoLine imagedata"
    )
)
_REFERENCES: Final = frozenset(("href", "src", "althref", "pict", "movie", "oleid", "gfxdata", "master"))


def are_only_boxes(content: bytes) -> bool:
    """Say whether a VML drawing holds nothing but comments' boxes and pictures out of the workbook itself."""
    from lxml.etree import QName

    try:
        root = parse_xml(content)
    except UnpatchableError:
        return False
    for element in root.iter():
        if not isinstance(element.tag, str):
            return False
        name = QName(element).localname
        if name not in _SHAPES or (name == "ClientData" and element.get("ObjectType") != "Note"):
            return False
        for key in element.attrib:
            local = str(key).rpartition("}")[2].lower()
            if local in _REFERENCES or (local.startswith("on") and local != "on"):
                return False
    return True

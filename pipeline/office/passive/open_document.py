"""What acts in an .ods when it is opened. Nothing is taken out of such a file: it is only told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Final

from pipeline.office.passive.formulas import is_harmless_formula
from pipeline.office.passive.taken import Active, Taken

_ELEMENTS: Final = (
    (Active.MACROS, rb"event-listener|library-embedded|library-linked|script(?=\s[^>]*language)"),
    (Active.CONTROLS, rb"form(?=\s)|control(?=\s)|button(?=\s)"),
    (Active.LINKS, rb"dde-source|dde-link|dde-connection(?:-decl)?|table-source|cell-range-source"),
    (Active.QUERIES, rb"database-source-(?:sql|query|table)|connection-resource|source-service"),
    (Active.OBJECTS, rb"plugin|applet|floating-frame|object-ole|object(?=\s)"),
)
_FOUND: Final = tuple((kind, re.compile(rb"<(?:[\w.-]+:)?(?:" + names + rb")\b")) for kind, names in _ELEMENTS)
_LINK: Final = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)\s[^>]*?\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_FORMULA: Final = re.compile(rb":formula\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_WITHIN: Final = ("#", "Pictures/", "./", "Object")
_REFERENCE: Final = re.compile(r"\[\s*(?:\$?'(?:[^'\[\]#]|'')*'|\$?[^\[\]'#]*?)?\.[$A-Z0-9:.]*\]")
"""A reference to cells of the document itself: [.A1], [.A1:.B2], ['Sheet'.A1]."""
_PREFIX: Final = re.compile(r"^(?:of:|oooc:|msoxl:)?=")
_OF_OTHERS: Final = re.compile(r"\b(?:COM\.MICROSOFT|ORG\.OPENOFFICE|ORG\.LIBREOFFICE)\.")


def acting_in(parts: Mapping[str, bytes]) -> Taken:
    """Find what acts in the parts of a document."""
    taken = Taken()
    for name, content in parts.items():
        if name.startswith(("Basic/", "Scripts/")):
            taken.note(Active.MACROS)
        elif name.rpartition("/")[2] in ("content.xml", "styles.xml"):
            _look_into(content, taken)
    return taken


def _look_into(content: bytes, taken: Taken) -> None:
    for kind, pattern in _FOUND:
        if pattern.search(content):
            taken.note(kind)
    for element, *hrefs in _LINK.findall(content):
        target = unescape(b"".join(hrefs).decode("utf-8", "replace")).strip()
        if target and not target.startswith(_WITHIN):
            taken.note(Active.PICTURES if element in (b"image", b"fill-image") else Active.HYPERLINKS)
    for values in _FORMULA.findall(content):
        formula = _PREFIX.sub("", unescape(b"".join(values).decode("utf-8", "replace")))
        if not is_harmless_formula(_OF_OTHERS.sub("", _REFERENCE.sub("R", formula))):
            taken.note(Active.FORMULAS)

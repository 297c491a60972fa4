"""Drawings on a sheet: a shape that needs what was taken out goes as a whole, its macro alone goes from it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from pipeline.office.passive.formulas import is_harmless_formula
from pipeline.office.passive.taken import Active, Taken
from pipeline.office.patching.package import OFFICE, Package

if TYPE_CHECKING:
    from lxml.etree import _Element

_TIE: Final = f"{{{OFFICE}}}"
_LINKS: Final = frozenset(("hlinkClick", "hlinkHover", "hlinkMouseOver"))
_CONTROLS: Final = frozenset(("compatExt", "oleObj", "control"))


def clean_drawing(package: Package, part: str, cut: Collection[str], taken: Taken) -> None:
    """Take out of a drawing what refers to relationships that were ``cut``, and what runs a macro."""
    from lxml.etree import QName

    root = package.edit(part)
    for element in list(root.iter("{*}*")):
        name = QName(element).localname
        if name in _CONTROLS:
            taken.note(Active.CONTROLS)
            _drop_shape(root, element)
        elif cut and any(str(k).startswith(_TIE) and str(v) in cut for k, v in element.attrib.items()):
            parent = element.getparent()
            if name in _LINKS and parent is not None:
                parent.remove(element)
            else:
                _drop_shape(root, element)
        elif name in _LINKS and _leads_out(element):
            taken.note(Active.HYPERLINKS)
            element.getparent().remove(element)  # type: ignore[union-attr]
        if (element.get("macro") or "").strip():
            taken.note(Active.CONTROLS)
            element.set("macro", "")
        link = element.get("textlink") or ""
        if link and not is_harmless_formula(link):
            taken.note(Active.LINKS)
            element.set("textlink", "")


def _leads_out(link: _Element) -> bool:
    """Say whether a link has an action of its own (a macro, a program), which needs no relationship."""
    return bool(link.get("action") or link.get("invalidUrl"))


def _drop_shape(root: _Element, element: _Element) -> None:
    """Remove the top-level part of a drawing that holds an element."""
    top = element
    while (parent := top.getparent()) is not None and parent is not root:
        top = parent
    if top.getparent() is root:
        root.remove(top)

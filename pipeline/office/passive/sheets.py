"""Worksheets and the workbook part: references to what was cut, and formulas that reach out of the workbook."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from pipeline.office.passive.formulas import is_harmless_formula
from pipeline.office.passive.taken import Active, Taken
from pipeline.office.patching.package import OFFICE, Package, main

if TYPE_CHECKING:
    from lxml.etree import _Element

_TIE: Final = f"{{{OFFICE}}}"
_NEEDS_A_LOOK: Final = re.compile(
    rb"[<:](?:f|oleObjects?|controls?|webPublish\w*|AlternateContent|extLst|hyperlink|formula\d?)[\s>/]|:\w+\s*=|<!"
)
_ACTING: Final = {
    "oleObjects": Active.OBJECTS,
    "oleObject": Active.OBJECTS,
    "controls": Active.CONTROLS,
    "control": Active.CONTROLS,
    "webPublishItems": Active.QUERIES,
    "webPublishing": Active.QUERIES,
    "webPublishObjects": Active.QUERIES,
    "externalReferences": Active.LINKS,
    "functionGroups": Active.MACROS,
    "ddeLink": Active.LINKS,
}
_RULES: Final = {"formula": "cfRule", "formula1": "dataValidation", "formula2": "dataValidation"}
_AUTOMATIC: Final = re.compile(r"^(?:_xlnm\.)?auto_?(?:open|close|activate|deactivate|exec)", re.IGNORECASE)
_RUNS: Final = ("function", "vbProcedure", "xlm", "functionGroupId")


def clean_names(root: _Element, taken: Taken) -> frozenset[str]:
    """Remove the names that run or reach out; give them in lower case."""
    names = root.find(main("definedNames"))
    gone: set[str] = set()
    for name in list(names) if names is not None else ():
        called, text = name.get("name") or "", "".join(str(t) for t in name.itertext())
        runs = _AUTOMATIC.match(called) or any(name.get(key) not in (None, "0", "false") for key in _RUNS)
        if runs or not is_harmless_formula(text):
            taken.note(Active.MACROS if runs else Active.NAMES, called if runs else "")
            gone.add(called.casefold())
            remove(name)
    return frozenset(gone)


def clean_references(root: _Element, cut: Collection[str], taken: Taken) -> None:
    """Remove the elements that need a relationship that was cut, and those that act whatever they need."""
    for name, acting in _ACTING.items():
        for element in list(root.iter(f"{{*}}{name}")):
            taken.note(acting)
            remove(element)
    for element in list(root.iter("{*}*")) if cut else ():
        if any(str(k).startswith(_TIE) and str(v) in cut for k, v in element.attrib.items()):
            remove(element)


def clean_sheet(
    package: Package, part: str, sheet: str, cut: Collection[str], gone: frozenset[str], taken: Taken
) -> bool:
    """Clean one worksheet part; say whether formulas of cells were replaced by their values."""
    if not cut and not _NEEDS_A_LOOK.search(package.read(part)):
        return False
    root = package.tree(part)
    before = len(taken.places), sum(map(len, taken.places.values()))
    _clean_links(root, sheet, cut, taken)
    clean_references(root, cut, taken)
    calculated = _clean_cells(root, sheet, gone, taken)
    _clean_rules(root, gone, taken)
    if calculated or cut or before != (len(taken.places), sum(map(len, taken.places.values()))):
        package.edit(part)
    return calculated


def _clean_links(root: _Element, sheet: str, cut: Collection[str], taken: Taken) -> None:
    for link in list(root.iter(main("hyperlink"))):
        if link.get(f"{{{OFFICE}}}id") in cut or not is_harmless_formula(link.get("location") or ""):
            taken.note(Active.HYPERLINKS, f"“{sheet}”{link.get('ref') or ''}")
            remove(link)


def _clean_cells(root: _Element, sheet: str, gone: frozenset[str], taken: Taken) -> bool:
    """Let the value stand alone in each cell whose formula does more than compute."""
    formulas = [(cell, f) for cell in root.iter(main("c")) if (f := cell.find(main("f"))) is not None]
    bad = [not is_harmless_formula(f.text or "", gone) or f.get("t") == "dataTable" for _, f in formulas]
    shared = {f.get("si") for (_, f), is_bad in zip(formulas, bad, strict=True) if is_bad and f.get("si")}
    found = False
    for (cell, f), is_bad in zip(formulas, bad, strict=True):
        if is_bad or (f.get("si") and f.get("si") in shared):
            cell.remove(f)
            cell.attrib.pop("cm", "")
            taken.note(Active.FORMULAS, f"“{sheet}”{cell.get('r') or ''}")
            found = True
    return found


def _clean_rules(root: _Element, gone: frozenset[str], taken: Taken) -> None:
    """Remove the conditional formats, validations and extensions whose formulas do more than compute."""
    from lxml.etree import QName

    for element in list(root.iter("{*}formula", "{*}formula1", "{*}formula2", "{*}f")):
        name = QName(element).localname
        if element.tag == main("f") or is_harmless_formula("".join(str(t) for t in element.itertext()), gone):
            continue
        holder = next(element.iterancestors(f"{{*}}{_RULES.get(name, 'ext')}", "{*}ext"), None)
        taken.note(Active.FORMULAS)
        remove(holder if holder is not None else element)


def remove(element: _Element) -> None:
    """Remove an element, and the lists around it that hold nothing any more; lists that count are counted anew."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if len(parent) == 0 and parent.getparent() is not None:
        remove(parent)
    elif parent.get("count") is not None:
        parent.set("count", str(len(parent)))

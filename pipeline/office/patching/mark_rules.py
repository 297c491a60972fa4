"""Marks on cells that a conditional format of the sender's would paint over.

The template colours what is still blank, and a conditional format always hides a cell's own fill. A marked cell in
the range of one gets a rule of ours that goes before all others and is known again by its formula.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from pipeline.office.patching.cells import position
from pipeline.office.patching.package import main
from pipeline.office.patching.stylesheet import StyleSheet

if TYPE_CHECKING:
    from lxml.etree import _Element

_SIGN: Final = "校验标记"
_FORMULA: Final = f'N("{_SIGN}")=0'
"""Always true."""
_FORMATTING: Final = main("conditionalFormatting")
_RULE: Final = main("cfRule")


def outrank(root: _Element, fills: Mapping[str, str], styles: StyleSheet) -> None:
    """Let the fills of marked cells, given by their address, show where a conditional format reaches over them."""
    theirs = list(root.iter(_FORMATTING))
    areas = [area for formatting in theirs for area in _areas(formatting)]
    hidden: dict[str, list[str]] = defaultdict(list)
    for cell, colour in fills.items():
        place = position(cell)
        if place and any(t <= place[0] <= b and left <= place[1] <= right for t, left, b, right in areas):
            hidden[colour].append(cell)
    if not hidden:
        return
    for rule in (rule for formatting in theirs for rule in formatting.iter(_RULE)):
        rule.set("priority", str(int(rule.get("priority") or 1) + len(hidden)))
    for priority, (colour, cells) in enumerate(hidden.items(), 1):
        theirs[0].addprevious(_our_rule(cells, priority, styles.paint(colour)))


def remove_rules(root: _Element) -> None:
    """Take our rules off a sheet again."""
    for formatting in list(root.iter(_FORMATTING)):
        for rule in list(formatting.iter(_RULE)):
            if any(_SIGN in (formula.text or "") for formula in rule.iter(main("formula"))):
                formatting.remove(rule)
        parent = formatting.getparent()
        if parent is not None and formatting.find(_RULE) is None:
            parent.remove(formatting)


def _our_rule(cells: list[str], priority: int, paint: int) -> _Element:
    from lxml import etree

    formatting = etree.Element(_FORMATTING, sqref=" ".join(cells))
    rule = etree.SubElement(formatting, _RULE, type="expression", dxfId=str(paint), priority=str(priority))
    rule.set("stopIfTrue", "1")
    etree.SubElement(rule, main("formula")).text = _FORMULA
    return formatting


def _areas(formatting: _Element) -> Iterator[tuple[int, int, int, int]]:
    for part in (formatting.get("sqref") or "").split():
        first, _, last = part.partition(":")
        one, other = position(first), position(last or first)
        if one and other:
            yield (*one, *other)

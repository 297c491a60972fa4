"""The sender's styles part: clones of cell styles with another fill, and the styles of our own sheets."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.office.patching.package import MAIN, OFFICE, Package, UnpatchableError, main
from pipeline.office.style import BODY_FONT, BODY_SIZE

if TYPE_CHECKING:
    from lxml.etree import _Element

ERROR_FILL: Final = "FFF9CFC4"
WARNING_FILL: Final = "FFFFEAA6"
MARK_FILLS: Final = frozenset({ERROR_FILL, WARNING_FILL})
"""The colours of marked cells. Nobody picks just these, so that a mark is known again after the file was saved."""

_STYLES_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_LONGEST: Final = 60_000
"""Excel allows 64,000 cell styles in a workbook."""
_TEXT_FORMAT: Final = "49"
BARE_STYLES: Final = "".join(
    (
        f'<styleSheet xmlns="{MAIN}">',
        '<fonts count="1"><font><sz val="11"/><name val="宋体"/><charset val="134"/></font></fonts>',
        '<fills count="2"><fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill></fills>',
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>',
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """How a cell of our own sheets looks. Cells hold text, and stay text when they are edited.

    Styles are the few of ``palette``, told apart by identity: thousands of cells look theirs up.
    """

    font: str = BODY_FONT
    size: float = BODY_SIZE
    bold: bool = False
    colour: str = "FF000000"
    underline: bool = False
    fill: str = ""
    border: bool = False
    centre: bool = False
    middle: bool = True


class StyleSheet:
    """The styles part of one workbook, to which styles are added and never changed."""

    def __init__(self, package: Package, workbook: str) -> None:
        """Take the workbook's styles part; one is added where it has none."""
        part = package.related(workbook, "styles")
        if not part or part not in package:
            part = "xl/styles.xml"
            if part in package:  # unrelated, and yet some programs would read it
                raise UnpatchableError("styles")
            package.put(part, BARE_STYLES.encode(), _STYLES_TYPE)
            package.relate(workbook, f"{OFFICE}/styles", part)
        self._root = package.edit(part)
        self._cells = self._list("cellXfs")
        self._made: dict[object, int] = {}

    def _list(self, name: str) -> _Element:
        found = self._root.find(main(name))
        if found is None:
            raise UnpatchableError(name)
        return found

    def _add(self, parent: _Element, element: _Element) -> int:
        parent.append(element)
        parent.set("count", str(len(parent)))
        if len(parent) > _LONGEST:
            raise UnpatchableError("styles")
        return len(parent) - 1

    def _once(self, key: object, make: Callable[[], int]) -> int:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def filled(self, style: int, colour: str) -> int:
        """Give the style that looks like ``style`` (0-based index) but for its fill."""
        return self._once((style, colour), lambda: self._clone(style, colour))

    def _clone(self, style: int, colour: str) -> int:
        cells = self._cells.findall(main("xf"))
        if not cells:
            raise UnpatchableError("cellXfs")
        source = cells[style] if 0 <= style < len(cells) else cells[0]
        clone = deepcopy(source)
        clone.set("fillId", str(self._fill(colour)))
        clone.set("applyFill", "1")
        return self._add(self._cells, clone)

    def _fill(self, colour: str) -> int:
        return self._once(
            ("fill", colour),
            lambda: self._add_xml(
                "fills",
                f'<fill xmlns="{MAIN}"><patternFill patternType="solid"><fgColor rgb="{colour}"/>'
                f'<bgColor indexed="64"/></patternFill></fill>',
            ),
        )

    def _add_xml(self, name: str, xml: str) -> int:
        from lxml import etree

        return self._add(self._list(name), etree.fromstring(xml))

    def own(self, style: Style) -> int:
        """Give the index of a style of our own sheets."""
        return self._once(style, lambda: self._make(style))

    def _make(self, style: Style) -> int:
        font = self._once(
            ("font", style.font, style.size, style.bold, style.colour, style.underline),
            lambda: self._add_xml("fonts", _font_xml(style)),
        )
        fill = self._fill(style.fill) if style.fill else 0
        border = self._once(("border",), lambda: self._add_xml("borders", _BORDER)) if style.border else 0
        horizontal = "center" if style.centre else "left"
        vertical = "center" if style.middle else "top"
        return self._add_xml(
            "cellXfs",
            f'<xf xmlns="{MAIN}" numFmtId="{_TEXT_FORMAT}" fontId="{font}" fillId="{fill}" borderId="{border}" '
            f'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment horizontal="{horizontal}" vertical="{vertical}" wrapText="1"/></xf>',
        )

    def paint(self, colour: str) -> int:
        """Give the format by which a rule fills a cell with a colour."""
        return self._once(("paint", colour), lambda: self._add_paint(colour))

    def _add_paint(self, colour: str) -> int:
        from lxml import etree

        formats = self._root.find(main("dxfs"))
        if formats is None:
            formats = etree.Element(main("dxfs"))
            before = next(self._list(n) for n in ("cellStyles", "cellXfs") if self._root.find(main(n)) is not None)
            before.addnext(formats)
        xml = f'<dxf xmlns="{MAIN}"><fill><patternFill><bgColor rgb="{colour}"/></patternFill></fill></dxf>'
        return self._add(formats, etree.fromstring(xml))

    def mark_styles(self) -> dict[int, int]:
        """Give the styles whose fill is one of our marks, each with a style that is the same without a fill."""
        fills = self._list("fills").findall(main("fill"))
        marked = {str(i) for i, fill in enumerate(fills) if _is_mark(fill)}
        plain: dict[int, int] = {}
        for index, cell in enumerate(list(self._cells)):
            if cell.get("fillId") in marked:
                clone = deepcopy(cell)
                clone.set("fillId", "0")
                plain[index] = self._add(self._cells, clone)
        return plain


def _is_mark(fill: _Element) -> bool:
    colour = fill.find(f"{main('patternFill')}/{main('fgColor')}")
    return colour is not None and (colour.get("rgb") or "").upper() in MARK_FILLS


def _font_xml(style: Style) -> str:
    bold = "<b/>" if style.bold else ""
    underline = "<u/>" if style.underline else ""
    return (
        f'<font xmlns="{MAIN}">{bold}{underline}<sz val="{style.size:g}"/><color rgb="{style.colour}"/>'
        f'<name val="{style.font}"/><charset val="134"/></font>'
    )


_BORDER: Final = (
    f'<border xmlns="{MAIN}">'
    + "".join(f'<{side} style="thin"><color rgb="FF7F7F7F"/></{side}>' for side in ("left", "right", "top", "bottom"))
    + "<diagonal/></border>"
)

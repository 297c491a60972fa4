"""Marks on one of the sender's sheets: a cell gets another fill, and nothing else of it changes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.model.cells import address
from pipeline.office.patching.cells import position
from pipeline.office.patching.package import main
from pipeline.office.patching.stylesheet import StyleSheet

if TYPE_CHECKING:
    from lxml.etree import _Element


class MarkedSheet:
    """The rows and cells of a worksheet part, by their numbers."""

    def __init__(self, root: _Element) -> None:
        """Take the worksheet; one without rows gets them as they are marked."""
        self._root = root
        data = root.find(main("sheetData"))
        self._data = data if data is not None else _empty_data(root)
        self._rows: dict[int, _Element] = {}
        number = 0
        for row in self._data.findall(main("row")):
            number = int(row.get("r") or number + 1)
            self._rows[number] = row
        self._merges = [
            corners
            for merge in root.iterfind(f"{main('mergeCells')}/{main('mergeCell')}")
            if (corners := _corners(merge.get("ref") or ""))
        ]

    def anchor(self, cell: str) -> str:
        """Give the cell that shows: the top left one of the merged area that holds the cell."""
        place = position(cell)
        if place is None:
            return ""
        for top, left, bottom, right in self._merges:
            if top <= place[0] <= bottom and left <= place[1] <= right:
                return address(top, left)
        return cell

    def colour(self, marks: Mapping[str, str], styles: StyleSheet) -> None:
        """Fill cells, given by their address, with colours (ARGB)."""
        for cell, colour in marks.items():
            place = position(cell)
            if place is not None:
                element = self._cell(*place)
                element.set("s", str(styles.filled(int(element.get("s") or 0), colour)))

    def _cell(self, row_number: int, column: int) -> _Element:
        from lxml import etree

        row = self._row(row_number)
        columns: list[int] = []
        at = 0
        for cell in row.findall(main("c")):
            place = position(cell.get("r") or "")
            at = place[1] if place else at + 1
            if at == column:
                cell.set("r", address(row_number, column))
                return cell
            if place is None:
                cell.set("r", address(row_number, at))
            columns.append(at)
        cell = etree.Element(main("c"))
        cell.set("r", address(row_number, column))
        cell.set("s", self._default_style(row, column))
        row.insert(bisect_left(columns, column), cell)
        row.attrib.pop("spans", "")  # it would say that the row ends before the new cell
        return cell

    def _row(self, number: int) -> _Element:
        from lxml import etree

        if number not in self._rows:
            for known, row in self._rows.items():
                row.set("r", str(known))
            row = etree.Element(main("row"))
            row.set("r", str(number))
            self._data.insert(bisect_left(sorted(self._rows), number), row)
            self._rows[number] = row
        return self._rows[number]

    def _default_style(self, row: _Element, column: int) -> str:
        """Give the style that a cell takes from its row or column where the file holds no cell."""
        if row.get("customFormat") in ("1", "true") and row.get("s"):
            return row.get("s") or "0"
        for definition in self._root.iterfind(f"{main('cols')}/{main('col')}"):
            first, last = int(definition.get("min") or 0), int(definition.get("max") or 0)
            if first <= column <= last:
                return definition.get("style") or "0"
        return "0"

    def restyle(self, plain: Mapping[int, int]) -> None:
        """Give every cell with one of these styles the other one."""
        for cell in self._data.iter(main("c")):
            style = int(cell.get("s") or 0)
            if style in plain:
                cell.set("s", str(plain[style]))


def _corners(area: str) -> tuple[int, int, int, int] | None:
    first, _, last = area.partition(":")
    one, other = position(first), position(last or first)
    return (*one, *other) if one and other else None


def _empty_data(root: _Element) -> _Element:
    from lxml import etree

    return etree.SubElement(root, main("sheetData"))

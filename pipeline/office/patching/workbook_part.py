"""The workbook part: its sheets in order, and what counts them by position (names, the sheet that shows)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pipeline.office.patching.package import OFFICE, Package, UnpatchableError, main

_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_WORKSHEETS: Final = frozenset({"worksheet"})
ALL_SHEETS: Final = frozenset({"worksheet", "chartsheet", "dialogsheet"})
_WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACROS: Final = frozenset({"vbaProject", "wordVbaData", "attachedToolbars"})
_RELATION_ID: Final = f"{{{OFFICE}}}id"
_AFTER_NAMES: Final = frozenset(
    (
        "calcPr",
        "oleSize",
        "customWorkbookViews",
        "pivotCaches",
        "smartTagPr",
        "smartTagTypes",
        "webPublishing",
        "fileRecoveryPr",
        "webPublishObjects",
        "extLst",
    )
)
"""What comes after ``definedNames`` in a workbook, by the order of the schema."""
_LONGEST_NAME: Final = 31
_Move = Callable[[int], int | None]
"""Where a sheet at a 0-based position is now; None for one that is gone."""


class WorkbookPart:
    """The workbook part of a package."""

    def __init__(self, package: Package) -> None:
        """Find the workbook part; raises UnpatchableError where there is none that is built as usual."""
        self.package = package
        part = package.related("", "officeDocument")
        if not part or part not in package:
            raise UnpatchableError("workbook")
        self.part = part
        self._root = package.edit(part)
        sheets = self._root.find(main("sheets"))
        if self._root.tag != main("workbook") or sheets is None:
            raise UnpatchableError("workbook")  # Strict OOXML has a namespace of its own
        self._sheets = sheets

    def become_plain(self) -> bool:
        """Make a workbook with macros, or a template, an ordinary .xlsx; say whether it was something else.

        Receipts are named .xlsx, and Excel opens no other kind of workbook under that name.
        """
        if self.package.content_type(self.part) == _WORKBOOK_TYPE:
            return False
        self.package.set_content_type(self.part, _WORKBOOK_TYPE)
        for relation in self.package.relationships(self.part):
            if relation.kind in _MACROS:
                self.package.unrelate(self.part, relation.id)
                self.package.drop(relation.target)
        return True

    def sheet_parts(self, kinds: frozenset[str] = _WORKSHEETS) -> dict[str, str]:
        """Give the part of each worksheet (or of sheets of other kinds) by the sheet's name, in order."""
        relations = {r.id: r for r in self.package.relationships(self.part)}
        parts: dict[str, str] = {}
        for sheet in self._sheets.findall(main("sheet")):
            relation = relations.get(sheet.get(_RELATION_ID) or "")
            if relation is not None and relation.kind in kinds and relation.target in self.package:
                parts[sheet.get("name") or ""] = relation.target
        return parts

    def free_sheet_name(self, name: str) -> str:
        """Give the name, or the name with a number where the workbook has such a sheet."""
        taken = {(sheet.get("name") or "").casefold() for sheet in self._sheets}
        candidate, number = name, 2
        while candidate.casefold() in taken:
            candidate = f"{name}{number}"[:_LONGEST_NAME]
            number += 1
        return candidate

    def insert_front(self, sheets: Mapping[str, bytes], names: Mapping[str, Mapping[str, str]]) -> None:
        """Put worksheets in front of all others and show the first; ``names`` are their defined names."""
        from lxml import etree

        count = len(sheets)
        known = [int(s.get("sheetId") or 0) for s in self._sheets]
        for index, (name, content) in enumerate(sheets.items()):
            part = self.package.free_name("xl/worksheets/taizhang{}.xml")
            self.package.put(part, content, _SHEET_TYPE)
            relation = self.package.relate(self.part, f"{OFFICE}/worksheet", part)
            sheet = etree.Element(main("sheet"))
            sheet.set("name", name)
            sheet.set("sheetId", str(max(known, default=0) + index + 1))
            sheet.set(_RELATION_ID, relation)
            self._sheets.insert(index, sheet)
        self._shift(lambda position: position + count)
        self._add_names([(i, n, ref) for i, sheet in enumerate(sheets) for n, ref in names.get(sheet, {}).items()])
        self._show_first()

    def remove(self, names: frozenset[str]) -> None:
        """Remove worksheets with all that hangs on them alone."""
        relations = {r.id: r for r in self.package.relationships(self.part)}
        gone: list[int] = []
        for index, sheet in enumerate(self._sheets.findall(main("sheet"))):
            if (sheet.get("name") or "") not in names:
                continue
            relation = relations.get(sheet.get(_RELATION_ID) or "")
            gone.append(index)
            self._sheets.remove(sheet)
            if relation is not None and relation.target in self.package:
                for own in self.package.relationships(relation.target):
                    if own.kind in ("comments", "vmlDrawing", "printerSettings", "drawing") and not own.external:
                        self.package.drop(own.target)
                self.package.unrelate(self.part, relation.id)
                self.package.drop(relation.target)
        self._shift(lambda position: None if position in gone else position - sum(g < position for g in gone))

    def _shift(self, moved: _Move) -> None:
        """Tell all that counts sheets by position where they are now; names of sheets that are gone go too."""
        names = self._root.find(main("definedNames"))
        for name in list(names) if names is not None else ():
            local = name.get("localSheetId")
            if local is None:
                continue
            position = moved(int(local))
            if position is None:
                assert names is not None
                names.remove(name)
            else:
                name.set("localSheetId", str(position))
        if names is not None and not len(names):
            self._root.remove(names)
        for view in self._root.iterfind(f"{main('bookViews')}/{main('workbookView')}"):
            for key in ("activeTab", "firstSheet"):
                position = moved(int(view.get(key) or 0))
                if view.get(key) is not None:
                    view.set(key, str(position or 0))

    def _add_names(self, names: list[tuple[int, str, str]]) -> None:
        from lxml import etree

        parent = self._root.find(main("definedNames"))
        if parent is None and names:
            parent = etree.Element(main("definedNames"))
            after = [
                i
                for i, c in enumerate(self._root)
                if isinstance(c.tag, str) and etree.QName(c).localname in _AFTER_NAMES
            ]
            self._root.insert(after[0] if after else len(self._root), parent)
        for index, name, reference in names:
            assert parent is not None
            element = etree.SubElement(parent, main("definedName"))
            element.set("name", name)
            element.set("localSheetId", str(index))
            element.text = reference

    def _show_first(self) -> None:
        """Open on the first sheet, and on it alone: sheets that are selected together are typed into together."""
        for view in self._root.iterfind(f"{main('bookViews')}/{main('workbookView')}"):
            view.set("activeTab", "0")
            if view.get("firstSheet") is not None:
                view.set("firstSheet", "0")

"""The parts of an xlsx: which sheet is which part, its facts, the stamp, and what the sender should know."""

from __future__ import annotations

import posixpath
import re
from datetime import datetime
from typing import Final

from pipeline.model import ReadingNote
from pipeline.model.stamp import SEAL
from pipeline.office.beside_cells import beside_cells
from pipeline.office.failures import UnreadableError
from pipeline.office.passive.passive import passive_copy
from pipeline.office.passive.taken import Active
from pipeline.office.patching.package import UnpatchableError
from pipeline.office.saved_at import read_saved_at
from pipeline.office.sheet_xml import sheet_facts
from pipeline.office.sheets import PICTURES, Beside, SheetFacts
from pipeline.office.stamp import read_properties, sealed_in
from pipeline.office.xml_scan import Attributes, elements, scan

_STRING_TABLE: Final = re.compile(rb"<(?:\w+:)?sst\b([^>]*)>")
_COUNT: Final = re.compile(rb'[cC]ount\s*=\s*["\'](\d+)["\']')
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_OFFICE_DOCUMENT: Final = "/officeDocument"
_PLAIN_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
"""What a workbook without macros that is no template says it is; no other kind opens under the name .xlsx."""


class OoxmlFacts:
    """Facts of an xlsx by sheet name, read from its inflated parts."""

    def __init__(self, parts: dict[str, bytes], data: bytes) -> None:
        """Take the parts, and the whole that they were inflated from.

        Raises UnreadableError where the workbook's own description of itself does not hold.
        """
        self._parts = parts
        self.notes: list[ReadingNote] = []
        workbook = self._main = self._workbook_part()
        self._check_counts()
        targets = self._relations(workbook)
        self.paths: dict[str, str] = {}
        for name, attributes in elements(parts[workbook], "sheet", "workbookPr"):
            if name == "sheet":
                relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
                kind, path = targets.get(relation, ("", ""))
                if kind.endswith("Macrosheet"):
                    raise UnreadableError("macro_sheet")
                if kind.endswith("/worksheet"):
                    self.paths[attributes.get("name", "")] = path
        if any(name.startswith("xl/media/") for name in parts):
            self.notes.append(PICTURES)
        self.plain = self._is_plain(workbook)
        try:
            self.acting = passive_copy(data)[1]
        except UnpatchableError:
            # Whatever it holds, nobody is given it: its receipt is made afresh, from what was read.
            self.acting = Active.OTHERS.value

    def _workbook_part(self) -> str:
        relations = self._parts.get("_rels/.rels", b"")
        if relations:
            for _, attributes in elements(relations, "Relationship"):
                target = attributes.get("Target", "").lstrip("/")
                if attributes.get("Type", "").endswith(_OFFICE_DOCUMENT) and target in self._parts:
                    return target
        if "xl/workbook.xml" in self._parts:
            return "xl/workbook.xml"
        raise UnreadableError("damaged")

    def _relations(self, workbook: str) -> dict[str, tuple[str, str]]:
        """Give the type and the part of each relation of the workbook."""
        folder, name = posixpath.split(workbook)
        content = self._parts.get(f"{folder}/_rels/{name}.rels", b"")
        targets: dict[str, tuple[str, str]] = {}
        for _, attributes in elements(content, "Relationship") if content else ():
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            targets[attributes.get("Id", "")] = (attributes.get("Type", ""), path)
        return targets

    def _check_counts(self) -> None:
        """Refuse a string table that claims more strings than it has bytes: calamine reserves room for them."""
        for path, content in self._parts.items():
            if path.casefold().endswith("sharedstrings.xml"):
                table = _STRING_TABLE.search(content)
                if table and any(int(n) > len(content) for n in _COUNT.findall(table[1])):
                    raise UnreadableError("counts")
                if _CONTROL.search(content):
                    raise UnreadableError("control_characters")

    def _is_plain(self, workbook: str) -> bool:
        types = self._parts.get("[Content_Types].xml", b"")
        told = {a.get("PartName", ""): a.get("ContentType", "") for _, a in elements(types, "Override")}
        return told.get(f"/{workbook}") == _PLAIN_TYPE

    def sheet(self, index: int, name: str) -> SheetFacts:  # noqa: ARG002 (the name is the key here)
        """Read the facts of one sheet; raises UnreadableError where its part is absent or broken."""
        content = self._parts.get(self.paths.get(name, ""))
        if not content:
            raise UnreadableError("damaged")
        return sheet_facts(content)

    def beside(self, name: str) -> tuple[Beside, ...]:
        """List what stands on a sheet beside its cells: comments, text boxes, page headers."""
        return beside_cells(self._parts, self.paths.get(name, ""))

    def blank_strings(self) -> set[int]:
        """Give the indices of the shared strings that hold no character; only looked up on a mismatch."""
        content = next((c for p, c in self._parts.items() if p.casefold().endswith("sharedstrings.xml")), b"")
        if not content:
            return set()
        blank: set[int] = set()
        index = -1
        holds = phonetic = False

        def start(name: str, _: Attributes) -> None:
            nonlocal index, holds, phonetic
            if name == "si":
                index += 1
                holds = False
            elif name == "rPh":
                phonetic = True

        def end(name: str) -> None:
            nonlocal phonetic
            if name == "rPh":
                phonetic = False
            elif name == "si" and not holds:
                blank.add(index)

        def text(data: str) -> None:
            nonlocal holds
            holds = holds or (bool(data) and not phonetic)

        scan(content, start, end, text)
        return blank

    def stamp(self) -> dict[str, str]:
        """Read what our own workbooks are stamped with: the custom properties, and where else the seal may be."""
        content = self._parts.get("docProps/custom.xml", b"")
        found = read_properties(content, "property", "name") if content else {}
        elsewhere = (self._parts.get("docProps/core.xml", b""), self._parts.get(self._main, b""))
        return found if SEAL in found else found | sealed_in(*elsewhere)

    def saved_at(self) -> datetime | None:
        """Say when the workbook was last saved, as far as it tells."""
        content = self._parts.get("docProps/core.xml", b"")
        return read_saved_at(content, "modified", "created") if content else None

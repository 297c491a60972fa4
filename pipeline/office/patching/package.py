"""A workbook file as its parts (OPC): content types, relationships, and XML parts that are changed in place."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.office.patching.zip_members import BrokenContainerError, Member, deflated, read_members, write_members

if TYPE_CHECKING:
    from lxml.etree import _Element

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
TYPES_PART: Final = "[Content_Types].xml"
DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LARGEST_TREE: Final = 8 * 1024 * 1024
"""Bytes of a part that is taken into memory as a tree, which takes some ten times as much."""


class UnpatchableError(Exception):
    """The workbook is built in a way that we do not change in place; its receipt is made afresh."""


def main(name: str) -> str:
    """Give a name of the spreadsheet namespace as lxml writes it."""
    return f"{{{MAIN}}}{name}"


def parse_xml(content: bytes) -> _Element:
    """Parse a part. Nothing outside is fetched, no entity is expanded; raises UnpatchableError where it is broken."""
    from lxml import etree

    if len(content) > _LARGEST_TREE:
        raise UnpatchableError("size")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnpatchableError("entities")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_blank_text=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnpatchableError("xml") from error


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part. ``target`` is the name of a part, or what is written where it is external."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last word of its type: worksheet, comments, styles, …"""
        return self.type.rpartition("/")[2]


class Package:
    """The parts of one workbook. Parts that nobody asks for keep their compressed bytes.

    ``original`` are the members as they were read, in the order in which they lie in the container.
    """

    def __init__(self, data: bytes) -> None:
        """Take the bytes of a workbook; raises UnpatchableError where they are no container that we change."""
        try:
            self.members = {m.name: m for m in read_members(data)}
        except BrokenContainerError as error:
            raise UnpatchableError(str(error)) from error
        self.original = tuple(self.members.values())
        self._trees: dict[str, _Element] = {}
        self._edited: set[str] = set()
        self._folded = {name.casefold(): name for name in self.members}
        if len(self._folded) != len(self.members) or TYPES_PART not in self.members:
            raise UnpatchableError("names")

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._folded

    def names(self) -> tuple[str, ...]:
        """List the parts."""
        return tuple(self.members)

    def read(self, name: str) -> bytes:
        """Give a part's content; raises UnpatchableError where there is none."""
        try:
            return self.members[self._folded[name.casefold()]].content()
        except (KeyError, BrokenContainerError) as error:
            raise UnpatchableError(name) from error

    def tree(self, name: str) -> _Element:
        """Give a part's XML for reading."""
        key = self._folded.get(name.casefold(), name)
        if key not in self._trees:
            self._trees[key] = parse_xml(self.read(key))
        return self._trees[key]

    def edit(self, name: str) -> _Element:
        """Give a part's XML for changing; ``save`` writes it back."""
        tree = self.tree(name)
        self._edited.add(self._folded[name.casefold()])
        return tree

    def put(self, name: str, content: bytes, content_type: str = "") -> None:
        """Add or replace a part; ``content_type`` is declared for it where it is new."""
        self._trees.pop(name, None)
        self._edited.discard(name)
        self.members[name] = deflated(name, content)
        self._folded[name.casefold()] = name
        if content_type:
            self._declare(name, content_type)

    def drop(self, name: str) -> None:
        """Remove a part with its relationships and its content type; nothing happens where it is absent."""
        for part in (name, rels_of(name)):
            key = self._folded.pop(part.casefold(), "")
            self._trees.pop(key, None)
            self._edited.discard(key)
            self.members.pop(key, None)
        override = self._override(name)
        if override is not None:
            self.edit(TYPES_PART).remove(override)

    def free_name(self, pattern: str) -> str:
        """Give the first name of a pattern such as ``xl/styles{}.xml`` (no number, 2, 3, …) that no part has."""
        name, number = pattern.format(""), 2
        while name in self:
            name, number = pattern.format(number), number + 1
        return name

    def _declare(self, name: str, content_type: str) -> None:
        from lxml import etree

        types = self.edit(TYPES_PART)
        override = etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override")
        override.set("PartName", f"/{name}")
        override.set("ContentType", content_type)

    def content_type(self, name: str) -> str:
        """Give the content type that is declared for a part itself, "" where there is none."""
        override = self._override(name)
        return (override.get("ContentType") or "") if override is not None else ""

    def set_content_type(self, name: str, content_type: str) -> None:
        """Change the content type of a part."""
        override = self._override(name)
        if override is None:
            self._declare(name, content_type)
        else:
            self.edit(TYPES_PART)
            override.set("ContentType", content_type)

    def _override(self, name: str) -> _Element | None:
        for override in self.tree(TYPES_PART).findall(f"{{{CONTENT_TYPES}}}Override"):
            if (override.get("PartName") or "").casefold() == f"/{name}".casefold():
                return override
        return None

    def declare_extension(self, extension: str, content_type: str) -> None:
        """Declare the content type of all parts with an extension, unless the package has one for it."""
        from lxml import etree

        types = self.tree(TYPES_PART)
        for default in types.findall(f"{{{CONTENT_TYPES}}}Default"):
            if (default.get("Extension") or "").casefold() == extension:
                return
        self.edit(TYPES_PART)
        default = etree.Element(f"{{{CONTENT_TYPES}}}Default")
        default.set("Extension", extension)
        default.set("ContentType", content_type)
        types.insert(0, default)

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """List the relationships of a part ("" for those of the package), their targets as names of parts."""
        if rels_of(part) not in self:
            return ()
        return tuple(self._relationships(part))

    def _relationships(self, part: str) -> Iterator[Relationship]:
        for element in self.tree(rels_of(part)).findall(f"{{{PACKAGE}}}Relationship"):
            target = element.get("Target") or ""
            external = element.get("TargetMode") == "External"
            if not external:
                folder = posixpath.dirname(part)
                target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield Relationship(element.get("Id") or "", element.get("Type") or "", target, external)

    def related(self, part: str, kind: str) -> str:
        """Name the first part of a kind that a part is related to; "" where there is none."""
        return next((r.target for r in self.relationships(part) if r.kind == kind and not r.external), "")

    def relate(self, part: str, relation_type: str, target: str) -> str:
        """Relate a part to another one; give the relationship's id."""
        from lxml import etree

        rels = rels_of(part)
        if rels not in self:
            self.put(rels, DECLARATION + f'<Relationships xmlns="{PACKAGE}"/>'.encode())
            self.declare_extension("rels", "application/vnd.openxmlformats-package.relationships+xml")
        tree = self.edit(rels)
        taken = {element.get("Id") for element in tree}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        element = etree.SubElement(tree, f"{{{PACKAGE}}}Relationship")
        element.set("Id", f"rId{number}")
        element.set("Type", relation_type)
        element.set("Target", f"/{target}" if part else target)
        return f"rId{number}"

    def unrelate(self, part: str, relation_id: str) -> None:
        """Remove one relationship of a part."""
        tree = self.edit(rels_of(part))
        for element in list(tree):
            if element.get("Id") == relation_id:
                tree.remove(element)

    def finish(self) -> None:
        """Write the trees that were changed back into their parts."""
        from lxml import etree

        for name in sorted(self._edited):
            content = DECLARATION + etree.tostring(self._trees[name], encoding="UTF-8")
            self.members[name] = deflated(name, content)
        self._trees.clear()
        self._edited.clear()

    def save(self) -> bytes:
        """Give the bytes of the workbook, its content types first as readers that stream expect it."""
        self.finish()
        ordered = sorted(self.members.values(), key=lambda m: m.name != TYPES_PART)
        return write_members(ordered)


def rels_of(part: str) -> str:
    """Name the part that holds the relationships of a part ("" for the package itself)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


__all__ = ["MAIN", "Member", "Package", "Relationship", "UnpatchableError", "main", "parse_xml", "rels_of"]

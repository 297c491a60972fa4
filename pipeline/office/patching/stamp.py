"""The stamp of a receipt in the custom document properties, which spreadsheet programs keep when they save."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from pipeline.office.patching.package import DECLARATION, Package

STAMP: Final = "taizhang.receipt"
_SEPARATOR: Final = "/"
"""No name of a sheet may hold it."""
_PROPERTIES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT_ID: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def put_stamp(package: Package, number: str, sheets: Iterable[str]) -> None:
    """Write the receipt's number and the names of our sheets into the custom properties."""
    from lxml import etree

    part = package.related("", "custom-properties")
    if not part or part not in package:
        part = "docProps/custom.xml"
        package.put(part, DECLARATION + f'<Properties xmlns="{_PROPERTIES}"/>'.encode(), _CONTENT_TYPE)
        package.relate("", _RELATION, part)
    root = package.edit(part)
    value = _SEPARATOR.join((number, *sheets))
    pids = [int(p.get("pid") or 1) for p in root]
    root.append(
        etree.fromstring(
            f'<property xmlns="{_PROPERTIES}" xmlns:vt="{_VALUES}" fmtid="{_FORMAT_ID}" '
            f'pid="{max(pids, default=1) + 1}" name="{STAMP}"><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
        )
    )


def take_stamp(package: Package) -> frozenset[str] | None:
    """Remove the stamp and give the names of our sheets; None where there is no stamp."""
    part = package.related("", "custom-properties")
    if not part or part not in package:
        return None
    stamps = [p for p in package.tree(part) if p.get("name") == STAMP]
    if not stamps:
        return None
    values = ("".join(str(text) for text in stamp.itertext()) for stamp in stamps)
    sheets = frozenset(name for value in values for name in value.split(_SEPARATOR)[1:])
    root = package.edit(part)
    for stamp in stamps:
        root.remove(stamp)
    if not len(root):
        for relation in package.relationships(""):
            if relation.target == part:
                package.unrelate("", relation.id)
        package.drop(part)
    return sheets

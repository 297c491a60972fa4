"""Taking the marks off a receipt that comes back, so that it reads as the sender's own file."""

from __future__ import annotations

from typing import Final

from pipeline.model import MISSING_SHEET
from pipeline.office.patching.comments import remove_comments
from pipeline.office.patching.mark_rules import remove_rules
from pipeline.office.patching.marked_sheet import MarkedSheet
from pipeline.office.patching.package import Package, UnpatchableError
from pipeline.office.patching.stamp import take_stamp
from pipeline.office.patching.stylesheet import StyleSheet
from pipeline.office.patching.workbook_part import WorkbookPart
from pipeline.office.patching.zip_members import BrokenContainerError, read_members
from pipeline.receipts.record import original_of
from pipeline.receipts.result_sheet import RESULT_SHEET

_OWN_SHEETS: Final = frozenset({RESULT_SHEET, MISSING_SHEET})
_STAMPS: Final = (b"taizhang.receipt", RESULT_SHEET.encode(), "".join(f"&#{ord(c)};" for c in RESULT_SHEET).encode())
_STAMPED_PARTS: Final = ("docProps/custom.xml", "xl/workbook.xml")


def strip_marks(data: bytes) -> bytes:
    """Give the file without the marks of a receipt; whatever is no receipt comes back as it is.

    A receipt that nobody changed gives the original byte for byte. One that was saved by a spreadsheet program loses
    our sheets, our comments (known by their author) and our fills (known by their colours); all else stays.
    Never raises: what cannot be taken apart comes back unchanged, and the reader says what is wrong with it.
    """
    if data[:4] != b"PK\x03\x04":
        return data
    try:
        members = read_members(data)
        original = original_of(members)
        if original is not None:
            return original
        known = {m.name: m for m in members}
        if not any(s in known[p].content() for p in _STAMPED_PARTS if p in known for s in _STAMPS):
            return data
        return _unmarked(Package(data))
    except (BrokenContainerError, UnpatchableError, ValueError):
        return data


def _unmarked(package: Package) -> bytes:
    workbook = WorkbookPart(package)
    sheets = workbook.sheet_parts()
    own = take_stamp(package)
    if own is None:
        if RESULT_SHEET not in sheets:
            raise UnpatchableError("no receipt")
        own = _OWN_SHEETS
    if set(sheets) - own:  # a workbook without sheets would be no workbook
        workbook.remove(own)
    plain = StyleSheet(package, workbook.part).mark_styles()
    for part in workbook.sheet_parts().values():
        root = package.edit(part)
        remove_comments(package, part, root)
        remove_rules(root)
        if plain:
            MarkedSheet(root).restyle(plain)
    for name in [n for n in package.names() if n.startswith("taizhang/")]:
        package.drop(name)
    return package.save()

"""A workbook that anybody may open: only parts that are known to be harmless stay, and harmless ties between them.

What is not known is taken out, not only what is known to be dangerous. Cells keep what they show.
"""

from __future__ import annotations

from typing import Final

from pipeline.office.passive.boxes import are_only_boxes
from pipeline.office.passive.drawings import clean_drawing
from pipeline.office.passive.formulas import is_harmless_formula
from pipeline.office.passive.sheets import clean_names, clean_references, clean_sheet
from pipeline.office.passive.taken import Active, Taken
from pipeline.office.patching.comments import draw_boxes_anew
from pipeline.office.patching.package import (
    CONTENT_TYPES,
    OFFICE,
    TYPES_PART,
    Package,
    Relationship,
    UnpatchableError,
    main,
    rels_of,
)
from pipeline.office.patching.workbook_part import WorkbookPart

_SHEET_KINDS: Final = frozenset(("worksheet", "chartsheet"))
_OF_PACKAGE: Final = frozenset(
    str.split("officeDocument core-properties extended-properties custom-properties thumbnail")
)
_OF_WORKBOOK: Final = _SHEET_KINDS | frozenset(
    str.split(
        "styles theme sharedStrings calcChain sheetMetadata person cellImage rdRichValue rdRichValueStructure "
        "rdRichValueTypes richValueRel"
    )
)
_OF_SHEET: Final = frozenset(str.split("drawing vmlDrawing comments threadedComment printerSettings table image"))
_OF_DRAWING: Final = frozenset(
    str.split("image chart diagramData diagramLayout diagramQuickStyle diagramColors diagramDrawing")
)
_OF_OTHERS: Final = frozenset(str.split("image chartColorStyle chartStyle themeOverride"))
"""The last words of the relationships' types, by what has them, that lead to nothing that acts."""
_BY_KIND: Final = (
    (Active.MACROS, ("vba", "macro", "attachedtoolbars", "dialogsheet")),
    (Active.LINKS, ("externallink", "ddelink", "xlpathmissing")),
    (Active.CONTROLS, ("control", "ctrlprop", "activex")),
    (Active.TEMPLATE, ("template",)),
    (Active.OBJECTS, ("oleobject", "package", "subdocument", "embed", "afchunk")),
    (Active.QUERIES, ("connections", "querytable", "xmlmaps", "customxml", "powerpivot", "webpublish", "model")),
    (Active.RIBBON, ("extensibility", "usercustomization", "webextension", "customui")),
    (Active.PIVOTS, ("pivot", "slicer", "timeline")),
    (Active.SIGNATURE, ("signature",)),
    (Active.HYPERLINKS, ("hyperlink",)),
    (Active.PICTURES, ("image", "picture", "media", "video", "audio")),
)
_IDLE: Final = (Active.OTHERS, Active.PICTURES, Active.HYPERLINKS, Active.SIGNATURE)
"""What does nothing where no relationship leads to it."""
_RISKY_TYPES: Final = ("vba", "macro", "activex", "oleobject", "control", "external", "connection", "querytable")


def make_passive(package: Package) -> Taken:
    """Take out of a workbook all that is not known to be harmless, and say what it was.

    Raises UnpatchableError where the workbook is built in a way that we do not change.
    """
    taken = Taken()
    _Cleaning(package, taken).run()
    return taken


def passive_copy(data: bytes) -> tuple[bytes, str]:
    """Give an .xlsx without what acts when it is opened, and in words what was taken out ("" for nothing).

    Raises UnpatchableError where the workbook is built in a way that we do not change.
    """
    package = Package(data)
    taken = make_passive(package)
    return package.save() if taken.places or taken.changed_kind else data, taken.words()


class _Cleaning:
    def __init__(self, package: Package, taken: Taken) -> None:
        self.package = package
        self.taken = taken
        self.known: set[str] = set()
        self.calculated = False

    def run(self) -> None:
        self.workbook = WorkbookPart(self.package)
        if "macro" in self.package.content_type(self.workbook.part).casefold():
            self.taken.note(Active.MACROS)
        self.taken.changed_kind = self.workbook.become_plain()
        self._drop_foreign_sheets()
        self.sheets = {part: name for name, part in self.workbook.sheet_parts(_SHEET_KINDS).items()}
        cut = self._cut(self.workbook.part, _OF_WORKBOOK)
        root = self.package.edit(self.workbook.part)
        clean_references(root, cut, self.taken)
        gone = clean_names(root, self.taken)
        for part, name in self.sheets.items():
            self._clean_sheet(part, name, gone)
        self._cut("", _OF_PACKAGE)
        if self.calculated:
            for relation in self.package.relationships(self.workbook.part):
                if relation.kind == "calcChain":
                    self.package.unrelate(self.workbook.part, relation.id)
        self._drop_unreachable()

    def _drop_foreign_sheets(self) -> None:
        root = self.package.edit(self.workbook.part)
        relations = {r.id: r for r in self.package.relationships(self.workbook.part)}
        foreign = set()
        for sheet in root.iterfind(f"{main('sheets')}/{main('sheet')}"):
            relation = relations.get(sheet.get(f"{{{OFFICE}}}id") or "")
            if relation is None or relation.kind not in _SHEET_KINDS or relation.external:
                foreign.add(sheet.get("name") or "")
        if foreign:
            self.taken.note(Active.MACROS, "、".join(f"工作表“{name}”" for name in sorted(foreign)))
            self.workbook.remove(frozenset(foreign))
        if foreign and not self.workbook.sheet_parts(_SHEET_KINDS):
            raise UnpatchableError("sheets")

    def _clean_sheet(self, part: str, name: str, gone: frozenset[str]) -> None:
        relations = {r.id: r for r in self.package.relationships(part)}
        boxes = {i: r.target for i, r in relations.items() if r.kind == "vmlDrawing" and not r.external}
        cut = self._cut(part, _OF_SHEET)
        for relation in (r for i, r in relations.items() if i not in cut and r.kind == "drawing"):
            self._clean_drawing(relation.target)
        for identity, target in boxes.items():
            if identity in cut or (not self._cut(target, _OF_DRAWING) and are_only_boxes(self.package.read(target))):
                continue
            self.taken.note(Active.CONTROLS)
            draw_boxes_anew(self.package, part, identity)
        self.calculated |= clean_sheet(self.package, part, name, cut, gone, self.taken)

    def _clean_drawing(self, part: str) -> None:
        content = self.package.read(part)
        cut = self._cut(part, _OF_DRAWING)
        if cut or b"macro" in content or b"textlink" in content or b"compatExt" in content or b"hlink" in content:
            clean_drawing(self.package, part, cut, self.taken)

    def _cut(self, part: str, allowed: frozenset[str]) -> frozenset[str]:
        """Cut the ties of a part to what is not known to be harmless; give their ids."""
        cut = set()
        for relation in self.package.relationships(part):
            if not self._is_harmless(relation, allowed):
                self.taken.note(_active(relation))
                self.package.unrelate(part, relation.id)
                cut.add(relation.id)
        return frozenset(cut)

    def _is_harmless(self, relation: Relationship, allowed: frozenset[str]) -> bool:
        target = relation.target
        if relation.external or relation.kind not in allowed:
            return False
        if target not in self.package or relation.kind in ("drawing", "vmlDrawing"):
            return True  # a tie to nothing acts as little as it shows; drawings are cleaned themselves
        if relation.kind in _SHEET_KINDS or relation.kind == "officeDocument":
            return target in self.sheets or target == self.workbook.part
        if target in self.known:
            return True
        if relation.kind in ("chart", "table", "extended-properties") and not self._computes(target):
            return False
        self.known.add(target)
        if all(self._is_harmless(own, _OF_OTHERS) for own in self.package.relationships(target)):
            return True
        self.known.discard(target)
        return False

    def _computes(self, part: str) -> bool:
        """Say whether the formulas of a chart or table only compute, and nothing in it names a place outside."""
        for element in self.package.tree(part).iter("{*}f", "{*}calculatedColumnFormula", "{*}totalsRowFormula"):
            if not is_harmless_formula("".join(str(t) for t in element.itertext())):
                return False
        root = self.package.tree(part)
        return root.get("tableType") in (None, "worksheet") and next(root.iter("{*}HyperlinkBase"), None) is None

    def _drop_unreachable(self) -> None:
        reachable, waiting = {TYPES_PART.casefold(), rels_of("").casefold()}, [""]
        while waiting:
            for relation in self.package.relationships(waiting.pop()):
                if relation.target.casefold() not in reachable:
                    reachable |= {relation.target.casefold(), rels_of(relation.target).casefold()}
                    waiting.append(relation.target)
        for name in self.package.names():
            kind = _active_part(name.casefold())
            if name.casefold() not in reachable and (kind not in _IDLE or self.taken.places):
                if kind not in _IDLE:
                    self.taken.note(kind)
                self.package.drop(name)
        self._settle_types()

    def _settle_types(self) -> None:
        """Forget the content types of what is gone; refuse a workbook that calls a part something that acts."""
        names = {name.casefold() for name in self.package.names()}
        endings = {name.rpartition(".")[2] for name in names}
        tree = self.package.tree(TYPES_PART)
        gone = [e for e in tree.iter(f"{{{CONTENT_TYPES}}}Override", f"{{{CONTENT_TYPES}}}Default")
                if not ((e.get("PartName") or "").lstrip("/").casefold() in names if e.get("PartName") is not None
                        else (e.get("Extension") or "").casefold() in {*endings, "xml", "rels"})]  # fmt: skip
        if gone:
            root = self.package.edit(TYPES_PART)
            for element in gone:
                root.remove(element)
        for element in self.package.tree(TYPES_PART):
            if any(word in (element.get("ContentType") or "").casefold() for word in _RISKY_TYPES):
                raise UnpatchableError("content type")


def _active(relation: Relationship) -> Active:
    if relation.external and relation.kind not in ("image", "hyperlink"):
        known = _active_part(relation.kind.casefold())
        return known if known is not Active.OTHERS else Active.LINKS
    return _active_part(relation.kind.casefold())


def _active_part(name: str) -> Active:
    return next((kind for kind, words in _BY_KIND if any(word in name for word in words)), Active.OTHERS)

"""The receipt workbook: the sender's own file with the findings in front and the wrong cells marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pipeline.model import MISSING_SHEET, Deviation, LedgerForm, PastFindings, Plan, Severity, Submission
from pipeline.office.comment_words import HEAD
from pipeline.office.encryption import opened
from pipeline.office.passive.passive import make_passive, passive_copy
from pipeline.office.patching.cells import link_to
from pipeline.office.patching.comments import add_comments
from pipeline.office.patching.mark_rules import outrank
from pipeline.office.patching.marked_sheet import MarkedSheet
from pipeline.office.patching.package import Package, UnpatchableError
from pipeline.office.patching.stamp import put_stamp
from pipeline.office.patching.stylesheet import StyleSheet
from pipeline.office.patching.workbook_part import ALL_SHEETS, WorkbookPart
from pipeline.office.patching.zip_members import write_members
from pipeline.receipts.findings import Findings, findings_of
from pipeline.receipts.ledger_copy import workbook_copy
from pipeline.receipts.lines import Spot
from pipeline.receipts.missing_sheet import FILLS, is_wanted, write_missing
from pipeline.receipts.record import EXTENSIONS, kept_parts
from pipeline.receipts.result_sheet import RESULT_SHEET, write_results
from pipeline.receipts.stripping import strip_marks

_GRAVITY = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)


def annotated_workbook(
    original: bytes,
    submission: Submission,
    plan: Plan,
    previous: PastFindings | None,
    *,
    findings: Findings | None = None,
) -> bytes:
    """Write the receipt workbook: always an .xlsx, without anything of the sender's that acts when it is opened.

    ``original`` are the bytes as they arrived (marks of an earlier receipt are taken off first; b"" where they are
    gone). Files that cannot be changed in place (.xls, .ods, unreadable ones) give a new workbook with the findings
    and, where a ledger was read, a copy of it with every text in its own cell. Same arguments, same bytes.
    ``findings`` are those of ``findings_of``, for who has them already.
    """
    findings = findings or findings_of(submission, plan, previous)
    if submission.ledger is not None and original:
        try:
            return _Receipt(strip_marks(opened(original)), submission, findings, plan.form, {}).write()
        except (UnpatchableError, ValueError):
            # The file has been read, but is built in a way that we do not change: the copy says the same.
            pass
    copy, names = workbook_copy(submission.ledger, plan.form)
    return _Receipt(copy, submission, findings, plan.form, names).write()


def passive_original(original: bytes, submission: Submission, form: LedgerForm) -> bytes:
    """Give an .xlsx of a sender's file that anybody may open: without what acts, else its ledger's texts."""
    try:
        return passive_copy(opened(original))[0]
    except (UnpatchableError, ValueError):
        return workbook_copy(submission.ledger, form)[0]


class _Receipt:
    """One receipt in the making. ``names`` are the sheets of the base where they differ from the sender's."""

    def __init__(
        self, base: bytes, submission: Submission, findings: Findings, form: LedgerForm, names: Mapping[str, str]
    ) -> None:
        self.base = base
        self.form = form
        self.names = names
        self.missing_name = ""
        self.submission = submission
        self.findings = findings
        self.package = Package(base)
        taken = make_passive(self.package)
        self.is_whole = not taken.places and not taken.changed_kind
        self.workbook = WorkbookPart(self.package)
        self.sheets = self.workbook.sheet_parts()
        if submission.ledger is not None and self._name(submission.ledger.sheet) not in self.sheets:
            raise UnpatchableError("sheet")
        self.styles = StyleSheet(self.package, self.workbook.part)
        wanted = dict.fromkeys(self._name(d.sheet) for d in submission.deviations if d.sheet)
        self.marked = {
            name: MarkedSheet(self.package.edit(self.sheets[name])) for name in wanted if name in self.sheets
        }

    def _name(self, sheet: str) -> str:
        return self.names.get(sheet, sheet)

    def write(self) -> bytes:
        """Mark the cells, put our sheets in front, and keep what restores the original."""
        self._mark()
        self._deselect()
        put_stamp(self.package, self.findings.number, self._insert_sheets())
        for extension, content_type in EXTENSIONS:
            self.package.declare_extension(extension, content_type)
        self.package.finish()
        result = self.package.members
        # Nothing is to be restored where there are no sheets but ours; what acts is not to be carried along.
        restorable = self.sheets and self.is_whole
        kept = kept_parts(self.base, self.package.original, result, self.findings.number) if restorable else []
        first, *others = sorted(result.values(), key=lambda m: m.name != "[Content_Types].xml")
        return write_members([first, *others, *kept])

    def _mark(self) -> None:
        by_cell: dict[str, dict[str, list[Deviation]]] = defaultdict(lambda: defaultdict(list))
        for deviation in self.submission.deviations:
            name = self._name(deviation.sheet or "")
            places = (deviation.cell, *deviation.beside) if deviation.cell and name in self.marked else ()
            for cell in dict.fromkeys(self.marked[name].anchor(c) for c in places):
                if cell:
                    by_cell[name][cell].append(deviation)
        for name, cells in by_cell.items():
            ranked = {cell: sorted(found, key=lambda d: _GRAVITY.index(d.severity)) for cell, found in cells.items()}
            fills = {cell: FILLS[found[0].severity] for cell, found in ranked.items() if found[0].severity in FILLS}
            self.marked[name].colour(fills, self.styles)
            outrank(self.package.edit(self.sheets[name]), fills, self.styles)
            notes = {cell: _note(found) for cell, found in ranked.items()}
            add_comments(self.package, self.sheets[name], self.package.edit(self.sheets[name]), notes)

    def _deselect(self) -> None:
        """Leave no sheet of the sender's selected: what is typed goes into all selected sheets."""
        for part in self.workbook.sheet_parts(ALL_SHEETS).values():
            if b"tabSelected=" in self.package.read(part):
                for view in self.package.edit(part).iter("{*}sheetView"):
                    view.attrib.pop("tabSelected", "")

    def _insert_sheets(self) -> tuple[str, ...]:
        """Put our sheets in front; give their names."""
        result_name = self.workbook.free_sheet_name(RESULT_SHEET)
        missing_name = self.workbook.free_sheet_name(MISSING_SHEET)
        links: dict[str, str] = {}
        front = []
        if is_wanted(self.findings, self.submission):
            missing, links = write_missing(self.findings, self.submission, self.form, self.styles, missing_name)
            self.missing_name = missing_name
            front.append(missing)
        front.insert(0, write_results(self.findings, self.styles, result_name, self._link, links))
        self.workbook.insert_front(
            {sheet.name: sheet.xml(selected=index == 0) for index, sheet in enumerate(front)},
            {sheet.name: sheet.print_names() for sheet in front},
        )
        return tuple(sheet.name for sheet in front)

    def _link(self, spot: Spot) -> str:
        if spot.sheet.strip() == MISSING_SHEET and self.missing_name and spot.cell:
            return link_to(self.missing_name, spot.cell)
        name = self._name(spot.sheet)
        if name not in self.sheets or not spot.cell:
            return ""
        marked = self.marked.get(name)
        return link_to(name, (marked.anchor(spot.cell) if marked else "") or spot.cell)


def _note(found: list[Deviation]) -> str:
    """Say in a comment what is wrong with a cell and what to do, gravest first."""
    parts = []
    for deviation in found:
        suggestion = f"\n建议填写：{deviation.suggestion}" if deviation.suggestion else ""
        head = HEAD.format(deviation.severity.label)
        parts.append(f"{head}{deviation.what or deviation.message}\n{deviation.advice}{suggestion}")
    return "\n\n".join(parts)

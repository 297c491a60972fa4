"""The receipt workbook: the sender's own file with the findings in front and the wrong cells marked."""

from __future__ import annotations

from collections import defaultdict

from pipeline.model import Deviation, Plan, Severity, Submission
from pipeline.receipts.cells import link_to
from pipeline.receipts.comments import add_comments
from pipeline.receipts.findings import Findings, Spot, findings_of
from pipeline.receipts.ledger_copy import workbook_copy
from pipeline.receipts.marked_sheet import MarkedSheet
from pipeline.receipts.missing_sheet import MISSING_SHEET, write_missing
from pipeline.receipts.package import Package, UnpatchableError
from pipeline.receipts.record import EXTENSIONS, kept_parts
from pipeline.receipts.result_sheet import RESULT_SHEET, write_results
from pipeline.receipts.stamp import put_stamp
from pipeline.receipts.stripping import strip_marks
from pipeline.receipts.stylesheet import ERROR_FILL, WARNING_FILL, StyleSheet
from pipeline.receipts.workbook_part import WorkbookPart
from pipeline.receipts.zip_members import write_members

_FILLS = {Severity.ERROR: ERROR_FILL, Severity.WARNING: WARNING_FILL}
_GRAVITY = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)
_LONGEST_NOTE = 1_200
"""Characters; a comment is read in a small box."""


def annotated_workbook(original: bytes, submission: Submission, plan: Plan, previous: Submission | None) -> bytes:
    """Write the receipt workbook (.xlsx, or .xlsm where the sender's file is one).

    ``original`` are the bytes as they arrived (marks of an earlier receipt are taken off first; b"" where they are
    gone). Files that cannot be changed in place (.xls, .ods, unreadable ones) give a new workbook with the findings
    and, where a ledger was read, a copy of it with every text in its own cell. Same arguments, same bytes.
    """
    findings = findings_of(submission, plan, previous)
    if submission.ledger is not None and original:
        try:
            return _Receipt(strip_marks(original), submission, findings).write()
        except (UnpatchableError, ValueError):
            # The file has been read, but is built in a way that we do not change: the copy says the same.
            pass
    return _Receipt(workbook_copy(submission.ledger), submission, findings).write()


class _Receipt:
    """One receipt in the making."""

    def __init__(self, base: bytes, submission: Submission, findings: Findings) -> None:
        self.base = base
        self.submission = submission
        self.findings = findings
        self.package = Package(base)
        self.workbook = WorkbookPart(self.package)
        self.sheets = self.workbook.sheet_parts()
        self.styles = StyleSheet(self.package, self.workbook.part)
        self.marked = {
            name: MarkedSheet(self.package.edit(self.sheets[name]))
            for name in dict.fromkeys(d.sheet for d in submission.deviations)
            if name in self.sheets
        }

    def write(self) -> bytes:
        """Mark the cells, put our sheets in front, and keep what restores the original."""
        self._mark()
        self._deselect()
        self._insert_sheets()
        put_stamp(self.package, self.findings.number)
        for extension, content_type in EXTENSIONS:
            self.package.declare_extension(extension, content_type)
        self.package.finish()
        result = self.package.members
        # A workbook with nothing but our sheets has nothing to be restored.
        kept = kept_parts(self.base, result, self.findings.number) if self.sheets else []
        first, *others = sorted(result.values(), key=lambda m: m.name != "[Content_Types].xml")
        return write_members([first, *others, *kept])

    def _mark(self) -> None:
        by_cell: dict[str, dict[str, list[Deviation]]] = defaultdict(lambda: defaultdict(list))
        for deviation in self.submission.deviations:
            if deviation.sheet in self.marked and deviation.cell:
                cell = self.marked[deviation.sheet].anchor(deviation.cell)
                if cell:
                    by_cell[deviation.sheet][cell].append(deviation)
        for name, cells in by_cell.items():
            ranked = {cell: sorted(found, key=lambda d: _GRAVITY.index(d.severity)) for cell, found in cells.items()}
            fills = {cell: _FILLS[found[0].severity] for cell, found in ranked.items() if found[0].severity in _FILLS}
            self.marked[name].colour(fills, self.styles)
            notes = {cell: _note(found) for cell, found in ranked.items()}
            add_comments(self.package, self.sheets[name], self.package.edit(self.sheets[name]), notes)

    def _deselect(self) -> None:
        """Leave no sheet of the sender's selected: what is typed goes into all selected sheets."""
        for part in self.sheets.values():
            if b"tabSelected=" in self.package.read(part):
                for view in self.package.edit(part).iter("{*}sheetView"):
                    view.attrib.pop("tabSelected", "")

    def _insert_sheets(self) -> None:
        result_name = self.workbook.free_sheet_name(RESULT_SHEET)
        missing_name = self.workbook.free_sheet_name(MISSING_SHEET)
        links: dict[str, str] = {}
        front = []
        if self.findings.missing:
            missing, links = write_missing(self.findings, self.styles, missing_name)
            front.append(missing)
        front.insert(0, write_results(self.findings, self.styles, result_name, self._link, links))
        self.workbook.insert_front(
            {sheet.name: sheet.xml(selected=index == 0) for index, sheet in enumerate(front)},
            {sheet.name: sheet.print_names() for sheet in front},
        )

    def _link(self, spot: Spot) -> str:
        if spot.sheet not in self.sheets or not spot.cell:
            return ""
        marked = self.marked.get(spot.sheet)
        return link_to(spot.sheet, (marked.anchor(spot.cell) if marked else "") or spot.cell)


def _note(found: list[Deviation]) -> str:
    """Say in a comment what is wrong with a cell and what to do, gravest first."""
    parts = []
    for deviation in found:
        suggestion = f"\n建议填写：{deviation.suggestion}" if deviation.suggestion else ""
        parts.append(
            f"【{deviation.severity.label}】{deviation.what or deviation.message}\n{deviation.advice}{suggestion}"
        )
    text = "\n\n".join(parts)
    return text if len(text) <= _LONGEST_NOTE else text[: _LONGEST_NOTE - 1] + "…"

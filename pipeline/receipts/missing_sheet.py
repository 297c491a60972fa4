"""The sheet 缺失任务: the missing obligations in the columns of the sender's ledger, to be filled in and copied."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pipeline.form.workbook_ledgers import FIRST_REFERENCE
from pipeline.model import Entry, Field, FormColumn, Ledger, LedgerForm
from pipeline.model.cells import column_letter
from pipeline.office.patching.cells import link_to
from pipeline.office.patching.own_sheet import OwnSheet, Text
from pipeline.office.patching.stylesheet import Style, StyleSheet
from pipeline.receipts import palette
from pipeline.receipts.columns import Column, write_header, write_item
from pipeline.receipts.findings import Findings
from pipeline.receipts.missing import MissingTask

MISSING_SHEET: Final = "缺失任务"

_OTHER_WIDTH: Final = 12
"""Characters; the columns that only the sender's ledger has."""

_Item = MissingTask | Entry
"""A row of the sheet: a task that is missing, or what was filled in on this sheet of an earlier receipt."""
Offer = Callable[[_Item], Sequence[str]]

_GIVEN: Final[Mapping[Field | None, Callable[[MissingTask], str]]] = {
    Field.NO: lambda task: str(task.no),
    Field.TASK: lambda task: task.task,
}
"""What we know of a task; the form's other columns are left to the sender."""


def _columns(form: LedgerForm, ledger: Ledger | None) -> list[Column[_Item]]:
    """Describe the columns as they stand in the sender's ledger, so that copied rows keep their places.

    Where the ledger lacks a column of the form, the form's own are given: that is what the sender is to go over to.
    """
    if ledger is None or not ledger.headings or ledger.missing_columns:
        return [_in_form(column.heading, column) for column in form.own]
    own = {letter: form.of(field) for field, letter in ledger.columns.items()}
    return [_in_form(heading, own.get(column_letter(place))) for place, heading in enumerate(ledger.headings, 1)]


def _in_form(heading: str, column: FormColumn | None) -> Column[_Item]:
    """Describe a column of the ledger: prefilled, or blank to be filled in."""
    field, centred = (column.field, column.centred) if column else (None, False)
    given = _GIVEN.get(field)
    if given is None:
        style = palette.TO_FILL_CENTRED if centred else palette.TO_FILL
    else:
        style = palette.PREFILLED_CENTRED if centred else palette.PREFILLED

    def cell(item: _Item) -> Text:
        if isinstance(item, Entry):
            return Text(item.value(field).text if field else (item.extra or {}).get(heading, ""), style)
        return Text(given(item) if given else "", style)

    choices: Offer | None = (
        (lambda item: () if isinstance(item, Entry) else item.choices) if field is Field.TIME_LIMIT else None
    )
    return Column(heading, column.width if column else _OTHER_WIDTH, cell, choices=choices)


def _beside(
    heading: str, width: float, words: Callable[[MissingTask], str], style: Style = palette.REFERENCE
) -> Column[_Item]:
    """Describe a column right of the form: what the plan says, to be read only."""

    def cell(item: _Item) -> Text | None:
        said = (item.extra or {}).get(heading, "") if isinstance(item, Entry) else words(item)
        return Text(said, style) if said else None

    return Column(heading, width, cell, palette.REFERENCE_HEAD)


_REFERENCE: Final = (
    _beside(FIRST_REFERENCE, 13, lambda task: f"{task.place}\n（{task.role}单位）", palette.REFERENCE_CENTRED),
    _beside("所属任务", 16, lambda task: task.label),
    _beside("方案时限", 18, lambda task: task.limit or "方案未作统一规定"),
    _beside("建议时限", 18, lambda task: task.suggested),
)
_EXAMPLE: Final = _beside("举措写法参考", 40, lambda task: task.example and f"例如：{task.example}")
"""For the screen only, and only where the plan's phrasings are at hand."""


def write_missing(
    findings: Findings, ledger: Ledger | None, form: LedgerForm, styles: StyleSheet, name: str
) -> tuple[OwnSheet, dict[str, str]]:
    """Write the sheet; give with it the place of each obligation, for links."""
    printed = (*_columns(form, ledger), *_REFERENCE)
    columns = (*printed, _EXAMPLE) if any(t.example for t in findings.missing) else printed
    widths = [c.width for c in columns]
    sheet = OwnSheet(name, widths, styles, palette.AMBER_TAB, printed_columns=len(printed), frozen=True)
    sheet.line(f"缺失任务（共{len(findings.missing)}项）", palette.TITLE, len(printed))
    sheet.line(
        "用法：在左侧台账各栏的浅黄色单元格中填写，保存后连同本文件重新报送即可，填有工作举措的各行计入台账；"
        "也可以复制到台账末尾。右侧灰色各栏为方案依据和参考，无需填写。",
        palette.LINE,
        len(printed),
    )
    write_header(sheet, columns)
    links: dict[str, str] = {}
    filled = {entry.row: entry for entry in filled_in(ledger)}
    waiting = deque(findings.missing)
    # What was filled in stays on its row: the findings name its cells.
    while waiting or any(row > sheet.last_row for row in filled):
        if (entry := filled.get(sheet.last_row + 1)) is not None:
            write_item(sheet, columns, entry, lines=2)
        elif waiting:
            task = waiting.popleft()
            links[task.obligation] = link_to(name, f"B{write_item(sheet, columns, task, lines=2)}")
        else:
            sheet.skip()
    return sheet, links


def filled_in(ledger: Ledger | None) -> list[Entry]:
    """List the entries that were filled in on this sheet of an earlier receipt."""
    return [e for e in ledger.entries if e.sheet.strip() == MISSING_SHEET] if ledger is not None else []

"""The sheet 缺失任务: the missing obligations in the columns of the sender's ledger, to be filled in and copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pipeline.model import Field, FormColumn, Ledger, LedgerForm
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

Offer = Callable[[MissingTask], Sequence[str]]

_GIVEN: Final[Mapping[Field | None, Callable[[MissingTask], str]]] = {
    Field.NO: lambda task: str(task.no),
    Field.TASK: lambda task: task.task,
}
"""What we know of a task; the form's other columns are left to the sender."""


def _columns(form: LedgerForm, ledger: Ledger | None) -> list[Column[MissingTask]]:
    """Describe the columns as they stand in the sender's ledger, so that copied rows keep their places.

    Where the ledger lacks a column of the form, the form's own are given: that is what the sender is to go over to.
    """
    if ledger is None or not ledger.headings or ledger.missing_columns:
        return [_in_form(column.heading, column) for column in form.columns]
    own = {letter: form.of(field) for field, letter in ledger.columns.items()}
    return [_in_form(heading, own.get(column_letter(place))) for place, heading in enumerate(ledger.headings, 1)]


def _in_form(heading: str, column: FormColumn | None) -> Column[MissingTask]:
    """Describe a column of the ledger: prefilled, or blank to be filled in."""
    field, centred = (column.field, column.centred) if column else (None, False)
    given = _GIVEN.get(field)
    if given is None:
        style = palette.TO_FILL_CENTRED if centred else palette.TO_FILL
    else:
        style = palette.PREFILLED_CENTRED if centred else palette.PREFILLED

    def cell(task: MissingTask) -> Text:
        return Text(given(task) if given else "", style)

    choices: Offer | None = (lambda task: task.choices) if field is Field.TIME_LIMIT else None
    return Column(heading, column.width if column else _OTHER_WIDTH, cell, choices=choices)


def _beside(
    heading: str, width: float, words: Callable[[MissingTask], str], style: Style = palette.REFERENCE
) -> Column[MissingTask]:
    """Describe a column right of the form: what the plan says, to be read only."""

    def cell(task: MissingTask) -> Text | None:
        said = words(task)
        return Text(said, style) if said else None

    return Column(heading, width, cell, palette.REFERENCE_HEAD)


_REFERENCE: Final = (
    _beside("方案编号", 13, lambda task: f"{task.place}\n（{task.role}单位）", palette.REFERENCE_CENTRED),
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
    home = f"“{findings.sheet}”表" if findings.sheet else "台账"
    sheet.line(
        f"用法：1. 在左侧台账各栏的浅黄色单元格中填写；2. 选中填好各行的这几栏，复制到{home}末尾；3. 保存后重新报送。"
        "本表仅供填写和复制，不作为报送内容；右侧灰色各栏为方案依据和参考，无需复制。",
        palette.LINE,
        len(printed),
    )
    write_header(sheet, columns)
    links: dict[str, str] = {}
    for task in findings.missing:
        row = write_item(sheet, columns, task, lines=2)
        links[task.obligation] = link_to(name, f"B{row}")
    return sheet, links

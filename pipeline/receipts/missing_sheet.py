"""The sheet 缺失任务: the missing obligations in the form's own columns, to be filled in and copied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.model import Field, FormColumn, LedgerForm
from pipeline.office.patching.cells import link_to
from pipeline.office.patching.own_sheet import OwnSheet, Text
from pipeline.office.patching.stylesheet import StyleSheet
from pipeline.receipts import palette
from pipeline.receipts.findings import Findings
from pipeline.receipts.missing import MissingTask

MISSING_SHEET: Final = "缺失任务"
_REFERENCE: Final = (("方案编号", 13), ("所属任务", 16), ("方案时限", 18), ("建议时限", 18))
_EXAMPLE: Final = ("举措写法参考", 40)
"""For the screen only, and only where the plan's phrasings are at hand."""


def write_missing(
    findings: Findings, form: LedgerForm, styles: StyleSheet, name: str
) -> tuple[OwnSheet, dict[str, str]]:
    """Write the sheet; give with it the place of each obligation, for links."""
    reference = [*_REFERENCE, _EXAMPLE] if any(t.example for t in findings.missing) else _REFERENCE
    printed = len(form.columns) + len(_REFERENCE)
    widths = [*(c.width for c in form.columns), *(w for _, w in reference)]
    sheet = OwnSheet(name, widths, styles, palette.AMBER_TAB, printed_columns=printed, frozen=True)
    sheet.line(f"缺失任务（共{len(findings.missing)}项）", palette.TITLE, printed)
    home = f"“{findings.sheet}”表" if findings.sheet else "台账"
    sheet.line(
        f"用法：1. 在左侧台账各栏的浅黄色单元格中填写；2. 选中填好各行的这几栏，复制到{home}末尾；3. 保存后重新报送。"
        "本表仅供填写和复制，不作为报送内容；右侧灰色各栏为方案依据和参考，无需复制。",
        palette.LINE,
        printed,
    )
    sheet.header_row = sheet.row(
        [Text(c.heading, palette.HEAD) for c in form.columns]
        + [Text(h, palette.REFERENCE_HEAD) for h, _ in reference]
    )
    links: dict[str, str] = {}
    for task in findings.missing:
        row = sheet.row(_cells(task, form), lines=2)
        sheet.offer(row, form.position(Field.TIME_LIMIT), task.choices)
        links[task.obligation] = link_to(name, f"B{row}")
    return sheet, links


def _cells(task: MissingTask, form: LedgerForm) -> list[Text | None]:
    prefilled = {Field.NO: str(task.no), Field.TASK: task.task}
    return [
        *(_own_cell(column, prefilled) for column in form.columns),
        Text(f"{task.place}\n（{task.role}单位）", palette.REFERENCE_CENTRED),
        Text(task.label, palette.REFERENCE),
        Text(task.limit or "方案未作统一规定", palette.REFERENCE),
        Text(task.suggested, palette.REFERENCE),
        Text(f"例如：{task.example}", palette.REFERENCE) if task.example else None,
    ]


def _own_cell(column: FormColumn, prefilled: Mapping[Field, str]) -> Text:
    """Write a cell of the form's own columns: what we know of the task, else blank for the sender to fill in."""
    text = prefilled.get(column.field) if column.field else None
    if text is not None:
        return Text(text, palette.PREFILLED_CENTRED if column.centred else palette.PREFILLED)
    return Text("", palette.TO_FILL_CENTRED if column.centred else palette.TO_FILL)

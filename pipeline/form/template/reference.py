"""The sheet 任务依据 of the template: what the plan asks, for reference only.

No column is headed 工作任务 or 工作举措, by which readers find a form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Binding, Obligation, Plan, Unit
from pipeline.office.style import Styles, row_height

if TYPE_CHECKING:
    from xlsxwriter import Workbook

REFERENCE_SHEET = "任务依据"
_COLUMNS = (("任务编号", 10), ("方案位置", 16), ("工作要求", 66), ("责任分工", 26), ("方案时限", 28))
_HEADER_ROW = 2
_SIZE = 11


def write_reference(book: Workbook, styles: Styles, plan: Plan, unit: Unit | None) -> None:
    """Write the obligations that bind the unit; without a unit, all of the plan with the printed 责任单位."""
    obligations = plan.binding_on(unit) if unit else plan.obligations
    last = len(_COLUMNS) - 1
    sheet = book.add_worksheet(REFERENCE_SHEET)
    sheet.set_row(0, 36)
    sheet.merge_range(0, 0, 0, last, f"{unit.full_name if unit else ''}政务公开任务依据", styles.title)
    sheet.set_row(1, 24)
    note = f"摘自《{plan.title}》（{plan.document_number}），共{len(obligations)}项，供对照，无需填写。"
    sheet.merge_range(1, 0, 1, last, note, styles.line)
    sheet.set_row(_HEADER_ROW, 28)
    for column, (heading, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEADER_ROW, column, heading, styles.header)
    for row, obligation in enumerate(obligations, start=_HEADER_ROW + 1):
        cells = (
            obligation.id,
            obligation.place,
            obligation.requirement,
            _part(plan, unit, obligation),
            obligation.time_limit_text or "未作统一规定",
        )
        heights = (row_height(t, w, size=_SIZE, lines=2) for t, (_, w) in zip(cells, _COLUMNS, strict=True))
        sheet.set_row(row, max(heights))
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, styles.grey_centre if column < 2 else styles.grey)
    sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + len(obligations), last)
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    # Protected against slips only: no password, and filters and column widths stay free.
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_footer('&C&"仿宋_GB2312"&11— &P —')


def _part(plan: Plan, unit: Unit | None, obligation: Obligation) -> str:
    if unit is None:
        return obligation.responsible_text
    assignment = plan.assignment_of(unit, obligation.id)
    if assignment is None:
        return obligation.responsible_text
    if assignment.binding is Binding.GROUP:
        return f"{assignment.role.value}单位（{assignment.bearer}）"
    return f"{assignment.role.value}单位（方案点名）"

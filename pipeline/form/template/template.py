"""The ledger template (台账): a workbook to fill in and print on A4, blank or with a unit's own obligations."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.form.template.guide import FormArea, write_guide
from pipeline.form.template.hints import form_hint, limit_hint, obligation_hint, usual_limits
from pipeline.form.template.reference import write_reference
from pipeline.model import Field, Obligation, Plan, Unit, stamp
from pipeline.model.cells import column_letter
from pipeline.office.style import Styles, row_height

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

"""Custom document properties by which a returned workbook says which plan, template and unit it belongs to."""

FORM_SHEET = "台账"
_OPTIONAL = "选填：报告进度时填写"
_HEADER_ROW = 2  # 0-based, as xlsxwriter counts
_BLANK_ROWS = 13
"""As many as fill the first printed page."""
_ROWS_TO_SPARE = 5
_LAST_HINTED_ROW = 199
"""Hints and the colouring of blanks reach down to here, so that they hold on rows that the clerk inserts."""


def ledger_template(plan: Plan, unit: Unit | None = None) -> bytes:
    """Write the template: blank, or for a unit with one line for each obligation that binds it by name or group.

    The sheets are 台账 (the form), 填报说明 and 任务依据 (for reference; it holds no 工作举措 column, so that no
    reader takes it for a form). The same plan and unit give the same bytes.
    """
    import xlsxwriter

    obligations = plan.binding_on(unit) if unit else ()
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _stamp(book, plan, unit)
    styles = Styles(book)
    form = book.add_worksheet(FORM_SHEET)
    _Form(form, styles, plan, unit).write(obligations)
    area = FormArea(FORM_SHEET, first=_HEADER_ROW + 2, last=_LAST_HINTED_ROW + 1, prefilled=len(obligations))
    write_guide(book, styles, plan, unit, area)
    write_reference(book, styles, plan, unit)
    form.activate()
    book.close()
    return _let_rows_grow(target.getvalue())


def _stamp(book: Workbook, plan: Plan, unit: Unit | None) -> None:
    book.set_properties(
        {
            "title": _title(plan, unit),
            "subject": f"{plan.title}（{plan.document_number}）{plan.form_annex}",
            "author": plan.settings.collecting_unit,
            # Fixed, so that the same plan gives the same bytes.
            "created": datetime(plan.ledgers_due.year, plan.ledgers_due.month, plan.ledgers_due.day),
        }
    )
    book.set_custom_property(stamp.PLAN, plan.id, "text")
    book.set_custom_property(stamp.TEMPLATE_VERSION, plan.template_version, "text")
    if unit:
        book.set_custom_property(stamp.UNIT, unit.name, "text")


def _title(plan: Plan, unit: Unit | None) -> str:
    return f"{unit.full_name if unit else plan.county + 'XX局'}政务公开工作任务台账"


@dataclass
class _Form:
    """The sheet 台账: title, 填报单位 line, the columns of 附件3."""

    sheet: Worksheet
    styles: Styles
    plan: Plan
    unit: Unit | None

    def write(self, obligations: Sequence[Obligation]) -> None:
        """Write the sheet: the obligations, one line each, and some blank lines after them."""
        self._head()
        row = _HEADER_ROW
        for no, obligation in enumerate(obligations, start=1):
            row += 1
            self._line(row, no, obligation)
        for _ in range(_ROWS_TO_SPARE if obligations else _BLANK_ROWS):
            row += 1
            self._blank_line(row)
        self._hints(_HEADER_ROW + 1 + len(obligations))
        self._colour_blanks()
        self._page(row)

    def _head(self) -> None:
        last = len(self.plan.form.own) - 1
        self.sheet.set_row(0, 42)
        self.sheet.merge_range(0, 0, 0, last, _title(self.plan, self.unit), self.styles.title)
        self.sheet.set_row(1, 24)
        reporter = f"填报单位：{self.unit.full_name}" if self.unit else "填报单位："
        self.sheet.merge_range(1, 0, 1, 2, reporter, self.styles.line)
        self.sheet.merge_range(1, 3, 1, last, "填报日期：      年    月    日", self.styles.line_right)
        self.sheet.set_row(_HEADER_ROW, 34)
        for at, column in enumerate(self.plan.form.columns):
            self.sheet.set_column(at, at, column.width)
            self.sheet.write_string(_HEADER_ROW, at, column.heading, self.styles.header)
        if self.plan.form.telling:
            self.sheet.merge_range(1, last + 1, 1, len(self.plan.form.columns) - 1, _OPTIONAL, self.styles.line)

    def _line(self, row: int, no: int, obligation: Obligation) -> None:
        task = obligation.requirement.rstrip("。")
        form = self.plan.form
        self.sheet.set_row(row, row_height(task, form.of(Field.TASK).width))
        self._cells(row)
        number, named, limit = (form.position(f) - 1 for f in (Field.NO, Field.TASK, Field.TIME_LIMIT))
        self.sheet.write_number(row, number, no, self.styles.number)
        self.sheet.write_string(row, named, task, self.styles.text)
        hint = obligation_hint(self.plan, self.unit, obligation)
        self.sheet.data_validation(row, named, row, named, hint.as_validation())
        hint = limit_hint(self.plan, obligation)
        self.sheet.data_validation(row, limit, row, limit, hint.as_validation(usual_limits(self.plan, obligation)))

    def _blank_line(self, row: int) -> None:
        self.sheet.set_row(row, row_height("", 0, lines=2))
        self._cells(row)

    def _cells(self, row: int) -> None:
        styles = self.styles
        for at, column in enumerate(self.plan.form.columns):
            centred = styles.number if column.field is Field.NO else styles.centre
            self.sheet.write_blank(row, at, None, centred if column.centred else styles.text)

    def _hints(self, first_free: int) -> None:
        """Give every column its hint; tasks and limits of prefilled lines have their own."""
        for at, column in enumerate(self.plan.form.columns):
            first = first_free if column.field in (Field.TASK, Field.TIME_LIMIT) else _HEADER_ROW + 1
            choices = usual_limits(self.plan) if column.field is Field.TIME_LIMIT else column.choices
            hint = form_hint(self.plan, column)
            self.sheet.data_validation(first, at, _LAST_HINTED_ROW, at, hint.as_validation(choices))

    def _colour_blanks(self) -> None:
        """Colour what a begun line still lacks. A line below the first of a task may leave the leader blank."""
        first = _HEADER_ROW + 2  # 1-based, as formulas count
        form = self.plan.form
        task, measure = (f'${column_letter(form.position(f))}{first}<>""' for f in (Field.TASK, Field.MEASURE))
        for at, described in enumerate(form.columns, 1):
            if described.field in (Field.NO, Field.TASK) or not described.needed:
                continue
            column = column_letter(at)
            condition = f"OR({task},{measure})" if described.field is Field.TIME_LIMIT else task
            self.sheet.conditional_format(
                f"{column}{first}:{column}{_LAST_HINTED_ROW + 1}",
                {
                    "type": "formula",
                    "criteria": f'=AND({condition},TRIM({column}{first})="")',
                    "format": self.styles.still_blank,
                },
            )

    def _page(self, last_row: int) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        self.sheet.center_horizontally()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(_HEADER_ROW)
        self.sheet.print_area(0, 0, last_row, len(self.plan.form.own) - 1)
        self.sheet.set_footer('&C&"仿宋_GB2312"&11— &P —')
        self.sheet.freeze_panes(_HEADER_ROW + 1, 0)


def _let_rows_grow(data: bytes) -> bytes:
    """Take the mark "height set by hand" off the rows, so that a row grows with what the clerk types into it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in source.infolist():
            content = source.read(member)
            if member.filename.startswith("xl/worksheets/sheet"):
                content = re.sub(rb'(<row r="(?!1"|2"|3")[^>]*?) customHeight="1"', rb"\1", content)
            copy.writestr(member, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()

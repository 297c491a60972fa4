"""The physical forms in which ledgers arrive. Each function writes one ledger in one form, as a file's bytes."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from pipeline.model import Field
from taizhang_demo.layout import FORM_SHEET, Layout, content_of
from taizhang_demo.ledger_texts import DemoLedger
from taizhang_demo.sheets import DemoSheet, edit_part, settle, write_ods, write_xls, write_xlsx

_OFFICE_TIMEOUT = 60
_WHOLE_DATE = re.compile(r"(20\d\d)[.年/-](\d{1,2})[.月/-](\d{1,2})日?前?")


def merged(ledger: DemoLedger) -> bytes:
    """The form as printed: a task's number, name, leader and section are merged over its measures."""
    return write_xlsx([Layout().lay_out(ledger)])


def filled_down(ledger: DemoLedger) -> bytes:
    """Nothing is merged: what holds for several lines stands in the first, the cells below are blank."""
    return write_xlsx([Layout(merged=False).lay_out(ledger)])


def renamed_columns(ledger: DemoLedger) -> bytes:
    """The columns are headed otherwise, with blanks and line breaks in the headings."""
    headings = {
        Field.NO: "编号",
        Field.TASK: "重点 任务",
        Field.MEASURE: "具体措施",
        Field.TIME_LIMIT: "完成\n时限",
        Field.LEADER: "分管领导",
        Field.SECTION: "责任股室",
    }
    return write_xlsx([Layout(headings=headings).lay_out(ledger)])


def reordered_with_extra_columns(ledger: DemoLedger) -> bytes:
    """The columns stand in another order, with others between them."""
    columns = (
        Field.NO,
        Field.TASK,
        Field.SECTION,
        Field.LEADER,
        Field.MEASURE,
        "完成情况",
        Field.TIME_LIMIT,
        "备注",
    )
    return write_xlsx([Layout(columns=columns).lay_out(ledger)])


def with_section_lines(ledger: DemoLedger) -> bytes:
    """Lines across the whole table part the tasks."""
    sections = ("一、重点领域信息公开", "二、政策公开与解读", "三、基础工作与保障措施")
    return write_xlsx([Layout(sections=sections).lay_out(ledger)])


def with_signature_lines(ledger: DemoLedger) -> bytes:
    """Below the table stand a note, the signatures and the date."""
    footer = (
        "注：本台账一式两份，一份报送，一份留存。",
        "填报人：            审核人：            主要负责人：",
        "（盖章）        2022年5月18日",
    )
    return write_xlsx([Layout(footer=footer).lay_out(ledger)])


def without_title(ledger: DemoLedger) -> bytes:
    """The table begins in the first row; no title stands above it."""
    return write_xlsx([Layout(titled=False).lay_out(ledger)])


def behind_a_cover_sheet(ledger: DemoLedger) -> bytes:
    """The first sheet is something else, and on the second the table begins at C5."""
    cover = DemoSheet("封面")
    cover.title_rows.add(2)
    cover.put(2, 1, "政务公开工作材料")
    cover.put(4, 1, "本册内容：工作任务台账、值班电话")
    return write_xlsx([cover, Layout(row=4, column=2).lay_out(ledger)])


def with_real_dates(ledger: DemoLedger) -> bytes:
    """Time limits that are whole dates stand as date cells, as Excel makes of what is typed."""
    sheet = Layout().lay_out(ledger)
    for place, content in sheet.cells.items():
        if isinstance(content, str) and (day := _WHOLE_DATE.fullmatch(content)):
            sheet.cells[place] = date(int(day[1]), int(day[2]), int(day[3]))
    return write_xlsx([sheet])


def with_hidden_rows(ledger: DemoLedger) -> bytes:
    """Some rows are hidden, as a forgotten filter leaves them; their content counts all the same."""
    sheet = Layout(merged=False).lay_out(ledger)
    sheet.hidden_rows = {4, 5, 6}
    return write_xlsx([sheet])


def old_excel(ledger: DemoLedger) -> bytes:
    """A workbook of Excel 97–2003 (.xls)."""
    return write_xls([Layout().lay_out(ledger)])


def open_document(ledger: DemoLedger) -> bytes:
    """An OpenDocument spreadsheet (.ods)."""
    return write_ods([Layout().lay_out(ledger)])


def resaved_by_libreoffice(ledger: DemoLedger) -> bytes:
    """The merged form, opened and saved again by LibreOffice; the merged form itself where there is none."""
    data = merged(ledger)
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return data
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in" / "ledger.xlsx", Path(folder) / "out"
        source.parent.mkdir()
        source.write_bytes(data)
        # A profile of its own, so that an office program that is already open does not matter.
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(target), str(source)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_OFFICE_TIMEOUT)
            return settle((target / source.name).read_bytes())
        except (OSError, subprocess.SubprocessError):
            # A broken installation counts as none.
            return data


def on_the_issued_template(ledger: DemoLedger, template: bytes) -> bytes:
    """The template issued to the unit, its lines overwritten with the clerk's own; its stamp stays."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(template))
    form = book[FORM_SHEET]
    for cells in form.iter_rows(min_row=4):
        for cell in cells:
            cell.value = None
    for row, line in enumerate(ledger.lines, start=4):
        for column, what in enumerate(Field, start=1):
            content = content_of(line, what)
            if content not in (None, ""):
                form.cell(row, column, content)
    target = io.BytesIO()
    book.save(target)
    return settle(_store_counts(target.getvalue(), ledger))


def _store_counts(data: bytes, ledger: DemoLedger) -> bytes:
    """Store the results of the template's counting formulas, as Excel does on saving and openpyxl does not."""
    tasks = [line for line in ledger.lines if line.task]
    counted = (Field.MEASURE, Field.TIME_LIMIT, Field.LEADER, Field.SECTION)
    results = iter([sum(not content_of(line, what) for line in tasks) for what in counted])
    return edit_part(
        data,
        "xl/worksheets/sheet2.xml",
        lambda xml: re.sub(rb"</f><v ?/?>(?:</v>)?", lambda _: b"</f><v>%d</v>" % next(results), xml),
    )


FORMS: Mapping[str, Callable[[DemoLedger], bytes]] = {
    form.__name__: form
    for form in (
        merged,
        filled_down,
        renamed_columns,
        reordered_with_extra_columns,
        with_section_lines,
        with_signature_lines,
        without_title,
        behind_a_cover_sheet,
        with_real_dates,
        with_hidden_rows,
        old_excel,
        open_document,
        resaved_by_libreoffice,
    )
}
"""Forms that need nothing but the ledger, by name."""

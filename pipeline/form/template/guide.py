"""The sheet 填报说明 of the template: how to fill in the form, and how much is still blank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.form.template.hints import form_hint
from pipeline.model import Field, LedgerForm, Plan, Unit
from pipeline.model.cells import column_letter
from pipeline.office.style import BODY_FONT, TITLE_FONT, Styles, row_height

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

GUIDE_SHEET = "填报说明"
_WIDTHS = (26, 38, 32)
_WEEKDAYS = "一二三四五六日"
_HEADING_HEIGHT = 26


@dataclass(frozen=True, slots=True)
class FormArea:
    """Where the form stands: its sheet, its 1-based first and last line, and how many lines are prefilled."""

    sheet: str
    first: int
    last: int
    prefilled: int


def write_guide(book: Workbook, styles: Styles, plan: Plan, unit: Unit | None, form: FormArea) -> None:
    """Write the sheet: what to send where and when, each column, time limits, progress, and hints on Excel."""
    sheet = book.add_worksheet(GUIDE_SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 40)
    sheet.merge_range(0, 0, 0, len(_WIDTHS) - 1, "填报说明", styles.title)
    row = _paragraphs(sheet, styles, 1, "一、报送要求", _sending(plan, unit))
    columns = (f"{c.heading}：{form_hint(plan, c).text}" for c in plan.form.columns)
    row = _paragraphs(sheet, styles, row, "二、各栏填写要求", columns)
    row = _paragraphs(sheet, styles, row, "三、时限写法示例", ())
    row = _table(sheet, styles, row, ("方案要求", "可以这样写", "请勿这样写"), _limit_examples(plan.year))
    row = _paragraphs(sheet, styles, row, "四、填写进度（随填写自动更新）", ())
    row = _progress(sheet, styles, row, form, plan.form)
    _paragraphs(sheet, styles, row, "五、操作提示", _handling(plan))
    sheet.set_paper(9)  # A4
    sheet.center_horizontally()
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.fit_to_pages(1, 1)
    sheet.set_footer('&C&"仿宋_GB2312"&11— &P —')


def _sending(plan: Plan, unit: Unit | None) -> Iterator[str]:
    due = plan.ledgers_due
    weekday = f"星期{_WEEKDAYS[due.weekday()]}"
    settings = plan.settings
    yield (
        f"1. 本台账为《{plan.title}》（{plan.document_number}）{plan.words['form']}规定的表式。“台账”表为报送内容；"
        "“任务依据”表摘录方案原文，供对照，无需填写。"
    )
    yield (
        f"2. 请于{due.year}年{due.month}月{due.day}日（{weekday}）前报{settings.collecting_unit}"
        f"（联系电话：{settings.collecting_phone}）。报送Excel文件，请勿设置打开密码，请勿改报扫描件、图片。"
    )
    name = unit.name if unit else "本单位名称"
    yield f"3. 文件名建议为“{name}政务公开工作任务台账.xlsx”。" + (
        "" if unit else "请将标题中的“XX局”改为本单位名称，并填写“填报单位”。"
    )


def _limit_examples(year: int) -> tuple[tuple[str, str, str], ...]:
    return (
        ("长期坚持", "长期坚持；每季度检查一次，长期坚持", f"{year}年6月底前（只写一个日期）"),
        (f"{year}年年底前", f"{year}年12月31日前；{year}年11月底前", f"{year + 1}年3月底前；适时完成"),
        ("按季度公开", "每季度末前；每月", "每半年；及时公开"),
        ("20个工作日内公开", "信息形成之日起20个工作日内；15个工作日内", "一个月内；尽快"),
        ("征求意见期限不少于30日", "征求意见期限不少于30日", "20日；10个工作日"),
    )


def _handling(plan: Plan) -> tuple[str, ...]:
    return (
        "1. 单元格底色为浅黄色的，表示该处尚未填写，填写后底色自动消失。选中单元格可查看填写提示。"
        "合并填写的单位分管领导、责任科室，下方各行仍会计入“尚未填写”，以底色为准。",
        "2. 一项任务有多条举措的，在该行下方插入行，一条举措一行；序号、工作任务、单位分管领导、责任科室可合并"
        "单元格。任务较多时可继续向下填写。",
        "3. 可以调整行高、列宽和字体；请勿改动表头名称，请勿删除栏目。本单位另有安排的任务，可在表后续填。",
        "4. 方案规定由本单位承担的任务，确无相应业务的，请勿直接删行或漏填，"
        f"请向{plan.settings.collecting_unit}说明理由，经登记后不再要求填报。",
        f"5. 本表标题用{TITLE_FONT}、正文用{BODY_FONT}。电脑未安装上述字体的，会以相近字体显示，不影响报送；"
        "打印正式文本可改用宋体、仿宋。",
    )


def _paragraphs(
    sheet: Worksheet, styles: Styles, row: int, heading: str, texts: Iterator[str] | tuple[str, ...]
) -> int:
    """Write a heading and its paragraphs; give the next free row."""
    last = len(_WIDTHS) - 1
    sheet.set_row(row, 28)
    sheet.merge_range(row, 0, row, last, heading, styles.section)
    for text in texts:
        row += 1
        sheet.set_row(row, row_height(text, sum(_WIDTHS), lines=1))
        sheet.merge_range(row, 0, row, last, text, styles.paragraph)
    return row + 1


def _table(
    sheet: Worksheet, styles: Styles, row: int, headings: tuple[str, ...], lines: tuple[tuple[str, ...], ...]
) -> int:
    sheet.set_row(row, _HEADING_HEIGHT)
    for column, heading in enumerate(headings):
        sheet.write_string(row, column, heading, styles.header)
    for cells in lines:
        row += 1
        sheet.set_row(row, max(row_height(t, w, lines=1) for t, w in zip(cells, _WIDTHS, strict=True)))
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, styles.text)
    return row + 1


def _progress(sheet: Worksheet, styles: Styles, row: int, form: FormArea, layout: LedgerForm) -> int:
    """Count, by formulas, the lines with a task that still lack something. One line for each column of the form."""
    sheet.set_row(row, _HEADING_HEIGHT)
    sheet.write_string(row, 0, "栏目", styles.header)
    sheet.write_string(row, 1, "尚未填写（处）", styles.header)
    task = column_letter(layout.position(Field.TASK))
    tasks = f"'{form.sheet}'!${task}${form.first}:${task}${form.last}"
    for at, column in enumerate(layout.columns, 1):
        if column.field in (Field.NO, Field.TASK) or not column.needed:
            continue
        row += 1
        letter = column_letter(at)
        cells = f"'{form.sheet}'!${letter}${form.first}:${letter}${form.last}"
        sheet.set_row(row, row_height("", 0, lines=1))
        sheet.write_string(row, 0, column.heading, styles.number)
        # The stored value holds until a spreadsheet program calculates anew.
        sheet.write_formula(row, 1, f'=SUMPRODUCT(({tasks}<>"")*({cells}=""))', styles.count, form.prefilled)
    return row + 1

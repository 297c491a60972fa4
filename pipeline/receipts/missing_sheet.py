"""The sheet 缺失任务: the missing obligations in the columns of the sender's ledger, to fill in or to answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipeline.form.missing_rows import CHOICE, FIRST_REFERENCE, REASON
from pipeline.model import (
    MISSING_SHEET,
    Application,
    Entry,
    Field,
    FormColumn,
    Ledger,
    LedgerForm,
    Severity,
    Submission,
    Treatment,
    Value,
)
from pipeline.model.cells import column_letter
from pipeline.office.patching.cells import link_to
from pipeline.office.patching.own_sheet import OwnSheet, Text
from pipeline.office.patching.stylesheet import ERROR_FILL, WARNING_FILL, Style, StyleSheet
from pipeline.receipts import palette
from pipeline.receipts.columns import Column, write_header, write_item
from pipeline.receipts.findings import Findings
from pipeline.receipts.missing import MissingTask

FILLS: Final = {Severity.ERROR: ERROR_FILL, Severity.WARNING: WARNING_FILL}
"""How cells are coloured in which something is amiss."""
_Faults = Mapping[str, Severity]
_USE: Final = (
    "1. 由本单位承担的：填写浅黄色的台账各栏，填好即计入台账，无需复制到正表。\n"
    "2. 不由本单位承担、或者台账中已经写了的：在“处理方式”（{letter}列）中选择一项，在“情况说明”中写明理由，"
    "由汇总单位核定。\n"
    "3. 选“已含于第__行”的：横线处改为台账中那一行的行号，即Excel窗口左侧的数字，不是“序号”栏的数。\n"
    "4. 填好后保存，将本文件重新报送。灰色各栏供参考，无需填写。"
)
_KEEP: Final = "目前没有需要补报的任务，本表不用再填；以下是此前填写的内容，如再次报送，请保留本表。"
_NARROWER: Final = 0.8
"""How much of a column's own width it has here: more columns must find room on the same page."""
_OTHER_WIDTH: Final = 10
"""Characters; the columns that only the sender's ledger has."""

_Item = MissingTask | Entry
"""A row of the sheet: a task that is missing, or what was filled in on this sheet of an earlier receipt."""
Offer = Callable[[_Item], Sequence[str]]

_GIVEN: Final[Mapping[Field | None, Callable[[MissingTask], str]]] = {
    Field.NO: lambda task: str(task.no or ""),
    Field.TASK: lambda task: task.task,
}
"""What we know of a task; the form's other columns are left to the sender."""


def _columns(form: LedgerForm, ledger: Ledger | None, faults: _Faults) -> list[Column[_Item]]:
    """Describe the columns as they stand in the sender's ledger, so that copied rows keep their places.

    Where the ledger lacks a column of the form, the form's own are given: that is what the sender is to go over to.
    """
    if ledger is None or not ledger.headings or ledger.missing_columns:
        return [_in_form(column.heading, column, faults) for column in form.own]
    own = {letter: form.of(field) for field, letter in ledger.columns.items()}
    return [
        _in_form(heading, own.get(column_letter(place)), faults) for place, heading in enumerate(ledger.headings, 1)
    ]


def _in_form(heading: str, column: FormColumn | None, faults: _Faults) -> Column[_Item]:
    """Describe a column of the ledger: prefilled, or blank to be filled in."""
    field, centred = (column.field, column.centred) if column else (None, False)
    given = _GIVEN.get(field)
    if given is None:
        style = palette.TO_FILL_CENTRED if centred else palette.TO_FILL
    else:
        style = palette.PREFILLED_CENTRED if centred else palette.PREFILLED

    def cell(item: _Item) -> Text:
        known = _entry(item)
        value = known.value(field) if known and field else None
        text = value.text if value else (known.extra or {}).get(heading, "") if known else ""
        if not text and isinstance(item, MissingTask) and given:
            text = given(item)
        fault = faults.get(value.cell) if value and isinstance(item, Entry) else None
        return Text(text, replace(style, fill=FILLS[fault]) if fault in FILLS else style)

    choices: Offer | None = (
        (lambda item: () if isinstance(item, Entry) else item.choices) if field is Field.TIME_LIMIT else None
    )
    return Column(heading, _NARROWER * column.width if column else _OTHER_WIDTH, cell, choices=choices)


def _entry(item: _Item) -> Entry | None:
    """Give what was filled in on the row of an item."""
    if isinstance(item, Entry):
        return item
    return item.application.entry if item.application else None


def _answer(heading: str, width: float, said: Callable[[Application], Value], *, offered: bool) -> Column[_Item]:
    """Describe a column in which a unit says why it does not fill in a task."""

    def cell(item: _Item) -> Text:
        if isinstance(item, Entry):
            text = (item.extra or {}).get(heading, "")
        else:
            text = said(item.application).text if item.application else ""
        return Text(text, palette.TO_FILL_CENTRED if offered else palette.TO_FILL)

    return Column(heading, width, cell, choices=(lambda _: tuple(Treatment)) if offered else None)


_ANSWERS: Final = (
    _answer(CHOICE, 12, lambda said: said.choice, offered=True),
    _answer(REASON, 20, lambda said: said.reason, offered=False),
)


def _beside(
    heading: str, width: float, words: Callable[[MissingTask], str], style: Style = palette.REFERENCE
) -> Column[_Item]:
    """Describe a column right of the form: what the plan says, to be read only."""

    def cell(item: _Item) -> Text | None:
        said = (item.extra or {}).get(heading, "") if isinstance(item, Entry) else words(item)
        return Text(said, style) if said else None

    return Column(heading, width, cell, palette.REFERENCE_HEAD)


_PLACE: Final = _beside(
    FIRST_REFERENCE, 12, lambda task: f"{task.place}\n（{task.role}单位）", palette.REFERENCE_CENTRED
)
_STATE: Final = _beside("核定情况", 10, lambda task: task.state, palette.REFERENCE_CENTRED)
_LIMIT: Final = _beside("方案时限", 16, lambda task: task.limit or "方案未作统一规定")
_ON_SCREEN: Final = (
    _beside("建议时限", 18, lambda task: task.suggested),
    _beside("所属任务", 16, lambda task: task.label),
)
_EXAMPLE: Final = _beside("举措写法参考", 40, lambda task: task.example and f"例如：{task.example}")
"""Only where the plan's phrasings are at hand."""


def write_missing(
    findings: Findings, submission: Submission, form: LedgerForm, styles: StyleSheet, name: str
) -> tuple[OwnSheet, dict[str, str]]:
    """Write the sheet; give with it the place of each obligation, for links."""
    ledger, tasks = submission.ledger, (*findings.missing, *findings.answered)
    states = (_STATE,) if any(t.state for t in tasks) else ()
    examples = (_EXAMPLE,) if any(t.example for t in findings.missing) else ()
    own = _columns(form, ledger, _faults(submission))
    printed = (*own, *_ANSWERS, _PLACE, *states, _LIMIT)
    columns = (*printed, *_ON_SCREEN, *examples)
    widths = [c.width for c in columns]
    sheet = OwnSheet(name, widths, styles, palette.AMBER_TAB, printed_columns=len(printed), frozen=True)
    sheet.line(f"缺失任务（{_counted(findings, ledger)}）", palette.TITLE, len(printed))
    use = _USE.format(letter=column_letter(len(own) + 1)) if findings.missing else _KEEP
    # One row whatever it says: what was filled in stays on its row from one receipt to the next.
    sheet.line(use, palette.LINE, len(printed))
    write_header(sheet, columns)
    links: dict[str, str] = {}
    # What was filled in stays on its row: the findings name its cells.
    kept: dict[int, _Item] = {e.row: e for e in filled_in(ledger)}
    kept |= {t.application.entry.row: t for t in tasks if t.application}
    waiting = deque(t for t in findings.missing if t.application is None)
    while waiting or any(row > sheet.last_row for row in kept):
        item = kept.get(sheet.last_row + 1) or (waiting.popleft() if waiting else None)
        if item is None:
            sheet.skip()
            continue
        row = write_item(sheet, columns, item, lines=2)
        if isinstance(item, MissingTask):
            links[item.obligation] = link_to(name, f"B{row}")
    return sheet, links


def _counted(findings: Findings, ledger: Ledger | None) -> str:
    """Count the rows of the sheet by what they are."""
    counts = (
        ("待补报", len(findings.missing)),
        ("已填写", len(filled_in(ledger))),
        ("已提出申请", len(findings.answered)),
    )
    return "，".join(f"{label}{count}项" for label, count in counts if count)


def _faults(submission: Submission) -> _Faults:
    """Give the gravest severity of what is amiss in each cell of this sheet as it came back."""
    found: dict[str, Severity] = {}
    for deviation in submission.deviations:
        if (deviation.sheet or "").strip() == MISSING_SHEET and deviation.cell:
            known = found.get(deviation.cell, deviation.severity)
            found[deviation.cell] = min(known, deviation.severity, key=list(Severity).index)
    return found


def is_wanted(findings: Findings, submission: Submission) -> bool:
    """Say whether a receipt has anything to show on this sheet."""
    return bool(findings.missing or findings.answered or filled_in(submission.ledger))


def filled_in(ledger: Ledger | None) -> list[Entry]:
    """List the entries that were filled in on this sheet of an earlier receipt."""
    return [e for e in ledger.entries if e.sheet.strip() == MISSING_SHEET] if ledger is not None else []

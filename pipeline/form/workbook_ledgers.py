"""A workbook to its ledgers: which sheets hold forms, which go on with one, and which are something else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipeline.form.account import Account
from pipeline.form.continuation import continued
from pipeline.form.forms import Form, find_forms
from pipeline.form.headings import Headings
from pipeline.form.joining import CONTINUATION, is_further_part, joined
from pipeline.form.missing_rows import columns_of_form, take_answers
from pipeline.form.template.guide import GUIDE_SHEET
from pipeline.form.template.reference import REFERENCE_SHEET
from pipeline.judging.matching.text import normalise
from pipeline.model import MISSING_SHEET, Ledger, ReadingNote, stamp
from pipeline.office.sheets import Sheet, Workbook

RECEIPT_SHEETS: Final = ("校验结果", MISSING_SHEET)
"""Sheets that our own receipts add; of what comes back on them only what is filled in on 缺失任务 counts."""
_REFERENCE_NAME: Final = re.compile(r"说明|参考|样表|样例|范例|须知|字典|选项|下拉|附件[12]|任务分解|方案|目录")
_UNIT_LIKE: Final = re.compile(r"(?:局|办|办公室|委|中心|馆|院|社|会|镇|街道|分局|公司|队|所|站)$")
_OBLIGATION_ID: Final = re.compile(r"[A-Z]\d+-\d+")
_ROWS_ABOVE: Final = 3
"""The rows of 任务依据 above its lines: title, note, heading."""


def ledgers_of(
    workbook: Workbook, headings: Headings, accounts: Mapping[str, Account]
) -> tuple[list[Ledger], list[ReadingNote]]:
    """Read every form of the workbook; forms of the same sender on several sheets make one ledger.

    What became of every cell goes into the account of its sheet.
    """
    notes = list(workbook.notes)
    filled_in: list[Form] = []
    beside: list[str] = []
    forms: dict[str, list[Form]] = {}
    for sheet in workbook.sheets:
        if sheet.name.strip() in RECEIPT_SHEETS:
            filled_in += find_forms(columns_of_form(sheet), headings)
            _pass_by(accounts[sheet.name])
            beside.append(sheet.name)
        elif stamp.PLAN in workbook.stamp and sheet.name in (GUIDE_SHEET, REFERENCE_SHEET):
            _pass_template_sheet(accounts[sheet.name])
        else:
            forms[sheet.name] = find_forms(sheet, headings)
    _leave_references(forms, accounts, notes)
    seen = any(not form.sheet.hidden for found in forms.values() for form in found)
    ledgers: list[Ledger] = []
    last: Form | None = None
    for sheet in workbook.sheets:
        account = accounts[sheet.name]
        found = forms.get(sheet.name, [])
        if sheet.hidden and seen:
            # Nobody sees it, so it speaks for nobody; but it is told.
            account.why, account.asks = "隐藏的工作表", bool(found)
            notes += [_hidden_form(form) for form in found]
            continue
        for form in found:
            ledger = replace(form.ledger(account), stamp=workbook.stamp)
            ledger = replace(ledger, notes=(*ledger.notes, *_sheet_notes(sheet)))
            if ledgers and _same_sender(ledgers[-1], ledger):
                ledgers[-1] = joined(ledgers[-1], ledger)
            else:
                ledgers.append(ledger)
            last = form
        if not found and sheet.name in forms and last is not None and (further := continued(sheet, last)) is not None:
            ledgers[-1] = _with_continuation(ledgers[-1], further, account)
    # What is amiss on sheets beside the ledger need not trouble its sender.
    told = {e.sheet for ledger in ledgers for e in ledger.entries} | {ledger.sheet for ledger in ledgers}
    notes += [n for sheet in workbook.sheets if sheet.name in (told or set(accounts)) for n in sheet.notes]
    answers = take_answers(filled_in, ledgers, accounts)
    return ledgers, [*notes, *_receipt_sheets(beside, answers), *answers]


def _receipt_sheets(names: Sequence[str], answers: Sequence[ReadingNote]) -> list[ReadingNote]:
    """Tell of the sheets of an earlier receipt in which nothing was written; of the others the answers tell."""
    left = [name for name in names if name not in {note.sheet for note in answers}]
    named = "".join(f"“{name}”" for name in left)
    text = f"工作表{named}是此前的校验回执所附，其中没有需要另行计入的内容，不影响台账，也无需删除。"
    return [ReadingNote("receipt_sheet", text, left[0])] if left else []


def _with_continuation(ledger: Ledger, further: Form, account: Account) -> Ledger:
    more = further.ledger(account)
    text = (
        f"工作表“{further.sheet.name}”没有表头，各栏内容与“{ledger.sheet}”一致，"
        f"已作为续表接在其后读取（{more.area}，{len(more.entries)}条举措）。"
    )
    note = ReadingNote(CONTINUATION, text, further.sheet.name)
    return joined(ledger, replace(more, notes=(*more.notes, *_sheet_notes(further.sheet), note)))


def _pass_by(account: Account) -> None:
    account.pass_by((r, c) for r, row in enumerate(account.sheet.rows, 1) for c in range(1, len(row) + 1))


def _pass_template_sheet(account: Account) -> None:
    """Pass by what the template itself printed on its sheets beside the form; what was added there is asked about."""
    sheet = account.sheet
    account.why, account.asks = "写在模板的说明或依据表中", True
    width = 5 if sheet.name == REFERENCE_SHEET else 3
    last = max((area.bottom for area in sheet.merges), default=0)
    for r, row in enumerate(sheet.rows, 1):
        if sheet.name == REFERENCE_SHEET:
            printed = r <= _ROWS_ABOVE or bool(_OBLIGATION_ID.fullmatch(sheet.text(r, 1).strip()))
        else:
            printed = r <= last
        if printed:
            account.pass_by((r, c) for c in range(1, min(len(row), width) + 1))


def _leave_references(
    forms: dict[str, list[Form]], accounts: Mapping[str, Account], notes: list[ReadingNote]
) -> None:
    """Leave out the sheets that stand beside a ledger to help filling it in."""
    ledger_sheets = {
        name
        for name, found in forms.items()
        if any(f.headers[0].is_ledger_form for f in found) and not _REFERENCE_NAME.search(name)
    }
    for name in forms:
        if _REFERENCE_NAME.search(name):
            accounts[name].why = "供参考的表"
    if not ledger_sheets:
        return
    for name in sorted(n for n, found in forms.items() if found and n not in ledger_sheets):
        del forms[name]
        accounts[name].why = "供参考的表"
        notes.append(ReadingNote("reference_sheet", f"工作表“{name}”不是台账表，未计入台账。", name))


def _hidden_form(form: Form) -> ReadingNote:
    entries = len(form.ledger(Account(form.sheet)).entries)
    text = (
        f"隐藏的工作表“{form.sheet.name}”中也有台账内容（{entries}条举措），未计入台账；"
        "如需报送，请取消隐藏，并入台账后重新报送。"
    )
    return ReadingNote("hidden_form", text, form.sheet.name)


def _same_sender(first: Ledger, second: Ledger) -> bool:
    """Say whether a further form is the same unit's: the same signs above it, or none and no unit as its sheet."""
    if first.sheet == second.sheet or not is_further_part(first, second):
        return False
    signs = (normalise(second.title), normalise(second.reporting_unit))
    if any(signs):
        return signs == (normalise(first.title), normalise(first.reporting_unit))
    return not _UNIT_LIKE.search(second.sheet.strip())


def _sheet_notes(sheet: Sheet) -> list[ReadingNote]:
    notes = []
    if sheet.hidden:
        notes.append(ReadingNote("hidden_sheet", f"工作表“{sheet.name}”是隐藏的，已一并读取。", sheet.name))
    rows = [r for r in sorted(sheet.hidden_rows) if r <= len(sheet.rows) and any(sheet.rows[r - 1])]
    if rows:
        listed = "、".join(map(str, rows[:5])) + ("等" if len(rows) > 5 else "")
        text = f"工作表“{sheet.name}”有{len(rows)}行内容被隐藏（第{listed}行），已一并读取。"
        notes.append(ReadingNote("hidden_rows", text, sheet.name))
    columns = [
        c for c in sorted(sheet.hidden_columns) if any(sheet.text(r, c) for r in range(1, len(sheet.rows) + 1))
    ]
    if columns:
        text = f"工作表“{sheet.name}”有{len(columns)}列内容被隐藏，已一并读取。"
        notes.append(ReadingNote("hidden_columns", text, sheet.name))
    return notes

"""One file, from its bytes to its ledgers, or to the reason why there is none."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Final

from pipeline.form.forms import Form, find_forms
from pipeline.form.joining import is_further_part, joined
from pipeline.form.officers.decisions import day_of, is_county_workbook, plan_year_of, read_decisions, read_words
from pipeline.judging.matching.text import normalise
from pipeline.model import NOT_COPIED, FileRead, Ledger, ReadingNote
from pipeline.model.stamp import SEAL
from pipeline.office.failures import UnreadableError, failure
from pipeline.office.notes import words_of
from pipeline.office.sheets import Sheet, Workbook
from pipeline.office.workbooks import read_workbook

RECEIPT_SHEETS: Final = ("校验结果", "缺失任务")
"""Sheets that our own receipts add; they come back with a corrected ledger and are no part of it."""
_REFERENCE_SHEET: Final = re.compile(r"说明|参考|样表|样例|范例|须知|字典|选项|下拉|附件[12]|任务分解|方案|目录")
_UNIT_LIKE: Final = re.compile(r"(?:局|办|办公室|委|中心|馆|院|社|会|镇|街道|分局|公司|队|所|站)$")


def read_file(data: bytes, file_name: str) -> FileRead:
    """Read one file that a department sent.

    ``data`` are its bytes, which decide what it is; ``file_name`` is only shown and compared. Whatever is wrong with
    the file is the ``failure`` of the result, in words for the sender, and never raises. It may still take
    memory and time on hostile bytes, so it is meant to run inside the guard's child process.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        workbook = _opened(data, file_name)
        if is_county_workbook(workbook):
            return _county_workbook(workbook, file_name, sha256)
        ledgers, notes = _ledgers(workbook)
    except UnreadableError as error:
        return FileRead(file_name, sha256, failure=error.failure, excerpt=words_of(data))
    except MemoryError:
        return FileRead(file_name, sha256, failure=failure("bomb"))
    filled = sum(sheet.filled for sheet in workbook.sheets)
    if not ledgers:
        receipt = any(sheet.name.strip() in RECEIPT_SHEETS for sheet in workbook.sheets)
        reason = "receipt_only" if receipt else "not_a_ledger" if filled else "blank_workbook"
        return FileRead(file_name, sha256, failure=failure(reason), notes=tuple(notes), filled_cells=filled)
    return FileRead(
        file_name,
        sha256,
        ledgers=tuple(ledgers),
        notes=tuple(notes),
        filled_cells=filled,
        ending=workbook.ending,
        saved_at=workbook.saved_at,
    )


def _opened(data: bytes, file_name: str) -> Workbook:
    """Open the workbook. What goes wrong from here on, after it was opened, is a fault of ours and no sender's."""
    try:
        return read_workbook(data, file_name)
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:
        # Broken bytes make parsers fail in ways that no list holds; the sender's remedy is the same.
        raise UnreadableError("damaged") from error
    except BaseException as error:
        # A panic of calamine's Rust code arrives as pyo3's PanicException, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableError("damaged") from error


def _county_workbook(workbook: Workbook, file_name: str, sha256: str) -> FileRead:
    """Read a county workbook that came back: it is no ledger, but officers' decisions may stand in it."""
    decisions, notes = read_decisions(workbook)
    words, left_out = read_words(workbook)
    return FileRead(
        file_name,
        sha256,
        failure=failure("county_workbook"),
        notes=(*notes, *left_out),
        filled_cells=sum(sheet.filled for sheet in workbook.sheets),
        decisions=decisions,
        words=words,
        as_of=day_of(workbook),
        plan_year=plan_year_of(workbook),
        seal=workbook.stamp.get(SEAL, ""),
    )


def _ledgers(workbook: Workbook) -> tuple[list[Ledger], list[ReadingNote]]:
    """Read every form of the workbook; forms of the same sender on several sheets make one ledger."""
    notes = list(workbook.notes)
    forms: list[Form] = []
    filled_in: list[Form] = []
    for sheet in workbook.sheets:
        if sheet.name.strip() in RECEIPT_SHEETS:
            filled_in += find_forms(sheet)
            notes.append(
                ReadingNote("receipt_sheet", f"工作表“{sheet.name}”是校验回执所附，未计入台账。", sheet.name)
            )
            continue
        forms += find_forms(sheet)
    forms = _without_references(forms, notes)
    visible: list[Ledger] = []
    hidden: list[Ledger] = []
    for form in forms:
        ledger = replace(form.ledger(), stamp=workbook.stamp)
        ledger = replace(ledger, notes=(*ledger.notes, *_sheet_notes(form.sheet)))
        into = hidden if form.sheet.hidden else visible
        if into and _same_sender(into[-1], ledger):
            into[-1] = joined(into[-1], ledger)
        else:
            into.append(ledger)
    # What is amiss on sheets beside the ledger need not trouble its sender.
    told = {form.sheet.name for form in forms} or {sheet.name for sheet in workbook.sheets}
    notes += [note for sheet in workbook.sheets if sheet.name in told for note in sheet.notes]
    notes += _not_copied(filled_in, visible)
    return _with_hidden(visible, hidden, notes), notes


def _not_copied(filled_in: list[Form], ledgers: list[Ledger]) -> list[ReadingNote]:
    """Tell of measures that were written on a receipt's 缺失任务 and do not stand in the ledger as well."""
    known = {normalise(e.measure.text) for ledger in ledgers for e in ledger.entries}
    notes = []
    for ledger in (form.ledger() for form in filled_in):
        rows = [e.row for e in ledger.entries if (text := normalise(e.measure.text)) and text not in known]
        if rows:
            listed = "、".join(map(str, rows[:5])) + ("等" if len(rows) > 5 else "")
            text = (
                f"“{ledger.sheet}”表中已填写的{len(rows)}项（第{listed}行）尚未复制到台账，本次未计入；"
                "请选中这些行的左侧六栏，复制到台账末尾后重新报送。"
            )
            notes.append(ReadingNote(NOT_COPIED, text, ledger.sheet))
    return notes


def _without_references(forms: list[Form], notes: list[ReadingNote]) -> list[Form]:
    """Leave out the sheets that stand beside a ledger to help filling it in."""
    ledger_sheets = [
        f.sheet for f in forms if f.headers[0].is_ledger_form and not _REFERENCE_SHEET.search(f.sheet.name)
    ]
    if not ledger_sheets:
        return forms
    kept = [form for form in forms if form.sheet in ledger_sheets]
    left_out = {form.sheet.name for form in forms} - {form.sheet.name for form in kept}
    notes += [
        ReadingNote("reference_sheet", f"工作表“{name}”不是台账表，未计入台账。", name) for name in sorted(left_out)
    ]
    return kept


def _same_sender(first: Ledger, second: Ledger) -> bool:
    """Say whether a further form is the same unit's: the same signs above it, or none and no unit as its sheet."""
    if first.sheet == second.sheet or not is_further_part(first, second):
        return False
    signs = (normalise(second.title), normalise(second.reporting_unit))
    if any(signs):
        return signs == (normalise(first.title), normalise(first.reporting_unit))
    return not _UNIT_LIKE.search(second.sheet.strip())


def _with_hidden(visible: list[Ledger], hidden: list[Ledger], notes: list[ReadingNote]) -> list[Ledger]:
    """Report the forms of hidden sheets. Where nothing visible is a form they are read, and wait for an officer.

    What nobody sees acts for nobody whom the visible sheets do not name.
    """
    if not visible:
        return hidden
    for ledger in hidden:
        text = (
            f"隐藏的工作表“{ledger.sheet}”中也有台账内容（{len(ledger.entries)} 条举措），未计入台账；"
            "如需报送，请取消隐藏，并入台账后重新报送。"
        )
        notes.append(ReadingNote("hidden_form", text, ledger.sheet))
    return visible


def _sheet_notes(sheet: Sheet) -> list[ReadingNote]:
    notes = []
    if sheet.hidden:
        notes.append(ReadingNote("hidden_sheet", f"工作表“{sheet.name}”是隐藏的，已一并读取。", sheet.name))
    rows = [r for r in sorted(sheet.hidden_rows) if r <= len(sheet.rows) and any(sheet.rows[r - 1])]
    if rows:
        listed = "、".join(map(str, rows[:5])) + ("等" if len(rows) > 5 else "")
        text = f"工作表“{sheet.name}”有 {len(rows)} 行内容被隐藏（第 {listed} 行），已一并读取。"
        notes.append(ReadingNote("hidden_rows", text, sheet.name))
    columns = [
        c for c in sorted(sheet.hidden_columns) if any(sheet.text(r, c) for r in range(1, len(sheet.rows) + 1))
    ]
    if columns:
        text = f"工作表“{sheet.name}”有 {len(columns)} 列内容被隐藏，已一并读取。"
        notes.append(ReadingNote("hidden_columns", text, sheet.name))
    return notes

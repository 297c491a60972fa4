"""One file, from its bytes to its ledgers, or to the reason why there is none."""

from __future__ import annotations

import hashlib

from pipeline.form.account import Account
from pipeline.form.headings import headings_of
from pipeline.form.officers.decisions import day_of, is_county_workbook, plan_year_of, read_decisions, read_words
from pipeline.form.workbook_ledgers import RECEIPT_SHEETS, ledgers_of
from pipeline.model import CellCount, FileRead, LedgerForm
from pipeline.model.file_names import SHORTCUT, UNFINISHED
from pipeline.model.stamp import SEAL
from pipeline.office.encryption import opened
from pipeline.office.failures import UnreadableError, failure
from pipeline.office.notes import words_of
from pipeline.office.sheets import Workbook
from pipeline.office.workbooks import read_workbook
from pipeline.plan.form_columns import default_form


def read_file(data: bytes, file_name: str, form: LedgerForm | None = None) -> FileRead:
    """Read one file that a department sent.

    ``data`` are its bytes, which decide what it is; ``file_name`` is only shown and compared; ``form`` is the
    plan's, by default the one that comes with the program. Whatever is wrong with the file is the ``failure`` of the
    result, in words for the sender, and never raises. It may still take memory and time on hostile bytes, so it is
    meant to run inside the guard's child process.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        workbook = _opened(data, file_name)
        if is_county_workbook(workbook):
            return _county_workbook(workbook, file_name, sha256)
        accounts = {sheet.name: Account(sheet) for sheet in workbook.sheets}
        ledgers, notes = ledgers_of(workbook, headings_of(form or default_form()), accounts)
    except UnreadableError as error:
        pointer = "shortcut" if SHORTCUT.search(file_name) else "unfinished" if UNFINISHED.search(file_name) else ""
        why = failure(pointer) if pointer else error.failure
        return FileRead(file_name, sha256, failure=why, excerpt=words_of(data))
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
        unread=tuple(unread for account in accounts.values() for unread in account.unread()),
        cells=CellCount(*map(sum, zip(*(account.count() for account in accounts.values()), strict=True))),
        ending=workbook.ending,
        saved_at=workbook.saved_at,
    )


def _opened(data: bytes, file_name: str) -> Workbook:
    """Open the workbook. What goes wrong from here on, after it was opened, is a fault of ours and no sender's."""
    try:
        return read_workbook(data, file_name)
    except UnreadableError as error:
        if error.reason != "encrypted" or (plain := opened(data)) == data:
            raise
        return _opened(plain, file_name)
    except MemoryError:
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

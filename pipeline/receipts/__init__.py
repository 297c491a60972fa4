"""Receipts and the ledger template: what a department gets to read, fill in and send back."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.receipts.annotated import annotated_workbook
    from pipeline.receipts.decisions import decisions_page
    from pipeline.receipts.findings import Findings, findings_of
    from pipeline.receipts.page import receipt_page, receipt_text
    from pipeline.receipts.stripping import strip_marks
    from pipeline.receipts.template import ledger_template

_HOMES = {
    "Findings": "findings",
    "annotated_workbook": "annotated",
    "decisions_page": "decisions",
    "findings_of": "findings",
    "ledger_template": "template",
    "receipt_page": "page",
    "receipt_text": "page",
    "strip_marks": "stripping",
}
"""Where each public name lives; a module is imported when one of its names is first asked for."""

__all__ = [
    "Findings",
    "annotated_workbook",
    "decisions_page",
    "findings_of",
    "ledger_template",
    "receipt_page",
    "receipt_text",
    "strip_marks",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

"""Answering a submission: the receipt workbook and page, published so that a reader never sees half a file."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.flow.installation import Installation
from pipeline.model import Plan, Submission
from pipeline.store import ArchiveError
from pipeline.store.archive import write_durably

_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')
_LONGEST_STEM = 60
"""Characters: three bytes each in UTF-8 stay well below the 255 bytes that file systems allow a name."""


def answer(installation: Installation, submission: Submission) -> tuple[Path, Path]:
    """Write the receipt of one recorded submission into its unit's folder. Answering again replaces it."""
    try:
        original = installation.archive.read(submission.arrival.sha256)
    except ArchiveError as gone:
        installation.register.note(installation.clock(), "archive_damaged", submission.arrival.sha256, str(gone))
        original = b""
    folder = installation.receipt_folder(submission.unit)
    return write_receipt(folder, original, submission, installation.plan, _previous(installation, submission))


def write_receipt(
    folder: Path, original: bytes, submission: Submission, plan: Plan, previous: Submission | None
) -> tuple[Path, Path]:
    """Write the receipt workbook and page of one submission; give their paths."""
    from pipeline.receipts import annotated_workbook, receipt_page

    folder.mkdir(parents=True, exist_ok=True)
    stem = receipt_stem(submission)
    workbook, page = folder / f"{stem}.xlsx", folder / f"{stem}.html"
    write_durably(workbook, annotated_workbook(original, submission, plan, previous))
    write_durably(page, receipt_page(submission, plan, previous).encode("utf-8"))
    return workbook, page


def safe_name(name: str) -> str:
    """Give a name that every file system takes: no reserved or hidden characters, no dot at an end."""
    return _UNSAFE.sub("_", name).strip(" ._")


def receipt_stem(submission: Submission) -> str:
    """Name a receipt: the day first, so that a listing by name is a listing by time, then version and file."""
    received = submission.arrival.received_at
    name = safe_name(submission.arrival.file_name.rsplit(".", 1)[0]) or "来件"
    sheet = ""
    if submission.ledger is not None and len(submission.file.ledgers) > 1:
        sheet = "-" + (safe_name(submission.ledger.sheet) or "表")[:20]
    stem = f"{name[:_LONGEST_STEM]}{sheet}"
    if submission.unit is None:
        return f"{received:%Y%m%d-%H%M}-{submission.arrival.sha256[:8]}-{stem}-回执"
    return f"{received:%Y%m%d-%H%M}-第{submission.version}版-{stem}-回执"


def _previous(installation: Installation, submission: Submission) -> Submission | None:
    if submission.unit is None:
        return None
    older = [s for s in installation.register.versions_of(submission.unit) if s.version < submission.version]
    return older[-1] if older else None

"""Answering a submission: the receipt workbook and page, published so that a reader never sees half a file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.flow.day.folders import receipt_folder
from pipeline.flow.desk import Answer, Answering, Done, Job, receipt_of
from pipeline.flow.installation import Installation
from pipeline.guard.guard import Guard, Slot
from pipeline.judging.checks.personal_numbers import mask_personal
from pipeline.model import PastFindings, Plan, Submission
from pipeline.store.archive import ArchiveError, write_all_durably
from pipeline.store.receipts import Answered, Receipts, WrittenReceipt

_RESERVED = re.compile(r"^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=\s*(?:\.|$))", re.IGNORECASE)
"""Names of devices, which Windows takes for the device whatever ending follows."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+')
_SENT_BACK = re.compile(
    r"^(?:(?:第\d+号-)?\d{8}-\d{4}-(?:第\d+版|[0-9a-f]{8})-)+(?P<name>.+?)(?:-回执)+(?P<copy>[ (（].*)?$"
)
"""The name of a receipt that was filled in and sent back; its own name is inside."""
_LONGEST_NAME = 200
"""Bytes in UTF-8: with an ending and what goes before, a name stays below the 255 that file systems allow."""
_LONGEST_STEM = 60
"""Characters: three bytes each in UTF-8 stay well below the 255 bytes that file systems allow a name."""


@dataclass(frozen=True, slots=True)
class BegunReceipt:
    """A receipt on its way: the sender's own file in a ``slot`` of a desk, None where the findings go without it."""

    submission: Submission
    answered: Answered
    previous: PastFindings | None
    desk: Guard[Job, Done]
    slot: Slot[Job, Done] | None

    def drop(self) -> None:
        """Ask for it no more."""
        if self.slot is not None:
            self.desk.drop(self.slot)


def write_numbered(
    installation: Installation, submission: Submission, answered: Answered, previous: PastFindings | None
) -> tuple[Path, Path]:
    """Write the receipt of a submission that has its number; give the paths of the workbook and the page."""
    return write_begun(installation, _begin(installation, submission, answered, previous))


def write_begun(installation: Installation, begun: BegunReceipt) -> tuple[Path, Path]:
    """Write a begun receipt, and tell the register at once; give the paths of the workbook and the page."""
    paths = finish_receipt(installation, begun)
    Receipts(installation.register).written(WrittenReceipt(begun.answered, paths[0].stem))
    return paths


def begin_receipt(installation: Installation, submission: Submission, answered: Answered) -> BegunReceipt:
    """Number a receipt and have it made; ``finish_receipt`` writes it.

    The sender's own file is opened in a child only. The same thing has the same number, however often it is answered.
    """
    receipts = Receipts(installation.register)
    mark = receipts.number(submission.unit or "", answered, submission.arrival.received_at)
    submission = replace(submission, receipt=mark)
    return _begin(installation, submission, answered, findings_before(installation, submission))


def _begin(
    installation: Installation, submission: Submission, answered: Answered, previous: PastFindings | None
) -> BegunReceipt:
    original = _original(installation, submission) if submission.ledger is not None else b""
    desk = installation.guard_at_work or installation.desk()
    slot = desk.begin(Answering(original, submission, previous)) if original else None
    return BegunReceipt(submission, answered, previous, desk, slot)


def finish_receipt(installation: Installation, begun: BegunReceipt) -> tuple[Path, Path]:
    """Write a begun receipt into its unit's folder; give the paths of the workbook and the page.

    The register is told of it by the caller: until then it is written again, under the same name. Where the child
    ended badly, or the original is gone, the receipt carries the findings without it.
    """
    submission = begun.submission
    folder = receipt_folder(installation, submission.unit)
    if begun.slot is not None:
        outcome = begun.desk.finish(begun.slot)
        if isinstance(outcome.result, Answer):
            return _write(folder, submission, outcome.result)
        text = f"{outcome.ending} {outcome.detail}"
        installation.register.note(installation.clock(), "annotation_failed", submission.arrival.file_name, text)
    return write_receipt(folder, b"", submission, installation.plan, begun.previous)


def _original(installation: Installation, submission: Submission) -> bytes:
    try:
        return installation.archive.read(submission.arrival.sha256)
    except ArchiveError as gone:
        installation.register.note(installation.clock(), "archive_damaged", submission.arrival.sha256, str(gone))
        return b""


def write_receipt(
    folder: Path, original: bytes, submission: Submission, plan: Plan, previous: PastFindings | None
) -> tuple[Path, Path]:
    """Write the receipt workbook and page of one submission; give their paths."""
    return _write(folder, submission, receipt_of(original, submission, plan, previous))


def _write(folder: Path, submission: Submission, receipt: Answer) -> tuple[Path, Path]:
    stem = receipt_stem(submission)
    workbook, page = f"{stem}.xlsx", f"{stem}.html"
    write_all_durably(folder, {workbook: receipt.workbook, page: receipt.page})
    return folder / workbook, folder / page


def safe_name(name: str) -> str:
    """Give a name that every file system takes: no reserved or hidden characters, no dot at an end, no device.

    It is cut where it is longer than file systems allow. What is left may be "".
    """
    name = _UNSAFE.sub("_", name)
    cut = name.encode("utf-8")[:_LONGEST_NAME].decode("utf-8", "ignore").strip(" ._")
    return f"_{cut}" if _RESERVED.match(cut) else cut


def receipt_stem(submission: Submission) -> str:
    """Name a receipt: its number first, so that a listing by name is one by issue, then day, version and file."""
    received = submission.arrival.received_at
    name = _SENT_BACK.sub(r"\g<name>\g<copy>", submission.arrival.file_name.rsplit(".", 1)[0])
    name = safe_name(mask_personal(name)) or "来件"  # receipts are linked to, enclosed, and lie where others look
    sheet = ""
    if submission.ledger is not None and len(submission.file.ledgers) > 1:
        sheet = "-" + (safe_name(submission.ledger.sheet) or "表")[:20]
    stem = f"{name[:_LONGEST_STEM]}{sheet}"
    mark = submission.receipt
    numbered = f"第{mark.number:04d}号-" if mark else ""
    moment = mark.issued_at if mark else received
    version = f"第{submission.version}版" if submission.unit and submission.version else submission.arrival.sha256[:8]
    return f"{numbered}{moment:%Y%m%d-%H%M}-{version}-{stem}-回执"


def findings_before(installation: Installation, submission: Submission) -> PastFindings | None:
    """Give what was found in the unit's version before, with which a receipt compares; None if there is nothing."""
    if submission.unit is None or not submission.version:
        return None
    return installation.register.findings_before(submission.unit, submission.version, installation.plan.id)

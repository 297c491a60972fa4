"""Where the published workbook and page find the receipts: paths relative to outbox/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.flow.day.answer import receipt_stem
from pipeline.flow.installation import Installation
from pipeline.model import County, Submission


@dataclass(frozen=True, slots=True)
class ReceiptLinks:
    """Paths of what is there, seen from outbox/.

    ``workbooks`` by unit; ``pages`` by unit, and by sha256 for files of unknown senders.
    """

    workbooks: Mapping[str, str]
    pages: Mapping[str, str]


def receipt_links(installation: Installation, county: County) -> ReceiptLinks:
    """Look up the receipts of the submissions that count."""
    known = [(r.unit, r.submission) for r in county.reports if r.submission is not None]
    pages = {unit: _receipt(installation, unit, submission, "html") for unit, submission in known}
    pages |= {s.arrival.sha256: _receipt(installation, None, s, "html") for s in county.strays}
    workbooks = {unit: _receipt(installation, unit, submission, "xlsx") for unit, submission in known}
    return ReceiptLinks(_paths(installation, workbooks), _paths(installation, pages))


def _paths(installation: Installation, paths: Mapping[str, Path | None]) -> Mapping[str, str]:
    return {
        name: path.relative_to(installation.outbox).as_posix()
        for name, path in paths.items()
        if path is not None and path.exists()
    }


def _receipt(installation: Installation, unit: str | None, submission: Submission, ending: str) -> Path | None:
    folder = installation.receipt_folder(unit)
    receipt = folder / f"{receipt_stem(submission)}.{ending}"
    if receipt.exists():
        return receipt
    # An earlier plan may have known the file under another unit or version; of a known unit, the newest will do.
    others = sorted(folder.glob(f"*.{ending}")) if unit and folder.is_dir() else []
    return others[-1] if others else None

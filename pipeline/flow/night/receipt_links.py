"""Where the published workbook and page find the receipts: paths relative to outbox/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.flow.installation import Installation
from pipeline.model import County, Submission
from pipeline.store.receipts import Receipts


@dataclass(frozen=True, slots=True)
class ReceiptLinks:
    """Paths of what is there, seen from outbox/.

    ``workbooks`` by unit; ``pages`` by unit, and by sha256 for files of unknown senders.
    """

    workbooks: Mapping[str, str]
    pages: Mapping[str, str]


def receipt_links(installation: Installation, county: County) -> ReceiptLinks:
    """Look up the receipts of the submissions that count."""
    stems = _stems(installation)
    known = [(r.unit, r.submission) for r in county.reports if r.submission is not None]
    pages = {unit: _receipt(installation, unit, stems.get((unit, _of(s))), "html") for unit, s in known}
    pages |= {s.arrival.sha256: _receipt(installation, None, stems.get(("", _of(s))), "html") for s in county.strays}
    workbooks = {unit: _receipt(installation, unit, stems.get((unit, _of(s))), "xlsx") for unit, s in known}
    return ReceiptLinks(_paths(installation, workbooks), _paths(installation, pages))


def _paths(installation: Installation, paths: Mapping[str, Path | None]) -> Mapping[str, str]:
    return {
        name: path.relative_to(installation.outbox).as_posix()
        for name, path in paths.items()
        if path is not None and path.exists()
    }


def _of(submission: Submission) -> tuple[str, str]:
    return submission.arrival.sha256, submission.ledger.sheet if submission.ledger else ""


def _stems(installation: Installation) -> Mapping[tuple[str, tuple[str, str]], str]:
    """Give the name of the newest receipt of each ledger, by its unit, its file's sha256 and its sheet."""
    stems = dict(Receipts(installation.register).newest_stems())
    return {
        (one.unit, (one.arrival.sha256, one.sheet)): stems[one.key]
        for one in installation.register.ledgers(installation.plan.id)
        if one.key in stems
    }


def _receipt(installation: Installation, unit: str | None, stem: str | None, ending: str) -> Path | None:
    folder = installation.receipt_folder(unit)
    if stem is not None and (receipt := folder / f"{stem}.{ending}").exists():
        return receipt
    # An earlier plan may have known the file under another unit or version; of a known unit, the newest will do.
    others = sorted(folder.glob(f"*.{ending}")) if unit and folder.is_dir() else []
    return others[-1] if others else None

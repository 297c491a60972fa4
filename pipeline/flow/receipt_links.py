"""Where the status page finds the receipts: addresses relative to its own folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from pipeline.flow.answer import receipt_stem
from pipeline.flow.installation import Installation
from pipeline.model import County, Submission


def receipt_links(installation: Installation, county: County) -> Mapping[str, str]:
    """Give the address of each receipt page that is there: by unit, and by sha256 for files of unknown senders."""
    pages = {r.unit: _page(installation, r.unit, r.submission) for r in county.reports if r.submission is not None}
    pages |= {s.arrival.sha256: _page(installation, None, s) for s in county.strays}
    return {
        name: "../" + quote(page.relative_to(installation.outbox).as_posix())
        for name, page in pages.items()
        if page is not None
    }


def _page(installation: Installation, unit: str | None, submission: Submission) -> Path | None:
    folder = installation.receipt_folder(unit)
    page = folder / f"{receipt_stem(submission)}.html"
    if page.exists():
        return page
    # An earlier plan may have known the file under another unit or version; of a known unit, the newest will do.
    others = sorted(folder.glob("*.html")) if unit and folder.is_dir() else []
    return others[-1] if others else None

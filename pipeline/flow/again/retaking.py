"""Taking in again what lies in the archive and not in the register: it was restored from an older backup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.flow.installation import Installation
from pipeline.model import Arrival, Channel, Proof
from pipeline.store.arrivals import Source

_NAME = "原件库"


@dataclass(frozen=True, slots=True)
class UnknownOriginal:
    """An original that no arrival speaks of: its hash, its size in bytes, when it was kept."""

    sha256: str
    size: int
    kept_at: datetime


def unknown_originals(installation: Installation) -> tuple[UnknownOriginal, ...]:
    """List the originals of which the register knows nothing, in the order in which they were kept."""
    known = installation.register.known_hashes()
    zone = installation.clock().tzinfo
    found = []
    for sha256 in installation.archive.hashes():
        if sha256 not in known:
            status = installation.archive.path_of(sha256).stat()
            found.append(UnknownOriginal(sha256, status.st_size, datetime.fromtimestamp(status.st_mtime, zone)))
    return tuple(sorted(found, key=lambda one: (one.kept_at, one.sha256)))


def retake_originals(installation: Installation, originals: Sequence[UnknownOriginal]) -> int:
    """Record originals as arrivals, to be examined next; give their number.

    How they once came is not known any more: nothing proves their source, and they are called by their hash.
    """
    taken = [
        (
            Arrival(
                file_name=f"{_NAME}-{one.sha256[:12]}.xlsx",
                sha256=one.sha256,
                size=one.size,
                received_at=one.kept_at.replace(microsecond=0),
                channel=Channel.FOLDER,
                proof=Proof.NAMED,
            ),
            Source(f".{_NAME}/{one.sha256}", one.size, 0, 0),
        )
        for one in originals
    ]
    installation.register.record_arrivals(taken)
    installation.register.forget_sources([source.path for _, source in taken])
    return len(taken)

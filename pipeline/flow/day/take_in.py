"""Taking in: from the inbox to the archive and the register, and only then out of the inbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from pipeline.flow.day.mounts import ensure_mounted
from pipeline.flow.installation import Installation
from pipeline.flow.packed import beside_ledgers
from pipeline.guard.inbox import Claim, Waiting
from pipeline.model import Arrival, Channel, Proof
from pipeline.model.io_faults import REFUSED
from pipeline.store.archive import Writing
from pipeline.store.arrivals import ArrivalState, Source

OFFICERS = "核定"
"""The folder below the inbox to which officers alone may write."""
_BATCH = 40
"""Files claimed before they are examined: few, so that the first receipts do not wait for a full inbox."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A claimed file, its bytes on their way into the archive; ``beside`` where it plainly is no ledger."""

    claim: Claim
    arrival: Arrival
    source: Source
    beside: bool


def forget_removed(installation: Installation) -> None:
    """Forget the sources that are gone: removed just before a crash, or by hand after we could not.

    Where the whole inbox is away, nothing is known of them. Raises OSError where only its mount is: an empty folder
    in its place is not the inbox.
    """
    inbox, data = installation.inbox.root, installation.root / "data"
    ensure_mounted(inbox, data)
    if inbox.is_dir():
        register = installation.register
        gone = [path for path in register.source_paths() if not (inbox / path).exists()]
        if gone:
            ensure_mounted(inbox, data)  # it may have gone while we looked
        register.forget_sources(gone)


def take_in(installation: Installation, looked: Iterator[Claim | Waiting], waiting: list[Waiting]) -> bool:
    """Claim some settled files: into the archive, into the register, and only then out of the inbox.

    An archive is the last of its batch: its files are to be on record before anything that came after it, or an older
    ledger in it would count as newer than one that was sent after it. Says whether there may be more.
    """
    from pipeline.office.archives import HEAD_SIZE, may_be_archive

    looks = 0
    is_archive = False
    kept: list[_Kept] = []
    writing = Writing()
    try:
        for found in islice(looked, _BATCH):
            looks += 1
            if isinstance(found, Waiting):
                waiting.append(found)
                continue
            try:
                kept.append(_keep(installation, found, writing))
            except FileNotFoundError:
                if not installation.inbox.root.is_dir():
                    raise
                continue  # taken away again by its sender
            is_archive = may_be_archive((found.data or b"")[:HEAD_SIZE])
            if is_archive:
                break
    finally:
        # What is in the archive is recorded even where the next file, or one of them, could not be kept.
        try:
            writing.settle()
        finally:
            path_of = installation.archive.path_of
            _record(installation, [one for one in kept if path_of(one.arrival.sha256) not in writing.lost], waiting)
    return looks == _BATCH or is_archive


def archive_waits(installation: Installation) -> bool:
    """Say whether an archive is on record and not unpacked: the program was stopped before, or it came by mail."""
    from pipeline.office.archives import HEAD_SIZE, may_be_archive

    for recorded in installation.register.arrivals_in(ArrivalState.RECEIVED):
        # One that is damaged or gone is told at its examination.
        with suppress(OSError), installation.archive.path_of(recorded.arrival.sha256).open("rb") as stream:
            if may_be_archive(stream.read(HEAD_SIZE)):
                return True
    return False


def _keep(installation: Installation, claim: Claim, writing: Writing) -> _Kept:
    """Put a claimed file into the archive, where ``writing`` settles it; its bytes need not be held any longer."""
    from pipeline.office.companions import looks_beside

    if claim.data is None:
        sha256, size = installation.archive.keep_chunks(claim.chunks())
    else:
        sha256, size = installation.archive.keep(claim.data, writing), len(claim.data)
    arrival = Arrival(
        file_name=claim.file_name,
        sha256=sha256,
        size=size,
        received_at=installation.clock(),
        channel=Channel.FOLDER,
        folder=claim.folder,
        proof=Proof.OFFICER if claim.folder == OFFICERS else Proof.FOLDER if claim.folder else Proof.NAMED,
        owner=claim.owner,
    )
    stamp = claim.stamp
    source = Source(installation.inbox.relative(claim), stamp.size, stamp.mtime_ns, stamp.inode)
    beside = claim.data is not None and looks_beside(claim.data, claim.file_name)
    return _Kept(replace(claim, data=None), arrival, source, beside)


def _record(installation: Installation, kept: list[_Kept], waiting: list[Waiting]) -> None:
    """Record archived files, all at once, and remove them from the inbox.

    Where one must stay, the register knows it and does not take it again.
    """
    if not kept:
        return
    register = installation.register
    named = beside_ledgers(installation.plan, [one.arrival for one in kept], [one.beside for one in kept])
    register.record_arrivals(
        [(arrival, one.source) for one, arrival in zip(kept, named, strict=True) if arrival is not None],
        lambda a, b: same_sender(installation, a, b),
        [(one.arrival, one.source) for one, arrival in zip(kept, named, strict=True) if arrival is None],
    )
    removed: list[str] = []
    try:
        for one in kept:
            refusal = _remove(installation, one.claim)
            if refusal is None:
                removed.append(one.source.path)
            else:
                waiting.append(refusal)
    finally:
        register.forget_sources(removed)


def _remove(installation: Installation, claim: Claim) -> Waiting | None:
    try:
        removed = installation.inbox.remove(claim)
    except OSError as fault:
        if fault.errno not in REFUSED:
            raise
        return Waiting(claim.path, "已收取并处理，但无法从收件夹中移除，请检查共享权限后手工删除", soon=False)
    return None if removed else Waiting(claim.path, "收取后又有改动或正被打开，稍后再次检查")


def same_sender(installation: Installation, one: Arrival, other: Arrival) -> bool:
    """Say whether the names of two files with the same bytes allow the same sender (two may send the blank form)."""
    from pipeline.plan.identification import identify

    told = [
        identify(installation.plan, None, file_name=a.file_name, folder=a.folder, sender=a.sender)
        for a in (one, other)
    ]
    return told[0].unit == told[1].unit

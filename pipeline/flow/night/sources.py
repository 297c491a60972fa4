"""The originals beside the county workbook (来源): copies under names that office programs open.

Why copies, and why there: docs/decisions/0004-originals-beside-the-county-workbook.md."""

from __future__ import annotations

import contextlib
import hashlib
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.flow.day.answer import safe_name
from pipeline.flow.desk import Copied, Copying
from pipeline.flow.installation import HISTORY, UNKNOWN_SENDER, Installation
from pipeline.model import County, Submission
from pipeline.model.io_faults import HELD
from pipeline.store.archive import ArchiveError, write_durably

SOURCES = "来源"

_NOTE = "sources"
_COPY = "source_copy"
_LEFT_OUT = "已去除宏、链接等"
_LONGEST_NAME = 60
_CODES = re.compile(r"[#%\[\]]")
"""Characters that Excel does not take in the address of a file that a link leads to."""
_READ_ONLY = stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH


def publish_sources(installation: Installation, county: County) -> Mapping[tuple[str, str], str]:
    """Put a copy of every original that counts, and in which a ledger was read, beside the county workbook.

    Gives their addresses, seen from outbox/, by unit ("" where it is not known) and sha256. The bytes are those of
    the archive, which is not touched, but for what acts when it is opened: that is left out. A name holds part of
    the hash, so that it never means other bytes, and copies of the workbook of earlier nights keep leading to what
    they spoke of.
    """
    addresses = {}
    folder = installation.summary_folder / SOURCES
    for unit, submission in _to_open(county):
        path = folder / _name(unit, submission)
        if _publish(installation, path, submission):
            addresses[unit, submission.arrival.sha256] = path.relative_to(installation.outbox).as_posix()
    return addresses


def note_sources(installation: Installation, book: Path, addresses: Iterable[str]) -> None:
    """Put on record to which copies a county workbook leads."""
    names = "\n".join(sorted(Path(address).name for address in addresses))
    installation.register.note(installation.clock(), _NOTE, book.name, names)


def note_same_sources(installation: Installation, book: Path, like: Path) -> None:
    """Put on record that a county workbook leads to the same copies as another."""
    names = installation.register.last_note(_NOTE, like.name)
    installation.register.note(installation.clock(), _NOTE, book.name, names or "")


def prune_sources(installation: Installation) -> int:
    """Delete the copies to which no county workbook that is there leads any more; give their number."""
    folder = installation.summary_folder
    wanted: set[str] = set()
    for book in (*folder.glob("*.xlsx"), *(folder / HISTORY).glob("*.xlsx")):
        wanted |= set((installation.register.last_note(_NOTE, book.name) or "").split("\n"))
    pruned = 0
    for path in (folder / SOURCES).glob("*"):
        if path.name not in wanted and not path.name.startswith("."):
            _make_writable(path)
            with contextlib.suppress(OSError):
                path.unlink()
                pruned += 1
    return pruned


def _to_open(county: County) -> Iterator[tuple[str, Submission]]:
    known = [(r.unit, r.submission) for r in county.reports if r.submission is not None]
    known += [(r.unit, r.told_apart) for r in county.reports if r.told_apart is not None]
    for unit, submission in (*known, *(("", s) for s in county.strays)):
        if submission.ledger is not None:
            yield unit, submission


def _name(unit: str, submission: Submission) -> str:
    """Name a copy: 单位_第2版_原文件名_校验码前八位.xlsx, with the ending of what the file really is.

    One that something was left out of says so.
    """
    arrival = submission.arrival
    stem = safe_name(_CODES.sub("_", arrival.file_name.rpartition(".")[0] or arrival.file_name)) or "台账"
    version = [f"第{submission.version}版"] if unit else []
    ending = submission.file.ending
    mark = [] if ending else [_LEFT_OUT]
    parts = (unit or UNKNOWN_SENDER, *version, stem[:_LONGEST_NAME].rstrip(" ."), *mark, arrival.sha256[:8])
    return f"{'_'.join(parts)}.{ending or 'xlsx'}"


def _publish(installation: Installation, path: Path, submission: Submission) -> bool:
    """Put a copy in its place, unless it is there as it should be; False where it cannot be put there."""
    sha256, whole = submission.arrival.sha256, bool(submission.file.ending)
    wanted = sha256 if whole else installation.register.last_note(_COPY, path.name)
    with contextlib.suppress(OSError):
        if hashlib.sha256(path.read_bytes()).hexdigest() == wanted:
            return True
    try:
        data: bytes | None = installation.archive.read(sha256)
    except ArchiveError as gone:
        installation.register.note(installation.clock(), "archive_damaged", sha256, str(gone))
        return False
    if not whole:
        data = _without_what_acts(installation, data or b"", submission, path.name)
    if data is None:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    _make_writable(path)
    try:
        write_durably(path, data)
    except OSError as fault:
        if fault.errno not in HELD:
            raise
        # Somebody has changed the copy and holds it open: it is no original, and nothing must lead to it.
        installation.register.note(installation.clock(), "source_held", path.name, str(fault))
        return False
    with contextlib.suppress(OSError):
        path.chmod(_READ_ONLY)
    return True


def _without_what_acts(installation: Installation, data: bytes, submission: Submission, name: str) -> bytes | None:
    """Have a child copy a file without what acts when it is opened; None where that could not be done."""
    desk = installation.guard_at_work or installation.desk()
    outcome = desk.finish(desk.begin(Copying(data, submission)))
    if not isinstance(outcome.result, Copied):
        installation.register.note(installation.clock(), "copy_failed", name, f"{outcome.ending} {outcome.detail}")
        return None
    digest = hashlib.sha256(outcome.result.workbook).hexdigest()
    installation.register.note(installation.clock(), _COPY, name, digest)
    return outcome.result.workbook


def _make_writable(path: Path) -> None:
    """Windows neither replaces nor deletes a read-only file; some shares know no such thing."""
    with contextlib.suppress(OSError):
        path.chmod(stat.S_IREAD | stat.S_IWRITE)

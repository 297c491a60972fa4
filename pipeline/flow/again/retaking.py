"""Taking in again what lies in the archive and not in the register: it was restored from an older backup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from pipeline.flow.desk import Unpacking
from pipeline.flow.examine import Examination
from pipeline.flow.installation import Installation
from pipeline.flow.seal import read_seal
from pipeline.model import Arrival, Channel, Proof
from pipeline.store.archive import ArchiveError
from pipeline.store.arrivals import Source

_NAME = "原件库"
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z-]*:[ \t].*\r?\n(?:[ \t].*\r?\n)*){2}")
"""The head of a mail: its own way brings it again, and its attachments lie in the archive themselves."""


class OriginalKind(StrEnum):
    """What an original that the register does not know is."""

    FILE = "来件"
    WORDS = "核定表"
    """A county workbook of this installation, with officers' words."""
    MAIL = "邮件原文"


@dataclass(frozen=True, slots=True)
class UnknownOriginal:
    """An original that no arrival speaks of: its hash, its size in bytes, when it was kept, what it is (Chinese)."""

    sha256: str
    size: int
    kept_at: datetime
    kind: OriginalKind = OriginalKind.FILE
    what: str = ""


def unknown_originals(installation: Installation) -> tuple[UnknownOriginal, ...]:
    """List the originals of which the register knows nothing, in the order in which they were kept.

    Children look into each, to say what it is.
    """
    known = installation.register.known_hashes()
    zone = installation.clock().tzinfo
    found = []
    for sha256 in installation.archive.hashes():
        if sha256 not in known:
            status = installation.archive.path_of(sha256).stat()
            one = UnknownOriginal(sha256, status.st_size, datetime.fromtimestamp(status.st_mtime, zone))
            found.append(_looked_into(installation, one))
    return tuple(sorted(found, key=lambda one: (one.kept_at, one.sha256)))


def _looked_into(installation: Installation, original: UnknownOriginal) -> UnknownOriginal:
    try:
        data = installation.archive.read(original.sha256)
    except ArchiveError:
        return replace(original, what="原件已损坏")
    if _MAIL.match(data):
        return replace(original, kind=OriginalKind.MAIL)
    desk = installation.guard_at_work or installation.desk()
    found = desk.run(Examination(_arrival(original, Proof.NAMED), data, original.kept_at.date())).result
    if isinstance(found, Unpacking):
        return replace(original, what=f"压缩包，内有{len(found.members)}个文件")
    if not isinstance(found, tuple):
        return replace(original, what="未能读取")
    for submission in found:
        file = submission.file
        if file.decisions is not None and read_seal(installation.register, file.seal) is not None:
            count = len(file.decisions) + len(file.words)
            return replace(original, kind=OriginalKind.WORDS, what=f"填有核定意见{count}条")
    return replace(original, what="、".join(f"{s.unit or '单位不明'}（{s.verdict.label}）" for s in found))


def retake_originals(installation: Installation, originals: Sequence[UnknownOriginal]) -> int:
    """Record originals as arrivals, to be examined next; give their number. Mails and officers' words are none.

    How they once came is not known any more: nothing proves their source, and they are called by their hash.
    """
    files = [one for one in originals if one.kind is OriginalKind.FILE]
    return _record(installation, files, Proof.NAMED)


def retake_words(installation: Installation, originals: Sequence[UnknownOriginal], officer: str) -> int:
    """Record workbooks with officers' words as an officer's, who vouches for them; give their number."""
    workbooks = [one for one in originals if one.kind is OriginalKind.WORDS]
    for one in workbooks:
        installation.register.note(installation.clock(), "words_retaken", one.sha256, officer)
    return _record(installation, workbooks, Proof.OFFICER)


def _record(installation: Installation, originals: Sequence[UnknownOriginal], proof: Proof) -> int:
    taken = [(_arrival(one, proof), Source(f".{_NAME}/{one.sha256}", one.size, 0, 0)) for one in originals]
    installation.register.record_arrivals(taken)
    installation.register.forget_sources([source.path for _, source in taken])
    return len(taken)


def _arrival(original: UnknownOriginal, proof: Proof) -> Arrival:
    return Arrival(
        file_name=f"{_NAME}-{original.sha256[:12]}.xlsx",
        sha256=original.sha256,
        size=original.size,
        received_at=original.kept_at.replace(microsecond=0),
        channel=Channel.FOLDER,
        proof=proof,
    )

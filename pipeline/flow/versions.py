"""What only the register knows of a submission: its version, whether it is late, whether it repeats another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.checks import ArrivalCase, Repeat, RepeatKind, check_arrival
from pipeline.flow.ages import Ages
from pipeline.flow.installation import Installation
from pipeline.model import Submission
from pipeline.store import KnownVersion, version_of

_REGISTER_CODES = frozenset({"S02", "S06"})


def with_history(
    installation: Installation, submission: Submission, repeats: int = 0, up_to: int | None = None
) -> Submission:
    """Give the submission with its version number and with S02 and S06 where they apply.

    The same content keeps the version that it had, unless what came after it was an old draft by its looks: then its
    sender sends it to put that right, and it is the newest again. ``repeats`` says how often the very same file came
    again; ``up_to`` is the newest arrival that counts as earlier, where it is not all.
    """
    if submission.unit is None:
        return submission
    earlier = installation.register.known_versions(submission.unit, up_to)
    readable = [known for known in earlier if known.fingerprint]
    this = version_of(submission)
    same = next((known for known in reversed(readable) if known.is_same(this)), None)
    ages = Ages([*readable, this], installation.plan.year, installation.clock().tzinfo)
    repeat = None
    if same is None or repeats or same.arrival != submission.arrival:
        repeat = _repeat(this, same, readable, ages)
    first = min([known.arrival.received_at for known in readable] + [submission.arrival.received_at])
    run = check_arrival(
        ArrivalCase(
            installation.plan,
            submission.file,
            submission.identification,
            submission.ledger,
            first_received=first.date(),
            repeat=repeat,
        )
    )
    found = tuple(d for d in run.deviations if d.code in _REGISTER_CODES)
    others = tuple(d for d in submission.deviations if d.code not in _REGISTER_CODES)
    version = max((known.version for known in earlier), default=0) + 1
    if same is not None and (repeat is None or repeat.kind is not RepeatKind.RESTORED):
        version = same.version
    return replace(submission, deviations=(*found, *others), version=version)


def _repeat(
    this: KnownVersion, same: KnownVersion | None, readable: Sequence[KnownVersion], ages: Ages
) -> Repeat | None:
    """Say how an arrival stands to the version that counted when it came."""
    newest = max(readable, key=lambda known: known.version, default=None)
    if newest is None:
        return None
    if same is None:
        saved = ages.clearly_before(this, newest)
        return _as_repeat(RepeatKind.SAVED_EARLIER, newest, saved) if saved else None
    if same.version == newest.version:
        return _as_repeat(RepeatKind.SAME_CONTENT, same)
    if ages.clearly_before(newest, same):
        return _as_repeat(RepeatKind.RESTORED, same)
    return _as_repeat(RepeatKind.OLDER_VERSION, newest)


def _as_repeat(kind: RepeatKind, of: KnownVersion, saved: tuple[datetime, datetime] | None = None) -> Repeat:
    return Repeat(kind, of.version, of.arrival.received_at, of.arrival.file_name, saved)

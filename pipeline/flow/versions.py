"""What only the register knows of a submission: its version, whether it is late, whether it repeats another."""

from __future__ import annotations

from dataclasses import replace

from pipeline.checks import ArrivalCase, Repeat, RepeatKind, check_arrival
from pipeline.flow.installation import Installation
from pipeline.model import Submission
from pipeline.store import version_of

_REGISTER_CODES = frozenset({"S02", "S06"})


def with_history(
    installation: Installation, submission: Submission, repeats: int = 0, up_to: int | None = None
) -> Submission:
    """Give the submission with its version number and with S02 and S06 where they apply.

    The same content keeps the version that it had. ``repeats`` says how often the very same file came again;
    ``up_to`` is the newest arrival that counts as earlier, where it is not all.
    """
    if submission.unit is None:
        return submission
    earlier = installation.register.known_versions(submission.unit, up_to)
    readable = [known for known in earlier if known.fingerprint]
    this = version_of(submission)
    same = next((known for known in reversed(readable) if known.is_same(this)), None)
    newest = max(readable, key=lambda known: known.version, default=None)
    repeat = None
    if same is not None and newest is not None and (repeats or same.arrival != submission.arrival):
        kind = RepeatKind.SAME_CONTENT if same.version == newest.version else RepeatKind.OLDER_VERSION
        shown = newest if kind is RepeatKind.OLDER_VERSION else same
        repeat = Repeat(kind, shown.version, shown.arrival.received_at, shown.arrival.file_name)
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
    version = same.version if same is not None else max((known.version for known in earlier), default=0) + 1
    return replace(submission, deviations=(*found, *others), version=version)

"""What only the register knows of a submission: its version, whether it is late, whether it repeats another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.flow.day.ages import Ages
from pipeline.flow.desk import ExaminingAgain
from pipeline.flow.installation import Installation
from pipeline.judging.checks.cases import ArrivalCase, Repeat, RepeatKind
from pipeline.judging.checks.runner import check_arrival
from pipeline.judging.checks.traits import Trait, has
from pipeline.model import Submission
from pipeline.store.arrivals import RepeatedArrival
from pipeline.store.repeats import Repeats, Told
from pipeline.store.versions import KnownVersion, version_of


def with_history(installation: Installation, submission: Submission) -> Submission:
    """Give a new submission with its version number and with S02 and S06 where they apply.

    The same content keeps the version that it had, unless what came after it was an old draft by its looks: then its
    sender sends it to put that right, and it is the newest again.
    """
    told, _ = _told(installation, submission, None)
    return _telling(submission, told)


def repeated(installation: Installation, repeat: RepeatedArrival) -> tuple[Submission, ...]:
    """Give what is on record of a file that came again, under the decisions in force, as that repeat is told it.

    How it stands to the other versions is found out once and then told the same, however often it is asked for.
    """
    memory = Repeats(installation.register)
    found = _anew(installation, installation.register.submissions_of(repeat.first.id))
    told = memory.told(repeat)
    if not told:
        stands = [_told(installation, replace(one, arrival=repeat.arrival), repeat) for one in found]
        told = tuple(one for one, _ in stands)
        restored = {
            part: _telling(found[part], one) for part, (one, counts_again) in enumerate(stands) if counts_again
        }
        memory.record(repeat, told, restored, installation.plan.id, installation.clock())
    # A recheck may have found more ledgers in it since: they were told nothing yet.
    told += tuple(_told_before(one) for one in found[len(told) :])
    return tuple(replace(_telling(one, its), arrival=repeat.arrival) for one, its in zip(found, told, strict=False))


def _anew(installation: Installation, recorded: tuple[Submission, ...]) -> tuple[Submission, ...]:
    """Examine what is on record under the decisions in force; whose it is, is for a recheck to change."""
    if any(one.file.decisions is not None for one in recorded):
        return recorded
    outcome = installation.desk().run(ExaminingAgain(recorded, installation.clock().date()))
    if not isinstance(outcome.result, tuple):
        said = f"{outcome.ending} {outcome.detail}"
        names = "、".join(dict.fromkeys(one.arrival.file_name for one in recorded))
        installation.register.note(installation.clock(), "examination_failed", names, said)
        return recorded
    return tuple(new if new.unit == old.unit else old for old, new in zip(recorded, outcome.result, strict=True))


def _telling(submission: Submission, told: Told) -> Submission:
    others = tuple(d for d in submission.deviations if not has(d.code, Trait.REGISTER))
    return replace(submission, deviations=(*told.deviations, *others), version=told.version)


def _told_before(submission: Submission) -> Told:
    return Told(submission.version, tuple(d for d in submission.deviations if has(d.code, Trait.REGISTER)))


def _told(installation: Installation, submission: Submission, again: RepeatedArrival | None) -> tuple[Told, bool]:
    """Say how a submission stands to the others of its unit, and whether it is an older one that counts again."""
    if submission.unit is None:
        return _told_before(submission), False
    known = installation.register.known_versions(submission.unit)
    readable = [one for one in known if one.fingerprint]
    earlier = [one for one in readable if again is None or one.number <= again.after]
    later = [one for one in readable if again is not None and one.number > again.after]
    this = version_of(submission)
    same = next((one for one in reversed(earlier) if one.is_same(this)), None)
    ages = Ages([*earlier, this], installation.plan.year, installation.clock().tzinfo)
    repeat = None
    if same is None or again is not None or same.arrival != submission.arrival:
        repeat = _repeat(this, same, earlier, later, ages)
    first = min([one.arrival.received_at for one in earlier] + [submission.arrival.received_at])
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
    restored = repeat is not None and repeat.kind is RepeatKind.RESTORED
    if same is not None and not restored:
        version = same.version
    elif again is not None and not restored:
        version = submission.version  # nothing could be read in it, now as then
    else:
        # A number that another content has by now is never given a second time.
        version = max((one.version for one in known), default=0) + 1
    told = Told(version, tuple(d for d in run.deviations if has(d.code, Trait.REGISTER)))
    return told, restored and again is not None


def _repeat(
    this: KnownVersion,
    same: KnownVersion | None,
    earlier: Sequence[KnownVersion],
    later: Sequence[KnownVersion],
    ages: Ages,
) -> Repeat | None:
    """Say how an arrival stands to the version that counted when it came, and to what has come since."""
    newest = _newest(earlier)
    if newest is None:
        return None
    if same is None:
        saved = ages.clearly_before(this, newest)
        return _as_repeat(RepeatKind.SAVED_EARLIER, newest, saved) if saved else None
    if same.version == newest.version:
        return _as_repeat(RepeatKind.SAME_CONTENT, same)
    if not later and ages.clearly_before(newest, same):
        return _as_repeat(RepeatKind.RESTORED, same)
    return _as_repeat(RepeatKind.OLDER_VERSION, _newest(later) or newest)


def _newest(versions: Sequence[KnownVersion]) -> KnownVersion | None:
    return max(versions, key=lambda one: one.version, default=None)


def _as_repeat(kind: RepeatKind, of: KnownVersion, saved: tuple[datetime, datetime] | None = None) -> Repeat:
    return Repeat(kind, of.version, of.came.received_at, of.came.file_name, saved)

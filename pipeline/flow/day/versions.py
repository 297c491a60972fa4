"""What only the register knows of a submission: its version, whether it is late, repeats another, or has to wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.flow.day.ages import Ages
from pipeline.flow.day.decide import speaks_for_officers
from pipeline.flow.desk import ExaminingAgain
from pipeline.flow.installation import Installation
from pipeline.judging.checks.arrival_case import ArrivalCase, Repeat, RepeatKind
from pipeline.judging.checks.runner import check_arrival
from pipeline.judging.checks.traits import Trait, has
from pipeline.judging.matching.text import normalise
from pipeline.model import (
    Act,
    ActKind,
    Arrival,
    Deviation,
    Doubt,
    Field,
    Ledger,
    Offer,
    Standing,
    Submission,
    Verdict,
)
from pipeline.model.standing import LedgerKey
from pipeline.store.arrivals import RecordedArrival, RepeatedArrival
from pipeline.store.repeats import EarlierAnswer, Repeats
from pipeline.store.versions import KnownVersion, version_of


@dataclass(frozen=True, slots=True)
class Came:
    """How a ledger came: its key in the register, its place in the order of arrival, as which repeat (0: none)."""

    key: LedgerKey
    place: int
    arrival: Arrival
    repeat: int = 0
    known_at: datetime | None = None


def with_history(
    installation: Installation, recorded: RecordedArrival, found: Sequence[Submission]
) -> tuple[tuple[Submission, ...], tuple[Act, ...]]:
    """Give new submissions with their version numbers and with what only the register tells; and what they offer.

    The same content keeps the version that it had. What is no ledger has version 0.
    """
    told: list[Submission] = []
    acts: list[Act] = []
    taken: dict[str, int] = {}
    for part, submission in enumerate(found):
        came = Came((recorded.id, part), recorded.place, recorded.arrival)
        one, act = stand(installation, submission, came, taken.get(submission.unit or "", 0))
        told.append(telling(submission, one))
        if act is not None:
            acts.append(act)
            taken[act.unit] = max(taken.get(act.unit, 0), act.version)
    return tuple(told), tuple(acts)


def repeated(installation: Installation, repeat: RepeatedArrival) -> tuple[Submission, ...]:
    """Give what is on record of a file that came again, under the decisions in force, as that repeat is told it.

    How it stands to the other versions is found out once and then told the same, however often it is asked for.
    """
    memory, register, plan = Repeats(installation.register), installation.register, installation.plan.id
    recorded = register.submissions_of(repeat.first.id, plan)
    found = _anew(installation, recorded or register.submissions_of(repeat.first.id))
    told = memory.told(repeat)
    if not told:
        stands = [
            stand(
                installation,
                replace(one, arrival=repeat.arrival),
                Came((repeat.first.id, part), repeat.place, repeat.arrival, repeat.id),
            )
            for part, one in enumerate(found)
        ]
        told = tuple(one for one, _ in stands)
        if not recorded:
            # It came first under another plan, whose record stays as it is.
            anew = {
                (repeat.first.id, at): (telling(s, t), "") for at, (s, t) in enumerate(zip(found, told, strict=True))
            }
            register.record_judgements(anew, plan, repeat.arrival.received_at)
        memory.record(repeat, told, [act for _, act in stands if act is not None], plan)
    # A recheck may have found more ledgers in it since: they were told nothing yet.
    told += tuple(_told_before(one) for one in found[len(told) :])
    return tuple(replace(telling(one, its), arrival=repeat.arrival) for one, its in zip(found, told, strict=False))


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


def telling(submission: Submission, told: EarlierAnswer) -> Submission:
    """Give a submission with what the register told of it."""
    others = tuple(d for d in submission.deviations if not has(d.code, Trait.REGISTER))
    waits = any(has(d.code, Trait.WAITS) for d in told.deviations) and submission.ledger is not None
    verdict = Verdict.WAITING if waits else submission.verdict
    return replace(submission, deviations=(*told.deviations, *others), version=told.version, verdict=verdict)


def _told_before(submission: Submission) -> EarlierAnswer:
    return EarlierAnswer(submission.version, tuple(d for d in submission.deviations if has(d.code, Trait.REGISTER)))


def stand(
    installation: Installation, submission: Submission, came: Came, taken: int = 0
) -> tuple[EarlierAnswer, Act | None]:
    """Say how a submission stands to the others of its unit, and what it offers; None where it is no unit's ledger.

    ``taken`` is the highest version number that another ledger of the same file has been given.
    """
    if submission.unit is None or submission.ledger is None:
        return EarlierAnswer(
            0, _codes(installation, submission, None, doubt=_doubt_of_words(installation, submission))
        ), None
    known = installation.register.known_versions(submission.unit, installation.plan.id)
    this = replace(version_of(submission), place=came.place)
    same = next((one for one in reversed(known) if one.is_same(this) and one.version), None)
    standing = installation.book().before(came.place).of(submission.unit)
    newest = max([one.version for one in known] + [taken])
    offer = offer_of(installation, submission)
    progress = bool(offer.claims) and not came.repeat
    same = same or (_in_other_places(installation, submission.ledger, known, standing) if progress else None)
    if progress and same is not None and same.arrival.sha256 != this.arrival.sha256:
        # What a ledger adds to the version in force has to be as well proved as that: else it waits as a version.
        same = same if standing.doubt(newest + 1, offer) is None else None
    version = same.version if same is not None else newest + 1
    doubt = standing.doubt(version, offer)
    counting = _counting(known, standing)
    earlier = [one for one in known if one.place < came.place]
    ages = Ages([*earlier, this], installation.plan.year, installation.clock().tzinfo)
    repeat = None
    if same is None or came.repeat or same.arrival != submission.arrival:
        repeat = _repeat(this, same, counting, doubt, ages, progress=progress)
    first = standing.first_came or came.arrival.received_at
    told = EarlierAnswer(
        version,
        _codes(installation, submission, min(first, came.arrival.received_at), repeat, doubt),
        counts=doubt is None and (counting is None or counting.version != version),
    )
    act = Act(
        ActKind.OFFERED,
        submission.unit,
        version,
        came.key,
        came.arrival.received_at,
        came.place,
        offer=offer,
        repeat=came.repeat,
        known_at=came.known_at,
    )
    return told, act


def _in_other_places(
    installation: Installation, ledger: Ledger, known: Sequence[KnownVersion], standing: Standing
) -> KnownVersion | None:
    """Give the version in force where a ledger that reports progress says the same as that in other cells."""
    held = _counting(known, standing)
    if held is None or standing.in_force is None:
        return None
    arrival, part = standing.in_force.ledger
    recorded = installation.register.submissions_of(arrival, installation.plan.id)
    counts = recorded[part].ledger if part < len(recorded) else None
    return held if counts is not None and _words(counts) == _words(ledger) else None


def _words(ledger: Ledger) -> list[tuple[str, ...]]:
    return [tuple(normalise(e.value(f).text) for f in Field if f is not Field.NO) for e in ledger.entries]


def _codes(
    installation: Installation,
    submission: Submission,
    first: datetime | None,
    repeat: Repeat | None = None,
    doubt: Doubt | None = None,
) -> tuple[Deviation, ...]:
    case = ArrivalCase(
        installation.plan,
        submission.file,
        submission.identification,
        submission.ledger,
        first_received=first.date() if first else None,
        repeat=repeat,
        doubt=doubt,
    )
    return tuple(d for d in check_arrival(case).deviations if has(d.code, Trait.REGISTER))


def _doubt_of_words(installation: Installation, submission: Submission) -> Doubt | None:
    has_words = submission.file.decisions is not None
    return Doubt.DECISIONS if has_words and not speaks_for_officers(installation, submission) else None


def offer_of(installation: Installation, submission: Submission) -> Offer:
    """Say what a ledger offers, and whether there is anything amiss with it, whatever proves its source."""
    assert submission.ledger is not None
    ledger, proof = submission.ledger, submission.proof
    size = _size(ledger)
    flaw = Doubt.BLANK if not size else Doubt.HIDDEN if _is_hidden(ledger) else None
    covered = len(submission.covered | submission.doubtful)
    return Offer(proof, proof.proves or installation.trusts_names, size, covered, flaw, ledger.claims)


def _size(ledger: Ledger) -> int:
    """Count the different measures; where the form has lost its column for them, the tasks."""
    by_task = Field.MEASURE in ledger.missing_columns
    said = {normalise(e.task.text if by_task else e.measure.text) for e in ledger.entries}
    return len(said - {""})


def _is_hidden(ledger: Ledger) -> bool:
    on_hidden = any(n.kind == "hidden_sheet" and n.sheet == ledger.sheet for n in ledger.notes)
    return on_hidden or all(e.hidden for e in ledger.entries)


def _counting(known: Sequence[KnownVersion], standing: Standing) -> KnownVersion | None:
    held = standing.in_force
    return next((one for one in reversed(known) if held is not None and one.version == held.version), None)


def _repeat(
    this: KnownVersion,
    same: KnownVersion | None,
    counting: KnownVersion | None,
    doubt: Doubt | None,
    ages: Ages,
    *,
    progress: bool,
) -> Repeat | None:
    """Say how an arrival stands to what was known before, and to the version that counted when it came."""
    if same is None:
        saved = ages.clearly_before(this, counting) if counting is not None and doubt is None else None
        return _as_repeat(RepeatKind.SAVED_EARLIER, counting, saved) if saved and counting else None
    if counting is not None and same.version == counting.version:
        return _as_repeat(RepeatKind.PROGRESS if progress else RepeatKind.SAME_CONTENT, counting)
    if doubt is None:
        return _as_repeat(RepeatKind.RESTORED, same)
    return _as_repeat(RepeatKind.OLDER_VERSION, counting) if counting is not None else None


def _as_repeat(kind: RepeatKind, of: KnownVersion, saved: tuple[datetime, datetime] | None = None) -> Repeat:
    return Repeat(kind, of.version, of.came.received_at, of.came.file_name, saved)

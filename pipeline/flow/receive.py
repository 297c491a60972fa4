"""One pass over the inbox: claim, record, examine, answer. Whatever breaks off goes on from the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.flow.answer import answer
from pipeline.flow.decide import take_decisions
from pipeline.flow.examine import Examination
from pipeline.flow.installation import Installation
from pipeline.flow.outcome import failed_reading
from pipeline.flow.versions import with_history
from pipeline.intake import Claim, Outcome, Waiting
from pipeline.model import Arrival, Channel, Submission
from pipeline.store import ArrivalState, RecordedArrival

MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Processed:
    """What one pass did: the submissions of each arrival, and the files that still wait with the reason."""

    submissions: tuple[Submission, ...]
    waiting: tuple[Waiting, ...]


def process(installation: Installation, on_arrival: Callable[[Submission], None] | None = None) -> Processed:
    """Take in what lies in the inbox, examine it, and answer; then report what was done and what waits."""
    repeated, waiting = _take_in(installation)
    done: list[Submission] = []
    for recorded, found in _examine(installation, repeated):
        for submission in found:
            if submission.file.decisions is None:
                answer(installation, submission)
            else:
                take_decisions(installation, submission)
            done.append(submission)
            if on_arrival is not None:
                on_arrival(submission)
        installation.register.move_arrival(recorded.id, ArrivalState.RECEIPTED, installation.clock())
    return Processed(tuple(done), waiting)


def _take_in(installation: Installation) -> tuple[list[RecordedArrival], tuple[Waiting, ...]]:
    """Claim every settled file: into the archive, into the register, and only then out of the inbox."""
    repeated: list[RecordedArrival] = []
    waiting: list[Waiting] = []
    for found in installation.inbox.look():
        if isinstance(found, Waiting):
            waiting.append(found)
            continue
        recorded, is_new = installation.register.record_arrival(_arrival(installation, found))
        if not is_new and recorded.state is ArrivalState.RECEIPTED:
            repeated.append(recorded)
        installation.inbox.remove(found)
    return repeated, tuple(waiting)


def _arrival(installation: Installation, claim: Claim) -> Arrival:
    return Arrival(
        file_name=claim.file_name,
        sha256=installation.archive.keep(claim.data),
        size=len(claim.data),
        received_at=installation.clock(),
        channel=Channel.FOLDER,
        folder=claim.folder,
    )


def _examine(
    installation: Installation, repeated: list[RecordedArrival]
) -> Iterator[tuple[RecordedArrival, tuple[Submission, ...]]]:
    """Examine what was received and not yet answered; for a repeated file give what is on record, marked so."""
    register = installation.register
    for recorded in register.arrivals_in(ArrivalState.EXAMINED):
        yield recorded, register.submissions_of(recorded.id)
    while new := register.arrivals_in(ArrivalState.RECEIVED):
        examiner = installation.examiner(register.all_decisions()).prepare()
        with installation.guard(examiner) as guard:
            # The outcomes come in the order of the items.
            for recorded, outcome in zip(new, guard.map(_examinations(installation, new)), strict=True):
                found = _settle(installation, recorded, outcome)
                if found is not None:
                    yield recorded, found
    for recorded in repeated:
        yield (
            recorded,
            tuple(
                with_history(installation, replace(s, arrival=recorded.arrival), repeats=recorded.repeats)
                for s in register.submissions_of(recorded.id)
            ),
        )


def _examinations(installation: Installation, new: tuple[RecordedArrival, ...]) -> Iterator[Examination]:
    for recorded in new:
        installation.register.count_try(recorded.id)
        data = installation.archive.read(recorded.arrival.sha256)
        yield Examination(recorded.arrival, data, installation.clock().date())


def _settle(
    installation: Installation,
    recorded: RecordedArrival,
    outcome: Outcome[Examination, tuple[Submission, ...]],
) -> tuple[Submission, ...] | None:
    """Record what an examination gave. One that broke its child is tried again, three times at most."""
    register = installation.register
    at: datetime = installation.clock()
    if outcome.result is None:
        register.note(at, "examination_failed", recorded.arrival.file_name, f"{outcome.ending} {outcome.detail}")
        if outcome.ending != "timeout" and recorded.tries + 1 < MOST_TRIES:
            return None
        found = failed_reading(installation.examiner(register.all_decisions()), outcome)
    else:
        found = outcome.result
        for fault in (f for s in found for f in s.faults):
            register.note(at, "check_fault", recorded.arrival.file_name, fault)
    found = tuple(with_history(installation, submission) for submission in found)
    register.record_submissions(recorded.id, found, installation.plan.id, at)
    return found

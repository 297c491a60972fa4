"""One pass over the inbox: claim, record, examine, answer. Whatever breaks off goes on from the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from pipeline.flow.day.hand_out import Closing, Examined, begun, hand_out
from pipeline.flow.day.mounts import NotMountedError
from pipeline.flow.day.take_in import archive_waits, forget_removed, same_sender, take_in
from pipeline.flow.day.truth import settle
from pipeline.flow.day.versions import repeated, with_history
from pipeline.flow.desk import Declined, Done, Job, Unpacking, Wholeness
from pipeline.flow.examine import Examination
from pipeline.flow.installation import Installation
from pipeline.flow.outcome import no_reading
from pipeline.guard.guard import Outcome
from pipeline.guard.inbox import Waiting
from pipeline.model import Submission
from pipeline.store.archive import ArchiveError, Writing, sweep_temporaries
from pipeline.store.arrivals import ArrivalState, RecordedArrival, RepeatedArrival

MOST_TRIES = 3
"""How often a file may break its child."""
MOST_BEGINNINGS = 100
"""How often a file may be begun with: one at which the program itself died so often gets its verdict unread.

Whoever cuts the power or restarts the program in a loop for some other reason must not condemn a file by that.
"""
_COUNTED_TOGETHER = 8
"""Files whose beginning is recorded at once: about as many as are begun before the first of them has ended."""


@dataclass(frozen=True, slots=True)
class Processed:
    """What one pass did: the submissions of each arrival, and the files that still wait with the reason.

    ``faults`` are lines for the operator about receipts that could not be written. ``more``: the pass was left before
    everything was looked at.
    """

    submissions: tuple[Submission, ...]
    waiting: tuple[Waiting, ...]
    faults: tuple[str, ...] = ()
    more: bool = False


class _Left:
    """What is left to the next pass: somebody holds its receipt open."""

    def __init__(self) -> None:
        self._numbers: set[tuple[bool, int]] = set()

    def add(self, examined: Examined) -> None:
        self._numbers.add((examined.is_repeat, examined.number))

    def has(self, number: int, *, is_repeat: bool) -> bool:
        return (is_repeat, number) in self._numbers


def process(
    installation: Installation,
    on_arrival: Callable[[Submission], None] | None = None,
    *,
    remember: bool = True,
    enough: Callable[[], bool] = lambda: False,
    inbox: bool = True,
    told: Callable[[int, int], None] | None = None,
) -> Processed:
    """Take in what lies in the inbox, examine it, and answer; then report what was done and what waits.

    Without ``remember`` the submissions are only told to ``on_arrival`` and not kept: a backlog may be long.
    ``enough`` is asked after every few files whether to leave the rest to the next pass. Without ``inbox`` it is left
    alone, and only what is on record already (from mails) is examined and answered. ``told`` is told how many files
    are done, of how many as far as is known.
    Raises OSError where the inbox, the archive, the register or the outbox cannot be used just now. What was begun
    goes on at the next pass.
    """
    _recover(installation)
    settle(installation)  # what officers said before counts for whatever comes now
    away: NotMountedError | None = None
    try:
        if inbox:
            forget_removed(installation)
    except NotMountedError as gone:
        away = gone  # told when what came by mail, or came before, has been answered
    done: list[Submission] = []
    waiting: list[Waiting] = []
    faults: list[str] = []
    left = _Left()
    answered = 0
    looked = installation.inbox.look(lambda data: _is_whole(installation, data))
    more = True
    # What an archive holds is older than whatever lies in the inbox now.
    unpacked = not archive_waits(installation)
    while more:
        if away is not None or not inbox:
            more = False
        elif unpacked:
            more = take_in(installation, looked, waiting)
        unpacked = True
        known = answered + _waiting(installation) if told is not None else 0
        with Closing(installation) as closing:
            for examined in begun(installation, _in_order(installation, left)):
                answered += 1
                if told is not None:
                    told(answered, known)
                fault = hand_out(installation, examined, closing, len(faults))
                if fault is not None:
                    left.add(examined)
                    faults.append(fault)
                    continue
                for submission in examined.found:
                    if remember:
                        done.append(submission)
                    if on_arrival is not None:
                        on_arrival(submission)
        if more and enough():
            break
    settle(installation)
    if away is not None:
        raise away
    return Processed(tuple(done), tuple(waiting), tuple(faults), more)


def _waiting(installation: Installation) -> int:
    """Count what is still to be answered, in the inbox and on record."""
    return installation.inbox.queue.files + sum(installation.register.count_open().values())


def _recover(installation: Installation) -> None:
    """Once in the life of a program: clear away what a killed one left, and try again what was set aside."""
    if installation.recovered:
        return
    installation.archive.sweep()
    for folder in (installation.outbox, installation.root / "data" / "pending"):
        sweep_temporaries(folder)
    aside = installation.register.arrivals_in(ArrivalState.SET_ASIDE)
    again = [(recorded.id, ArrivalState.EXAMINED) for recorded in aside]
    installation.register.move_arrivals(again, installation.clock(), "tried again")
    installation.recovered = True


def _is_whole(installation: Installation, data: bytes) -> bool:
    """Ask a child. A file that breaks even that is not waited for: its verdict comes with its examination."""
    return installation.desk().run(Wholeness(data)).result is not False


def _in_order(installation: Installation, left: _Left) -> Iterator[Examined]:
    """Give all that is to be answered, in the order in which it came: what is new is examined for that.

    So receipts are numbered, and versions stand, as they came, wherever the program was stopped in between.
    """
    register = installation.register
    given: set[tuple[bool, int]] = set()
    while True:
        new = register.arrivals_in(ArrivalState.RECEIVED)
        examined = [a for a in register.arrivals_in(ArrivalState.EXAMINED) if (False, a.id) not in given]
        repeats = [r for r in register.repeats_unanswered() if (True, r.id) not in given]
        known: list[RecordedArrival | RepeatedArrival] = [*new, *examined, *repeats]
        waiting = sorted(
            (one for one in known if not left.has(one.id, is_repeat=isinstance(one, RepeatedArrival))),
            key=lambda one: one.place,
        )
        moved = False
        for is_new, group in groupby(waiting, lambda one: one.state if isinstance(one, RecordedArrival) else None):
            if is_new is ArrivalState.RECEIVED:
                moved = True
                yield from _examined(installation, tuple(a for a in group if isinstance(a, RecordedArrival)))
                continue
            for one in group:
                found = register.submissions_of(one.first.id if isinstance(one, RepeatedArrival) else one.id)
                if not found:
                    continue  # its first could not be examined yet
                moved = True
                given.add((isinstance(one, RepeatedArrival), one.id))
                if isinstance(one, RepeatedArrival):
                    found = repeated(installation, one)
                    yield Examined(one.id, one.arrival.file_name, found, is_repeat=True, first=one.first.id)
                else:
                    yield Examined(one.id, one.arrival.file_name, found)
        given |= {(False, a.id) for a in new}
        if not moved:
            return


def _examined(installation: Installation, new: tuple[RecordedArrival, ...]) -> Iterator[Examined]:
    for group in _groups(new):
        # The outcomes come in the order of the items.
        for recorded, outcome in zip(group, installation.desk().map(_jobs(installation, group)), strict=True):
            found = _settle(installation, recorded, outcome)
            if found is not None:
                yield Examined(recorded.id, recorded.arrival.file_name, found)


def _groups(new: tuple[RecordedArrival, ...]) -> Iterator[tuple[RecordedArrival, ...]]:
    """Give what is to be examined together, in the order of arrival; what was begun with and not ended, alone.

    So a file at which the program dies is not taken for the fault of those that were begun with it.
    """
    for doubtful, group in groupby(new, lambda recorded: recorded.tries >= MOST_TRIES):
        if doubtful:
            yield from ((recorded,) for recorded in group)
        else:
            yield tuple(group)


def _jobs(installation: Installation, new: tuple[RecordedArrival, ...]) -> Iterator[Job]:
    for index, recorded in enumerate(new):
        if index % _COUNTED_TOGETHER == 0:
            together = new[index : index + _COUNTED_TOGETHER]
            installation.register.count_tries([one.id for one in together])
        arrival, today = recorded.arrival, installation.clock().date()
        try:
            if arrival.size > installation.inbox.largest_bytes:
                yield Declined(Examination(arrival, b"", today), "too_large")
                continue
            if recorded.tries >= MOST_BEGINNINGS:
                yield Declined(Examination(arrival, b"", today), "crashed")
                continue
            data = installation.archive.read(arrival.sha256)
        except ArchiveError as gone:
            installation.register.note(installation.clock(), "archive_damaged", arrival.sha256, str(gone))
            yield Declined(Examination(arrival, b"", today), "lost")
        else:
            yield Examination(arrival, data, today)


def _settle(
    installation: Installation, recorded: RecordedArrival, outcome: Outcome[Job, Done]
) -> tuple[Submission, ...] | None:
    """Record what an examination gave. One that broke its child is tried again, three times at most."""
    register = installation.register
    at: datetime = installation.clock()
    if isinstance(outcome.result, Unpacking):
        _unpack(installation, recorded, outcome.result)
        return None
    job = outcome.item
    if isinstance(job, Declined):
        found = no_reading(installation.examiner(installation.decisions()), job.examination, job.ending)
    elif isinstance(outcome.result, tuple):
        found = outcome.result
        for fault in (f for s in found for f in s.faults):
            register.note(at, "check_fault", recorded.arrival.file_name, fault)
    else:
        register.note(at, "examination_failed", recorded.arrival.file_name, f"{outcome.ending} {outcome.detail}")
        if outcome.ending != "timeout" and recorded.tries + 1 < MOST_TRIES:
            return None
        assert isinstance(job, Examination)
        found = no_reading(installation.examiner(installation.decisions()), job, outcome.ending)
    found, acts = with_history(installation, recorded, found)
    register.record_submissions(recorded.id, found, installation.plan.id, at, acts)
    return found


def _unpack(installation: Installation, recorded: RecordedArrival, unpacking: Unpacking) -> None:
    """Archive and record the members of an archive as arrivals of their own, which are examined next."""
    with Writing() as writing:
        kept = [installation.archive.keep(data, writing) for _, data in unpacking.members]
    members = [replace(arrival, sha256=sha256) for (arrival, _), sha256 in zip(unpacking.members, kept, strict=True)]
    installation.register.record_unpacked(
        recorded.id, members, installation.clock(), lambda a, b: same_sender(installation, a, b)
    )

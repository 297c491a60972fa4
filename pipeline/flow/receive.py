"""One pass over the inbox: claim, record, examine, answer. Whatever breaks off goes on from the register."""

from __future__ import annotations

import errno
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, groupby, islice

from pipeline.flow.answer import BegunReceipt, begin_receipt, finish_receipt
from pipeline.flow.decide import take_decisions
from pipeline.flow.desk import Declined, Done, Job, Unpacking, Wholeness
from pipeline.flow.examine import Examination
from pipeline.flow.installation import Installation
from pipeline.flow.outcome import no_reading
from pipeline.flow.versions import with_history
from pipeline.intake import Claim, Outcome, Waiting
from pipeline.model import Arrival, Channel, Submission
from pipeline.model.io_faults import told
from pipeline.store import ArchiveError, ArrivalState, RecordedArrival, RepeatedArrival, Source
from pipeline.store.archive import sweep_temporaries

MOST_TRIES = 3
"""How often a file may break its child."""
MOST_BEGINNINGS = 100
"""How often a file may be begun with: one at which the program itself died so often gets its verdict unread.

Whoever cuts the power or restarts the program in a loop for some other reason must not condemn a file by that.
"""
_BATCH = 40
"""Files claimed before they are examined: few, so that the first receipts do not wait for a full inbox."""
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY, errno.EROFS, errno.ETXTBSY})
"""How systems and shares say that one file may not be changed just now; anything else concerns the whole pass."""
_MOST_REFUSED = 5


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


@dataclass(frozen=True, slots=True)
class _Examined:
    """Submissions to answer, how to record that they were, and their receipts as far as these are begun.

    Where not even that was possible, ``receipts`` is what went wrong.
    """

    name: str
    found: tuple[Submission, ...]
    close: Callable[[ArrivalState], None]
    receipts: tuple[BegunReceipt, ...] | Exception = ()


def process(
    installation: Installation,
    on_arrival: Callable[[Submission], None] | None = None,
    *,
    remember: bool = True,
    enough: Callable[[], bool] = lambda: False,
) -> Processed:
    """Take in what lies in the inbox, examine it, and answer; then report what was done and what waits.

    Without ``remember`` the submissions are only told to ``on_arrival`` and not kept: a backlog may be long.
    ``enough`` is asked after every few files whether to leave the rest to the next pass.
    Raises OSError where the inbox, the archive, the register or the outbox cannot be used just now. What was begun
    goes on at the next pass.
    """
    _recover(installation)
    _forget_removed(installation)
    done: list[Submission] = []
    waiting: list[Waiting] = []
    faults: list[str] = []
    looked = installation.inbox.look(lambda data: _is_whole(installation, data))
    more = True
    while more:
        more = _take_in(installation, looked, waiting)
        # Repeats come when their first has had its receipt.
        for examined in chain(_begun(installation, _examine), _begun(installation, _repeats)):
            fault = _answer(installation, examined, len(faults))
            if fault is not None:
                faults.append(fault)
                continue
            for submission in examined.found:
                if remember:
                    done.append(submission)
                if on_arrival is not None:
                    on_arrival(submission)
        if more and enough():
            break
    return Processed(tuple(done), tuple(waiting), tuple(faults), more)


def _recover(installation: Installation) -> None:
    """Once in the life of a program: clear away what a killed one left, and try again what was set aside."""
    if installation.recovered:
        return
    installation.archive.sweep()
    for folder in (installation.outbox, installation.root / "data" / "pending"):
        sweep_temporaries(folder)
    for recorded in installation.register.arrivals_in(ArrivalState.SET_ASIDE):
        installation.register.move_arrival(recorded.id, ArrivalState.EXAMINED, installation.clock(), "tried again")
    installation.recovered = True


def _forget_removed(installation: Installation) -> None:
    """Forget the sources that are gone: removed just before a crash, or by hand after we could not.

    Where the whole inbox is away, nothing is known of them.
    """
    if not installation.inbox.root.is_dir():
        return
    for path in installation.register.source_paths():
        if not (installation.inbox.root / path).exists():
            installation.register.forget_source(path)


def _is_whole(installation: Installation, data: bytes) -> bool:
    """Ask a child. A file that breaks even that is not waited for: its verdict comes with its examination."""
    return installation.desk().run(Wholeness(data)).result is not False


def _take_in(installation: Installation, looked: Iterator[Claim | Waiting], waiting: list[Waiting]) -> bool:
    """Claim some settled files: into the archive, into the register, and only then out of the inbox.

    Says whether there may be more.
    """
    looks = 0
    for found in islice(looked, _BATCH):
        looks += 1
        if isinstance(found, Waiting):
            waiting.append(found)
            continue
        try:
            arrival = _arrival(installation, found)
        except FileNotFoundError:
            if not installation.inbox.root.is_dir():
                raise
            continue  # taken away again by its sender
        inbox = installation.inbox
        stamp = found.stamp
        source = Source(inbox.relative(found), stamp.size, stamp.mtime_ns, stamp.inode)
        installation.register.record_arrival(arrival, source, lambda a, b: _same_sender(installation, a, b))
        refusal = _remove(installation, found, source)
        if refusal is not None:
            waiting.append(refusal)
    return looks == _BATCH


def _remove(installation: Installation, claim: Claim, source: Source) -> Waiting | None:
    """Remove a recorded file from the inbox. Where it must stay, the register knows it and does not take it again."""
    try:
        removed = installation.inbox.remove(claim)
    except OSError as fault:
        if fault.errno not in _REFUSED:
            raise
        return Waiting(claim.path, "已收取并处理，但无法从收件夹中移除，请检查共享权限后手工删除", soon=False)
    if removed:
        installation.register.forget_source(source.path)
        return None
    return Waiting(claim.path, "收取后又有改动或正被打开，稍后再次检查")


def _arrival(installation: Installation, claim: Claim) -> Arrival:
    if claim.data is None:
        sha256, size = installation.archive.keep_chunks(claim.chunks())
    else:
        sha256, size = installation.archive.keep(claim.data), len(claim.data)
    return Arrival(
        file_name=claim.file_name,
        sha256=sha256,
        size=size,
        received_at=installation.clock(),
        channel=Channel.FOLDER,
        folder=claim.folder,
    )


def _same_sender(installation: Installation, one: Arrival, other: Arrival) -> bool:
    """Say whether the names of two files with the same bytes allow the same sender (two may send the blank form)."""
    from pipeline.reading import identify

    told = [
        identify(installation.plan, None, file_name=a.file_name, folder=a.folder, sender=a.sender)
        for a in (one, other)
    ]
    return told[0].unit == told[1].unit


def _examine(installation: Installation) -> Iterator[_Examined]:
    """Examine what was received; what was examined before and not answered comes first."""
    register = installation.register
    for recorded in register.arrivals_in(ArrivalState.EXAMINED):
        yield _of_arrival(installation, recorded, register.submissions_of(recorded.id))
    while new := register.arrivals_in(ArrivalState.RECEIVED):
        for group in _groups(new):
            # The outcomes come in the order of the items.
            for recorded, outcome in zip(group, installation.desk().map(_jobs(installation, group)), strict=True):
                found = _settle(installation, recorded, outcome)
                if found is not None:
                    yield _of_arrival(installation, recorded, found)


def _groups(new: tuple[RecordedArrival, ...]) -> Iterator[tuple[RecordedArrival, ...]]:
    """Give what is to be examined together, in the order of arrival; what was begun with and not ended, alone.

    So a file at which the program dies is not taken for the fault of those that were begun with it.
    """
    for doubtful, group in groupby(new, lambda recorded: recorded.tries >= MOST_TRIES):
        if doubtful:
            yield from ((recorded,) for recorded in group)
        else:
            yield tuple(group)


def _repeats(installation: Installation) -> Iterator[_Examined]:
    """Give for each repeated file what is on record of it, marked so."""
    register = installation.register
    for repeat in register.repeats_waiting():
        recorded = register.submissions_of(repeat.first.id)
        found = tuple(
            with_history(installation, replace(s, arrival=repeat.arrival), 1, repeat.after) for s in recorded
        )
        anew = tuple(map(_restored, found, recorded))
        if anew != recorded:
            at = installation.clock()
            register.replace_submissions(repeat.first.id, anew, installation.plan.id, at, "restored")
        yield _of_repeat(installation, repeat, found)


def _restored(again: Submission, recorded: Submission) -> Submission:
    """Give what is to stand on record of a repeat: where it counts again, that; when it came first stays."""
    return replace(again, arrival=recorded.arrival) if again.version > recorded.version else recorded


def _of_repeat(installation: Installation, repeat: RepeatedArrival, found: tuple[Submission, ...]) -> _Examined:
    def close(_: ArrivalState) -> None:
        installation.register.close_repeat(repeat.id, installation.clock())

    return _Examined(repeat.arrival.file_name, found, close)


def _of_arrival(installation: Installation, recorded: RecordedArrival, found: tuple[Submission, ...]) -> _Examined:
    return _Examined(
        recorded.arrival.file_name,
        found,
        lambda state: installation.register.move_arrival(recorded.id, state, installation.clock()),
    )


def _jobs(installation: Installation, new: tuple[RecordedArrival, ...]) -> Iterator[Job]:
    for recorded in new:
        installation.register.count_try(recorded.id)
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
        found = no_reading(installation.examiner(register.all_decisions()), job.examination, job.ending)
    elif isinstance(outcome.result, tuple):
        found = outcome.result
        for fault in (f for s in found for f in s.faults):
            register.note(at, "check_fault", recorded.arrival.file_name, fault)
    else:
        register.note(at, "examination_failed", recorded.arrival.file_name, f"{outcome.ending} {outcome.detail}")
        if outcome.ending != "timeout" and recorded.tries + 1 < MOST_TRIES:
            return None
        assert isinstance(job, Examination)
        found = no_reading(installation.examiner(register.all_decisions()), job, outcome.ending)
    found = tuple(with_history(installation, submission) for submission in found)
    register.record_submissions(recorded.id, found, installation.plan.id, at)
    return found


def _unpack(installation: Installation, recorded: RecordedArrival, unpacking: Unpacking) -> None:
    """Archive and record the members of an archive as arrivals of their own, which are examined next."""
    members = [replace(arrival, sha256=installation.archive.keep(data)) for arrival, data in unpacking.members]
    installation.register.record_unpacked(
        recorded.id, members, installation.clock(), lambda a, b: _same_sender(installation, a, b)
    )


def _begun(installation: Installation, source: Callable[[Installation], Iterator[_Examined]]) -> Iterator[_Examined]:
    """Have the receipts of a few files made ahead, while the next files are examined."""
    ahead: deque[_Examined] = deque()
    try:
        for examined in source(installation):
            ahead.append(replace(examined, receipts=_begin(installation, examined)))
            if len(ahead) > installation.workers:
                yield ahead.popleft()
        while ahead:
            yield ahead.popleft()
    finally:
        for examined in ahead:
            for receipt in examined.receipts if isinstance(examined.receipts, tuple) else ():
                receipt.drop()


def _begin(installation: Installation, examined: _Examined) -> tuple[BegunReceipt, ...] | Exception:
    try:
        return tuple(begin_receipt(installation, s) for s in examined.found if s.file.decisions is None)
    except Exception as fault:
        return fault  # told when it is this file's turn


def _answer(installation: Installation, examined: _Examined, refused: int) -> str | None:
    """Answer; give a line for the operator where this receipt could not be written and others may well be.

    A receipt that somebody holds open is tried again at the next pass, one that cannot be made is set aside.
    ``refused`` is how many could not be written in this pass so far.
    """
    try:
        if isinstance(examined.receipts, Exception):
            raise examined.receipts
        for receipt in examined.receipts:
            finish_receipt(installation, receipt)
        for submission in examined.found:
            if submission.file.decisions is not None:
                take_decisions(installation, submission)
    except OSError as fault:
        if fault.errno not in _REFUSED:
            raise
        if refused + 1 >= _MOST_REFUSED:
            raise  # it is not this one file
        return f"{examined.name} 的回执未能写入（{told(fault)}），稍后自动重试。"
    except Exception:
        text = traceback.format_exc()
        installation.register.note(installation.clock(), "answer_failed", examined.name, text)
        examined.close(ArrivalState.SET_ASIDE)
        return f"{examined.name} 的回执无法生成，已搁置，请与维护人员联系（详见登记库 events 表 answer_failed）。"
    examined.close(ArrivalState.RECEIPTED)
    return None

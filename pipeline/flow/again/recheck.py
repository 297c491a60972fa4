"""The recheck (复核): everything archived is read, matched and checked again, and the register brought up to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.flow.again.changes import Change, Findings, change
from pipeline.flow.day.truth import answer_unwritten, in_force_of, judge_again, told_as
from pipeline.flow.day.versions import Came, stand, telling
from pipeline.flow.examine import Examination
from pipeline.flow.installation import Installation
from pipeline.flow.outcome import failed_reading
from pipeline.guard.guard import Outcome
from pipeline.judging.checks.traits import Trait, has
from pipeline.model import Act, Standings, Submission
from pipeline.store.archive import ArchiveError
from pipeline.store.arrivals import ArrivalState, RecordedArrival
from pipeline.store.repeats import EarlierAnswer

REASON = "因重新校验"
Progress = Callable[[Iterable["Reread"], int], Iterable["Reread"]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose record stays as it was, and why, in Chinese. ``lost``: its original is gone or altered."""

    file_name: str
    reason: str
    lost: bool


@dataclass(frozen=True, slots=True)
class Reread:
    """One arrival with what was on record and what it gives now; ``kept`` where the record stays."""

    recorded: RecordedArrival
    old: tuple[Submission, ...]
    new: tuple[Submission, ...]
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What a recheck gave: the submissions as they are now, what changed, what could not be read again."""

    submissions: tuple[Submission, ...]
    changes: tuple[Change, ...]
    kept: tuple[Kept, ...]


def recheck(installation: Installation, progress: Progress = lambda items, _: items) -> Rechecked:
    """Apply today's plan and decisions to every archived file; versions and times of receipt stay.

    What differs is recorded beside what was there, and what counts is answered anew. A file that no longer can be
    read keeps its record. ``progress`` gets the files, one by one, and their number.
    """
    register, plan = installation.register, installation.plan.id
    of_plan = {ledger.key[0] for ledger in register.ledgers(plan)}
    recorded = [
        r
        for r in register.arrivals_in(ArrivalState.EXAMINED, ArrivalState.RECEIPTED)
        if r.id in of_plan and any(s.file.decisions is None for s in register.submissions_of(r.id))
    ]
    reread = list(progress(_reread(installation, recorded), len(recorded)))
    found: list[Change] = []
    submissions: list[Submission] = []
    for item in sorted(reread, key=lambda item: item.recorded.place):
        new = _recorded_anew(installation, item)
        submissions.extend(new)
        found.extend(_compared(item.old, new) if new != item.old else ())
    judge_again(installation, REASON)
    answer_unwritten(installation)
    return Rechecked(
        tuple(submissions),
        tuple(c for c in found if c.is_any),
        tuple(item.kept for item in reread if item.kept is not None),
    )


def _recorded_anew(installation: Installation, item: Reread) -> tuple[Submission, ...]:
    """Put on record, beside what was there, how an arrival's ledgers are read now; give them as they are recorded.

    One that is known to be another unit's now takes its place in the order in which all came. What counts gets its
    receipt when all has been read; what nobody's is, now.
    """
    if item.kept is not None:
        return item.old
    standings = installation.book().now()
    now: list[Submission] = []
    acts: list[Act] = []
    for part, submission in enumerate(item.new):
        old = _counterpart(item.old, part, submission)
        key = (item.recorded.id, part)
        same_ledger = (submission.ledger is None) == (old is None or old.ledger is None)
        if old is not None and old.unit == submission.unit and same_ledger:
            now.append(_with_record(installation, old, submission, standings))
            continue
        came = Came(key, item.recorded.place, item.recorded.arrival, known_at=installation.clock())
        told, act = stand(installation, submission, came)
        now.append(telling(submission, told))
        acts += [act] if act is not None else []
    found = tuple(now)
    if found == item.old:
        return found
    changed = {
        (item.recorded.id, part): (one, REASON)
        for part, one in enumerate(found)
        if part >= len(item.old) or one != item.old[part]
    }
    gone = [(item.recorded.id, part) for part in range(len(found), len(item.old))]
    counts = {held.ledger for held in in_force_of(standings).values()}
    answered = [key for key, (one, _) in changed.items() if one.unit is None or key in counts]
    installation.register.record_judgements(
        changed, installation.plan.id, installation.clock(), acts=acts, gone=gone, answered=answered
    )
    return found


def _with_record(installation: Installation, old: Submission, new: Submission, standings: Standings) -> Submission:
    """Give a new reading what the register knew of the old one: its version, when the unit first reported."""
    if new.unit is None or new.ledger is None:
        return replace(new, version=old.version)
    first = standings.of(new.unit).first_came or new.arrival.received_at
    anew = told_as(installation, replace(old, identification=new.identification), new, first)
    doubts = tuple(d for d in old.deviations if has(d.code, Trait.WAITS))
    return telling(
        anew, EarlierAnswer(old.version, (*(d for d in anew.deviations if has(d.code, Trait.REGISTER)), *doubts))
    )


def _reread(installation: Installation, recorded: Sequence[RecordedArrival]) -> Iterator[Reread]:
    """Read each original again inside the guard, in the order of the register."""
    register = installation.register
    examiner = installation.examiner(installation.decisions()).prepare()
    sent: deque[RecordedArrival] = deque()
    lost: list[Reread] = []

    def examinations() -> Iterator[Examination]:
        for item in recorded:
            try:
                data = installation.archive.read(item.arrival.sha256)
            except ArchiveError as gone:
                register.note(installation.clock(), "archive_damaged", item.arrival.sha256, str(gone))
                kept = Kept(item.arrival.file_name, str(gone), lost=True)
                old = register.submissions_of(item.id)
                lost.append(Reread(item, old, old, kept))
                continue
            sent.append(item)
            said = {s.unit for s in register.submissions_of(item.id) if _was_claimed(s)}
            unit = said.pop() or "" if len(said) == 1 else ""
            yield Examination(item.arrival, data, installation.clock().date(), unit)

    with installation.guard(examiner) as guard:
        for outcome in guard.map(examinations()):
            item = sent.popleft()
            yield _outcome(installation, item, register.submissions_of(item.id), outcome)
    yield from lost


def _was_claimed(submission: Submission) -> bool:
    """Say whether an officer has said whose a file is."""
    return any(evidence.source == "option" for evidence in submission.identification.evidence)


def _outcome(
    installation: Installation,
    item: RecordedArrival,
    old: tuple[Submission, ...],
    outcome: Outcome[Examination, tuple[Submission, ...]],
) -> Reread:
    if outcome.result is not None:
        return Reread(item, old, outcome.result)
    if any(s.ledger is not None for s in old):
        # It could be read once; a machine short of memory today must not take the ledger from the register.
        kept = Kept(item.arrival.file_name, "本次未能读取，保留原有记录", lost=False)
        return Reread(item, old, old, kept)
    examiner = installation.examiner(installation.decisions())
    return Reread(item, old, failed_reading(examiner, outcome))


def _counterpart(old: Sequence[Submission], at: int, submission: Submission) -> Submission | None:
    """Find what was on record of the same ledger: by its sheet, else by its place in the file."""
    if submission.ledger is not None:
        for candidate in old:
            if candidate.ledger is not None and candidate.ledger.sheet == submission.ledger.sheet:
                return candidate
    return old[at] if at < len(old) else None


def _compared(old: Sequence[Submission], new: Sequence[Submission]) -> Iterator[Change]:
    matched: list[Submission] = []
    for at, submission in enumerate(new):
        counterpart = _counterpart(old, at, submission)
        matched += [counterpart] if counterpart is not None else []
        yield change(
            _subject(submission), _findings(counterpart) if counterpart else Findings(), _findings(submission)
        )
    for submission in old:
        if submission not in matched:
            yield change(_subject(submission), _findings(submission), Findings())


def _subject(submission: Submission) -> str:
    return f"{submission.unit or '单位待确认'}（{submission.arrival.file_name}，第{submission.version}版）"


def _findings(submission: Submission) -> Findings:
    verdict = f"{submission.unit}，{submission.verdict.label}" if submission.unit else submission.verdict.label
    return Findings(verdict, submission.deviations, submission.missing)

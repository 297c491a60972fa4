"""The recheck (复核): everything archived is read, matched and checked again, and the register brought up to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.flow.again.changes import Change, Findings, change
from pipeline.flow.day.answer import answer
from pipeline.flow.examine import Examination
from pipeline.flow.installation import Installation
from pipeline.flow.outcome import failed_reading
from pipeline.guard.guard import Outcome
from pipeline.judging.checks.cases import ArrivalCase
from pipeline.judging.checks.runner import check_arrival
from pipeline.judging.checks.traits import Trait, has
from pipeline.model import Deviation, Plan, Submission
from pipeline.store.archive import ArchiveError
from pipeline.store.arrivals import ArrivalState, RecordedArrival

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

    Records that differ are replaced, and the receipts of the files that now count are written anew. A file that no
    longer can be read keeps its record. ``progress`` gets the files, one by one, and their number.
    """
    register = installation.register
    recorded = [
        r
        for r in register.arrivals_in(ArrivalState.EXAMINED, ArrivalState.RECEIPTED)
        if any(s.file.decisions is None for s in register.submissions_of(r.id))
    ]
    reread = list(progress(_reread(installation, recorded), len(recorded)))
    settled = _settled(reread, installation.plan)
    found: list[Change] = []
    for item, new in settled:
        if new == item.old:
            continue
        register.replace_submissions(item.recorded.id, new, installation.plan.id, installation.clock())
        found.extend(_compared(item.old, new))
    current = _current(new for _, new in settled)
    for item, new in settled:
        for submission in new:
            if submission not in item.old and (submission.unit is None or current[submission.unit] is submission):
                answer(installation, submission)
    return Rechecked(
        tuple(s for _, new in settled for s in new),
        tuple(c for c in found if c.is_any),
        tuple(item.kept for item in reread if item.kept is not None),
    )


def _reread(installation: Installation, recorded: Sequence[RecordedArrival]) -> Iterator[Reread]:
    """Read each original again inside the guard, in the order of the register."""
    register = installation.register
    examiner = installation.examiner(register.all_decisions()).prepare()
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
            yield Examination(item.arrival, data, installation.clock().date())

    with installation.guard(examiner) as guard:
        for outcome in guard.map(examinations()):
            item = sent.popleft()
            yield _outcome(installation, item, register.submissions_of(item.id), outcome)
    yield from lost


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
    examiner = installation.examiner(installation.register.all_decisions())
    return Reread(item, old, failed_reading(examiner, outcome))


def _settled(reread: Sequence[Reread], plan: Plan) -> list[tuple[Reread, tuple[Submission, ...]]]:
    """Give the new submissions what the register knew of the old ones: versions, S02, S06."""
    ordered = sorted(reread, key=lambda item: (item.recorded.arrival.received_at, item.recorded.id))
    first: dict[str, datetime] = {}
    for item in ordered:
        for submission in item.new:
            if submission.unit and submission.ledger is not None:
                first.setdefault(submission.unit, submission.arrival.received_at)
    newest: dict[str, int] = {}
    settled = {}
    for item in ordered:
        kept = []
        for at, submission in enumerate(item.new):
            if item.kept is None:
                submission = _with_record(submission, _counterpart(item.old, at, submission), first, newest, plan)
            if submission.unit:
                newest[submission.unit] = max(newest.get(submission.unit, 0), submission.version)
            kept.append(submission)
        settled[item.recorded.id] = tuple(kept)
    return [(item, settled[item.recorded.id]) for item in reread]


def _with_record(
    submission: Submission,
    old: Submission | None,
    first: Mapping[str, datetime],
    newest: Mapping[str, int],
    plan: Plan,
) -> Submission:
    if submission.unit is None:
        return submission
    same = old is not None and old.unit == submission.unit
    # A file that is now known to be a unit's takes its place in time: it must not outdo what came after it.
    version = old.version if old is not None and same else newest.get(submission.unit, 0) + 1
    received = first.get(submission.unit, submission.arrival.received_at)
    case = ArrivalCase(
        plan, submission.file, submission.identification, submission.ledger, first_received=received.date()
    )
    register_codes: list[Deviation] = [d for d in check_arrival(case).deviations if has(d.code, Trait.LATE)]
    if old is not None and same:
        register_codes += [d for d in old.deviations if has(d.code, Trait.REPEAT)]
    others = tuple(d for d in submission.deviations if not has(d.code, Trait.REGISTER))
    return replace(submission, deviations=(*register_codes, *others), version=version)


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


def _current(submissions: Iterable[tuple[Submission, ...]]) -> dict[str, Submission]:
    """Give the submission of each unit that counts: the newest readable one, else the newest."""
    current: dict[str, Submission] = {}
    for submission in (s for those in submissions for s in those):
        if submission.unit is None:
            continue
        known = current.get(submission.unit)
        if known is None or _rank(submission) >= _rank(known):
            current[submission.unit] = submission
    return current


def _rank(submission: Submission) -> tuple[bool, int, datetime]:
    return (submission.ledger is not None, submission.version, submission.arrival.received_at)

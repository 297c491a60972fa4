"""The desk: everything that is done with outside bytes, and therefore inside the guard's children."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.flow.at_hand import load_readers
from pipeline.flow.examine import Examination, Examiner
from pipeline.flow.packed import arrivals_of
from pipeline.model import Arrival, Channel, FileRead, PastFindings, Plan, Submission


@dataclass(frozen=True, slots=True)
class Unpacking:
    """What an archive holds, as arrivals: each with its bytes, which are not archived yet."""

    members: tuple[tuple[Arrival, bytes], ...]


@dataclass(frozen=True, slots=True)
class Preparing:
    """Load all that the other jobs need."""


@dataclass(frozen=True, slots=True)
class NoModel:
    """There is no model to match with: ``file`` should hold it, ``what`` is wrong with it (Chinese)."""

    file: Path
    what: str


@dataclass(frozen=True, slots=True)
class Wholeness:
    """The question whether the bytes of a file are all there."""

    data: bytes


@dataclass(frozen=True, slots=True)
class ExaminingAgain:
    """What is on record of a file, to be matched and checked as of today: the file came again."""

    recorded: tuple[Submission, ...]
    as_of: date


@dataclass(frozen=True, slots=True)
class Answering:
    """A receipt to write: the original's bytes, the submission, and what was found in the version before it."""

    original: bytes
    submission: Submission
    previous: PastFindings | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A receipt: the bytes of the workbook and of the page."""

    workbook: bytes
    page: bytes


@dataclass(frozen=True, slots=True)
class Copying:
    """The original of a submission, to be copied without anything that acts when it is opened."""

    original: bytes
    submission: Submission


@dataclass(frozen=True, slots=True)
class Copied:
    """The bytes of such a copy: an .xlsx."""

    workbook: bytes


@dataclass(frozen=True, slots=True)
class Declined:
    """An examination that is not made: ``ending`` is the reason, as an outcome's."""

    examination: Examination
    ending: str


def receipt_of(original: bytes, submission: Submission, plan: Plan, previous: PastFindings | None) -> Answer:
    """Make the receipt of one submission: the workbook and the page, which say the same."""
    from pipeline.receipts.annotated import annotated_workbook
    from pipeline.receipts.findings import findings_of
    from pipeline.receipts.page import receipt_page

    findings = findings_of(submission, plan, previous)
    return Answer(
        annotated_workbook(original, submission, plan, previous, findings=findings),
        receipt_page(submission, plan, previous, findings=findings).encode("utf-8"),
    )


Job = Examination | ExaminingAgain | Wholeness | Answering | Copying | Declined | Preparing
Done = tuple[Submission, ...] | Unpacking | bool | Answer | Copied | NoModel | None


@dataclass
class Desk:
    """Does any of the jobs. Like its examiner, it is small to send and loads what it needs on first use."""

    examiner: Examiner

    def prepare(self) -> Desk:
        """Load all that the jobs need now, once for all children that are forked later."""
        load_readers()
        self.examiner.prepare()
        _ = self.examiner.receipt_plan
        return self

    def __call__(self, job: Job) -> Done:
        """Do one job."""
        if isinstance(job, Examination):
            return self._examine(job)
        if isinstance(job, ExaminingAgain):
            return tuple(self.examiner.examine_again(recorded, job.as_of) for recorded in job.recorded)
        if isinstance(job, Answering):
            return self._answer(job)
        if isinstance(job, Copying):
            from pipeline.receipts.annotated import passive_original

            return Copied(passive_original(job.original, job.submission, self.examiner.receipt_plan.form))
        if isinstance(job, Wholeness):
            from pipeline.office.archives import is_whole

            return is_whole(job.data)
        if isinstance(job, Preparing):
            return self._prepare()
        return None

    def _prepare(self) -> NoModel | None:
        from pipeline.plan.matcher_model import ModelError

        try:
            self.prepare()
        except ModelError as absent:
            return NoModel(absent.file, absent.what)
        return None

    def _answer(self, job: Answering) -> Answer:
        return receipt_of(job.original, job.submission, self.examiner.receipt_plan, job.previous)

    def _examine(self, job: Examination) -> tuple[Submission, ...] | Unpacking:
        from pipeline.office.archives import unpack
        from pipeline.office.failures import UnreadableError

        arrival = job.arrival
        if arrival.channel is Channel.COMMAND:
            return self.examiner(job)
        try:
            members = unpack(job.data)
            if members is not None and arrival.origin:
                raise UnreadableError("archive_nested")
        except UnreadableError as refused:
            file = FileRead(arrival.file_name, arrival.sha256, failure=refused.failure)
            return self.examiner.examine_file(file, arrival, job.as_of, job.unit)
        if members is None:
            return self.examiner(job)
        return Unpacking(arrivals_of(self.examiner.plan, arrival, members))

"""What a receipt says, before it is said in a workbook, on a page or on a terminal: the noun all three share."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import (
    OTHER_FORM,
    Channel,
    PastFindings,
    Plan,
    Proof,
    Submission,
    Verdict,
)
from pipeline.receipts.conclusion import conclusion_of
from pipeline.receipts.first_things import FirstThing, first_things, heading_of, others_said, with_copying
from pipeline.receipts.in_force import in_force
from pipeline.receipts.lines import SEVERITIES, Line, group, with_gaps_joined
from pipeline.receipts.missing import MissingTask, answered_tasks, missing_tasks
from pipeline.receipts.progress import Progress, progress_since
from pipeline.receipts.reading_report import reading_report
from pipeline.receipts.standing import tally_of
from pipeline.receipts.version_changes import VersionChanges, changes_since


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a receipt says of one submission.

    ``sheet`` is the ledger's sheet ("" where there is none). ``reading`` are the lines of the 读取说明, ``in_force``
    what officers decided for the unit and holds. ``progress`` and ``changes`` compare with the previous version; None
    for a first.
    """

    number: str
    unit: str
    file_name: str
    sheet: str
    received: str
    version: int
    verdict: Verdict
    conclusion: str
    counts: str
    lines: tuple[Line, ...]
    first_things: tuple[FirstThing, ...]
    missing: tuple[MissingTask, ...]
    reading: tuple[str, ...]
    in_force: tuple[str, ...]
    progress: Progress | None
    form_first: str
    """That the sheet itself is to be put right before all else; or which of its sheets was judged. "" for neither."""
    plan: str
    contact: str
    renewed: str = ""
    """Why and when a receipt was issued once more, "" for one that answers what came."""
    answered: tuple[MissingTask, ...] = ()
    """Tasks that are not missing, on which the unit has applied: what it wrote stays on its 缺失任务."""
    first_heading: str = ""
    """What stands above the things to do first."""
    others: str = ""
    """That there is more to do, and where; "" where the things to do first are all."""
    tally: str = ""
    """How many of its tasks the unit has reported; "" where that cannot be told."""
    source: str = ""
    """What proves that it comes from the unit; "" where nothing was received."""
    changes: VersionChanges | None = None


def findings_of(submission: Submission, plan: Plan, previous: PastFindings | None = None) -> Findings:
    """Say what a receipt has to say; the same submission and plan give the same findings."""
    from pipeline.judging.checks.wording import collector

    progress = progress_since(previous, submission)
    missing = missing_tasks(submission, plan)
    new_keys = progress.new_keys if progress else frozenset()
    lines = with_gaps_joined(group(submission.deviations, plan, new_keys, submission.unit or ""), missing)
    received = submission.arrival.received_at
    home = submission.ledger.sheet if submission.ledger else ""
    return Findings(
        number=receipt_number(submission, plan),
        unit=_unit_name(submission, plan),
        file_name=submission.arrival.file_name,
        sheet=home,
        received=f"{received.year}年{received.month}月{received.day}日 {received:%H:%M}",
        version=submission.version,
        verdict=submission.verdict,
        conclusion=conclusion_of(submission),
        counts=_counts(submission),
        lines=lines,
        first_things=with_copying(first_things(lines, home), submission),
        first_heading=heading_of(submission.verdict),
        others=others_said(lines, home),
        tally=tally_of(submission, plan),
        missing=missing,
        reading=reading_report(submission, plan.form),
        in_force=in_force(submission, plan),
        progress=progress,
        form_first=_form_first(lines, submission),
        plan=f"《{plan.title}》（{plan.document_number}）",
        contact=collector(plan),
        renewed=_renewed(submission),
        answered=answered_tasks(submission, plan),
        source=_source(submission),
        changes=changes_since(previous, submission, plan),
    )


def _source(submission: Submission) -> str:
    """Say what proves the source, as a sender understands it; where the unit is open, in which folder it lay."""
    if submission.arrival.channel is Channel.COMMAND:
        return ""
    if submission.unit is None:
        lay = (e.unit for e in submission.identification.evidence if e.source == "folder")
        return next((f"报送文件夹（{unit}）" for unit in lay), "")
    return "按文件中写明的单位认定" if submission.proof is Proof.NAMED else submission.proof.label


def _form_first(lines: Sequence[Line], submission: Submission) -> str:
    if any(line.is_form for line in lines):
        if submission.ledger is None or len(lines) == 1:
            return ""
        return "办理次序：先把表格本身改正（即下面所列），再改其余各项，全部改好后一次报送，无需分次报送。"
    notes = submission.ledger.notes if submission.ledger else ()
    return next((note.said for note in notes if note.kind == OTHER_FORM), "")


def _renewed(submission: Submission) -> str:
    mark = submission.receipt
    if mark is None or not mark.reason:
        return ""
    at = mark.issued_at
    return f"本回执于{at.year}年{at.month}月{at.day}日{mark.reason}重新出具，以本回执为准；此前的回执留存备查。"


def receipt_number(submission: Submission, plan: Plan) -> str:
    """Number a receipt: the plan's year, a stamp of the file (and its sheet, where it holds several), the version.

    Last its place among the receipts of its folder.
    """
    several = len(submission.file.ledgers) > 1 and submission.ledger is not None
    sheet = submission.ledger.sheet if several and submission.ledger else ""
    stamp = hashlib.sha256(f"{submission.arrival.sha256}|{sheet}".encode()).hexdigest()[:8].upper()
    mark = f"-{submission.receipt.number:04d}" if submission.receipt else ""
    return f"HZ{plan.year}-{stamp}-{submission.version:02d}{mark}"


def _unit_name(submission: Submission, plan: Plan) -> str:
    unit = plan.unit_by_name.get(submission.unit or "")
    return unit.full_name if unit else (submission.unit or "（未能识别）")


def _counts(submission: Submission) -> str:
    counted = (f"{s.label}{count}项" for s in SEVERITIES if (count := submission.count(s)))
    return "，".join(counted) or "未发现偏差"

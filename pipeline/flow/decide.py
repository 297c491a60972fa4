"""Decisions that come back in a county workbook: recorded, and answered so that the officer sees what was taken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.flow.answer import receipt_stem
from pipeline.flow.installation import Installation
from pipeline.model import Channel, Decision, Plan, ReadingNote, Submission
from pipeline.store.archive import write_durably

DECISIONS = "核定意见"


@dataclass(frozen=True, slots=True)
class DecisionsTaken:
    """What became of the decisions in one workbook."""

    new: tuple[Decision, ...]
    known: tuple[Decision, ...]
    left_out: tuple[ReadingNote, ...]


def take_decisions(installation: Installation, submission: Submission) -> DecisionsTaken:
    """Record the decisions of a county workbook and write the answer into outbox/回执/核定意见/."""
    at = submission.arrival.received_at
    # Taken a second time after a crash, the same workbook must get the same answer as it would have got at first.
    taken_before = {replace(d, decided_at=None) for d in installation.register.all_decisions() if d.decided_at == at}
    new: list[Decision] = []
    known: list[Decision] = []
    left_out = list(submission.file.notes)
    offered = submission.file.decisions or ()
    if submission.arrival.channel is Channel.MAIL:
        # A sender's address is easily forged, and what is decided here excuses departments from their tasks.
        text = "核定意见不通过邮件受理，请由汇总单位工作人员将该表放入收件夹。"
        left_out.append(ReadingNote("decision_left_out", text))
        offered = ()
    for decision in offered:
        fault = _fault(installation.plan, decision)
        if fault:
            left_out.append(ReadingNote("decision_left_out", fault))
        elif (
            installation.register.record_decision(replace(decision, decided_at=at))
            or replace(decision, decided_at=None) in taken_before
        ):
            new.append(decision)
        else:
            known.append(decision)
    taken = DecisionsTaken(tuple(new), tuple(known), tuple(left_out))
    _answer(installation, submission, taken)
    return taken


def _fault(plan: Plan, decision: Decision) -> str:
    if decision.unit not in plan.unit_by_name:
        return f"“{decision.unit}”不在方案的单位名录中，未采用。请使用“报送情况”表中的单位名称。"
    known = decision.obligation in plan.by_id or any(d.id == decision.obligation for d in plan.duties)
    return "" if known else f"方案中没有任务“{decision.obligation}”，未采用。"


def _answer(installation: Installation, submission: Submission, taken: DecisionsTaken) -> Path:
    from pipeline.receipts import decisions_page

    folder = installation.receipt_folder(DECISIONS)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{receipt_stem(submission)}.html"
    page = decisions_page(submission, taken.new, taken.known, taken.left_out)
    write_durably(path, page.encode("utf-8"))
    return path

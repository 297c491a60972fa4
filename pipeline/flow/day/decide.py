"""Decisions that come back in a county workbook: recorded, and answered so that the officer sees what was taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.flow.day.answer import receipt_stem
from pipeline.flow.installation import Installation
from pipeline.judging.checks.wording import day, excerpt
from pipeline.judging.matching.text import normalise
from pipeline.model import ON_WORDINGS, Channel, Decision, DecisionKind, Plan, ReadingNote, Submission
from pipeline.store.archive import write_durably

DECISIONS = "核定意见"
_ON_ENTRIES = ON_WORDINGS | {DecisionKind.WAIVE}


def _sheet_of(kind: DecisionKind) -> str:
    """Say where a kind is filled in."""
    return "责任待明确" if kind is DecisionKind.ASSIGN else "存疑核定"


@dataclass(frozen=True, slots=True)
class DecisionsTaken:
    """What became of the decisions in one workbook."""

    new: tuple[Decision, ...]
    known: tuple[Decision, ...]
    left_out: tuple[ReadingNote, ...]
    remarks: tuple[str, ...] = ()
    """What the officer should know of those that were recorded: the workbook was not the newest one."""


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
    year = submission.file.plan_year
    if offered and year is not None and year != installation.plan.year:
        # The next year's obligations bear the same numbers and mean something else.
        text = f"该表是{year}年方案的汇总表，现行方案为{installation.plan.year}年，其中的核定意见均未采用。"
        left_out.append(ReadingNote("decision_left_out", text))
        offered = ()
    earlier = [d for d in installation.register.all_decisions() if d.decided_at != at]
    remarks = list(_stale(installation, submission)) if offered else []
    for decision in (_by_name(installation.plan, d) for d in offered):
        fault = _fault(installation.plan, decision)
        if fault:
            left_out.append(ReadingNote("decision_left_out", fault, _sheet_of(decision.kind)))
            continue
        is_new = (
            installation.register.record_decision(replace(decision, decided_at=at))
            or replace(decision, decided_at=None) in taken_before
        )
        (new if is_new else known).append(decision)
        remarks += _remarks(installation, decision, earlier, is_new)
    taken = DecisionsTaken(tuple(new), tuple(known), tuple(left_out), tuple(dict.fromkeys(remarks)))
    _answer(installation, submission, taken)
    return taken


def _by_name(plan: Plan, decision: Decision) -> Decision:
    """Give the decision with the plan's names of its unit and task, where the officer wrote them otherwise."""
    from pipeline.plan.unit_names import unit_names

    unit = unit_names(plan).names.get(normalise(decision.unit), decision.unit)
    return replace(decision, unit=unit, obligation=plan.id_as_written(decision.obligation))


def _stale(installation: Installation, submission: Submission) -> Iterator[str]:
    """Say where a later consolidation than the one that was filled in has been made since."""
    made, newest = submission.file.as_of, installation.register.last_consolidation()
    if made is not None and newest is not None and made < newest:
        yield (
            f"所填的是截至{day(made)}的汇总表，此后已有截至{day(newest)}的新表。所填意见已照此登记，"
            "其余事项请在新表中核定。"
        )


def _remarks(
    installation: Installation, decision: Decision, earlier: Sequence[Decision], is_new: bool
) -> Iterator[str]:
    """Say where a decision on a wording comes from a workbook that is no longer the newest."""
    if decision.kind not in _ON_ENTRIES or not decision.text:
        return
    wording = normalise(decision.text)
    about = f"{decision.unit}{decision.obligation}“{excerpt(decision.text)}”"
    readable = [s for s in installation.register.versions_of(decision.unit) if s.ledger is not None]
    newest = readable[-1].ledger if readable else None
    if newest and not any(wording in (normalise(e.measure.text), normalise(e.task.text)) for e in newest.entries):
        yield f"{about}：该单位已报送新版台账，其中没有这条原文，所填“{decision.kind.value}”对现行台账不起作用。"
    place = (decision.unit, decision.obligation, wording)
    last = next((d for d in reversed(earlier) if (d.unit, d.obligation, normalise(d.text)) == place), None)
    if last is not None and last.kind is not decision.kind:
        before = f"{about}：{last.officer}已另行核定为“{last.kind.value}”"
        holds = (
            f"现以本次所填“{decision.kind.value}”为准" if is_new else f"本次所填“{decision.kind.value}”是此前的意见"
        )
        yield f"{before}，{holds}。" if is_new else f"{before}，{holds}，不再登记。"


def _fault(plan: Plan, decision: Decision) -> str:
    if decision.unit not in plan.unit_by_name:
        fault = f"任务{decision.obligation}：“{decision.unit}”不在方案的单位名录中，未采用。"
        return f"{fault}请使用“报送情况”表中的单位名称。"
    if decision.kind is DecisionKind.NIL_RETURN and not decision.obligation:
        return ""
    known = decision.obligation in plan.by_id or any(d.id == decision.obligation for d in plan.duties)
    return "" if known else f"方案中没有任务“{decision.obligation}”，未采用。"


def _answer(installation: Installation, submission: Submission, taken: DecisionsTaken) -> Path:
    from pipeline.receipts.decisions import decisions_page

    folder = installation.receipt_folder(DECISIONS)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{receipt_stem(submission)}.html"
    page = decisions_page(submission, taken.new, taken.known, taken.left_out, taken.remarks)
    write_durably(path, page.encode("utf-8"))
    return path

"""The one door through which what is true of a unit changes after its files came.

What counts is judged again under the decisions in force; what comes out otherwise is recorded beside what was said
before, and answered by a receipt of its own number that says why. The county workbook follows in the same pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from pipeline.flow.day.answer import findings_before, write_numbered
from pipeline.flow.day.examined_again import examined_again
from pipeline.flow.day.standing import strays_of
from pipeline.flow.day.versions import Came, stand, telling
from pipeline.flow.installation import Installation
from pipeline.judging.checks.arrival_case import ArrivalCase
from pipeline.judging.checks.runner import check_arrival
from pipeline.judging.checks.traits import Trait, has
from pipeline.model import Act, ActKind, Deviation, Plan, Submission, Verdict
from pipeline.model.standing import InForce, LedgerKey, Standings
from pipeline.store.facts import JUDGED
from pipeline.store.receipts import Answered, Receipts

BY_DECISION = "因核定结果变化"
BY_NIGHT = "因核定意见到期或方案、名录调整"


def settle(installation: Installation) -> tuple[Submission, ...]:
    """Where officers have said words since all was judged last, judge again and answer; then write what is unwritten.

    A unit whose ledger was withdrawn, restored or adopted is told in any case which version counts now.
    """
    register = installation.register
    words, judged = register.words(), register.fact(JUDGED) or "0|0|0"
    changed: tuple[Submission, ...] = ()
    if words != judged:
        seen = int(judged.rpartition("|")[2])
        changed = judge_again(installation, BY_DECISION, _to_tell(installation, seen), words)
    answer_unwritten(installation)
    return changed


def _to_tell(installation: Installation, seen: int) -> Mapping[LedgerKey, str]:
    """Give the ledgers whose units are to be told of officers' acts beyond one, each with the words for that."""
    book = installation.book()
    standings = book.now()
    told: dict[LedgerKey, str] = {}
    for act in book.acts:
        if act.number <= seen or act.offer is not None or not act.version or act.kind is ActKind.CLAIMED:
            continue
        held = standings.of(act.unit).in_force
        reason = f"因第{act.version}版{act.kind.label}（{act.officer}：{act.reason}）" if act.reason else ""
        reason = reason or f"因第{act.version}版{act.kind.label}（{act.officer}）"
        told[held.ledger if held is not None else act.ledger] = reason + (
            f"，现行台账为第{held.version}版" if held is not None else "，目前没有现行台账"
        )
    return told


def judge_again(
    installation: Installation, reason: str, tell: Mapping[LedgerKey, str] = MappingProxyType({}), words: str = ""
) -> tuple[Submission, ...]:
    """Judge all that counts under the decisions in force; record what comes out otherwise, to be answered.

    Ledgers to ``tell`` are answered anew in any case, with words of their own. ``words`` are the officers' words that
    are regarded. Gives what has changed.
    """
    register, plan = installation.register, installation.plan.id
    words = words or register.words()
    standings = installation.book().now()
    ledgers = {ledger.key: ledger for ledger in register.ledgers(plan)}
    held = {h.ledger for h in in_force_of(standings).values() if h.ledger in ledgers}
    told = [ledgers[key] for key in {*held, *tell} if key in ledgers]
    strays = strays_of(ledgers.values(), standings)
    wanted = [*sorted(told, key=lambda one: one.key), *strays]
    before = register.contents(wanted)
    examiner = installation.examiner(installation.decisions())
    judged = examined_again(installation, examiner, before, installation.clock().date())
    changed: dict[LedgerKey, tuple[Submission, str]] = {}
    acts: list[Act] = []
    for ledger, old, new in zip(wanted, before, judged, strict=True):
        if ledger.unit:
            first = standings.of(ledger.unit).first_came
            now, act = told_as(installation, old, new, first or ledger.arrival.received_at), None
        elif new.unit is None:
            continue
        else:
            # The roster knows its sender by now: it takes its place in the order in which all came.
            came = Came(ledger.key, ledger.place, ledger.arrival, known_at=installation.clock())
            one, act = stand(installation, new, came)
            now = telling(new, one)
        if ledger.key in tell or differs(old, now):
            changed[ledger.key] = now, tell.get(ledger.key, reason)
            acts += [act] if act is not None else []
    register.record_judgements(changed, plan, installation.clock(), acts=acts, answered=changed.keys(), words=words)
    return tuple(submission for submission, _ in changed.values())


def told_as(installation: Installation, old: Submission, new: Submission, first: datetime) -> Submission:
    """Give a ledger as it is judged now, with what the register knows of it: whose, whether late, which version."""
    kept = tuple(d for d in old.deviations if has(d.code, Trait.REPEAT))
    others = tuple(d for d in new.deviations if not has(d.code, Trait.REGISTER))
    late = lateness(installation.plan, new, first)
    return replace(new, identification=old.identification, deviations=(*late, *kept, *others), version=old.version)


def lateness(plan: Plan, submission: Submission, first: datetime) -> tuple[Deviation, ...]:
    """Say whether a unit that first reported at a moment was late."""
    case = ArrivalCase(
        plan, submission.file, submission.identification, submission.ledger, first_received=first.date()
    )
    return tuple(d for d in check_arrival(case).deviations if has(d.code, Trait.LATE))


def differs(old: Submission, new: Submission) -> bool:
    """Say whether a receipt of the one would say something else than a receipt of the other."""
    return _said(old) != _said(new)


def _said(submission: Submission) -> tuple[object, ...]:
    decided = frozenset(replace(d, number=0) for d in submission.in_force)
    return (
        submission.unit,
        submission.verdict if submission.verdict is not Verdict.WAITING else None,
        submission.missing,
        submission.pending,
        frozenset(submission.deviations),
        decided,
    )


def answer_unwritten(installation: Installation) -> tuple[Path, ...]:
    """Write the receipts that have a number and are not written yet, of this judging or of one broken off."""
    receipts = Receipts(installation.register)
    written = []
    waiting = receipts.unwritten()
    ledgers = {ledger.key: ledger for ledger in installation.register.ledgers(installation.plan.id)}
    for receipt in waiting:
        ledger = ledgers.get(receipt.ledger)
        if ledger is None:
            continue
        (submission,) = installation.register.contents([ledger])
        submission = replace(submission, receipt=receipt.mark)
        previous = findings_before(installation, submission)
        workbook, _ = write_numbered(installation, submission, Answered(receipt.ledger, receipt.issue), previous)
        written.append(workbook)
    return tuple(written)


def in_force_of(standings: Standings) -> Mapping[str, InForce]:
    """Give what counts of each unit of which anything does."""
    return {unit: held for unit, standing in standings.units.items() if (held := standing.in_force) is not None}

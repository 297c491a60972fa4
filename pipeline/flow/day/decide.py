"""Officers' words that come back in a county workbook: recorded, and answered with what was taken and what not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.flow.day.answer import receipt_stem
from pipeline.flow.day.effects import await_effects
from pipeline.flow.day.faults import Held, fault_in
from pipeline.flow.day.folders import receipt_folder
from pipeline.flow.day.remarks import remarks_on
from pipeline.flow.installation import Installation
from pipeline.flow.seal import read_seal
from pipeline.judging.checks.personal_numbers import mask_personal
from pipeline.judging.checks.wording import day, excerpt
from pipeline.judging.matching.text import normalise
from pipeline.model import (
    Decision,
    FileWord,
    FileWordKind,
    Plan,
    Proof,
    ReadingNote,
    Submission,
)
from pipeline.model.cells import address
from pipeline.model.standing import LedgerKey
from pipeline.store.archive import write_durably
from pipeline.store.facts import PUBLISHED, WANTED
from pipeline.store.receipts import Answered, Receipts

DECISIONS = "核定意见"


class WordError(Exception):
    """An officer's word that cannot be taken, and why, in Chinese."""


class KnownWordError(WordError):
    """An officer's word that has been taken before."""


@dataclass(frozen=True, slots=True)
class DecisionsTaken:
    """What became of the decisions in one workbook."""

    new: tuple[Decision, ...]
    known: tuple[Decision, ...]
    left_out: tuple[ReadingNote, ...]
    remarks: tuple[str, ...] = ()
    """What the officer should know of those that were recorded."""
    said: tuple[str, ...] = ()
    """What was done with files that waited and with decisions on record, a line each."""
    wanted: tuple[str, ...] = ()
    """What else was asked for: it is about nothing on record."""
    stale: tuple[str, ...] = ()
    """That it was not the newest workbook, where it was not."""


def speaks_for_officers(installation: Installation, submission: Submission) -> bool:
    """Say whether a workbook's words are an officer's: it came by the officers' own folder, under our own seal."""
    file = submission.file
    return submission.arrival.proof is Proof.OFFICER and read_seal(installation.register, file.seal) is not None


def take_decisions(installation: Installation, submission: Submission, answered: Answered) -> DecisionsTaken:
    """Record the decisions of a county workbook and write the answer into outbox/回执/核定意见/."""
    taken = _taken(installation, submission)
    mark = Receipts(installation.register).number(DECISIONS, answered, submission.arrival.received_at)
    submission = replace(submission, receipt=mark)
    _answer(installation, submission, taken)
    return taken


def _taken(installation: Installation, submission: Submission) -> DecisionsTaken:
    register, plan, at = installation.register, installation.plan, submission.arrival.received_at
    sha256 = submission.arrival.sha256
    seal = read_seal(register, submission.file.seal)
    offered = submission.file.decisions or ()
    if seal is None or seal.plan != plan.id:
        # The next year's obligations bear the same numbers and mean something else.
        of_plan = f"（{seal.plan}）" if seal else ""
        text = f"该表是另一方案{of_plan}的汇总表，现行方案为《{plan.title}》，其中的核定意见均未采用。"
        return DecisionsTaken((), (), (*submission.file.notes, ReadingNote("decision_left_out", text)))
    known_before = installation.decisions()
    # Taken a second time after a crash, the same workbook must get the same answer as it would have got at first.
    taken_before = {
        (d.source.sheet, d.source.row, d.unit)
        for d in known_before
        if d.source.sha256 == sha256 and d.decided_at == at
    }
    earlier = [d for d in known_before if not (d.source.sha256 == sha256 and d.decided_at == at)]
    new: list[Decision] = []
    known: list[Decision] = []
    left_out = list(submission.file.notes)
    remarks: list[str] = []
    held: Held = {}
    for found in offered:
        decision = replace(
            _by_name(plan, found),
            decided_at=at,
            source=replace(found.source, sha256=sha256, file_name=submission.arrival.file_name),
        )
        fault = fault_in(installation, decision, at.date(), held)
        if fault:
            place = decision.source
            left_out.append(ReadingNote("decision_left_out", fault, place.sheet, address(max(place.row, 1), 1)))
            continue
        was_new = (decision.source.sheet, decision.source.row, decision.unit) in taken_before
        is_new = register.record_decision(decision, plan.id) or was_new
        (new if is_new else known).append(decision)
        remarks += remarks_on(installation, decision, [*earlier, *new[:-1]] if is_new else earlier, is_new)
    said: list[str] = []
    wanted: list[str] = []
    for word in submission.file.words:
        source = replace(word.source, sha256=sha256, file_name=submission.arrival.file_name)
        lines = wanted if word.kind is FileWordKind.CONSOLIDATE else said
        try:
            lines.append(_said(installation, replace(word, source=source)))
        except KnownWordError as before:
            remarks.append(f"“{source.sheet}”第{source.row}行：{before}")
        except WordError as refused:
            cell = address(max(source.row, 1), 1)
            left_out.append(ReadingNote("decision_left_out", str(refused), source.sheet, cell))
    stale = tuple(_stale(installation, submission)) if offered else ()
    told = tuple(dict.fromkeys(remarks))
    return DecisionsTaken(tuple(new), tuple(known), tuple(left_out), told, tuple(said), tuple(wanted), stale)


def _said(installation: Installation, word: FileWord) -> str:
    """Do what an officer says about a file or a decision; say it back."""
    from pipeline.flow.day import words

    refused = words.may_decide(installation, word.officer)
    if refused:
        raise WordError(f"{refused}未采用。")
    officer, reason, source = word.officer, word.reason, word.source
    if word.kind is FileWordKind.CONSOLIDATE:
        installation.register.remember(PUBLISHED, WANTED)
        return "已登记立即汇总，最新汇总表和看板随即生成"
    if word.kind is FileWordKind.REVOKE:
        number = int(word.about) if word.about.isascii() and word.about.isdecimal() else 0
        _check_record(installation, word, number)
        return f"已撤销：{words.revoke(installation, number, officer, reason, source)}（记录编号{word.about}）"
    key = words.find(installation, word.about)
    _check_file(installation, word, key)
    if word.kind is FileWordKind.CLAIM:
        unit = _unit_named(installation.plan, word.unit)
        act = words.claim(installation, key, unit, officer, reason, source)
    elif word.kind is FileWordKind.ADOPT:
        act = words.adopt(installation, key, officer, reason, source)
    else:
        act = words.dismiss(installation, key, officer, reason, source)
    version = f"{act.unit}第{act.version}版" if act.unit and act.version else act.unit
    return f"已{word.kind.value}：来件{word.about}{f'（{version}）' if version else ''}"


def _check_record(installation: Installation, word: FileWord, number: int) -> None:
    """Refuse a line that shows another decision than its number means: it was pasted or typed over."""
    decision = next((d for d in installation.decisions() if d.number == number), None)
    if decision is not None and word.unit and (word.unit, word.shown) != (decision.unit, decision.obligation):
        raise _not_what_it_shows(f"{word.unit}{word.shown}", f"{decision.unit}{decision.obligation}")


def _check_file(installation: Installation, word: FileWord, key: LedgerKey) -> None:
    """Refuse a line that shows another file than its number means."""
    name = next(
        (x.arrival.file_name for x in installation.register.ledgers(installation.plan.id) if x.key == key), ""
    )
    shown = normalise(word.shown)
    if name and shown and shown not in (normalise(name), normalise(mask_personal(name))):
        raise _not_what_it_shows(word.shown, name)


def _not_what_it_shows(shown: str, on_record: str) -> WordError:
    return WordError(
        f"本行所列“{excerpt(shown)}”与该编号的记录“{excerpt(on_record)}”不符，可能曾被改动或错行粘贴，未采用。"
        "请在最新汇总表中重新填写。"
    )


def _unit_named(plan: Plan, name: str) -> str:
    from pipeline.plan.unit_names import unit_names

    unit = unit_names(plan).names.get(normalise(name), name)
    if unit not in plan.unit_by_name:
        raise WordError(f"“{name}”不在方案的单位名录中，未采用。请使用“报送情况”表中的单位名称。")
    return unit


def _by_name(plan: Plan, decision: Decision) -> Decision:
    """Give the decision with the plan's names of its unit and task, where the officer wrote them otherwise."""
    from pipeline.plan.unit_names import unit_names

    unit = unit_names(plan).names.get(normalise(decision.unit), decision.unit)
    return replace(decision, unit=unit, obligation=plan.id_as_written(decision.obligation))


def _stale(installation: Installation, submission: Submission) -> Iterator[str]:
    """Say where a later consolidation than the one that was filled in has been made since."""
    made, newest = submission.file.as_of, installation.register.last_consolidation(installation.plan.id)
    if made is not None and newest is not None and made < newest:
        yield (
            f"所填的是截至{day(made)}的汇总表，此后已有截至{day(newest)}的新表。所填意见已照此登记，"
            "其余事项请在新表中核定。"
        )


def _answer(installation: Installation, submission: Submission, taken: DecisionsTaken) -> Path:
    from pipeline.receipts.decisions_page import decisions_page

    folder = receipt_folder(installation, DECISIONS)
    path = folder / f"{receipt_stem(submission)}.html"
    page = decisions_page(
        submission,
        taken.new,
        taken.known,
        taken.left_out,
        taken.remarks,
        said=taken.said,
        wanted=taken.wanted,
        stale=taken.stale,
    )
    write_durably(path, page.encode("utf-8"))
    await_effects(installation, path, submission.arrival.received_at)
    return path

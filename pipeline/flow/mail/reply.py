"""Answers to mails: once all files of a mail have their verdict, one answer goes into the outbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from pipeline.flow.day.answer import begin_receipt, findings_before, write_begun
from pipeline.flow.day.versions import repeated
from pipeline.flow.installation import Installation
from pipeline.flow.mail.outbox import contact_of, put_letter
from pipeline.judging.checks.traits import Trait, has
from pipeline.mail.letters.message import Enclosure
from pipeline.mail.post import Post
from pipeline.mail.register.mails import MailRecords
from pipeline.mail.register.outgoing import OutgoingKind
from pipeline.mail.register.rows import MailPart, MailState, RecordedMail
from pipeline.model import Submission, Verdict
from pipeline.store.receipts import Answered, Receipts
from pipeline.store.repeats import Repeats

_TOLD_WITHIN = timedelta(days=7)
"""A change that could not be told for so long is in the receipt folder, and in the letters that followed."""
_LARGEST_ENCLOSURES = 20 << 20
"""Bytes: many servers take mails of 25 MB, which base64 reaches from three quarters of that."""
FOR_PEOPLE = frozenset({"unreadable", "too_large", "unfetchable", "quota"})
"""Troubles with a mail that only somebody at the mailbox can see to."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the answer says of one ledger.

    ``enclosed`` is the name of the annotated workbook that goes with it; without one, ``personal`` names the cells
    for whose numbers it is kept back, or ``kept`` is true: it would be too large. A file that holds no ledger has
    nothing to annotate.
    """

    file_name: str
    sheet: str
    accepted: bool
    verdict: str
    counts: str
    conclusion: str
    first_things: tuple[str, ...]
    progress: str
    enclosed: str = ""
    kept: bool = False
    personal: str = ""


def answer_mails(installation: Installation) -> int:
    """Put the answers of all mails that are ready into the outbox; give their number.

    A mail whose files still wait is answered by a later call. The limit for one sender and day holds in any case.
    """
    post = installation.post
    if post is None or post.server is None:
        return 0
    records = MailRecords(installation.register)
    answered = 0
    for mail in records.in_state(MailState.TAKEN):
        parts = records.parts(mail)
        if not all(part.done for part in parts):
            continue
        if _over_limit(installation, post, mail):
            text = f"{mail.sender} 今日自动答复已达{post.answers_a_day}封上限，本次不再答复"
            records.move(mail.id, MailState.CLOSED, installation.clock(), text)
            installation.register.note(installation.clock(), "answer_limit", mail.sender, str(mail.id))
            continue
        answered += _answer(installation, mail, parts)
    return answered


def answer_changes(installation: Installation) -> int:
    """Put into the outbox the letters on receipts that were issued because something else changed than the file.

    One letter for each receipt, to the addresses of its unit; give their number.
    """
    post = installation.post
    if post is None or post.server is None:
        return 0
    put = 0
    register = installation.register
    current = {one.key: one for one in register.ledgers(installation.plan.id)}
    for receipt in Receipts(register).changed(installation.clock() - _TOLD_WITHIN):
        unit, ledger = installation.plan.unit_by_name.get(receipt.unit), current.get(receipt.ledger)
        if unit is None or not unit.emails or ledger is None or ledger.issue != receipt.issue:
            continue
        (submission,) = register.contents([ledger])
        submission = replace(submission, receipt=receipt.mark)
        answered = Answered(receipt.ledger, receipt.issue)
        result, enclosure = _result(installation, answered, submission, 0)
        words = {
            "unit": unit.name,
            "subject": "政务公开工作台账校验结果更新",
            "results": [result],
            "notes": [f"本次结果{receipt.mark.reason}重新出具，以本次为准。"],
            "problems": [],
            "accepted": result.accepted,
            **contact_of(installation),
        }
        put += put_letter(
            installation,
            "mail-receipt",
            words,
            key=f"changed|{answered.key}",
            kind=OutgoingKind.RECEIPT,
            recipients=unit.emails,
            enclosures=(enclosure,) if enclosure is not None else (),
        )
    return put


def _over_limit(installation: Installation, post: Post, mail: RecordedMail) -> bool:
    now = installation.clock()
    today = datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)
    # Counted by how well they are proved: what others send in a unit's name does not use up the unit's own answers.
    count = MailRecords(installation.register).count_answered(mail.sender, mail.proof, today)
    return count >= post.answers_a_day


def _answer(installation: Installation, mail: RecordedMail, parts: tuple[MailPart, ...]) -> bool:
    enclosures: list[Enclosure] = []
    results: list[Result] = []
    answered = tuple(_submissions(installation, parts))
    submissions = tuple(submission for _, submission in answered)
    for what, submission in answered:
        result, enclosure = _result(installation, what, submission, sum(len(e.data) for e in enclosures))
        results.append(result)
        if enclosure is not None:
            enclosures.append(enclosure)
    units = {submission.unit for submission in submissions}
    problems = [text for kind, text in mail.problems if kind not in FOR_PEOPLE]
    words = {
        "unit": (units.pop() if len(units) == 1 else None) or _unit_of(installation, mail.sender),
        "subject": _without_reply_marks(mail.subject),
        "results": results,
        "notes": list(_which_counts(submissions)),
        "problems": problems,
        "accepted": bool(results) and not problems and all(r.accepted for r in results),
        **contact_of(installation),
    }
    return put_letter(
        installation,
        "mail-receipt",
        words,
        key=f"receipt|{mail.id}",
        kind=OutgoingKind.RECEIPT,
        recipients=(mail.sender,),
        enclosures=_with_different_names(enclosures),
        answers=mail,
    )


def _which_counts(submissions: Sequence[Submission]) -> Iterator[str]:
    """Say which of several ledgers of one unit counts: senders of two often mean both, or send an old one again."""
    yield from (f"{d.message}{d.advice}" for s in submissions for d in s.deviations if has(d.code, Trait.REPEAT))
    of_units: dict[str, list[Submission]] = {}
    for submission in submissions:
        if submission.unit and submission.ledger is not None:
            of_units.setdefault(submission.unit, []).append(submission)
    for unit, several in of_units.items():
        counting = [s for s in several if s.verdict is not Verdict.WAITING] or several
        newest = max(counting, key=lambda s: s.version)
        if len({s.version for s in several}) > 1:
            sheet = f"的工作表“{newest.ledger.sheet}”" if newest.ledger and len(newest.file.ledgers) > 1 else ""
            yield (
                f"{unit}的{len(several)}份台账以第{newest.version}版（{newest.arrival.file_name}{sheet}）为准，"
                "其余仅作留存。如各份内容不同、都应报送，请合并为一份后重新报送。"
            )


def _unit_of(installation: Installation, sender: str) -> str:
    known = [u.name for u in installation.plan.units if sender in {address.lower() for address in u.emails}]
    return known[0] if len(known) == 1 else ""


def _submissions(installation: Installation, parts: tuple[MailPart, ...]) -> Iterator[tuple[Answered, Submission]]:
    for part in parts:
        if part.repeat is not None:
            first, number = part.repeat.first.id, part.repeat.id
            for at, one in enumerate(repeated(installation, part.repeat)):
                yield Answered((first, at), repeat=number), one
        else:
            # It may have been judged again since.
            for at, one in enumerate(Repeats(installation.register).first_record(part.number)):
                yield Answered((part.number, at)), one


def _result(
    installation: Installation, answered: Answered, submission: Submission, enclosed: int
) -> tuple[Result, Enclosure | None]:
    from pipeline.receipts.findings import findings_of

    findings = findings_of(submission, installation.plan, findings_before(installation, submission))
    personal = [d for d in submission.deviations if has(d.code, Trait.PERSONAL)]
    annotated = submission.ledger is not None and not personal
    enclosure = _annotated(installation, answered, submission) if annotated else None
    if enclosure is not None and enclosed + len(enclosure.data) > _LARGEST_ENCLOSURES:
        enclosure = None
    result = Result(
        file_name=findings.file_name,
        sheet=findings.sheet if len(submission.file.ledgers) > 1 else "",
        accepted=findings.verdict is Verdict.ACCEPTED,
        verdict=findings.verdict.label,
        counts=findings.counts,
        conclusion=findings.conclusion,
        first_things=tuple(f"{thing.what}{thing.how}" for thing in findings.first_things),
        progress=findings.progress.sentence if findings.progress else "",
        enclosed=enclosure.name if enclosure else "",
        kept=annotated and enclosure is None,
        personal="、".join(dict.fromkeys(f"“{d.sheet}”{d.cell or ''}" for d in personal)),
    )
    return result, enclosure


def _annotated(installation: Installation, answered: Answered, submission: Submission) -> Enclosure:
    stem = Receipts(installation.register).stem_of(answered)
    path = installation.receipt_folder(submission.unit) / f"{stem}.xlsx"
    if not stem or not path.exists():
        path, _ = write_begun(installation, begin_receipt(installation, submission, answered))
    return Enclosure(path.name, path.read_bytes())


def _with_different_names(enclosures: list[Enclosure]) -> tuple[Enclosure, ...]:
    """Number enclosures of one name: two ledgers in one mail may be called the same."""
    seen: dict[str, int] = {}
    named = []
    for enclosure in enclosures:
        seen[enclosure.name] = count = seen.get(enclosure.name, 0) + 1
        stem, dot, ending = enclosure.name.rpartition(".")
        named.append(enclosure if count == 1 else Enclosure(f"{stem}-{count}{dot}{ending}", enclosure.data))
    return tuple(named)


def _without_reply_marks(subject: str) -> str:
    marks = ("re:", "re：", "回复:", "回复：", "答复:", "答复：", "转发:", "转发：", "fw:", "fwd:")
    text = subject.strip()
    while text.lower().startswith(marks):
        text = text[next(len(mark) for mark in marks if text.lower().startswith(mark)) :].strip()
    return text

"""What a receipt says, before it is said in a workbook, on a page or on a terminal: the noun all three share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.judging.checks.traits import Trait, has
from pipeline.model import (
    NOT_COPIED,
    OTHER_FORM,
    Channel,
    Deviation,
    PastFindings,
    Plan,
    Severity,
    Submission,
    Verdict,
)
from pipeline.office.patching.cells import listed, position
from pipeline.receipts.conclusion import conclusion_of
from pipeline.receipts.in_force import in_force
from pipeline.receipts.missing import MissingTask, answered_tasks, missing_tasks
from pipeline.receipts.progress import Progress, progress_since
from pipeline.receipts.reading_report import reading_report
from pipeline.receipts.version_changes import VersionChanges, changes_since

_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)
_FAMILIES = "SFTCR"
"""Within one severity: the file as a whole, then what is amiss in cells, then what is absent."""
_URGENT_FAMILIES = "SCFTR"
"""What to do first: without a readable file nothing counts, and a missing task weighs more than a blank cell."""
_FIRST_THINGS = 3
_CELLS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell that a line of the receipt speaks of, with what to write there ("" where the plan says nothing)."""

    sheet: str
    cell: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Equal deviations, said once: what is wrong, what to do, and all the cells where it is so."""

    code: str
    title: str
    severity: Severity
    what: str
    advice: str
    spots: tuple[Spot, ...]
    obligations: tuple[str, ...]
    count: int
    is_new: bool = False
    is_form: bool = False
    """Whether the sheet itself is wrong, not a cell of it."""

    def suggested(self, home: str = "") -> str:
        """What to write: once where it is the same in all cells, else with the cells in which to write it."""
        return suggested(self.spots, home)

    @property
    def is_gap(self) -> bool:
        """Whether it tells of a missing task."""
        return has(self.code, Trait.GAP)

    def where(self, home: str = "", shown: int = _CELLS_SHOWN) -> str:
        """List the cells, abbreviated; the sheet is named where it is not ``home``. "" for a file as a whole."""
        return listed([(s.sheet, s.cell) for s in self.spots if s.cell], home, shown)


@dataclass(frozen=True, slots=True)
class FirstThing:
    """One of the things to do first: all deviations with one remedy, in a sentence each for what and how."""

    what: str
    how: str
    spot: Spot | None
    to_missing: bool


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
    source: str = ""
    """What proves that it comes from the unit; "" where nothing was received."""
    changes: VersionChanges | None = None


def findings_of(submission: Submission, plan: Plan, previous: PastFindings | None = None) -> Findings:
    """Say what a receipt has to say; the same submission and plan give the same findings."""
    from pipeline.judging.checks.wording import collector

    progress = progress_since(previous, submission)
    missing = missing_tasks(submission, plan)
    new_keys = progress.new_keys if progress else frozenset()
    lines = _with_gaps_joined(group(submission.deviations, plan, new_keys, submission.unit or ""), missing)
    received = submission.arrival.received_at
    return Findings(
        number=receipt_number(submission, plan),
        unit=_unit_name(submission, plan),
        file_name=submission.arrival.file_name,
        sheet=submission.ledger.sheet if submission.ledger else "",
        received=f"{received.year}年{received.month}月{received.day}日 {received:%H:%M}",
        version=submission.version,
        verdict=submission.verdict,
        conclusion=conclusion_of(submission),
        counts=_counts(submission),
        lines=lines,
        first_things=_with_copying(
            first_things(lines, submission.ledger.sheet if submission.ledger else ""), submission
        ),
        missing=missing,
        reading=reading_report(submission, plan.form),
        in_force=in_force(submission, plan),
        progress=progress,
        form_first=_form_first(lines, submission),
        plan=f"《{plan.title}》（{plan.document_number}）",
        contact=collector(plan),
        renewed=_renewed(submission),
        answered=answered_tasks(submission, plan),
        source="" if submission.arrival.channel is Channel.COMMAND else submission.proof.label,
        changes=changes_since(previous, submission, plan),
    )


def _form_first(lines: Sequence[Line], submission: Submission) -> str:
    if any(line.is_form for line in lines):
        if submission.ledger is None or len(lines) == 1:
            return ""
        return (
            "请先改正表格本身，一般一两分钟即可改好；其余各项是按能够读出的内容提出的，"
            "改正表格后一并修改（所标的底色和批注随单元格移动）。"
        )
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


def group(
    deviations: Iterable[Deviation], plan: Plan, new_keys: frozenset[str] = frozenset(), unit: str = ""
) -> tuple[Line, ...]:
    """Join equal messages into one line each; errors first, then by family, row and the order of the plan."""
    joined: dict[tuple[str, ...], list[Deviation]] = {}
    for deviation in deviations:
        what = deviation.what or deviation.message
        joined.setdefault((deviation.code, deviation.severity.value, what, deviation.advice), []).append(deviation)
    lines = [_line(same, plan, any(d.key(unit) in new_keys for d in same)) for same in joined.values()]
    return tuple(sorted(lines, key=_order))


def _line(same: Sequence[Deviation], plan: Plan, is_new: bool) -> Line:
    from pipeline.judging.checks.catalogue import CATALOGUE

    first = same[0]
    spots = {(d.sheet, d.cell): Spot(d.sheet, d.cell or "", d.suggestion) for d in same if d.sheet}
    if not spots and first.suggestion:
        spots = {("", None): Spot("", "", first.suggestion)}
    check = CATALOGUE.get(first.code)
    return Line(
        code=first.code,
        title=check.explained(plan).title if check else first.code,
        severity=first.severity,
        what=first.what or first.message,
        advice=first.advice,
        spots=tuple(sorted(spots.values(), key=_place)),
        obligations=tuple(dict.fromkeys(d.obligation for d in same if d.obligation)),
        count=len(same),
        is_new=is_new,
        is_form=has(first.code, Trait.FORM) and not first.content,
    )


def _with_gaps_joined(lines: Sequence[Line], missing: Sequence[MissingTask]) -> tuple[Line, ...]:
    """Join the gaps of each annex into one line: the missing tasks are listed one by one elsewhere in the receipt."""
    listed = {task.obligation: task for task in missing}
    gaps: dict[str, list[Line]] = {}
    for line in lines:
        if line.is_gap and set(line.obligations) <= set(listed):
            gaps.setdefault(line.code, []).append(line)
    joined: list[Line] = []
    for line in lines:
        same = gaps.get(line.code, [])
        if len(same) < 2 or line not in same:
            joined.append(line)
        elif line is same[0]:
            obligations = tuple(dict.fromkeys(o for s in same for o in s.obligations))
            names = _named_by_label([listed[o] for o in obligations])
            joined.append(
                replace(
                    line,
                    what=f"台账缺少下列{len(obligations)}项任务：{names}。",
                    spots=(),
                    obligations=obligations,
                    count=sum(s.count for s in same),
                    is_new=any(s.is_new for s in same),
                )
            )
    return tuple(joined)


def _named_by_label(tasks: Sequence[MissingTask]) -> str:
    """Name missing tasks of one annex, those under one heading of the plan together: 政策解读（附件1第37、38项）."""
    places: dict[str, list[str]] = {}
    for task in tasks:
        places.setdefault(task.label, [task.annex]).append(str(task.number))
    return "；".join(f"{label}（{annex}第{'、'.join(nos)}项）" for label, (annex, *nos) in places.items())


def _place(spot: Spot) -> tuple[str, int, int]:
    return (spot.sheet, *(position(spot.cell) or (0, 0)))


def _order(line: Line) -> tuple[int, int, tuple[str, int, int], str, tuple[str, ...]]:
    place = _place(line.spots[0]) if line.spots else ("", 0, 0)
    return _SEVERITIES.index(line.severity), _FAMILIES.find(line.code[0]), place, line.code, line.obligations


def first_things(lines: Sequence[Line], home: str) -> tuple[FirstThing, ...]:
    """Pick the (at most three) things to do first: by severity, weight of the family, and how many there are.

    Where the sheet itself is wrong, that is all: the rest is seen when it has been put right.
    """
    lines = [line for line in lines if line.is_form] or lines
    alike: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.severity is not Severity.NOTICE and not has(line.code, Trait.PAST):
            alike.setdefault((line.code, line.advice), []).append(line)

    def weight(same: list[Line]) -> tuple[int, int, int, str]:
        family = _URGENT_FAMILIES.find(same[0].code[0])
        return _SEVERITIES.index(same[0].severity), family, -sum(s.count for s in same), same[0].code

    chosen = sorted(alike.values(), key=weight)[:_FIRST_THINGS]
    return tuple(_first_thing(same, home) for same in chosen)


def _first_thing(same: Sequence[Line], home: str) -> FirstThing:
    first = same[0]
    spots = tuple(sorted((s for line in same for s in line.spots if s.cell), key=_place))
    where = Line(first.code, "", first.severity, "", "", spots, (), 0).where(home)
    count = sum(line.count for line in same)
    if first.is_gap:
        return FirstThing(f"{first.title}{count}项，详见“缺失任务”表。", first.advice, None, True)
    how, said = first.advice, suggested(spots, home).replace("\n", "；")
    if said and f"为“{said}”" not in how:
        how = f"{how}建议填写：{said}。"
    if len(same) == 1 and count == 1:
        return FirstThing(f"{where}：{first.what}" if where else first.what, how, *_only(spots), False)
    return FirstThing(f"{first.title}{count}处：{where}。", how, *_only(spots), False)


def suggested(spots: Sequence[Spot], home: str) -> str:
    """Say what to write in cells: once where it is the same in all, else line by line with the cells."""
    cells: dict[str, list[tuple[str, str]]] = {}
    for spot in spots:
        cells.setdefault(spot.suggestion, []).append((spot.sheet, spot.cell))
    if len(cells) == 1:
        return next(iter(cells))
    return "\n".join(f"{listed(places, home, len(places))}：{text}" for text, places in cells.items() if text)


def _with_copying(things: Sequence[FirstThing], submission: Submission) -> tuple[FirstThing, ...]:
    """Say what is left to do where missing tasks have been filled in on our sheet, but not been copied."""
    remark = next((n.text for n in submission.file.notes if n.kind == NOT_COPIED), "")
    return tuple(replace(thing, how=remark) if remark and thing.to_missing else thing for thing in things)


def _only(spots: Sequence[Spot]) -> tuple[Spot | None]:
    return (spots[0] if spots else None,)


def _unit_name(submission: Submission, plan: Plan) -> str:
    unit = plan.unit_by_name.get(submission.unit or "")
    return unit.full_name if unit else (submission.unit or "（未能识别）")


def _counts(submission: Submission) -> str:
    counted = (f"{s.label}{count}项" for s in _SEVERITIES if (count := submission.count(s)))
    return "，".join(counted) or "未发现偏差"

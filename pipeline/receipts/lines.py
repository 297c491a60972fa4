"""The lines of a receipt: equal deviations said once, with all the cells where it is so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.judging.checks.traits import Trait, has
from pipeline.judging.checks.wording import NO_NEED
from pipeline.model import (
    Deviation,
    Plan,
    Severity,
)
from pipeline.office.patching.cells import listed, position
from pipeline.receipts.missing import MissingTask

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)
_FAMILIES = "SFTCR"
"""Within one severity: the file as a whole, then what is amiss in cells, then what is absent."""
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

    @property
    def is_to_do(self) -> bool:
        """Whether it asks the sender to change something."""
        return asks(self)

    def where(self, home: str = "", shown: int = _CELLS_SHOWN) -> str:
        """List the cells, abbreviated; the sheet is named where it is not ``home``. "" for a file as a whole."""
        return listed([(s.sheet, s.cell) for s in self.spots if s.cell], home, shown)


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
    spots = {(d.sheet, c): Spot(d.sheet, c) for d in same if d.sheet for c in d.beside} | spots
    if not spots and first.suggestion:
        spots = {("", None): Spot("", "", first.suggestion)}
    check = CATALOGUE.get(first.code)
    return Line(
        code=first.code,
        title=check.explained(plan).title if check else first.code,
        severity=first.severity,
        what=first.what or first.message,
        advice=first.advice,
        spots=tuple(sorted(spots.values(), key=place)),
        obligations=tuple(dict.fromkeys(d.obligation for d in same if d.obligation)),
        count=len(same),
        is_new=is_new,
        is_form=has(first.code, Trait.FORM) and not first.content,
    )


def with_gaps_joined(lines: Sequence[Line], missing: Sequence[MissingTask]) -> tuple[Line, ...]:
    """Join the gaps of each annex into one line: the missing tasks are listed one by one elsewhere in the receipt."""
    listed = {task.obligation: task for task in missing}
    gaps: dict[str, list[Line]] = {}
    for line in lines:
        if line.is_gap and not line.where() and set(line.obligations) <= set(listed):
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


def asks(told: Line | Deviation) -> bool:
    """Say whether something is to be changed: no notice asks, nor what has happened or waits for an officer."""
    return (
        told.severity is not Severity.NOTICE
        and not has(told.code, Trait.PAST)
        and not told.advice.startswith(NO_NEED)
    )


def counted(lines: Iterable[Line]) -> str:
    """Count deviations by severity: 错误2项，警告1项; "" for none."""
    counts = {s: sum(line.count for line in lines if line.severity is s) for s in SEVERITIES}
    return "，".join(f"{severity.label}{count}项" for severity, count in counts.items() if count)


def place(spot: Spot) -> tuple[str, int, int]:
    """Order cells as one reads them: by sheet, row and column."""
    return (spot.sheet, *(position(spot.cell) or (0, 0)))


def _order(line: Line) -> tuple[int, int, tuple[str, int, int], str, tuple[str, ...]]:
    first = place(line.spots[0]) if line.spots else ("", 0, 0)
    return SEVERITIES.index(line.severity), _FAMILIES.find(line.code[0]), first, line.code, line.obligations


def suggested(spots: Sequence[Spot], home: str) -> str:
    """Say what to write in cells: once where it is the same in all, else line by line with the cells."""
    cells: dict[str, list[tuple[str, str]]] = {}
    for spot in spots:
        cells.setdefault(spot.suggestion, []).append((spot.sheet, spot.cell))
    if len(cells) == 1:
        return next(iter(cells))
    return "\n".join(f"{listed(places, home, len(places))}：{text}" for text, places in cells.items() if text)

"""What a receipt asks to be done first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model import (
    NOT_COPIED,
    Submission,
    Verdict,
)
from pipeline.receipts.lines import SEVERITIES, Line, Spot, counted, place, suggested

_URGENT_FAMILIES = "SCFTR"
"""What to do first: without a readable file nothing counts, and a missing task weighs more than a blank cell."""
_FIRST_THINGS = 3
_FREE = {
    Verdict.ACCEPTED: "建议完善以下事项（不影响校验结论，改好后可重新报送）",
    Verdict.PENDING: "请补充、完善以下事项",
}
"""The headings where nothing stops the ledger; the summary list of a ledger that was returned has another."""


@dataclass(frozen=True, slots=True)
class FirstThing:
    """One of the things to do first: all deviations with one remedy, in a sentence each for what and how."""

    what: str
    how: str
    spot: Spot | None
    to_missing: bool


def heading_of(verdict: Verdict) -> str:
    """Give what stands above the things to do first."""
    return _FREE.get(verdict, "请先办理以下事项")


def first_things(lines: Sequence[Line], home: str) -> tuple[FirstThing, ...]:
    """Pick the (at most three) things to do first: by severity, weight of the family, and how many there are.

    Where the sheet itself is wrong, that is all: the rest is seen when it has been put right.
    """
    return tuple(_first_thing(same, home) for same in _ranked(lines)[:_FIRST_THINGS])


def others_said(lines: Sequence[Line], home: str) -> str:
    """Say how much there is to do besides the things to do first, and where; "" for nothing."""
    first = _ranked(lines)[:_FIRST_THINGS]
    listed = {id(line) for same in first for line in same}
    others = [line for line in lines if line.is_to_do and id(line) not in listed]
    if not others:
        return ""
    parts = []
    for severity in SEVERITIES:
        if same := [line for line in others if line.severity is severity]:
            parts.append(f"{counted(same)}：{_places(same, home)}")
    total = sum(line.count for line in others)
    urgent = sum(line.count for same in first for line in same)
    kinds = f"{len(first)}类（共{urgent}项）" if urgent > len(first) else f"{urgent}项"
    return f"以上{kinds}最要紧；其余{total}项（{'；'.join(parts)}）见下表，请一并办理，全部办好后一次报送。"


def _places(lines: Sequence[Line], home: str) -> str:
    spots = tuple(sorted((s for line in lines for s in line.spots if s.cell), key=place))
    cells = Line("", "", lines[0].severity, "", "", spots, (), 0).where(home)
    whole = [line.title for line in lines if not any(s.cell for s in line.spots)]
    return "、".join(dict.fromkeys((*([cells] if cells else []), *whole)))


def _ranked(lines: Sequence[Line]) -> list[list[Line]]:
    lines = [line for line in lines if line.is_form] or lines
    alike: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.is_to_do:
            alike.setdefault((line.code, line.advice), []).append(line)

    def weight(same: list[Line]) -> tuple[int, int, int, str]:
        family = _URGENT_FAMILIES.find(same[0].code[0])
        return SEVERITIES.index(same[0].severity), family, -sum(s.count for s in same), same[0].code

    return sorted(alike.values(), key=weight)


def _first_thing(same: Sequence[Line], home: str) -> FirstThing:
    first = same[0]
    spots = tuple(sorted((s for line in same for s in line.spots if s.cell), key=place))
    where = Line(first.code, "", first.severity, "", "", spots, (), 0).where(home)
    count = sum(line.count for line in same)
    if first.is_gap:
        return FirstThing(f"{first.title}{count}项，详见“缺失任务”表。", first.advice, None, True)
    how, said = first.advice, suggested(spots, home).replace("\n", "；")
    if said and f"为“{said}”" not in how and f"如“{said}”" not in how:
        how = f"{how}建议填写：{said}。"
    if len(same) == 1 and count == 1:
        return FirstThing(f"{where}：{first.what}" if where else first.what, how, *_only(spots), False)
    return FirstThing(f"{first.title}{count}处：{where}。", how, *_only(spots), False)


def with_copying(things: Sequence[FirstThing], submission: Submission) -> tuple[FirstThing, ...]:
    """Say what is left to do where missing tasks have been filled in on our sheet, but not been copied."""
    remark = next((n.text for n in submission.file.notes if n.kind == NOT_COPIED), "")
    return tuple(replace(thing, how=remark) if remark and thing.to_missing else thing for thing in things)


def _only(spots: Sequence[Spot]) -> tuple[Spot | None]:
    return (spots[0] if spots else None,)

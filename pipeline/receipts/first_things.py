"""What a receipt asks to be done first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.judging.checks.traits import Trait, has
from pipeline.model import (
    NOT_COPIED,
    Severity,
    Submission,
)
from pipeline.receipts.lines import SEVERITIES, Line, Spot, place, suggested

_URGENT_FAMILIES = "SCFTR"
"""What to do first: without a readable file nothing counts, and a missing task weighs more than a blank cell."""
_FIRST_THINGS = 3


@dataclass(frozen=True, slots=True)
class FirstThing:
    """One of the things to do first: all deviations with one remedy, in a sentence each for what and how."""

    what: str
    how: str
    spot: Spot | None
    to_missing: bool


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
        return SEVERITIES.index(same[0].severity), family, -sum(s.count for s in same), same[0].code

    chosen = sorted(alike.values(), key=weight)[:_FIRST_THINGS]
    return tuple(_first_thing(same, home) for same in chosen)


def _first_thing(same: Sequence[Line], home: str) -> FirstThing:
    first = same[0]
    spots = tuple(sorted((s for line in same for s in line.spots if s.cell), key=place))
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


def with_copying(things: Sequence[FirstThing], submission: Submission) -> tuple[FirstThing, ...]:
    """Say what is left to do where missing tasks have been filled in on our sheet, but not been copied."""
    remark = next((n.text for n in submission.file.notes if n.kind == NOT_COPIED), "")
    return tuple(replace(thing, how=remark) if remark and thing.to_missing else thing for thing in things)


def _only(spots: Sequence[Spot]) -> tuple[Spot | None]:
    return (spots[0] if spots else None,)

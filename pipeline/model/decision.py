"""Decisions (核定): an officer's word on a doubtful match, a waiver, an extension, an assignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum


class DecisionKind(StrEnum):
    """What the officer decided."""

    CONFIRM = "认定"
    REJECT = "否定"
    WAIVE = "豁免"
    EXTEND = "延期至"
    NIL_RETURN = "无此项任务"
    ASSIGN = "明确责任单位"

    @property
    def is_record(self) -> bool:
        """Whether it changes what a unit has to do, and when; the others say how one wording is understood."""
        return self not in (DecisionKind.CONFIRM, DecisionKind.REJECT)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. ``text`` is the wording it concerns (confirm, reject); ``until`` the day it ends by itself.

    ``replaced``: a newer word on the same matter has taken its place (see ``mark_replaced``).
    """

    kind: DecisionKind
    unit: str
    obligation: str
    text: str = ""
    reason: str = ""
    officer: str = ""
    decided_at: datetime | None = None
    until: date | None = None
    replaced: bool = False

    def in_force(self, on: date) -> bool:
        """Say whether the decision holds on a day; one without an end holds until it is replaced."""
        return not self.replaced and (self.until is None or on <= self.until)

    @property
    def upholds(self) -> bool:
        """Whether it holds a unit to what the unit says is not its own: 否定 of no particular wording."""
        return self.kind is DecisionKind.REJECT and not self.text.strip()

    @property
    def matter(self) -> tuple[str, str, str, str]:
        """What it is about: of two decisions on one matter the newer holds."""
        if self.kind in (DecisionKind.WAIVE, DecisionKind.NIL_RETURN) or self.upholds:
            return ("excuse", self.unit, self.obligation, "")
        if self.kind is DecisionKind.EXTEND:
            return ("extend", self.unit, self.obligation, "")
        kind = "assign" if self.kind is DecisionKind.ASSIGN else "wording"
        return (kind, self.unit, self.obligation, self.text.strip())


def mark_replaced(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Mark those that a newer word on the same matter has replaced; the order stays (oldest first)."""
    newest: dict[tuple[str, str, str, str], int] = {}
    moments = [d.decided_at.timestamp() if d.decided_at else 0.0 for d in decisions]
    for index, decision in enumerate(decisions):
        held = newest.setdefault(decision.matter, index)
        if moments[index] >= moments[held]:
            newest[decision.matter] = index
    return tuple(replace(d, replaced=newest[d.matter] != index) for index, d in enumerate(decisions))

"""Decisions (核定): an officer's word on a doubtful match, a waiver, an extension, an assignment."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. ``text`` is the wording it concerns (confirm, reject); ``until`` the day it ends by itself."""

    kind: DecisionKind
    unit: str
    obligation: str
    text: str = ""
    reason: str = ""
    officer: str = ""
    decided_at: datetime | None = None
    until: date | None = None

    def in_force(self, on: date) -> bool:
        """Say whether the decision holds on a day; one without an end holds until it is replaced."""
        return self.until is None or on <= self.until

"""Decisions (核定): an officer's word on a doubtful match, a waiver, an extension, an assignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final


class DecisionKind(StrEnum):
    """What the officer decided."""

    CONFIRM = "认定"
    REJECT = "否定"
    OWN_TASK = "自定任务"
    WAIVE = "豁免"
    EXTEND = "延期至"
    NIL_RETURN = "无此项任务"
    ASSIGN = "明确责任单位"
    PROGRESS = "进度登记"
    """How far a measure has got, as the unit has told the center by telephone or on paper."""

    @property
    def is_record(self) -> bool:
        """Whether it changes what a unit has to do, and when; the others say how one wording is understood."""
        return self not in ON_WORDINGS


ON_WORDINGS = frozenset({DecisionKind.CONFIRM, DecisionKind.REJECT, DecisionKind.OWN_TASK})
"""Decisions that say what a wording means, whoever writes it."""


@dataclass(frozen=True, slots=True)
class WordSource:
    """Where an officer's word was written: the file by its sha256 and name, sheet and 1-based row.

    All are empty (row 0) for what was said on the command line.
    """

    sha256: str = ""
    file_name: str = ""
    sheet: str = ""
    row: int = 0

    @property
    def shown(self) -> str:
        """Say it to an officer."""
        if not self.sha256:
            return "命令行"
        place = f"“{self.sheet}”第{self.row}行" if self.sheet else ""
        return f"{self.file_name}{place}"


COMMAND_LINE: Final = WordSource()
"""What was said there stands in no file."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What is registered of one step of a measure: its label, how far it is, when it was done ("" for no day).

    ``task`` is that of the measure (None in records that do not say it), ``which`` the number of the measure among
    those of the same words, ``due`` the day of the step. ``made`` is when the sheet was written that was filled in:
    the same words on a later sheet are said anew.
    """

    period: str
    state: str
    done_on: str = ""
    task: str | None = None
    which: int = 0
    due: str = ""
    made: str = ""

    @property
    def shown(self) -> str:
        """Say it in words."""
        return f"{self.period}{self.state}{f'（{self.done_on}）' if self.done_on else ''}"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. ``text`` is the wording it concerns (ON_WORDINGS, PROGRESS), ``until`` the day it ends by itself.

    ``replaced``: a newer word on the same matter has taken its place (see ``mark_replaced``). ``number`` is its
    number in the register (0 before it is there), ``revoked_at`` when an officer ended it.
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
    source: WordSource = COMMAND_LINE
    number: int = 0
    revoked_at: datetime | None = None
    progress: Registered | None = None
    """What is registered of a measure (PROGRESS)."""

    def in_force(self, on: date) -> bool:
        """Say whether the decision holds on a day; one without an end holds until it is replaced."""
        return not self.replaced and self.revoked_at is None and (self.until is None or on <= self.until)

    @property
    def upholds(self) -> bool:
        """Whether it holds a unit to what the unit says is not its own: 否定 of no particular wording."""
        return self.kind is DecisionKind.REJECT and not self.text.strip()

    @property
    def matter(self) -> tuple[str, ...]:
        """What it is about: of two decisions on one matter the newer holds."""
        if self.kind in (DecisionKind.WAIVE, DecisionKind.NIL_RETURN, DecisionKind.EXTEND) or self.upholds:
            # Whether a unit has to do something, and by when: excused and extended at once would contradict.
            return ("duty", self.unit, self.obligation, "")
        if self.progress is not None:
            told = self.progress
            step = (told.period, told.due)
            return ("progress", self.unit, *step, self.text.strip(), (told.task or "").strip(), str(told.which))
        kind = "assign" if self.kind is DecisionKind.ASSIGN else "wording"
        return (kind, self.unit, self.obligation, self.text.strip())


def mark_replaced(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Mark those that a newer word on the same matter has replaced; the order stays (oldest first).

    One that was revoked replaces nothing: what it replaced holds again.
    """
    newest: dict[tuple[str, ...], int] = {}
    moments = [d.decided_at.timestamp() if d.decided_at else 0.0 for d in decisions]
    for index, decision in enumerate(decisions):
        if decision.revoked_at is not None:
            continue
        held = newest.setdefault(decision.matter, index)
        if moments[index] >= moments[held]:
            newest[decision.matter] = index
    return tuple(replace(d, replaced=newest.get(d.matter, index) != index) for index, d in enumerate(decisions))


class FileWordKind(StrEnum):
    """What an officer says about a file that waits, or about a decision on record."""

    CLAIM = "认领"
    ADOPT = "采用"
    REFUSE = "不采用"
    VOID = "作废"
    REVOKE = "撤销"
    CONSOLIDATE = "立即汇总"
    """About nothing on record: the county workbook is wanted now."""


@dataclass(frozen=True, slots=True)
class FileWord:
    """An officer's word on what is on record: a file (``about`` is its number, 12-1) or a decision (its number).

    ``shown`` is what else the line says it is about: the file's name, or the decision's obligation; "" for nothing.
    ``unit`` is that of the decision, or the one that a file is claimed for.
    """

    kind: FileWordKind
    about: str
    unit: str = ""
    officer: str = ""
    reason: str = ""
    source: WordSource = COMMAND_LINE
    shown: str = ""

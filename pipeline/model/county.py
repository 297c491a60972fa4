"""The county as one consolidation sees it: newest submissions, deviations with their lives, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pipeline.model.decision import Decision
from pipeline.model.deviation import Deviation
from pipeline.model.plan import Plan
from pipeline.model.submission import Submission


class DeviationState(StrEnum):
    """Where a deviation stands in its life (整改销号)."""

    NEW = "新增"
    OPEN = "未整改"
    CLOSED = "已整改"
    REOPENED = "复发"
    WAIVED = "已豁免"


@dataclass(frozen=True, slots=True)
class TrackedDeviation:
    """A deviation with its life: when first found, last seen, how often it came back after being put right."""

    unit: str
    key: str
    deviation: Deviation
    source_file: str
    first_found: date
    last_seen: date
    state: DeviationState
    days_open: int
    times_returned: int = 0
    closed: date | None = None
    """The day from which on it is found no more, as its last consolidation has it; None while it is in force."""


class UnitStatus(StrEnum):
    """Where a unit stands with its ledger (报送情况, 状态)."""

    AWAITED = "待报送"
    """Nothing has come, and it is not due before the day is over."""
    MISSING = "未报送"
    ON_TIME = "按时报送"
    LATE = "逾期报送"
    UNREADABLE = "已报送但无法读取"
    NIL = "无此项任务"


ABSENT = frozenset({UnitStatus.AWAITED, UnitStatus.MISSING})
"""Nothing has come."""


@dataclass(frozen=True, slots=True)
class UnitReport:
    """One unit's reporting: its newest submission, and when it first reported."""

    unit: str
    status: UnitStatus
    submission: Submission | None = None
    first_received: datetime | None = None
    progress: tuple[Submission, ...] = ()
    """Its ledgers that say how far measures have got, as they came; that which counts may be among them."""

    @property
    def told_apart(self) -> Submission | None:
        """The newest report of progress, where it came apart from the ledger that counts."""
        if self.submission is None or not self.progress:
            return None
        newest = self.progress[-1]
        return newest if newest.arrival.sha256 != self.submission.arrival.sha256 else None


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that waits for an officer: what officers call it by, what it is, and what stands in it, in short."""

    number: str
    submission: Submission
    summary: str = ""


@dataclass(frozen=True, slots=True)
class LookBack:
    """What a unit had not put right when last year's book was closed (回头看).

    ``place`` and ``requirement`` name last year's obligation ("" where it was about none), ``title`` and ``what`` say
    what was wrong, ``severity`` how grave as officials read it, ``since`` when it was first found, ``now`` is this
    year's obligation that succeeds last year's ("" where none does).

    A ``measure`` that was not carried out has neither code nor severity: ``title`` is its stage, ``since`` the first
    day that was missed.
    """

    unit: str
    place: str
    requirement: str
    code: str
    title: str
    severity: str
    what: str
    since: date
    now: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that was done: when, what, whose, from where, by whom, why. All but the moment are words."""

    at: datetime
    what: str
    unit: str
    version: str
    content: str
    proof: str
    source: str
    officer: str
    reason: str
    number: str


@dataclass(frozen=True)
class County:
    """All that the county workbook is made from; the same County gives the same workbook.

    ``reports`` holds every expected unit and every other unit that has submitted, in the order of the roster.
    ``strays`` are submissions whose unit is not known (unidentified or unreadable files). ``tracked`` holds every
    deviation ever found, with its state; those in force now have state 新增, 未整改 or 复发.
    """

    plan: Plan
    as_of: date
    generated_at: datetime
    reports: tuple[UnitReport, ...]
    strays: tuple[Submission, ...]
    tracked: tuple[TrackedDeviation, ...]
    decisions: tuple[Decision, ...] = ()
    history: tuple[Mapping[str, object], ...] = ()
    """One mapping for each earlier consolidation: date, reported, covered, errors, warnings, notices."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """What made it: program version, plan id, rules fingerprint."""
    waiting: tuple[WaitingFile, ...] = ()
    """The files that wait for an officer."""
    operations: tuple[Operation, ...] = ()
    """What was done until then, oldest first."""
    unproved: tuple[str, ...] = ()
    """The units of whose ledger in force nothing proves the source."""
    look_back: tuple[LookBack, ...] = ()
    """What was left over when last year's book was closed."""
    trusts_names: bool = False
    """Whether this installation takes a file for what it says it is."""

    @property
    def submissions(self) -> tuple[Submission, ...]:
        """The newest readable submission of each unit, in the order of the roster."""
        return tuple(r.submission for r in self.reports if r.submission is not None and r.submission.ledger)

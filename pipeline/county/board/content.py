"""What the status page says: the same facts and figures as 总览, arranged for a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from pipeline.county.board.addresses import shown_link, unit_file
from pipeline.county.board.charts import BarChart, LineChart, bar_chart, line_chart
from pipeline.county.board.sentences import coverage, deviations, reporting
from pipeline.county.facts import CountyFacts
from pipeline.county.figures import CountyFigures
from pipeline.county.frames_deviations import due_entries
from pipeline.county.frames_overview import changes_table
from pipeline.county.tallies import TrendPoint
from pipeline.county.to_decide import to_decide
from pipeline.judging.checks.wording import excerpt
from pipeline.model import ABSENT, DeviationState, UnitReport, UnitStatus

MOST_NIGHTS = 10
"""How many consolidations the trend shows."""
MOST_DUE = 10
MOST_OWN = 12
SUMMARY = 40
"""Characters of a requirement or measure that are quoted."""
_NO_KIND = "其他单位"
"""Under which units stand that the roster does not hold."""

MARKS = {
    UnitStatus.ON_TIME: "✓",
    UnitStatus.LATE: "▲",
    UnitStatus.AWAITED: "…",
    UnitStatus.MISSING: "✗",
    UnitStatus.UNREADABLE: "✗",
    UnitStatus.NIL: "－",
}
"""What tells the states apart without colour; the same marks as in the workbook."""

_SHORT_STATES = {UnitStatus.UNREADABLE: "无法读取"}
_ABSENT = ABSENT | {UnitStatus.UNREADABLE}
_FILTERS = {"absent": "未报", "late": "逾期", "errors": "有错误", "decide": "待核定"}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit. Numbers are None where there is nothing to count; ``receipt`` is "" where there is no page.

    ``short`` and ``state_short`` are what a phone shows of its name and status, ``page`` is where its own page lies,
    ``decide`` what officers have to decide of it.
    ``tokens`` are what it can be filtered by, ``sought`` the words by which it is found.
    """

    unit: str
    short: str
    page: str
    status: UnitStatus
    state_short: str
    mark: str
    received: datetime | None
    version: int | None
    required: int
    covered: int | None
    rate: float | None
    errors: int
    warnings: int
    notices: int
    decide: int
    done: float | None
    receipt: str
    file_name: str
    tokens: str
    sought: str


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """The units of one kind, in the order of the roster."""

    kind: str
    lines: tuple[UnitLine, ...]


@dataclass(frozen=True, slots=True)
class OwnDue:
    """An entry of a ledger whose own date has passed or is near. ``left`` counts the days until it."""

    unit: str
    due: date | None
    left: int | None
    measure: str
    passed: bool


@dataclass(frozen=True, slots=True)
class StrayFile:
    """A file whose sender is not known, and why."""

    file_name: str
    received: datetime
    verdict: str
    reason: str
    receipt: str


@dataclass(frozen=True)
class BoardContent:
    """Everything on the page but its frame."""

    facts: CountyFacts
    figures: CountyFigures
    receipts: Mapping[str, str]
    """Address of the receipt page, by unit, and by sha256 for files of unknown senders."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """The morning in a few sentences: who reported, what is covered, what is wrong, how far all have got."""
        f = self.figures
        return (reporting(f), coverage(f), deviations(f), *filter(None, (self.facts.progress.sentence,)))

    @property
    def reminders(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Whom to remind of what."""
        f = self.figures
        groups = (
            (f.absent_word, f.missing_units),
            ("文件无法读取", f.unreadable_units),
            ("逾期报送", f.late_units),
        )
        return tuple((name, units) for name, units in groups if units)

    @cached_property
    def groups(self) -> tuple[UnitGroup, ...]:
        """All units of 报送情况 by their kind."""
        lines: dict[str, list[UnitLine]] = {}
        for report in self.facts.reports:
            kind = self.facts.counts.by_unit[report.unit].kind
            lines.setdefault(kind or _NO_KIND, []).append(self._line(report))
        return tuple(UnitGroup(kind, tuple(those)) for kind, those in lines.items())

    @property
    def filters(self) -> tuple[tuple[str, str, int], ...]:
        """What the units can be filtered by: the token, its name, how many units it leaves."""
        tokens = Counter(t for group in self.groups for line in group.lines for t in line.tokens.split())
        return tuple((token, name, tokens[token]) for token, name in _FILTERS.items())

    @cached_property
    def _to_decide(self) -> Counter[str]:
        """What waits for an officer, by unit: lines of 存疑核定, and files."""
        waiting = (one.submission.unit for one in self.facts.county.waiting)
        return Counter([one.unit for one in to_decide(self.facts)] + [unit for unit in waiting if unit])

    @cached_property
    def _people(self) -> Mapping[str, str]:
        """The leaders and sections that a unit's ledger names."""
        found: dict[str, dict[str, None]] = {}
        for line in self.facts.lines.all:
            its = found.setdefault(line.unit, {})
            its |= dict.fromkeys((line.entry.leader.text.strip(), line.entry.section.text.strip()))
        return {unit: " ".join(its) for unit, its in found.items()}

    def _line(self, report: UnitReport) -> UnitLine:
        unit, submission = report.unit, report.submission
        counts, known = self.facts.counts.by_unit[unit], self.facts.county.plan.unit_by_name.get(unit)
        progress = self.facts.progress.by_unit.get(unit)
        decide = self._to_decide[unit]
        tokens = {
            "absent": report.status in _ABSENT,
            "late": report.status is UnitStatus.LATE,
            "errors": counts.errors > 0,
            "decide": decide > 0,
        }
        names = (unit, *((known.full_name, *known.aliases) if known else ()), self._people.get(unit, ""))
        return UnitLine(
            unit,
            self.facts.short_name(unit),
            unit_file(unit),
            report.status,
            _SHORT_STATES.get(report.status, report.status.value),
            MARKS[report.status],
            submission.arrival.received_at if submission else None,
            submission.version if submission and counts.read else None,
            counts.required,
            counts.covered if counts.read else None,
            counts.rate if counts.read else None,
            counts.errors,
            counts.warnings,
            counts.notices,
            decide,
            progress.rate if progress else None,
            shown_link(self.receipts.get(unit, "")),
            submission.arrival.file_name if submission else "",
            " ".join(token for token, holds in tokens.items() if holds),
            " ".join(" ".join(names).split()),
        )

    @property
    def reporting_chart(self) -> BarChart:
        """How the units of each kind have reported."""
        rows = {k.name: (k.on_time, k.late, k.absent) for k in self.figures.kinds}
        return bar_chart("各类单位报送情况", ("按时", "逾期", "未报"), rows)

    @property
    def deviation_chart(self) -> BarChart:
        """How many deviations of each family are in force."""
        rows = {f"{f.name}偏差": (f.errors, f.warnings, f.notices) for f in self.figures.families}
        return bar_chart("各类偏差条数", ("错误", "警告", "提示"), rows)

    @property
    def trend(self) -> tuple[TrendPoint, ...]:
        """The newest consolidations, oldest first."""
        return self.figures.trend[-MOST_NIGHTS:]

    @property
    def trend_chart(self) -> LineChart | None:
        """The newest consolidations as lines; None where there is only one."""
        if len(self.trend) < 2:
            return None
        expected = self.figures.expected or 1
        series = {
            "报送率": [round(100 * p.reported / expected) for p in self.trend],
            "整改率": [round(100 * (p.put_right or 0)) for p in self.trend],
        }
        return line_chart("历次汇总变化（%）", [f"{p.date.month}月{p.date.day}日" for p in self.trend], series)

    @property
    def changes(self) -> tuple[tuple[DeviationState, int, str], ...]:
        """The states of 整改销号: state, count of errors and warnings, what it means."""
        return tuple((change.state, change.number, change.remark) for change in changes_table(self.figures).items)

    @property
    def own_due(self) -> tuple[OwnDue, ...]:
        """What the ledgers themselves set and is due: soonest first, what has passed after it."""
        found = [
            OwnDue(
                entry.current.unit_shown,
                entry.due,
                entry.left,
                excerpt(entry.measure or entry.requirement(self.facts), SUMMARY),
                entry.passed,
            )
            for entry in due_entries(self.facts)
        ]
        return tuple(sorted(found, key=lambda o: (o.passed, -(o.left or 0) if o.passed else o.left or 0)))

    @property
    def strays(self) -> tuple[StrayFile, ...]:
        """Files whose sender is not known, in the order of their coming."""
        return tuple(
            StrayFile(
                s.arrival.file_name,
                s.arrival.received_at,
                s.verdict.label,
                next((d.what or d.message for d in s.deviations), ""),
                shown_link(self.receipts.get(s.arrival.sha256, "")),
            )
            for s in self.facts.strays
        )

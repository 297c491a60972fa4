"""What the status page says: the same facts and figures as 总览, arranged for a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import unquote

from pipeline.county.board.charts import BarChart, LineChart, bar_chart, line_chart
from pipeline.county.facts import CountyFacts
from pipeline.county.figures import CountyFigures
from pipeline.county.frames_deviations import due_entries
from pipeline.county.tallies import TrendPoint
from pipeline.judging.checks.personal_numbers import mask_personal
from pipeline.judging.checks.wording import day, excerpt
from pipeline.model import DeviationState, Severity, UnitStatus

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


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit. Numbers are None where there is nothing to count; ``receipt`` is "" where there is no page."""

    unit: str
    status: UnitStatus
    mark: str
    received: datetime | None
    version: int | None
    required: int
    covered: int | None
    rate: float | None
    errors: int
    warnings: int
    notices: int
    receipt: str


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
        return (_reporting(f), _coverage(f), _deviations(f), *filter(None, (self.facts.progress.sentence,)))

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

    @property
    def groups(self) -> tuple[UnitGroup, ...]:
        """All units of 报送情况 by their kind."""
        lines: dict[str, list[UnitLine]] = {}
        for kind, line in self._lines():
            lines.setdefault(kind or _NO_KIND, []).append(line)
        return tuple(UnitGroup(kind, tuple(those)) for kind, those in lines.items())

    def _lines(self) -> Iterator[tuple[str, UnitLine]]:
        for report in self.facts.reports:
            counts, submission = self.facts.counts.by_unit[report.unit], report.submission
            yield (
                counts.kind,
                UnitLine(
                    report.unit,
                    report.status,
                    MARKS[report.status],
                    submission.arrival.received_at if submission else None,
                    submission.version if submission and counts.read else None,
                    counts.required,
                    counts.covered if counts.read else None,
                    counts.rate if counts.read else None,
                    counts.errors,
                    counts.warnings,
                    counts.notices,
                    self._receipt(report.unit),
                ),
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
        """The states of 整改销号: state, count, what it means."""
        return tuple((state, self.figures.states[state], words) for state, words in _STATES.items())

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
                self._receipt(s.arrival.sha256),
            )
            for s in self.facts.strays
        )

    def _receipt(self, name: str) -> str:
        """Give the address of a receipt; one that would spell out a personal number is left away."""
        address = self.receipts.get(name, "")
        plain = unquote(address)
        return address if mask_personal(plain) == plain else ""


_STATES = {
    DeviationState.NEW: "本次首次发现",
    DeviationState.OPEN: "以前发现，仍未整改",
    DeviationState.REOPENED: "整改后再次出现",
    DeviationState.CLOSED: "已不存在，予以销号",
    DeviationState.WAIVED: "经核定不作偏差",
}


def _reporting(f: CountyFigures) -> str:
    if not f.expected:
        return "名录中没有应报送台账的单位。"
    parts = [f"应报送台账{f.expected}家，已报送{f.reported}家，报送率{f.reporting_rate:.1%}"]
    for name, units in (
        ("逾期报送", f.late_units),
        (f.absent_word, f.missing_units),
        ("文件无法读取", f.unreadable_units),
    ):
        if units:
            parts.append(f"{name}{len(units)}家")
    if f.stray_files:
        parts.append(f"另有{f.stray_files}件来件无法识别报送单位")
    return "；".join(parts) + f"。报送截止日期为{day(f.ledgers_due)}。"


def _coverage(f: CountyFigures) -> str:
    if f.coverage_rate is None:
        return "尚无可以汇总的台账。"
    return (
        f"已报送单位应落实任务{f.required}项次，已覆盖{f.covered}项次，覆盖率{f.coverage_rate:.1%}；"
        f"漏项{f.gaps}项次，对应存疑{f.doubtful}条待核定。"
    )


def _deviations(f: CountyFigures) -> str:
    counts = "、".join(f"{s.label}{f.severities[s]}条" for s in Severity)
    since = f.last_consolidation
    if since is None:
        return f"现有偏差：{counts}。本次为首次汇总。"
    return (
        f"现有偏差：{counts}。与{since.month}月{since.day}日汇总相比，"
        f"新增{f.states[DeviationState.NEW]}条，复发{f.states[DeviationState.REOPENED]}条，销号{f.closed_now}条。"
    )

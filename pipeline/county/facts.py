"""The facts of a county, joined once for all sheets: lines, coverage, deviations in force with their lives."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from pipeline.county.counts import CountyCounts
from pipeline.county.coverage import UnitCoverage, coverage_of
from pipeline.county.lines import LedgerLine, LedgerLines
from pipeline.county.origins import Origin, origin_of
from pipeline.county.progress import CountyProgress
from pipeline.judging.checks.traits import Trait, has
from pipeline.model import County, Deviation, DeviationState, Severity, Submission, TrackedDeviation, UnitReport

UNKNOWN_UNIT = "（单位未识别）"
WHOLE_COUNTY = "（全县）"

LONGEST_NAME = 12
"""A longer name of a unit does not fit where characters stand one below the other, or below a chart."""

IN_FORCE = frozenset({DeviationState.NEW, DeviationState.OPEN, DeviationState.REOPENED})

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)

_CELL = re.compile(r"([A-Za-z]*)(\d*)")


@dataclass(frozen=True, slots=True)
class CurrentDeviation:
    """A deviation in force, with where it stands and how long it has. ``unit`` is "" where it is not known."""

    unit: str
    deviation: Deviation
    source_file: str
    sha256: str
    state: DeviationState
    first_found: date
    days_open: int
    line: LedgerLine | None
    origin: Origin | None
    """Where it stands; None for what speaks of no file (未报送)."""

    @property
    def unit_shown(self) -> str:
        """The unit as the sheets show it."""
        return shown_unit(self.unit, self.deviation.code)

    @property
    def place(self) -> str:
        """Where it stands, as the sheets show it."""
        return self.origin.shown if self.origin else ""


def shown_unit(unit: str, code: str) -> str:
    """Give the unit as the sheets show it; the duty of nobody in particular concerns the whole county."""
    return unit or (WHOLE_COUNTY if code.startswith("R") else UNKNOWN_UNIT)


def place_of(deviation: Deviation) -> str:
    """Give sheet and cell of a deviation in the form 表名!D12."""
    if deviation.sheet and deviation.cell:
        return f"{deviation.sheet}!{deviation.cell}"
    return deviation.cell or deviation.sheet or ""


@dataclass(frozen=True)
class CountyFacts:
    """A county with everything that more than one sheet asks of it. Nothing here depends on the order of input."""

    county: County

    @cached_property
    def rank(self) -> dict[str, int]:
        """The place of each unit in the roster."""
        return {u.name: at for at, u in enumerate(self.county.plan.units)}

    def unit_order(self, unit: str) -> tuple[int, str]:
        """Sort units as the roster does; unknown ones come last."""
        return (self.rank.get(unit, len(self.rank)), unit)

    @cached_property
    def obligation_rank(self) -> dict[str, int]:
        """The place of each obligation in the plan."""
        return {o.id: at for at, o in enumerate(self.county.plan.obligations)}

    def short_name(self, unit: str) -> str:
        """Give a unit's name for narrow places: where it is long, the shortest of its aliases."""
        known = self.county.plan.unit_by_name.get(unit)
        if len(unit) <= LONGEST_NAME or known is None:
            return unit
        return min((unit, *known.aliases), key=len)

    def obligation_order(self, obligation: str | None) -> tuple[int, str]:
        """Sort obligations as the plan does; none at all comes first."""
        if not obligation:
            return (-1, "")
        return (self.obligation_rank.get(obligation, len(self.obligation_rank)), obligation)

    @cached_property
    def reports(self) -> tuple[UnitReport, ...]:
        """The units' reports in the order of the roster."""
        return tuple(sorted(self.county.reports, key=lambda r: self.unit_order(r.unit)))

    @cached_property
    def strays(self) -> tuple[Submission, ...]:
        """Submissions whose unit is not known, in the order of their coming."""
        return tuple(
            sorted(
                self.county.strays,
                key=lambda s: (
                    s.arrival.received_at.isoformat(),
                    s.arrival.file_name,
                    s.arrival.sha256,
                    s.ledger.sheet if s.ledger else "",
                ),
            )
        )

    @cached_property
    def lines(self) -> LedgerLines:
        """The lines of 汇总台账."""
        return LedgerLines(
            (r.unit, r.submission) for r in self.reports if r.submission is not None and r.submission.ledger
        )

    @cached_property
    def coverage(self) -> tuple[UnitCoverage, ...]:
        """How each unit stands to each obligation, parallel to ``reports``."""
        return tuple(coverage_of(self.county, r) for r in self.reports)

    @cached_property
    def tracked(self) -> tuple[TrackedDeviation, ...]:
        """Every deviation ever found: by unit, code, obligation and place."""
        return tuple(
            sorted(
                self.county.tracked,
                key=lambda t: (*self._order(t.unit, t.deviation), t.source_file, t.key, t.first_found),
            )
        )

    @cached_property
    def current(self) -> tuple[CurrentDeviation, ...]:
        """The deviations in force: by unit, severity, code, obligation and place."""
        return tuple(
            sorted(self._current(), key=lambda c: (*self._order(c.unit, c.deviation), c.source_file, c.sha256))
        )

    def _order(self, unit: str, deviation: Deviation) -> tuple[object, ...]:
        column, row = ("", "")
        if found := _CELL.match(deviation.cell or ""):
            column, row = found.groups()
        return (
            self.unit_order(unit),
            SEVERITIES.index(deviation.severity),
            deviation.code,
            self.obligation_order(deviation.obligation),
            deviation.sheet or "",
            int(row or 0),
            (len(column), column),
            deviation.content,
            deviation.message,
        )

    def _current(self) -> Iterator[CurrentDeviation]:
        lives = {(t.unit, t.key): t for t in self.county.tracked}
        seen: set[tuple[str, str]] = set()
        for unit, submission in self.all_submissions():
            for deviation in submission.deviations:
                key = (unit, deviation.key(unit))
                seen.add(key)
                life = lives.get(key)
                if life is not None and life.state not in IN_FORCE:
                    continue
                yield self._with_life(unit, deviation, submission, life)
        files = {(unit, s.arrival.file_name): s for unit, s in self.all_submissions()}
        # What only the whole county shows (未报送, R01 …) is found in no submission, though it may speak of one.
        for key, life in lives.items():
            if life.state in IN_FORCE and key not in seen:
                about = files.get((life.unit, life.source_file))
                yield CurrentDeviation(
                    life.unit,
                    life.deviation,
                    life.source_file,
                    about.arrival.sha256 if about else "",
                    life.state,
                    life.first_found,
                    life.days_open,
                    self.lines.of(life.unit, life.deviation),
                    origin_of(life.unit, about, life.deviation) if about else None,
                )

    def all_submissions(self) -> Iterator[tuple[str, Submission]]:
        """Give every submission with its unit ("" where that is not known): the units' newest, then the strays."""
        for report in self.reports:
            if report.submission is not None:
                yield report.unit, report.submission
            # What a report of progress says amiss stands in its own file.
            if (told := report.told_apart) is not None:
                yield report.unit, told
        for submission in self.strays:
            yield "", submission

    def _with_life(
        self, unit: str, deviation: Deviation, submission: Submission, life: TrackedDeviation | None
    ) -> CurrentDeviation:
        found = life.first_found if life else min(submission.arrival.received_at.date(), self.county.as_of)
        return CurrentDeviation(
            unit,
            deviation,
            submission.arrival.file_name,
            submission.arrival.sha256,
            life.state if life else DeviationState.NEW,
            found,
            life.days_open if life else (self.county.as_of - found).days,
            self.lines.of(unit, deviation),
            origin_of(unit, submission, deviation),
        )

    @cached_property
    def current_by_life(self) -> dict[tuple[str, str, str], CurrentDeviation]:
        """The deviations in force by unit, key and file: two files of nobody can share a key."""
        return {(c.unit, c.deviation.key(c.unit), c.source_file): c for c in self.current}

    @cached_property
    def by_line(self) -> dict[int, tuple[CurrentDeviation, ...]]:
        """The deviations in force on each line of 汇总台账, by its number."""
        found: dict[int, list[CurrentDeviation]] = defaultdict(list)
        for current in self.current:
            if current.line is not None:
                found[current.line.number].append(current)
        return {number: tuple(those) for number, those in found.items()}

    @cached_property
    def disputed(self) -> dict[str, str]:
        """What stands against the joint bearers of an obligation (R01, R02), by its id."""
        found: dict[str, set[str]] = defaultdict(set)
        for current in self.current:
            if has(current.deviation.code, Trait.DISPUTE) and current.deviation.obligation:
                found[current.deviation.obligation].add(current.deviation.code)
        return {obligation: "、".join(sorted(codes)) for obligation, codes in found.items()}

    @cached_property
    def counts(self) -> CountyCounts:
        """What is counted of the county."""
        return CountyCounts(self)

    @cached_property
    def progress(self) -> CountyProgress:
        """How far all measures have got."""
        return CountyProgress(self)

    def has_changed(self, life: TrackedDeviation) -> bool:
        """Say whether a deviation stands otherwise than at the end of the day of the last consolidation before.

        However often the county is consolidated on one day, all of that day is compared with the day before. What
        was first found since and is put right already is a change, too: it is counted among 已整改 only now.
        """
        since = self.last_consolidation
        if life.state is DeviationState.NEW:
            return True
        if life.closed is not None:
            return since is None or life.closed > since
        return life.state is DeviationState.REOPENED and life.days_open == 0

    @cached_property
    def last_consolidation(self) -> date | None:
        """The day of the newest earlier consolidation, None for the first one."""
        days = [as_date(h.get("date")) for h in self.county.history]
        return max((d for d in days if d is not None and d < self.county.as_of), default=None)


def as_date(value: object) -> date | None:
    """Read a date of the register's history, which may be a date or its ISO form."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value)[:10]) if value else None
